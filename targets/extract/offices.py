"""Who answers: 牵头单位:甲、乙;配合单位:丙, or (甲牵头,乙、丙配合), or (甲、乙) after the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from targets.extract.listing import led, names, pieces, says_when
from targets.extract.words import any_of, words

_OPEN, _CLOSE = "([【", ")]】"
_FIRST_LEADS = re.compile(
    r"(?:排在?|列在?|排名|列)(?:第一位|首位|第一)的?(?:责任)?(?:单位)?为牵头|第一责任单位为牵头"
)
_MOST_LIST = 1_000  # characters of one list of names
_MOST_TOLD = 400  # of one bracket
_BARE = {"时间", "时限"}  # labels only right after another label's names, or at a line's start


@dataclass(frozen=True)
class Answering:
    """One clause of offices in a section; `time` is what says until when."""

    start: int
    end: int
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    time: str = ""
    alike: bool = False  # 责任单位 only: nobody is said to lead


@lru_cache(maxsize=1)
def _label() -> re.Pattern[str]:
    w = words()
    kinds = {"lead": "lead_labels", "answer": "answer_labels", "help": "help_labels",
             "time": "time_labels", "person": "person_labels"}  # fmt: skip
    either = "|".join(rf"(?P<{kind}>{any_of(w.list(key))})" for kind, key in kinds.items())
    return re.compile(rf"(?:{either})(?:处室|科室|股室)?(?:单位|部门)?[\]】]?:")


@lru_cache(maxsize=1)
def _said() -> re.Pattern[str]:
    """甲、乙牵头,丙配合 inside brackets."""
    w = words()
    keys = ("lead_verbs", "help_verbs", "together_verbs", "with_verbs")
    return re.compile(any_of(word for key in keys for word in w.list(key)))


def clauses(text: str, line_ends: frozenset[int] = frozenset()) -> tuple[Answering, ...]:
    """Every clause of a section's folded half-width text, in order.

    `line_ends` are the indices of last characters of lines: outside brackets a list of names
    ends with its line, unless the line breaks a name or ends in 、.
    """
    labelled = list(_labelled(text, line_ends))
    told = [one for one in _told(text, line_ends) if not any(_meet(one, two) for two in labelled)]
    return tuple(sorted((*labelled, *told), key=lambda one: one.start))


def _meet(one: Answering, two: Answering) -> bool:
    return one.start < two.end and two.start < one.end


def _labelled(text: str, line_ends: frozenset[int]) -> Iterator[Answering]:
    """Runs of labels with only names between them make one clause."""
    run: list[tuple[str, str, int, int]] = []
    for match in _label().finditer(text):
        kind = match.lastgroup or ""
        begin = match.end()
        end = _value_end(text, begin, line_ends, short=kind in ("time", "person"))
        goes_on = bool(run) and match.start() - run[-1][3] <= 2
        opens = match.start() == 0 or match.start() - 1 in line_ends
        if match[kind] in _BARE and not (goes_on or opens):
            continue
        if run and not goes_on:
            yield from _clause(run)
            run = []
        run.append((kind, text[begin:end], match.start(), end))
    if run:
        yield from _clause(run)


def _value_end(text: str, begin: int, line_ends: frozenset[int], *, short: bool) -> int:
    """Where the names end: a closing bracket, a full stop, the next label, the end of the line."""
    following = _label().search(text, begin)
    limit = following.start() if following else len(text)
    bracketed = _open_bracket(text, begin)
    limit = min(limit, begin + _MOST_LIST)
    ends = (*words().list("office_ends"), *"底日月年")
    depth = 0
    for at in range(begin, limit):
        depth += (text[at] in _OPEN) - (text[at] in _CLOSE)
        if depth < 0 or text[at] == "。":
            return at
        closed = short or text.endswith(ends, begin, at + 1) or (text[at] in _CLOSE and not depth)
        if at in line_ends and not bracketed and closed:
            return at + 1
    return limit


def _open_bracket(text: str, begin: int) -> bool:
    head = text[max(0, begin - _MOST_TOLD) : begin]
    opened = sum(head.count(mark) for mark in _OPEN)
    return opened > sum(head.count(mark) for mark in _CLOSE)


def _clause(run: Sequence[tuple[str, str, int, int]]) -> Iterator[Answering]:
    """A run that names offices; of persons and times alone nothing is made."""
    by: dict[str, list[str]] = {"lead": [], "answer": [], "help": []}
    times: list[str] = []
    for kind, written, *_ in run:
        if kind in by:
            by[kind] += names(written)
            times += [piece for piece in pieces(written, ",;") if says_when(piece)]
        elif kind == "time":
            times.append(written)
    leads, others = led(by)
    alike = not by["lead"] and not by["help"] and not others
    yield Answering(run[0][2], run[-1][3], leads, others, ",".join(times), alike)


def first_leads(text: str) -> bool:
    """True when the document says that the office named first leads (排在首位的为牵头单位)."""
    return bool(_FIRST_LEADS.search("".join(text.split())))


def led_by_first(clause: Answering) -> Answering:
    """The clause under that rule; one that names its leads stays as it is."""
    if not clause.alike:
        return clause
    return replace(clause, leads=clause.leads[:1], cooperating=clause.leads[1:])


def _told(text: str, line_ends: frozenset[int]) -> Iterator[Answering]:
    for start, end in _brackets(text):
        body = text[start + 1 : end - 1]
        if len(body) > _MOST_TOLD or "。" in body:
            continue
        told = _tell(body, start, end) if _said().search(body) else None
        one = told or _listed(text, (start, end), line_ends)
        if one:
            yield one


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Outermost brackets, as (start, end)."""
    depth = start = 0
    for at, character in enumerate(text):
        if character in _OPEN:
            start = at if depth == 0 else start
            depth += 1
        elif character in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield start, at + 1


