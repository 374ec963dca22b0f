"""Do the documents still tell the truth: links, commands, figures, and nothing private.

Run as `python -m deploy.documents`; prints what is wrong and exits 1.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
_MAKE = re.compile(r"`make ([a-z]+)")
_COMMAND = re.compile(r"`(?:\.venv/bin/)?cityplan ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")
_COPIED = ("docs/runbooks/", "docs/operations.md", "docs/backup.md")
"""Pages that are followed word by word: a command in them has all that it asks for."""
_SPAN = re.compile(r"`(?:\.venv/bin/)?cityplan ([^`\n]+)`")
_FENCED = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\S*/)?cityplan ([^\n#|&;]+)", re.MULTILINE)
_FIGURES = (
    (re.compile(r"([0-9]+) ?项目标"), "targets"),
    (re.compile(r"([0-9]+) ?项任务"), "tasks"),
)
_PRIVATE = (
    (re.compile(r"(?<![0-9.])1[3-9][0-9]{9}(?![0-9.])"), "像手机号"),
    (re.compile(r"(?<![\w./-])/(?:work|root|home)/"), "本机路径"),
)


def problems() -> Iterator[str]:
    """Everything that is wrong, one sentence each."""
    names = _tracked()
    for name in names:
        if name.endswith(".md"):
            yield from _document(name)
    for name in names:
        yield from _private(name)


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"],  # noqa: S607 -- git of the checkout
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in listed.stdout.split("\n") if name and (ROOT / name).exists()]


def _document(name: str) -> Iterator[str]:
    text = (ROOT / name).read_text("utf-8")
    for link in LINK.findall(text):
        if "://" not in link and not (ROOT / name).parent.joinpath(link).exists():
            yield f"{name}:链接 {link} 不存在"
    goals = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for goal in _MAKE.findall(text):
        if goal not in goals:
            yield f"{name}:没有 make {goal}"
    yield from (f"{name}:没有命令 cityplan {words}" for words in _unknown_commands(text))
    if name.startswith(_COPIED):
        yield from (f"{name}:cityplan {words}" for words in unfinished(text))
    yield from (f"{name}:{words}" for words in _wrong_figures(text))


@cache
def _commands() -> dict[str, Any]:
    import typer

    from flows.cli.commands import app

    return getattr(typer.main.get_command(app), "commands", {})


@cache
def _figures() -> dict[str, int]:
    from targets.load import DEFAULT_PLAN, load_plan

    plan = load_plan(DEFAULT_PLAN)
    return {what: len(getattr(plan, what)) for _, what in _FIGURES}


def _unknown_commands(text: str) -> Iterator[str]:
    known = _commands()
    for first, second in _COMMAND.findall(text):
        if first not in known:
            yield first
        elif second and second not in getattr(known[first], "commands", {second: None}):
            yield f"{first} {second}"


def unfinished(text: str) -> Iterator[str]:
    """Commands that the parser itself would send back, with what it lacks."""
    for line in (
        *_SPAN.findall(text),
        *(one for f in _FENCED.findall(text) for one in _LINE.findall(f)),
    ):
        words = [one for one in shlex.split(line) if one not in ("--json", "…")]
        known: dict[str, Any] = _commands()
        command = None
        while words and words[0] in known:
            command = known[words.pop(0)]
            known = getattr(command, "commands", {})
        if known:
            yield f"{line} 缺子命令"
        elif command is not None and (lacking := _lacking(command, words)):
            yield f"{line}:{lacking}"


def _lacking(command: Any, words: list[str]) -> str:
    from typer import BadParameter
    from typer.exceptions import TyperException

    try:
        command.make_context(command.name, words)
    except BadParameter as wrong:  # “编号” where a number goes is no fault of a document
        return str(wrong) if str(wrong).startswith("Missing") else ""
    except TyperException as wrong:
        return str(wrong)
    return ""


def _wrong_figures(text: str) -> Iterator[str]:
    found = _figures()
    for pattern, what in _FIGURES:
        for written in pattern.findall(text):
            if int(written) != found[what]:
                yield f"写着 {written},实为 {found[what]}({what})"


def _private(name: str) -> Iterator[str]:
    path = ROOT / name
    if path.suffix in {".png", ".lock", ".ico"} or name == "deploy/documents.py":
        return
    text = path.read_text("utf-8", errors="replace")
    for pattern, what in _PRIVATE:
        found = pattern.search(text)
        if found:
            yield f"{name}:{what} {found.group()}"


def main() -> int:
    """Print the problems; 1 when there are any."""
    found = list(problems())
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
