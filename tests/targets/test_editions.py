"""What of an edition decides verdicts, and therefore waits for somebody's approval."""

from __future__ import annotations

from dataclasses import fields, replace

from observations.identity import Area
from observations.indicator import Indicator
from targets.editions import (
    DEFINITIONS,
    ENTRUSTED,
    MEMBERS,
    SETTINGS,
    SETTLED,
    differences,
    subject_of,
)
from targets.load import load_plan
from targets.model import Plan, Target
from tests.targets.plans import TINY


def test_whatever_decides_a_verdict_needs_approval() -> None:
    """Each field of a definition alone; the area's parts by members and by another's parent."""
    old = load_plan(TINY)
    first, *others = old.indicators
    for name in DEFINITIONS:
        new = replace(first, **{name: "另一写法"})
        found = differences(old, replace(old, indicators=(new, *others)))
        assert [(c.target, c.field) for c in found.approved_with_it] == [(first.key, name)]
        assert not found.quiet and subject_of(found.approved_with_it[0]) == f"指标 {first.key}"
    reworded = replace(first, name="别名", remark="另记", confidence="已核", aliases=("旧名",))
    assert differences(old, replace(old, indicators=(reworded, *others))).quiet
    town = Area("999901001", "某镇", "镇", parent=old.area)
    for areas in (
        (*old.areas, town),
        tuple(replace(a, members=("999901001",)) if a.code == old.area else a for a in old.areas),
    ):
        (made,) = differences(old, replace(old, areas=areas)).approved_with_it
        assert (made.target, made.field) == (old.area, MEMBERS)
        assert "999901001" in made.new and subject_of(made) == f"地区 {old.area}"
    ended = tuple(replace(a, valid_to=old.end, successors=()) for a in old.areas[:1])
    lived = differences(old, replace(old, areas=(*ended, *old.areas[1:]))).approved_with_it
    assert [(c.field, c.old, c.new) for c in lived] == [
        ("valid_to", "", str(old.end)), ("successors", "", "[]"),
    ]  # fmt: skip
    assert {subject_of(one) for one in lived} == {f"地区 {old.areas[0].code}"}
    moved = tuple(replace(a, name="别名", tile=(9, 9)) for a in old.areas)
    assert differences(old, replace(old, areas=moved)).quiet


def test_no_field_of_a_definition_is_forgotten() -> None:
    """A new field of a noun is either a matter of approval or named here as mere words."""
    words = {
        Indicator: {"key", "name", "confidence", "remark", "aliases"},
        Target: {
            *("id", "name", "printed", "printed_comparator", "section", "quote", "category"),
            *("number", "task", "inferred", "notes", "version", "history"),
            *("handed_down", "inherited_from", "overridden"),
        },
        Plan: {
            *("id", "title", "document", "issuer", "area", "text", "version", "covered"),
            *("offices", "areas", "indicators", "targets", "tasks", "reporting", "exceptions"),
            *("adjustments", "added", "acts", "written", "overrides", "weaker"),
            *("inherits", "milestones"),  # compared apart: the chain's ids, each target's steps
        },
    }
    settled = {
        Indicator: DEFINITIONS,
        Target: (*SETTLED, *ENTRUSTED),
        Plan: SETTINGS,
    }
    for noun, plain in words.items():
        assert {f.name for f in fields(noun)} == plain | set(settled[noun])
        assert not plain & set(settled[noun])
