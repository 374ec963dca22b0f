"""Every alert says what to do, by when and whom to ask."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from alerts.runbook import in_general, line_for, load_runbook
from expectations.rules import load_book
from observations.calendar import WorkingDays
from observations.errors import UserError
from observations.finding import Severity
from observations.signals import SIGNALS

TODAY, CALENDAR = date(2024, 9, 29), WorkingDays()


@pytest.mark.parametrize(
    ("kind", "rule", "severity", "due", "whom", "what"),
    [
        ("bad_data", "file.damaged", "critical", "2024-09-30", "住建局调度岗位", "下载本期表样"),
        ("bad_data", "row.missing", "critical", "2024-10-08", "住建局调度岗位", "逐格补填"),
        ("bad_data", "Q404", "critical", "2024-10-09", "审核岗位", "与台账核对"),
        ("bad_data", "Q602", "warning", "2024-10-09", "审核岗位", "属实"),
        ("bad_data", "file.fault", "critical", "2024-09-30", "系统管理员岗位", "不必改报表"),
        ("no_data", "", "warning", "2024-09-30", "住建局调度岗位", "零报告"),
        ("held", "", "critical", "2024-09-30", "系统管理员岗位", "报送单位不需办理"),
        ("system", "channel", "critical", "2024-09-30", "系统管理员岗位", "cityplan doctor"),
    ],
)
def test_the_line_goes_by_kind_and_family_and_counts_working_days(
    kind: str, rule: str, severity: str, due: str, whom: str, what: str
) -> None:
    line = line_for(kind, rule, severity, today=TODAY, calendar=CALENDAR)
    assert line is not None
    assert (str(line.due), whom in line.ask, what in line.text) == (due, True, True)
    assert line.text.startswith("处理:")
    assert f"{due}前" in line.text


def test_every_rule_and_every_signal_has_its_line() -> None:
    rules = [(one.id, one.cure) for one in load_book().declared]
    signals = [(rule, one.cure) for rule, one in SIGNALS.items()]
    for rule, cure in (*rules, *signals):
        for severity in (Severity.CRITICAL, Severity.WARNING):
            line = line_for("bad_data", rule, severity, today=TODAY, calendar=CALENDAR)
            assert line is not None
            assert cure.rstrip("。") in line.text


def test_a_kind_that_asks_nothing_has_none() -> None:
    assert line_for("digest", "", "info", today=TODAY, calendar=CALENDAR) is None
    assert in_general("head") == ""
    assert in_general("held").endswith("1个工作日内;问系统管理员岗位")


def test_a_malformed_entry_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "runbook.yaml"
    wrong.write_text("runbook: [{name: x, what: y, days: -1, ask: z}]", "utf-8")
    with pytest.raises(UserError, match=r"runbook\.yaml"):
        load_runbook(wrong)
