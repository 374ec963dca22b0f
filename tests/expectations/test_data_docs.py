"""The page Great Expectations draws of a batch: its own tables, nothing fetched, nothing run."""

from __future__ import annotations

import json
import re

import pytest

from expectations.check import certified
from expectations.data_docs import page
from expectations.group import judged
from expectations.rules import load_book
from tests.expectations.forms import context, report, row

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def evidence() -> str:
    forms = [report(row("leakage", 140.0), row("sweeping", 95.2))]
    return certified(judged(forms, context(), load_book())).evidence


@pytest.fixture(scope="module")
def drawn(evidence: str) -> str:
    return page(evidence, f"核验记录{HOSTILE}", ["2024年第二季度", HOSTILE])


def test_every_rule_stands_on_the_page_with_its_count(evidence: str, drawn: str) -> None:
    words = " ".join(re.sub(r"<[^>]+>", " ", drawn).split())
    lines = json.loads(evidence)["results"]
    assert len(lines) == len(load_book().rules)
    for line in lines:
        rule = load_book().rule(line["rule_id"])
        seen = line["element_count"] - line["missing_count"]
        told = f"{rule.id} {rule.name}"
        after = words.split(told, 1)[1]
        said = f"核验 {seen} 行,不符 {line['unexpected_count']} 行"
        assert (said if rule.kind != "present" else "已填 100%") in after[:80], told
    assert "规则版本 " + load_book().version in words


def test_the_page_fetches_and_runs_nothing(drawn: str) -> None:
    assert not re.search(r"<script|<link|<iframe|@import|url\(|\bhref=|\bsrc=|\bon\w+=", drawn)
    assert "http" not in drawn


def test_titles_are_text_whatever_they_hold(drawn: str) -> None:
    assert drawn.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3  # title, heading, line


def test_evidence_of_other_rules_says_that_they_changed(evidence: str) -> None:
    older = json.loads(evidence)
    older["meta"]["suite"] = "rules-000000000000"
    older["results"][0]["rule_id"] = "Q000"
    shown = page(json.dumps(older), "核验记录")
    assert "规则有过修改" in shown
    assert "其中 1 条今天已没有" in shown
    assert "Q000" not in shown


def test_a_rule_that_broke_is_said_to_have_broken(evidence: str) -> None:
    broken = json.loads(evidence)
    first = broken["results"][0]
    first |= {"success": False, "unexpected_count": None, "exception": "division by zero"}
    assert "division by zero" in page(json.dumps(broken), "核验记录")
