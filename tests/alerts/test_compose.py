"""Facts as messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alerts.compose import LONGEST, compose, message_of
from alerts.runbook import in_general
from ledger.facts import AlertFact, FactRow

NOW = datetime(2024, 7, 5, 1, tzinfo=UTC)


def told(number: int, subject: str = "a", **more: object) -> FactRow:
    base: dict = {"kind": "late", "subject": subject, "key": str(number), "severity": "warning"}
    base["body"] = {"title": "报表逾期未报", "lines": [f"第{number}行"], "path": "/report"}
    fact = AlertFact(**(base | more))
    return FactRow(f"1-{number}", fact, NOW + timedelta(seconds=number), number)


def test_facts_of_one_subject_are_one_message_in_the_order_they_happened() -> None:
    (message,) = compose([told(2), told(1)], demo=False)
    assert message.title == "报表逾期未报"
    assert message.lines == ("第1行", "第2行")
    todo = in_general("late")
    assert message.runbook == (todo,)
    assert message.text == f"第1行\n第2行\n{todo}\n查看:/report\n编号:{message.key}"
    assert message.facts == ("1-1", "1-2")


def test_subjects_and_kinds_are_told_apart_and_the_loudest_comes_first() -> None:
    rows = [told(1), told(2, "b"), told(3, "c", kind="quality", severity="critical")]
    assert [(m.kind, m.severity) for m in compose(rows, demo=False)] == [
        ("quality", "critical"),
        ("late", "warning"),
        ("late", "warning"),
    ]


def test_a_message_is_as_loud_as_its_loudest_fact() -> None:
    (message,) = compose([told(1), told(2, severity="critical")], demo=False)
    assert message.severity == "critical"


def test_an_unknown_loudness_is_a_warning() -> None:
    (message,) = compose([told(1, severity="shouting")], demo=False)
    assert message.severity == "warning"


def test_the_same_facts_have_the_same_key_and_others_another() -> None:
    rows = [told(1), told(2)]
    again = compose(reversed(rows), demo=False)[0]
    assert compose(rows, demo=False)[0].key == again.key
    assert compose(rows[:1], demo=False)[0].key != again.key


def test_another_database_with_the_same_numbers_has_other_keys() -> None:
    here = told(1)
    there = FactRow(here.id, here.fact, NOW, here.seq)
    assert compose([here], demo=False)[0].key != compose([there], demo=False)[0].key


def test_a_stored_message_is_told_in_the_same_words_again() -> None:
    rows = [told(1), told(2)]
    first = compose(rows, demo=True)[0]
    assert message_of(rows, demo=True, key=first.key) == first


def test_demo_data_are_marked_by_database_and_by_fact() -> None:
    assert compose([told(1)], demo=True)[0].title.startswith("【演示数据】")
    marked = told(1, body={"title": "报表退回", "lines": [], "demo": True})
    assert compose([marked], demo=False)[0].title == "【演示数据】报表退回"
    assert not compose([told(1)], demo=False)[0].title.startswith("【")


def test_a_message_knows_its_office_when_all_of_it_is_about_one() -> None:
    here, there = {"office": "housing"}, {"office": "water"}
    (one,) = compose([told(1, body=here), told(2, body=here)], demo=False)
    both = message_of([told(1, body=here), told(2, body=there)], demo=False)
    assert (one.office, both.office) == ("housing", "")


def test_a_fact_of_a_kind_nobody_knows_is_still_told() -> None:
    (message,) = compose([told(1, kind="weather", body={})], demo=False)
    assert (message.title, message.lines, message.path) == ("weather", (), "")


def test_a_very_long_message_says_how_much_it_leaves_out() -> None:
    rows = [told(n) for n in range(1, LONGEST + 11)]
    (message,) = compose(rows, demo=False)
    assert len(message.lines) == LONGEST + 1
    assert message.lines[-1] == "另有 10 条,见系统。"
    assert len(message.facts) == LONGEST + 10


def test_nothing_to_tell_is_no_message() -> None:
    assert compose([], demo=True) == ()
