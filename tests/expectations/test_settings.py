"""How loud a rule is set to be: per rule and indicator, from a day to a day, and never for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.bulk import screen, slices
from expectations.check import check
from expectations.settings import RuleSetting, in_force, settled_version
from observations.finding import Severity
from observations.stations import CheckedReport, Verdict
from tests.expectations.forms import context, q1, record, report, row

JUMP = report(row("sweeping", 60.0), row("sorting", 60.0))
BEFORE = record(q1("sweeping", 90.0), q1("sorting", 90.0))


def judged(settings: dict[tuple[str, str], str]) -> CheckedReport:
    return check([JUMP], context(BEFORE, settings=settings))[0]


def said(checked: CheckedReport) -> dict[str, Severity]:
    return {one.indicator: one.severity for one in checked.findings if one.rule == "Q602"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {"sweeping": "warning", "sorting": "warning"}),
        ({("Q602", ""): "info"}, {"sweeping": "info", "sorting": "info"}),
        ({("Q602", "sweeping"): "info"}, {"sweeping": "info", "sorting": "warning"}),
        (
            {("Q602", ""): "info", ("Q602", "sweeping"): "critical"},
            {"sweeping": "critical", "sorting": "info"},
        ),
        ({("Q602", "sorting"): "silent"}, {"sweeping": "warning"}),
        ({("Q602", ""): "silent"}, {}),
        ({("Q604", ""): "silent"}, {"sweeping": "warning", "sorting": "warning"}),
    ],
)
def test_a_setting_holds_for_its_rule_and_its_indicator(
    settings: dict[tuple[str, str], str], expected: dict[str, str]
) -> None:
    checked = judged(settings)
    assert said(checked) == {name: Severity(loud) for name, loud in expected.items()}
    if "critical" in expected.values():
        assert checked.verdict is Verdict.RETURNED
    else:
        doubted = {n for n, loud in expected.items() if loud == "warning"}
        assert set(checked.accepted.filter("doubted")["indicator"]) == doubted


def test_an_explained_row_is_never_louder_for_being_set() -> None:
    told = report(row("sweeping", 60.0, note="设备大修,已核对台账"))
    loud = context(record(q1("sweeping", 90.0)), settings={("Q602", ""): "critical"})
    (checked,) = check([told], loud)
    assert said(checked) == {"sweeping": Severity.INFO}


def test_a_bulk_delivery_obeys_the_same_settings() -> None:
    about = context(BEFORE, settings={("Q602", "sweeping"): "info", ("Q602", "sorting"): "silent"})
    (part,) = (screen(one, about) for one in slices(JUMP))
    assert [(f.indicator, f.severity) for f in part.findings if f.rule == "Q602"] == [
        ("sweeping", Severity.INFO)
    ]
    assert not part.rows["doubted"].any()


def test_the_settings_in_force_are_part_of_the_version_a_judgement_is_stored_with() -> None:
    plain, quiet = judged({}), judged({("Q602", ""): "info"})
    assert quiet.suite.startswith(plain.suite + "+")
    assert judged({("Q602", ""): "info"}).suite == quiet.suite
    assert judged({("Q602", ""): "silent"}).suite != quiet.suite
    assert settled_version("rules-1", {}) == "rules-1"


DAY = date(2024, 7, 1)


def setting(severity: str, since: int, until: int | None, indicator: str = "") -> RuleSetting:
    end = None if until is None else DAY + timedelta(days=until)
    return RuleSetting("Q602", indicator, severity, DAY + timedelta(days=since), end, "理由", "甲")


@pytest.mark.parametrize(
    ("versions", "day", "loud"),
    [
        ([setting("info", 0, 10)], 0, "info"),
        ([setting("info", 0, 10)], 10, "info"),
        ([setting("info", 0, 10)], 11, None),
        ([setting("info", 1, 10)], 0, None),
        ([setting("info", 0, 30), setting("silent", 5, 9)], 4, "info"),
        ([setting("info", 0, 30), setting("silent", 5, 9)], 5, "silent"),
        ([setting("info", 0, 30), setting("silent", 5, 9)], 10, None),
        ([setting("info", 0, 30), setting("default", 5, None)], 6, None),
        ([setting("critical", 0, None)], 5000, "critical"),
    ],
)
def test_the_last_setting_begun_holds_to_its_last_day(
    versions: list[RuleSetting], day: int, loud: str | None
) -> None:
    found = in_force(versions, DAY + timedelta(days=day))
    assert found == ({("Q602", ""): loud} if loud else {})


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6), st.integers(10, 40))
def test_nothing_holds_after_every_end(spans: list[tuple[int, int]], day: int) -> None:
    versions = [setting("info", since, since + length // 2) for since, length in spans]
    assert in_force(versions, DAY + timedelta(days=day + 5)) == {}
