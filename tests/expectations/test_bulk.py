"""A bulk slice is judged as a form is: the same rows fail, the same values are doubted."""

from __future__ import annotations

import polars as pl

from expectations.bulk import certify, screen, slices
from expectations.check import check
from tests.expectations.forms import context, report, row

AREAS = ("150627", "150626", "150625")
VALUES = (("leakage", 0.091), ("sweeping", 195.2), ("sorting", None), ("per_head", 51.2))


def _report(values=VALUES):
    return report(*(row(key, value, area=area) for area in AREAS for key, value in values))


def test_the_same_rows_fail_and_are_spoken_of_alike():
    given = _report()
    (checked,) = check([given], context())
    parts = [screen(part, context()) for part in slices(given, 4)]
    said = sorted((f.rule, f.severity, f.message) for part in parts for f in part.findings)
    assert said == sorted((f.rule, f.severity, f.message) for f in checked.findings)
    named = pl.concat(part.failing for part in parts)
    assert sorted(named.select("rule", "cell").rows()) == sorted(
        (f.rule, f.cell) for f in checked.findings
    )


def test_the_same_values_are_doubted():
    given = _report((("sorting", None), ("per_head", 51.2), ("sweeping", 12.0)))
    (checked,) = check([given], context())
    parts = pl.concat(screen(part, context()).rows for part in slices(given, 3))
    assert checked.accepted["doubted"].any()
    key = ["indicator", "area"]
    assert parts.sort(key).equals(checked.accepted.sort(key))


def test_a_slice_never_parts_an_area_and_every_row_is_in_one():
    given = _report()
    cut = [part.batch for part in slices(given, 5)]
    assert [batch["area"].n_unique() for batch in cut] == [1, 1, 1]
    assert sum(batch.height for batch in cut) == given.batch.height
    whole = [part.batch.height for part in slices(given, 9)]
    assert whole == [8, 4]


def test_great_expectations_certifies_a_slice_and_counts_what_should_have_gone_back():
    good, bad = report(row("per_head", 51.2)), report(row("per_head", 51_200.0))
    assert certify(good, context()).critical == 0
    told = certify(bad, context())
    assert told.critical >= 1
    assert '"great_expectations"' in told.evidence
