"""Two patches of the many; `python -m tests.campaigns mutations` tries them all."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.campaigns import mutations
from tests.campaigns.mutations import Mutation
from tests.campaigns.runner import SQLITE, Ground, sample

QUICK = ("name-shown-as-sent", "names-leave-the-package")
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="patches need git")


def test_a_broken_promise_turns_exactly_its_tests_red(tmp_path: Path) -> None:
    names = [one.path.stem for one in mutations.mutations()]
    ground = Ground(SQLITE, "", tmp_path, 0, whole=False)
    told = sample(mutations.CAMPAIGN, ground, [names.index(name) for name in QUICK])
    assert told.counts["noticed by exactly its tests"] == len(QUICK)


def test_a_patch_that_breaks_more_or_less_than_it_says_is_told() -> None:
    known = Mutation(Path("x.patch"), ("tests/a.py::test_one", "tests/a.py::test_two"))
    assert (
        mutations.unexpected(known.red, {"tests/a.py::test_one[x]", "tests/a.py::test_two"}) == []
    )
    assert mutations.unexpected(known.red, {"tests/a.py::test_one", "tests/a.py::test_three"}) == [
        "stayed green: tests/a.py::test_two",
        "red as well: tests/a.py::test_three",
    ]


def test_a_patch_that_no_longer_applies_is_told_by_name(tmp_path: Path) -> None:
    first = mutations.mutations()[0]
    other = tmp_path / "stale.patch"
    text = first.path.read_text("utf-8")
    other.write_text(text.replace("\n-", "\n-gone "), "utf-8")
    with (
        mutations.checkout() as tree,
        pytest.raises(AssertionError, match=r"stale\.patch no longer applies"),
        mutations.applied(tree, replace(first, path=other)),
    ):
        pass
