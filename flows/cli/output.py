"""What a command says: a sentence for people, one JSON document for programs, exit codes."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from flows.cli.catalogue import sentence
from observations.errors import TryLater, UsageError, UserError

# What a name may hold that a terminal obeys, or that turns the order of letters around.
_MISLEADING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OK, SOME_REFUSED, USAGE, FAULT = 0, 1, 2, 3


@dataclass
class Options:
    """The options every command takes, wherever they stand on the line."""

    json: bool = False
    lang: str = "zh"
    post: str = ""


OPTIONS = Options()
POSTS = frozenset({"--as", "--approved-by", "--asked-by", "--post"})
"""Options that name a post: none is called like an option, so `--as --json` lacks its post."""


def take_options(argv: list[str]) -> list[str]:
    """Take `--json`, `--lang en|zh` and `--as POST` out of `argv`; the rest is the command."""
    own = argv[: argv.index("--")] if "--" in argv else argv
    OPTIONS.json, OPTIONS.lang, OPTIONS.post = "--json" in own, "zh", ""  # a mistake is JSON too
    _require_posts(own)
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, sign, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif word == "--json":
            continue
        elif name in {"--lang", "--as"}:
            _set(name, value if sign else next(words, ""))
        else:
            rest.append(word)
    return rest


def _require_posts(own: list[str]) -> None:
    for word, following in pairwise([*own, ""]):
        name, sign, value = word.partition("=")
        given = value if sign else following
        if name in POSTS and given.startswith("--"):
            what = said("usage.no_post", name=name, value=given)
            raise UsageError(what, cure=said("usage.post", name=name))


def _set(name: str, value: str) -> None:
    if not value:
        raise UsageError(said("usage.empty", name=name), cure=said("usage.example"))
    if name == "--as":
        OPTIONS.post = value
    elif value in {"zh", "en"}:
        OPTIONS.lang = value
    else:
        raise UsageError(said("usage.language", value=value), cure=said("usage.languages"))


def show(document: object, text: str | Callable[[], str] = "") -> None:
    """Print `document` as JSON when asked, else `text` for people."""
    if OPTIONS.json:
        _write(json.dumps(plain(document), ensure_ascii=False, indent=1))
        return
    words = text() if callable(text) else text
    if words:
        _write(_MISLEADING.sub("\ufffd", words))


def say(text: str) -> None:
    """A line for people while work goes on; never mixed into JSON."""
    if not OPTIONS.json:
        _write(_MISLEADING.sub("\ufffd", text))
        sys.stdout.flush()


def _write(text: str) -> None:
    """A line that any terminal takes: a file's name may hold bytes that are no letters.

    They are written as JSON writes them.
    """
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode() + "\n")


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar for people, on standard error; nothing at all beside JSON."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=OPTIONS.json) as bar:
        task = bar.add_task(said("preparing"), total=None)

        def tick(done: int, total: int, text: str) -> None:
            bar.update(task, completed=done, total=total, description=text)

        yield tick


def murmur(text: str) -> None:
    """A line on standard error; a full disk under it stops no work."""
    plain_words = _MISLEADING.sub("\ufffd", text).encode("utf-8", "backslashreplace").decode()
    with suppress(OSError):
        sys.stderr.write(plain_words + "\n")
        sys.stderr.flush()


def said(key: str, **values: object) -> str:
    """A sentence of the catalogue in the language asked for."""
    return sentence(OPTIONS.lang, key, **values)


def leave(code: int) -> NoReturn:
    """End the command with its exit code."""
    raise SystemExit(code)


def complain(error: UserError) -> int:
    """Say what is wrong and what to do; the exit code it deserves."""
    document = {"error": {"what": error.what, "cure": error.cure}}
    if OPTIONS.json:
        _write(json.dumps(document, ensure_ascii=False))
    words = said("error.cure", **document["error"]) if error.cure else error.what
    murmur(said("error", error=words))
    codes = {UsageError: USAGE, TryLater: FAULT}
    return codes.get(type(error), SOME_REFUSED)


def plain(value: Any) -> Any:
    """`value` as JSON knows it: dataclasses as objects, dates as ISO text, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value
