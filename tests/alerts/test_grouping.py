"""Which facts are one message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alerts.compose import LONGEST, compose
from alerts.grouping import fair_share
from alerts.templates import Style, chat
from ledger.facts import AlertFact, FactRow

NOW = datetime(2024, 7, 5, 1, tzinfo=UTC)


def returned(number: int, office: str = "water", lines: int = 1, **more: Any) -> FactRow:
    body = {
        "title": "报表退回",
        "office": office,
        "office_name": {"water": "水务局", "green": "园林局"}.get(office, ""),
        "period": f"2024年{number}月",
        "lines": [f"D{n}:未填" for n in range(1, lines + 1)],
        "path": f"/receipts/{number}",
        "runbook": "处理:按退回单改正",
    }
    kind, severity = more.get("kind", "quality"), more.get("severity", "critical")
    fact = AlertFact(kind, f"receipt:{number}", "returned/1", severity, body)
    return FactRow(f"1-{number}", fact, NOW, 1)


def carried(number: int, to: str, office: str) -> FactRow:
    body = {"title": "预警无人确认", "office": office if to == "reviewer" else "", "to": to}
    whole = body | {"office_name": office, "lines": [f"{office}:3个工作日无人确认"]}
    fact = AlertFact("escalation", f"{to}:{office}", f"{number}", "critical", whole)
    return FactRow(f"1-{number}", fact, NOW, 1)


def test_what_is_carried_to_two_posts_is_never_one_message_however_much_it_is() -> None:
    offices = [f"office{n:02}" for n in range(30)]
    rows = [carried(n, to, one) for n, one in enumerate(offices) for to in ("desk", "leader")]
    assert [m.to for m in compose(rows, demo=False)] == ["desk", "leader"]


def test_an_office_with_an_address_of_its_own_is_told_itself_in_a_flood_too() -> None:
    offices = [f"office{n:02}" for n in range(30)]
    rows = [carried(n, "reviewer", one) for n, one in enumerate(offices)]
    told = compose(rows, demo=False, apart={"office07", "office09/reviewer", "elsewhere"})
    assert sorted((m.office, len(m.facts)) for m in told) == [
        ("", 28),
        ("office07", 1),
        ("office09", 1),
    ]
    flood = [returned(n, one) for n, one in enumerate(offices)]
    assert len(compose(flood, demo=False, apart=offices)) == 30


def test_a_cut_message_counts_what_was_left_out_before() -> None:
    row = returned(1, lines=60)
    row.fact.body["lines"].append("另有 140 条,见回执。")
    (message,) = compose([row], demo=False)
    assert message.lines[-1] == f"另有 {60 - LONGEST + 140} 条,见系统。"


def test_a_digest_is_as_long_as_its_rule_says() -> None:
    row = returned(1, "", lines=100, kind="digest")
    row.fact.body["lines"].append("另有 9900 条,见预警页。")
    (message,) = compose([row], demo=False)
    assert (len(message.lines), message.lines[-1]) == (101, "另有 9900 条,见预警页。")
    text = chat(message, Style(), lambda text: len(text) < 400)
    shown = sum(line.startswith("D") for line in text.splitlines())
    assert f"另有 {10_000 - shown} 条,见系统。" in text


def test_one_form_with_twenty_findings_is_one_message() -> None:
    (message,) = compose([returned(1, lines=20)], demo=False)
    assert (message.title, len(message.lines)) == ("报表退回:水务局2024年1月", 20)
    assert message.path == "/receipts/1"
    assert message.runbook == ("处理:按退回单改正",)


def test_three_forms_of_one_office_in_one_run_are_one_message_with_every_form_named() -> None:
    rows = [returned(1, lines=2), returned(2), returned(3)]
    (message,) = compose([*rows], demo=True)
    assert message.title == "【演示数据】数据质量:水务局 3 件"
    assert message.lines == (
        "【报表退回 2024年1月】",
        "D1:未填",
        "D2:未填",
        "【报表退回 2024年2月】",
        "D1:未填",
        "【报表退回 2024年3月】",
        "D1:未填",
    )
    assert (message.path, message.office) == ("/alerts", "water")
    assert message.runbook == ("处理:按退回单改正",)


def test_another_office_has_a_message_of_its_own() -> None:
    told = compose([returned(1), returned(2, "green"), returned(3)], demo=False)
    assert {(m.office, m.facts) for m in told} == {("water", ("1-1", "1-3")), ("green", ("1-2",))}


def test_a_fault_of_ours_is_never_an_offices_message() -> None:
    (held, mine) = compose([returned(1, kind="held"), returned(2)], demo=False)
    assert {held.kind: held.office, mine.kind: mine.office} == {"held": "", "quality": "water"}


def test_a_long_form_crowds_out_no_other() -> None:
    (message,) = compose([returned(1, lines=200), returned(2)], demo=False)
    assert len(message.lines) == LONGEST + 1
    assert "【报表退回 2024年2月】" in message.lines
    assert message.lines[-1] == f"另有 {203 - LONGEST} 条,见系统。"


@given(st.lists(st.lists(st.text(max_size=3), max_size=9), max_size=9), st.integers(0, 30))
def test_shares_are_fair_and_whole(parts: list[list[str]], longest: int) -> None:
    shown = fair_share(parts, longest)
    taken = [len(one) for one in shown]
    assert [part[:n] for part, n in zip(parts, taken, strict=True)] == shown
    assert sum(taken) == min(longest, sum(map(len, parts)))
    cut = [n for part, n in zip(parts, taken, strict=True) if n < len(part)]
    assert not cut or max(taken) <= min(cut) + 1


@given(st.lists(st.tuples(st.sampled_from(["water", "green", ""]), st.integers(1, 9)), max_size=30))
def test_every_fact_is_told_in_exactly_one_message(given_: list[tuple[str, int]]) -> None:
    rows = [
        FactRow(f"1-{n}", returned(number, office).fact, NOW, 1)
        for n, (office, number) in enumerate(given_, start=1)
    ]
    told = [fact for message in compose(rows, demo=False) for fact in message.facts]
    assert sorted(told) == sorted(row.id for row in rows)