def _tell(body: str, start: int, end: int) -> Answering | None:
    leads: list[str] = []
    helping: list[str] = []
    times: list[str] = []
    told = False  # somebody is said to lead
    for piece in pieces(body, ",;"):
        verb = _said().search(piece)
        if says_when(piece):
            times.append(piece)
            continue
        if not verb:
            (helping if leads else leads).extend(names(piece))
            continue
        found = names(piece[: verb.start()])
        beside = verb.group() in words().list("with_verbs")
        together = verb.group() in words().list("together_verbs")
        lead = beside or verb.group() in words().list("lead_verbs") or (together and not told)
        told = told or (lead and not together)
        (leads if lead else helping).extend(found)
        helping += names(_said().sub("", piece[verb.end() :])) if beside else []
    if not leads:
        leads, helping = helping, []
    when = ",".join(times)
    return Answering(start, end, tuple(leads), tuple(helping), when) if leads else None


def _listed(text: str, at: tuple[int, int], line_ends: frozenset[int]) -> Answering | None:
    """(甲局、乙局) after a full stop or on a line's own: only names, nobody said to lead."""
    start, end = at
    body = text[start + 1 : end - 1]
    found = names(body)
    opens = start == 0 or start - 1 in line_ends or text[start - 1] in "。;!"
    closes = end == len(text) or end - 1 in line_ends or text[end] in "。;"
    fit = _office() if opens else _sure_office()
    if not found or not (opens or closes) or not all(map(fit.fullmatch, found)):
        return None
    times = ",".join(piece for piece in pieces(body, ",;") if says_when(piece))
    return Answering(start, end, tuple(found), (), times, alike=True)


@lru_cache(maxsize=1)
def _office() -> re.Pattern[str]:
    ends = any_of(words().list("office_ends"))
    prefixes = any_of((*words().list("place_prefixes"), *words().list("office_heads")))
    return re.compile(rf"(?:{prefixes}).{{1,22}}(?:{ends})(?:[(\[][^()\[\]]+[)\]])?")


@lru_cache(maxsize=1)
def _sure_office() -> re.Pattern[str]:
    prefixes = any_of(words().list("place_prefixes"))
    return re.compile(rf"(?:{prefixes}).{{1,16}}(?:局|委|办|厅|政府|委员会|办公室|管委会)")
