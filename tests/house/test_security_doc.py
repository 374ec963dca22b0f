"""docs/security.md: every requirement of ASVS 5.0 stands there once, every test it names exists."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from deploy.packages import ROOMS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "security.md"
IDS = Path(__file__).with_name("asvs_5_0_ids.txt")
STATES = {"符合", "不适用", "部分", "未做"}
THREATS = [f"A{n}" for n in range(1, 28)]
UNPICKLERS = {"pickle", "cPickle", "shelve", "marshal", "dill", "cloudpickle", "joblib"}
_FUNCTION = re.compile(r"^def (\w+)\(", re.MULTILINE)
_TEST = re.compile(r"`([\w/]+\.py)(?:::(\w+)(\[[^`\]]*\])?)?`")


def rows(first: str) -> list[list[str]]:
    """The cells of every table row whose first cell matches."""
    lines = DOCUMENT.read_text("utf-8").splitlines()
    cells = [[one.strip() for one in line.strip("|").split(" | ")] for line in lines]
    return [row for row in cells if re.fullmatch(first, row[0])]


def wanted() -> dict[str, str]:
    """Level by requirement id, of the official list."""
    found, level = {}, ""
    for line in IDS.read_text("utf-8").split():
        if line.startswith("level-"):
            level = line.removeprefix("level-")
        else:
            found[line] = level
    return found


@cache
def functions(name: str) -> frozenset[str]:
    """The functions of a test file; none when there is no such file."""
    path = ROOT / name
    if not path.is_file():
        return frozenset()
    return frozenset(_FUNCTION.findall(path.read_text("utf-8")))


def test_every_requirement_of_level_one_and_two_stands_exactly_once() -> None:
    levels = wanted()
    assert Counter(levels.values()) == {"1": 70, "2": 183}
    table = rows(r"V[0-9.]+")
    assert [row[0] for row in table if Counter(r[0] for r in table)[row[0]] > 1] == []
    assert {row[0]: row[2] for row in table} == levels


def test_every_row_has_a_state_and_a_basis() -> None:
    for row in rows(r"V[0-9.]+"):
        assert len(row) == 5, row
        assert row[3] in STATES, row
        assert len(row[1]) >= 3 and len(row[4]) >= 4, row


def test_the_counts_in_the_document_are_those_of_the_table() -> None:
    counted = Counter(row[3] for row in rows(r"V[0-9.]+"))
    text = DOCUMENT.read_text("utf-8")
    assert (
        "、".join(f"{state} {counted[state]}" for state in ("符合", "不适用", "部分", "未做"))
        in text
    )


def test_every_threat_has_its_tests_or_says_that_there_are_none() -> None:
    table = rows(r"A[0-9]+")
    assert [row[0] for row in table] == THREATS
    for row in table:
        assert _TEST.search(row[2]) or "尚无" in row[3], row


def test_every_test_that_is_named_exists() -> None:
    named = [(m[1], m[2]) for m in _TEST.finditer(DOCUMENT.read_text("utf-8"))]
    assert len(named) > 200
    gone = {
        f"{path}::{name}"
        for path, name in named
        if not (name in functions(path) if name else (ROOT / path).is_file())
    }
    assert gone == set()


def test_nothing_here_unpickles() -> None:
    code = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    imported = re.compile(rf"^\s*(?:import|from)\s+({'|'.join(UNPICKLERS)})\b|allow_pickle", re.M)
    assert len(code) > 200
    assert [path.name for path in code if imported.search(path.read_text("utf-8"))] == []
