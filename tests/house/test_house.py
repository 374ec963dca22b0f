"""The house itself: packages, names, size of functions, private things."""

from __future__ import annotations

import ast
import importlib.metadata
import statistics
import tomllib
from pathlib import Path
from typing import Any

from deploy.documents import problems, unfinished
from deploy.packages import ROOMS, packages

ROOT = Path(__file__).resolve().parents[2]


def test_the_distribution_lists_exactly_the_packages_there_are() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert listed["tool"]["setuptools"]["packages"] == packages(ROOT)


def test_the_distribution_takes_every_kind_of_file_that_the_rooms_hold() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    taken = {pattern.rpartition("*")[2] for pattern in _patterns(listed)} | {".py"}
    held = {path.suffix for room in ROOMS for path in (ROOT / room).rglob("*.*")}
    assert held - taken - {".pyc"} == set()


def _patterns(listed: dict[str, Any]) -> list[str]:
    return [
        pattern
        for patterns in listed["tool"]["setuptools"]["package-data"].values()
        for pattern in patterns
    ]


def test_no_other_installed_distribution_ships_one_of_our_names() -> None:
    owners = importlib.metadata.packages_distributions()
    strangers = {room: set(owners.get(room, [])) - {"cityplan"} for room in ROOMS}
    assert {room: names for room, names in strangers.items() if names} == {}


def test_the_documents_tell_the_truth_and_nothing_private() -> None:
    assert list(problems()) == []


def test_a_command_to_be_copied_is_found_out_when_the_program_would_send_it_back() -> None:
    whole = "`cityplan recheck 回执号` `cityplan alerts test 编号`"
    assert list(unfinished(f"{whole}\n```\nA=b cityplan backup 文件 # why\n```\n")) == []
    lacking = ("`cityplan calendar`", "`cityplan originals purge`", "`cityplan doctor --fast`")
    told = list(unfinished(" ".join(lacking) + "\n```\nA=b cityplan restore\n```\n"))
    assert [one.partition(":")[2][:8] for one in told[1:]] == ["Missing ", "No such ", "Missing "]
    assert told[0].endswith("缺子命令")


def test_the_lock_names_hashes_and_no_host() -> None:
    for name in ("requirements.lock", "deploy/bootstrap.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert text.count("--hash=sha256:") >= len(pinned)


def test_functions_are_short_and_modules_small() -> None:
    sizes, long = [], []
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text("utf-8")
            if "migrations" not in path.parts and text.count("\n") > 300:
                long.append(f"{path.name}: {text.count(chr(10))} lines")
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    size = (node.end_lineno or 0) - node.body[0].lineno + 1
                    sizes.append(size)
                    if size > 40:
                        long.append(f"{path.name}:{node.name} {size}")
    assert long == []
    assert statistics.median(sizes) <= 8
