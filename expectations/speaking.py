"""What the rules say of a judged group, report by report."""

from __future__ import annotations

from expectations.beside import in_each_report
from expectations.group import Group, spoken
from expectations.messages import Place, finding, in_order
from observations.finding import Finding


def findings_of(group: Group) -> list[tuple[Finding, ...]]:
    """Per report: what its own reading said, then the rules' findings in row order."""
    made: list[list[tuple[int, Finding]]] = [[] for _ in group.reports]
    places = [Place(report, group.context) for report in group.reports]
    for rule in group.book.declared:
        for row in in_each_report(group, spoken(group, rule), places):
            report = row["report"]
            made[report].append((row["row"], finding(rule, row, places[report])))
    return [
        (*report.findings, *in_order(said))
        for report, said in zip(group.reports, made, strict=True)
    ]
