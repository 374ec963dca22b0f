"""Deeds whose completion can be seen, by a date or as something that is handed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from targets.extract.mask import asides
from targets.extract.naming import balanced
from targets.extract.when import When, undated
from targets.extract.words import any_of, words

_CLAUSE = re.compile(r"[,。;:]")
_TITLES = re.compile(r"(?:奖|城市|称号|示范县|示范区|示范市|先进县|县|街区|基地|品牌|景区|试点)$")
_TITLE_VERBS = {"获评", "成功创建", "创建", "争创", "创成"}
_ITSELF = re.compile(r"[《“]?本(?:规划|方案|计划|办法|意见|细则|清单)")
_BESIDE = re.compile(r"(?:和|并|以及|暨)$")


@dataclass(frozen=True)
class Deed:
    """A deed in a sentence: its verb `start:end`, its clause, what is done, and by when."""

    start: int
    end: int
    clause: tuple[int, int]
    name: str
    when: When | None


@lru_cache(maxsize=2)
def _verbs(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words().list(key))})")


def deeds(
    text: str, dates: Sequence[When], year: When | None, taken: Sequence[tuple[int, int]]
) -> tuple[Deed, ...]:
    """Every deed of a sentence; `taken` are stretches that a number has used."""
    found: list[Deed] = []
    covered = [a for a in asides(text) if a.reason == "name"]
    for start, end in _clauses(text):
        if any(start <= a < end for a, _ in taken):
            continue
        when = _governs(dates, start, end) or year
        if when:
            found += _dated(text, (start, end), when, dates)
        else:
            found += _undated(text, (start, end))
    return tuple(d for d in found if not any(a.start < d.start < a.end for a in covered))


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Clauses between commas outside brackets."""
    start = depth = 0
    for at, character in enumerate(text):
        depth = max(0, depth + (character in "(《“") - (character in ")》”"))
        if depth == 0 and _CLAUSE.match(character):
            if at > start:
                yield start, at
            start = at + 1
    if start < len(text):
        yield start, len(text)


def _governs(dates: Sequence[When], start: int, end: int) -> When | None:
    before = [d for d in dates if not d.reference and d.start < end and not _names(d)]
    inside = [d for d in before if d.start >= start]
    return inside[0] if inside else before[-1] if before else None


def _names(one: When) -> bool:
    return one.span and one.day.month == 12 and one.start == one.end


def _dated(text: str, clause: tuple[int, int], when: When, dates: Sequence[When]) -> Iterator[Deed]:
    start, end = clause
    body = text[start:end]
    if any(mark in body for mark in ("的基础上", "的前提下", "的同时", "按照", "根据《")):
        return
    last = _last_deed(body)
    if last:
        name = _object(text, start, start + last.start(), dates) or _thing_before(
            text[:start], dates
        )
        yield Deed(start + last.start(), start + last.end(), clause, name, when)
        return
    first = True
    for match in _verbs("deed_dated").finditer(body):
        if not _acts(body, match) or not (first or _BESIDE.search(body[: match.start()])):
            continue
        names = _names_of(body, match)
        if first or len(names[0]) >= 6:
            for name in names:
                yield Deed(start + match.start(), start + match.end(), clause, name, when)
        first = False


def _last_deed(body: str) -> re.Match[str] | None:
    match = _last().search(body)
    return match if match and len(body[: match.start()]) >= 4 else None


@lru_cache(maxsize=1)
def _last() -> re.Pattern[str]:
    passing = rf"通过[^,。;]{{0,16}}(?:{any_of(words().list('passing'))})"
    return re.compile(rf"(?:{passing}|{any_of(words().list('deed_last'))})(?:\([^()]*\))?$")


def _acts(body: str, match: re.Match[str]) -> bool:
    """A verb, not part of a noun: 建成区, 完成率, 制定的."""
    after = body[match.end() :]
    if (
        not after
        or _ITSELF.match(after)
        or after[0] in "区率的后度)"
        or after.startswith(("情况", "工作", "仪式", "结果", "资金"))
    ):
        return False
    head = body[: match.start()]
    return len(head) <= 60 and not re.search(r"(?:推进|加快|促进|积极|鼓励|支持|已)$", head)


def _names_of(body: str, match: re.Match[str]) -> list[str]:
    done = re.sub(r"为契机$|\([^()]*(?:前|底)完成\)$", "", body[match.end() :])
    done = balanced(done.strip(",。;"))
    if match.group() in _TITLE_VERBS or match.group().startswith("助力"):
        listed = re.split(r"[、和]", done)
        if len(listed) > 1 and all(_TITLES.search(one) for one in listed):
            return listed
    other = re.search(rf"和(?:{any_of(words().list('deed_dated'))})", done)
    return [done[: other.start()] if other else done]


def _object(text: str, start: int, end: int, dates: Sequence[When]) -> str:
    return balanced(undated(text, start, end, dates).strip(",。;并、"))


def _thing_before(text: str, dates: Sequence[When]) -> str:
    """建设水库3座,9月底前完工: the thing stands in the clause before."""
    clause = re.split(r"[,。;]", text.rstrip(",;"))[-1]
    start = len(text.rstrip(",;")) - len(clause)
    thing = _last().sub("", _object(text, start, start + len(clause), dates))
    return re.sub(rf"[0-9.]+(?:{words().unit})(?:\([^()]*\))?$", "", thing)


def _undated(text: str, clause: tuple[int, int]) -> Iterator[Deed]:
    """What is handed over though no date is set: a document, a system, a survey."""
    start, end = clause
    body = text[start:end].rstrip("。")
    match = _verbs("deed_undated").search(body)
    if not match or not _acts(body, match) or any(v in body for v in words().list("vague_objects")):
        return
    head, done = body[: match.start()], body[match.end() :]
    moved = match.group() == "纳入" and re.match(r"将[^,。]{4,40}$", head)
    if not moved and len(head) > 2:
        return
    core = re.sub(r"(?:工作|任务)$", "", done.strip("“”《》"))
    core = re.sub(r"建设$", "", core) if match.group() == "启动" else core
    if core.endswith(words().list("deliverables")) and "的基础上" not in done:
        name = f"{head.removeprefix('将')}纳入{done}" if moved else done
        yield Deed(start + match.start(), start + match.end(), clause, name, None)


def core(name: str) -> str:
    """The thing itself: what follows the last 的, without 工作, 任务, brackets and marks."""
    plain = re.sub(r"\([^()]*\)|[《》“”]", "", name)
    plain = plain.rsplit("的", 1)[-1]
    return re.sub(r"(?:工作|任务|等)$", "", plain)
