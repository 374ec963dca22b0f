"""Whoever reads the audit trail reads what was done to a case in words."""

from cases.events import Step
from dashboards.pages.audit import ACTIONS


def test_every_step_of_a_case_has_a_word_on_the_audit_page() -> None:
    assert {f"case.{step.name.lower()}" for step in Step} <= {*ACTIONS}
