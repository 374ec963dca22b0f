"""The document's contradictions are computed: change a number and the list follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from targets.check import check_plan
from targets.conflicts import KINDS, find_conflicts, pairs
from targets.coverage import quote_span
from targets.load import load_plan
from targets.model import Plan, Target
from targets.quotes import Folded
from targets.show import CONFLICT_KINDS
from tests.targets.plans import TINY, copy_of, real_plan, spoil, target

PLAN = real_plan()
# What is promised twice, read in the document by eye.
SAME = {
    ("T01", "P18"), ("T02", "P04"), ("T03", "P30"), ("T09", "P16"), ("T12", "P19"),
    ("T13", "P21"), ("T14", "P13"), ("T16", "P15"), ("T20", "P26"), ("M02", "M18"),
}  # fmt: skip
SIMPLE = [t for t in PLAN.targets if t.comparator != "yes" and f"{t.value:g}" in t.printed]


def numbers_in_conflict(plan: Plan) -> set[tuple[str, ...]]:
    return {c.targets for c in find_conflicts(plan) if c.kind == "number"}


def with_value(plan: Plan, name: str, value: float) -> Plan:
    """A copy of the plan in which text and data both promise `value` for one target."""
    old = target(name, plan)
    printed = old.printed.replace(f"{old.value:g}", f"{value:g}")
    span = quote_span(plan, old.section, old.quote)
    assert span
    at = Folded.of(plan.text, *span).spans(old.printed)[-1]
    text = plan.text[: at[0]] + printed + plan.text[at[1] :]
    head, tail = old.quote.rsplit(old.printed, 1)
    new = replace(old, value=value, printed=printed, quote=head + printed + tail)
    return replace(plan, text=text, targets=tuple(new if t.id == name else t for t in plan.targets))


def test_what_is_promised_twice_is_compared() -> None:
    assert {(a.id, b.id) for a, b in pairs(PLAN)} == SAME


def test_more_than_twenty_contradictions_of_every_kind_are_found() -> None:
    conflicts = find_conflicts(PLAN)
    assert len(conflicts) > 20
    assert {c.kind for c in conflicts} == {
        "number", "comparator", "attribute", "scope", "name", "year", "fields", "offices"
    }  # fmt: skip
    assert all(c.text and c.quotes for c in conflicts)


def test_the_heaviest_come_first_and_what_repeats_is_said_once() -> None:
    conflicts = find_conflicts(PLAN)
    assert len(conflicts) < 50
    assert conflicts[0].targets == ("T02", "P04")
    order = [KINDS.index(c.kind) for c in conflicts]
    assert order == sorted(order)
    assert tuple(CONFLICT_KINDS) == KINDS
    assert len({c.text for c in conflicts}) == len(conflicts)


def test_a_group_names_every_target_beside_its_quote() -> None:
    groups = [c for c in find_conflicts(PLAN) if len(c.targets) > 2 and len(c.quotes) > 1]
    assert len(groups) >= 10
    for conflict in groups:
        quotes = tuple(target(name).quote for name in conflict.targets)
        assert conflict.quotes == quotes


def test_grouping_hides_no_difference_between_two_places() -> None:
    differences: dict[str, Callable[[Target], object]] = {
        "attribute": lambda t: t.binding,
        "scope": lambda t: (t.tier, t.area),
        "year": lambda t: (t.deadline, "deadline" in t.inferred),
    }
    for kind, of in differences.items():
        listed = [c.targets for c in find_conflicts(PLAN) if c.kind == kind]
        beside = {pair for names in listed for pair in zip(names[::2], names[1::2], strict=False)}
        assert {(a.id, b.id) for a, b in pairs(PLAN) if of(a) != of(b)} <= beside


@settings(max_examples=15, deadline=None, database=None, derandomize=True)
@given(chosen=st.sampled_from(SIMPLE), value=st.integers(1, 99))
def test_any_one_number_changed_in_text_and_data_changes_the_list_accordingly(
    chosen: Target, value: int
) -> None:
    plan = with_value(PLAN, chosen.id, value)
    # Text and data still agree; only a bound (100 %) may have been passed or left.
    assert {p.kind for p in check_plan(plan)} <= {"数值", "比较符"}
    promised = {t.id: t.value for t in plan.targets}
    assert numbers_in_conflict(plan) == {(a, b) for a, b in SAME if promised[a] != promised[b]}
    if value == chosen.value:
        return
    # Only the text, or only the data: the check tells; the list follows the data.
    text_only, data_only = replace(PLAN, text=plan.text), replace(plan, text=PLAN.text)
    assert check_plan(text_only)
    assert check_plan(data_only)
    assert numbers_in_conflict(text_only) == numbers_in_conflict(PLAN)
    assert numbers_in_conflict(data_only) == numbers_in_conflict(plan)


def test_the_contradiction_goes_when_table_and_prose_agree() -> None:
    assert numbers_in_conflict(PLAN) == {("T02", "P04")}
    assert numbers_in_conflict(with_value(PLAN, "P04", 90)) == set()
    assert numbers_in_conflict(with_value(PLAN, "T09", 8)) == {("T02", "P04"), ("T09", "P16")}


def test_a_changed_year_is_a_contradiction_of_years() -> None:
    moved = replace(target("M18"), deadline=target("M18").deadline.replace(year=2024))
    plan = replace(PLAN, targets=tuple(moved if t.id == "M18" else t for t in PLAN.targets))
    years = {c.targets for c in find_conflicts(plan) if c.kind == "year"}
    assert ("M02", "M18") in years
    assert ("M02", "M18") not in {c.targets for c in find_conflicts(PLAN) if c.kind == "year"}


def test_a_changed_attribute_lead_or_name_is_seen_in_a_copy_of_the_folder(tmp_path) -> None:
    folder = copy_of(TINY, tmp_path)
    before = {(c.kind, c.targets) for c in find_conflicts(load_plan(folder))}
    assert ("offices", ("T1", "P1")) not in before
    spoil(folder, "targets.yaml", "leads: [farm]", "leads: [finance]")
    spoil(folder, "targets.yaml", "name: 户厕普及率", "name: 卫生户厕普及率")
    after = {(c.kind, c.targets) for c in find_conflicts(load_plan(folder))}
    assert after - before == {("offices", ("T1", "P1")), ("name", ("T1", "P1"))}
