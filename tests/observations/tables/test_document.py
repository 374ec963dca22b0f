"""The example of docs/layouts.md does what the page says."""

from __future__ import annotations

import re
from pathlib import Path

from observations.finding import Severity
from observations.interpret import interpret
from targets.layout_files import layout_of
from targets.yamlfile import parse_yaml
from tests.observations.tables.made import INDICATORS, PLAN

PAGE = (Path(__file__).parents[3] / "docs" / "layouts.md").read_text("utf-8")


def block(kind):
    """The text of the page's block of that kind."""
    (found,) = re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    return found


def test_the_example_is_taken_in_as_the_page_says(read):
    layout = layout_of(parse_yaml(block("yaml"), "例.yaml"), PLAN)
    report = read(block("csv").encode("gb18030"), "例.csv")
    done = interpret(report, {layout.name: layout}, INDICATORS)
    assert [f.message for f in done.findings if f.severity is not Severity.INFO] == []
    rows = done.batch.select("area", "indicator", "value", "numerator", "denominator").rows()
    told = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    assert all(line in PAGE for line in told)
    assert len(told) == 2
    assert f"报告期 {done.header.period}" in PAGE
