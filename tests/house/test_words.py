"""Every Chinese text of the pages has its English, and no English is left without its Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefings.sections import group_titles
from dashboards.catalogue import MATCH, Entry, english, read, written
from dashboards.words import HAN, MARKS
from targets.load import DEFAULT_PLAN, load_plan
from tests.house.chinese import (
    Text,
    elsewhere,
    in_script,
    in_template,
    shape,
    site_files,
    texts,
    written_down,
)

NAMES = "names.po"
KINDS = {".py": texts, ".html": in_template, ".js": in_script}


def lacks(text: Text) -> str:
    """What a text of the code lacks to be said in English, empty when nothing."""
    if text.joined:
        return f"{text.where}: put together, so it has no English; use say(): {text.text}"
    if text.text.strip() in MARKS or not HAN.search(text.text):
        return ""
    entry = english().find(text.text.strip(), text.sense)
    return "" if entry and entry.english else f"{text.where}: no English: {text.text}"


def test_every_chinese_text_of_the_pages_has_english() -> None:
    said = (one for path in site_files() for one in KINDS[path.suffix](path))
    assert [found for one in said if (found := lacks(one))] == []


def _english(entry: Entry) -> tuple[str, ...]:
    return tuple(one for one in (entry.english, entry.plural) if one)


def test_the_english_has_the_places_of_the_chinese_and_no_chinese_marks() -> None:
    for entry in english().entries.values():
        for one in _english(entry):
            places = frozenset(re.findall(r"\{([a-z_0-9]+)\}", one))
            assert places == entry.places, (entry.source, entry.text)
            assert not entry.plural or "count" in places, (entry.source, entry.text)
            assert not re.search(r"[\u3000-\u303f\uff01-\uff5e]", one), (entry.source, one)


def test_no_text_is_said_twice() -> None:
    known: dict[tuple[str, str], Entry] = {}
    for entry in written():
        first = known.setdefault((entry.sense, entry.text), entry)
        assert first is entry or (first.english, first.plural) == (entry.english, entry.plural), (
            entry.text,
            first.source,
            entry.source,
        )


def test_no_english_is_left_of_a_text_that_is_gone() -> None:
    here = {one.text.strip() for path in site_files() for one in KINDS[path.suffix](path)}
    constants, shapes = elsewhere()
    for entry in english().entries.values():
        if entry.source == NAMES:
            continue  # held to the plan below
        known = entry.text in here or entry.text in constants or entry.text in written_down()
        put_together = MATCH in entry.flags and shape(entry.text) in shapes
        assert known or put_together, f"{entry.source}: nobody says {entry.text}"


def test_every_name_of_the_shipped_plan_has_english_and_no_other_name_has() -> None:
    plan = load_plan(DEFAULT_PLAN)
    names = {one.name for one in plan.offices} | {one.name for one in plan.areas}
    names |= {one.name for one in plan.indicators} | {one.name for one in plan.targets}
    names |= {one.title for one in plan.tasks}
    headings = {one.partition(" ")[2] or one for one in group_titles(plan).values()}
    said = {one.text: one.english for one in written() if one.source == NAMES}
    assert set(said) == names | headings
    assert [one for one, told in said.items() if not told or HAN.search(told)] == []


def test_a_line_that_is_none_of_a_catalogue_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"x\.po:3"):
        list(read('msgid "甲"\nmsgstr "a"\nmsgst "b"\n', "x.po"))
