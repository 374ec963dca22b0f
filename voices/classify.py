"""Opinions put to a person with what speaks for a range; no rule ever decides.

Of an opinion's text nothing but the rules' own words leaves this module: people write names
and telephone numbers into opinions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voices.columns import Columns, refuse, rows_of
from voices.opinions_rules import OpinionRules
from voices.personal import identity_kind

COLUMNS = Columns(("id", "text"), free=("id", "text"))
_LONGEST = 64


@dataclass(frozen=True)
class Opinion:
    """One opinion by its number, with what was written."""

    id: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """A word of a rule (`rule`: topic or invalid kind) that stands at letter `at`, from 1."""

    rule: str
    word: str
    at: int


@dataclass(frozen=True)
class Proposal:
    """What the rules make of one opinion, for a person to confirm (`decided` is never True).

    `range` is None where no rule or rules of several ranges speak; `invalid` names the kinds
    that are hinted at. `why` says it in one sentence.
    """

    id: str
    range: int | None
    topics: tuple[str, ...]
    invalid: tuple[str, ...]
    tasks: tuple[str, ...]
    indicators: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    why: str
    decided: bool = False


def read_opinions(name: str, lines: Sequence[Sequence[str]]) -> tuple[Opinion, ...]:
    """The opinions of a table with the columns id and text and no other.

    `UserError` by line for a number or a text that is missing, a number that came before or
    looks like somebody's.
    """
    rows = rows_of(name, lines, COLUMNS)
    problems: list[str] = []
    first: dict[str, int] = {}
    for row in rows:
        number = row.cells.get("id", "")
        if kind := identity_kind(number):
            problems.append(f"第{row.line}行 id 列:像{kind}")
        problems += [f"第{row.line}行 {c} 列:空着" for c in ("id", "text") if not row.cells.get(c)]
        if len(number) > _LONGEST:
            problems.append(f"第{row.line}行 id 列:超过 {_LONGEST} 个字")
        if number and first.setdefault(number, row.line) != row.line:
            problems.append(f"第{row.line}行与第{first[number]}行编号相同")
    refuse(name, problems, "每条意见写编号(如 YJ-0001)和内容,编号不写人名、电话")
    return tuple(Opinion(row.cells["id"], row.cells["text"]) for row in rows)


def classify(opinion: Opinion, rules: OpinionRules) -> Proposal:
    """What speaks for a range, a kind of invalidity, tasks and indicators."""
    topics = {one.name: _found(opinion.text, one.name, one.words) for one in rules.topics}
    kinds = {one.name: _found(opinion.text, one.name, one.words) for one in rules.invalid}
    fired = [one for one in rules.topics if topics[one.name]]
    hinted = tuple(name for name, found in kinds.items() if found)
    ranges = sorted({one.range for one in fired})
    evidence = [one for found in (*topics.values(), *kinds.values()) for one in found]
    return Proposal(
        opinion.id,
        ranges[0] if len(ranges) == 1 else None,
        tuple(one.name for one in fired),
        hinted,
        _once(task for one in fired for task in one.tasks),
        _once(key for one in fired for key in one.indicators),
        tuple(sorted(evidence, key=lambda one: one.at)),
        _why(ranges, [one.name for one in fired], hinted),
    )


def _found(text: str, rule: str, words: Sequence[str]) -> tuple[Evidence, ...]:
    """Where a rule's words stand; a word within a longer one of the rule is not said twice."""
    taken: set[int] = set()
    found = []
    for word in sorted(words, key=len, reverse=True):
        at = text.find(word)
        while at >= 0:
            if at not in taken:
                found.append(Evidence(rule, word, at + 1))
                taken |= set(range(at, at + len(word)))
            at = text.find(word, at + 1)
    return tuple(found)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _why(ranges: Sequence[int], topics: Sequence[str], hinted: Sequence[str]) -> str:
    if not ranges:
        said = "没有规则命中,请写明属于第几类"
    elif len(ranges) == 1:
        said = f"建议归第{ranges[0]}类({'、'.join(topics)}),请确认"
    else:
        said = f"命中第{'、'.join(map(str, ranges))}类({'、'.join(topics)}),请选定一类"
    return f"{said};另像{'、'.join(hinted)},请判定是否有效" if hinted else said
