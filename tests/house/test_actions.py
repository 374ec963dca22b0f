"""Whoever reads the audit trail reads words: every act that writes has one."""

from __future__ import annotations

import ast

from dashboards.pages.audit import ACTIONS
from tests.house.test_house import ROOT


def _acts() -> set[str]:
    """The action named by every `ledger.write(actor, now, action)` of the use cases."""
    found: set[str] = set()
    for path in [*(ROOT / "desk").rglob("*.py"), *(ROOT / "flows").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("ledger.write"):
                named = node.args[2]
                found |= {str(named.value)} if isinstance(named, ast.Constant) else set()
    return found


def test_every_act_has_a_word_on_the_audit_page() -> None:
    acts = _acts()
    assert {"receive", "judge", "paper.issue"} <= acts
    assert acts - {*ACTIONS} == set()
