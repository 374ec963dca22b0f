"""Quiet hours by the State Council's calendar, and deliveries that keep them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from alerts.channels import FileChannel
from alerts.deliver import deliver
from alerts.quiet import SHANGHAI, QuietHours
from alerts.rules import load_alerting
from ledger import facts
from ledger.facts import AlertFact
from ledger.opening import Ledger
from observations.calendar import WorkingDays
from observations.errors import UserError
from observations.identity import SYSTEM

HOURS = QuietHours(load_alerting().quiet, WorkingDays())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2024-09-26 08:29", "2024-09-26 08:30"),  # Thursday, before work
        ("2024-09-26 08:30", None),
        ("2024-09-26 17:59", None),
        ("2024-09-26 18:00", "2024-09-27 08:30"),
        ("2024-09-27 22:00", "2024-09-29 08:30"),  # Friday; Sunday 29th is worked (National Day)
        ("2024-09-28 12:00", "2024-09-29 08:30"),
        ("2024-09-30 18:30", "2024-10-08 08:30"),  # over the holiday, not 1 to 7 October
        ("2024-10-12 10:00", None),  # a Saturday that is worked
    ],
)
def test_quiet_ends_on_the_next_working_morning(now: str, ends: str | None) -> None:
    assert HOURS.until(at(now)) == (None if ends is None else at(ends))
    assert HOURS.now_told("warning", at(now)) is (ends is None)
    assert HOURS.now_told("critical", at(now))


@pytest.mark.parametrize(
    ("since", "until", "quiet", "loud"),
    [
        ("18:00", "08:30", ("00:00", "08:29", "18:00", "23:59"), ("08:30", "17:59")),
        ("00:00", "07:30", ("00:00", "07:29"), ("07:30", "12:00", "23:59")),
        ("12:00", "14:00", ("12:00", "13:59"), ("00:00", "11:59", "14:00", "23:59")),
        ("08:00", "08:00", (), ("00:00", "08:00", "23:59")),
    ],
)
def test_quiet_that_begins_after_midnight_ends_the_same_morning(
    tmp_path: Path, since: str, until: str, quiet: tuple[str, ...], loud: tuple[str, ...]
) -> None:
    """Thursday 26 September 2024, a working day between working days."""
    rule = f'quiet: {{from: "{since}", until: "{until}", always: [critical]}}'
    (tmp_path / "alerting.yaml").write_text(rule, "utf-8")
    hours = QuietHours(load_alerting(tmp_path).quiet, WorkingDays())
    told = {hour: hours.now_told("warning", at(f"2024-09-26 {hour}")) for hour in (*quiet, *loud)}
    assert told == {**dict.fromkeys(quiet, False), **dict.fromkeys(loud, True)}
    for hour in quiet:
        end = hours.until(at(f"2024-09-26 {hour}"))
        assert end is not None
        assert hours.now_told("warning", end)


@pytest.mark.parametrize(
    "hour", ["9:00", '"24:00"', '"18:00+08:00"', '"18:00Z"', "1080", '"1800"', "~"]
)
def test_a_number_one_digit_or_an_hour_with_a_zone_is_no_hour(tmp_path: Path, hour: str) -> None:
    rule = f'quiet: {{from: {hour}, until: "08:30", always: [critical]}}'
    (tmp_path / "alerting.yaml").write_text(rule, "utf-8")
    with pytest.raises(UserError, match=r"quiet\.from"):
        load_alerting(tmp_path)


def fact(number: int, severity: str) -> AlertFact:
    body = {"title": "填报值存疑", "office": "water", "office_name": "水务局", "lines": ["D1"]}
    return AlertFact("quality", f"receipt:{number}", "1", severity, body)


def test_at_night_only_the_critical_is_told_and_the_rest_together_in_the_morning(
    ledger: Ledger, tmp_path: Path
) -> None:
    file = FileChannel(tmp_path / "alerts.jsonl")

    def pass_at(text: str) -> int:
        return deliver(ledger, (file,), SYSTEM, at(text), quiet=HOURS).sent

    night = at("2024-09-30 20:00")
    with ledger.write(SYSTEM, night, "test") as unit:
        facts.store(unit, [fact(1, "warning"), fact(2, "critical"), fact(3, "warning")])
    assert pass_at("2024-09-30 20:00") == 1
    before = ledger.head()
    assert [pass_at(f"2024-10-0{day} 09:00") for day in (1, 4, 7)] == [0, 0, 0]
    assert ledger.head() == before, "waiting writes nothing"
    assert pass_at("2024-10-08 08:30") == 1
    lines = [json.loads(one) for one in file.path.read_text("utf-8").splitlines()]
    assert [one["severity"] for one in lines] == ["critical", "warning"]
    assert lines[1]["title"].endswith("水务局 2 件")


def test_a_home_may_set_its_own_hours_and_the_version_says_so(tmp_path: Path) -> None:
    own = tmp_path / "alerting.yaml"
    own.write_text('quiet: {from: "20:00", until: "07:00", always: [critical, warning]}\n', "utf-8")
    ours, shipped = load_alerting(tmp_path), load_alerting()
    assert ours.escalation == shipped.escalation
    assert ours.version != shipped.version == load_alerting(tmp_path / "none").version
    hours = QuietHours(ours.quiet, WorkingDays())
    assert hours.now_told("warning", at("2024-10-01 03:00"))
    assert not hours.now_told("info", at("2024-10-01 03:00"))
    assert hours.now_told("info", at("2024-09-26 19:59"))


def test_the_example_of_the_handbook_is_read(tmp_path: Path) -> None:
    handbook = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text("utf-8")
    example = handbook.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "alerting.yaml").write_text(example, "utf-8")
    rules = load_alerting(tmp_path)
    assert [one.to for one in rules.escalation] == ["reviewer", "leader"]
    assert (str(rules.digest.at), rules.digest.longest) == ("08:00:00", 100)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("quiet: {from: 25点, until: '08:30', always: []}", "quiet.from"),
        ("escalation: [{after_working_days: 0, to: desk, kinds: []}]", "after_working_days"),
        ("escalation: [{after_working_days: 1, to: mayor, kinds: []}]", "escalation[1].to"),
        ("loudness: 1", "loudness"),
        ("- a", "应为“键: 值”"),
        ("a: [", "YAML 读不懂"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "alerting.yaml").write_text(text, "utf-8")
    with pytest.raises(UserError, match=r"alerting\.yaml") as mistake:
        load_alerting(tmp_path)
    assert said in str(mistake.value)
