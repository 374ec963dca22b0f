"""Great Expectations' own page of a batch, drawn from the evidence kept with its verdict.

Renderers and section templates are GX's; the page around them is ours, because GX's own calls
on half a dozen hosts for its scripts and styles. The page loads nothing and runs nothing.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from expectations.gx import _expectation, _import
from expectations.rules import Rule, RuleBook, load_book

SITE = Path(__file__).parent / "site"
_TEMPLATE = "cityplan_page.html"
_WORDS = {
    "Overview": "概况",
    "Statistics": "统计",
    "Evaluated Expectations": "已核验规则",
    "Successful Expectations": "全部符合",
    "Unsuccessful Expectations": "有不符",
    "Success Percent": "符合比例",
    "Status": "结果",
    "Expectation": "规则",
    "Observed Value": "核验所见",
    "Table-Level Expectations": "两列之间的规则",
    "Expectation Suite:": "规则版本:",
    "Failed": "有不符",
    "Succeeded": "全部符合",
}
_FILLED = re.compile(r"^([\d.]+%) not null$")
_TEMPLATES = {
    "${suite_title} ${expectation_suite_name}\n ${data_asset} ${data_asset_name}\n "
    "${status_title} ${html_success_icon} ${success}": "规则版本 ${expectation_suite_name}",
    "\n\n$unexpected_count unexpected values found. "
    "$unexpected_percent of $element_count total rows.": "\n\n不符 $unexpected_percent",
}
"""GX's sentences that say more than there is: our batches have no asset and no site of suites."""


def page(evidence: str, title: str, about: Sequence[str] = ()) -> str:
    """The page of one run as a whole HTML document; `about` are lines under the title.

    `evidence` is what `Certificate.evidence` holds. Raises ValueError when it is no such JSON.
    Rules that have since gone are left out, and `about` gets a line that says so.
    """
    kept = json.loads(evidence)
    book = load_book()
    rules = {rule.id: rule for rule in book.rules}
    known = [line for line in kept["results"] if line["rule_id"] in rules]
    lines = [*about, *_changed(kept, book, len(known))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _drawn(_result(kept, known, rules), title, lines)


def _changed(kept: Mapping[str, Any], book: RuleBook, known: int) -> list[str]:
    if kept["meta"].get("suite") == book.version:
        return []
    gone = len(kept["results"]) - known
    also = f",其中 {gone} 条今天已没有,未列出" if gone else ""
    return [f"核验以后规则有过修改:下面的规则名称是今天的,计数是当时的{also}。"]


def _result(
    kept: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], rules: Mapping[str, Rule]
) -> Any:
    """The suite's result as GX's renderers take it."""
    _import()
    from great_expectations.core import ExpectationSuiteValidationResult

    meta = kept["meta"]
    return ExpectationSuiteValidationResult(
        success=meta["success"],
        results=[_line(line, rules[line["rule_id"]]) for line in lines],
        suite_name=meta["suite"],
        statistics=meta["statistics"],
        meta={
            "great_expectations_version": meta["great_expectations"],
            "run_id": {"run_name": meta["batch"], "run_time": "1970-01-01T00:00:00+00:00"},
        },
    )


def _line(line: Mapping[str, Any], rule: Rule) -> Any:
    from great_expectations.core import ExpectationValidationResult

    expectation = _expectation(rule)
    expectation.description = f"{rule.id} {rule.name}"
    seen = (line["element_count"] or 0) - (line["missing_count"] or 0)
    unexpected = line["unexpected_count"] or 0
    reason = line.get("exception")
    return ExpectationValidationResult(
        success=line["success"],
        expectation_config=expectation.configuration,
        result={
            "element_count": line["element_count"],
            "missing_count": line["missing_count"],
            "unexpected_count": unexpected,
            "unexpected_percent": 100 * unexpected / seen if seen else 0.0,
            "observed_value": f"核验 {seen} 行,不符 {unexpected} 行",
            "partial_unexpected_list": [],
        },
        exception_info={
            "raised_exception": bool(reason),
            "exception_message": reason,
            "exception_traceback": None,
        },
    )


def _drawn(result: Any, title: str, about: Sequence[str]) -> str:
    renderer: Any = import_module("great_expectations.render.renderer")
    views: Any = import_module("great_expectations.render.view")

    document = renderer.ValidationResultsPageRenderer().render(result)
    view = views.DefaultJinjaPageView(custom_views_directory=str(SITE))
    content = _translated(document.to_json_dict(), _WORDS | _TEMPLATES | _headings())
    template = view._get_template(_TEMPLATE)
    return str(template.render(content, title=title, about=about))


def _headings() -> dict[str, str]:
    """A column's heading → the rules that stand below it."""
    found: dict[str, list[str]] = {}
    for rule in load_book().rules:
        found.setdefault(rule.column, []).append(rule.id)
    return {column: "、".join(ids) for column, ids in found.items()}


def _translated(content: Any, words: Mapping[str, str]) -> Any:
    """GX's own words in Chinese wherever they stand; links to pages it does not have go."""
    if isinstance(content, str):
        return words.get(content) or _FILLED.sub(r"已填 \1", content)
    if isinstance(content, list):
        return [_translated(one, words) for one in content if not _folded(one)]
    if isinstance(content, dict):
        kept = {name: one for name, one in content.items() if name != "expectation_suite_name"}
        whole = content if isinstance(content.get("expectation_suite_name"), str) else kept
        return {name: _translated(one, words) for name, one in whole.items()}
    return content


def _folded(content: Any) -> bool:
    """What opens by a script; there is none here, and the page's head says the same."""
    return isinstance(content, dict) and content.get("content_block_type") == "collapse"
