"""What was done to papers on their way to issue, and how each one stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import func, select

from ledger.in_order import rows_in_order
from ledger.tables.chain import audit
from ledger.tables.paper_steps import paper_steps
from ledger.unit import Reading, Unit
from observations.errors import Refused

Step = Literal["drafted", "edited", "approved", "declined", "issued", "superseded"]
NAMES = (
    "period", "step", "draft", "head", "run", "inserted", "sha256", "dated", "year", "number",
    "paper", "text", "post", "at",
)  # fmt: skip
WRITTEN = frozenset({"drafted", "edited"})


@dataclass(frozen=True)
class Draft:
    """What a period's paper is made of: the record at `head`, run `run`, and what people wrote.

    `inserted` is JSON text as `briefings.insertions` reads it.
    """

    period: str
    head: int
    run: str
    inserted: str = "[]"


@dataclass(frozen=True)
class StepRow:
    """A step as it is kept; see the table for what each column holds."""

    period: str
    step: Step
    draft: str
    head: int
    run: str
    inserted: str
    sha256: str
    dated: str
    year: int
    number: int
    paper: str
    text: str
    post: str
    at: datetime
    seq: int


@dataclass(frozen=True)
class Standing:
    """How a period's paper stands: the text in work, its approval, and what is issued.

    `written` is the last text nobody has issued yet, `authors` all who wrote at its draft,
    `approval` the word that let just that text go, `declined` the word that sent it back.
    """

    written: StepRow | None = None
    authors: frozenset[str] = frozenset()
    approval: StepRow | None = None
    declined: StepRow | None = None
    issued: StepRow | None = None


@dataclass(frozen=True)
class Issue:
    """The paper as it went out: its archive id and the year its number counts in."""

    paper: str
    year: int


def write(unit: Unit, draft: Draft, step: Literal["drafted", "edited"], seen: int) -> str:
    """Keep a text of the period's paper; the number of its draft.

    `seen` is the sequence of the text that the writer had before him, 0 for none; Refused when
    somebody has written or decided since. A text that was approved is so no more.
    """
    now = _now(unit, draft.period)
    if (now.written.seq if now.written else 0) != seen:
        raise Refused("这份通报已另有人改过", cure="刷新本页,在现在的稿子上再改")
    row = _row(draft.period, step) | vars(draft)
    row["draft"] = _next(unit, draft.period) if step == "drafted" else _draft(now)
    _add(unit, row)
    return str(row["draft"])


def approve(unit: Unit, about: StepRow, sha256: str, dated: date) -> None:
    """Let the text go whose content has this SHA-256 when dated so; Refused when it changed."""
    _require_current(unit, about)
    row = _about(about, "approved", "") | {"sha256": sha256, "dated": dated.isoformat()}
    _add(unit, row)


def decline(unit: Unit, about: StepRow, text: str) -> None:
    """Send the text back with a reason; Refused when it changed."""
    _require_current(unit, about)
    _add(unit, _about(about, "declined", text))


def issue(unit: Unit, approval: StepRow, issued: Issue, number: int) -> StepRow:
    """The approved text goes out under the number; the issue before it is superseded.

    The step as it is kept (its sequence is that of the approval, for its own is not known yet).
    Refused when the approval stands no more or the number is another's.
    """
    now = _now(unit, approval.period)
    if now.approval is None or now.approval.seq != approval.seq:
        raise Refused("批准的稿子已有变动", cure="刷新本页,重新送批")
    if number != next_number(unit.reading(), issued.year):
        raise Refused(f"{issued.year}年第{number}号已另有通报", cure="再印发一次,编号自动顺延")
    row = _about(approval, "issued", "") | vars(issued) | {"number": number}
    row |= {"sha256": approval.sha256, "dated": approval.dated}
    _add(unit, row)
    if now.issued is not None:
        old = now.issued
        kept = {"paper": old.paper, "year": old.year, "number": old.number}
        _add(unit, _about(old, "superseded", f"{issued.year}年第{number}号") | kept)
    return StepRow(**row, post=unit.actor.post, at=unit.now, seq=approval.seq)


def next_number(reading: Reading, year: int) -> int:
    """The number that the next paper of the year gets, from 1."""
    highest = (
        select(func.max(paper_steps.c.number))
        .join(audit, audit.c.unit == paper_steps.c.unit)
        .where(paper_steps.c.year == year, audit.c.seq <= reading.head)
    )
    return int(reading.connection.execute(highest).scalar() or 0) + 1


def steps(reading: Reading, period: str | None = None) -> tuple[StepRow, ...]:
    """Every step up to the head, oldest first; with `period` only its own."""
    return tuple(StepRow(*row) for row in rows_in_order(reading, paper_steps, NAMES, period))


def standing(done: Iterable[StepRow]) -> Standing:
    """How one period's paper stands after all its steps, oldest first."""
    now = Standing()
    for one in done:
        now = _AFTER[one.step](now, one)
    return now


def _written(now: Standing, one: StepRow) -> Standing:
    authors = frozenset({one.post}) | (now.authors if one.step == "edited" else frozenset())
    return replace(now, written=one, authors=authors, approval=None, declined=None)


def _approved(now: Standing, one: StepRow) -> Standing:
    return replace(now, approval=one, declined=None)


def _declined(now: Standing, one: StepRow) -> Standing:
    return replace(now, approval=None, declined=one)


def _issued(_now: Standing, one: StepRow) -> Standing:
    return Standing(issued=one)


def _superseded(now: Standing, _one: StepRow) -> Standing:
    return now


_AFTER: dict[Step, Callable[[Standing, StepRow], Standing]] = {
    "drafted": _written,
    "edited": _written,
    "approved": _approved,
    "declined": _declined,
    "issued": _issued,
    "superseded": _superseded,
}


def _now(unit: Unit, period: str) -> Standing:
    unit.lock_chain()
    return standing(steps(unit.reading(), period))


def _require_current(unit: Unit, about: StepRow) -> None:
    now = _now(unit, about.period)
    if now.written is None or now.written.seq != about.seq:
        raise Refused("这份通报已另有人改过或已印发", cure="刷新本页,看过现在的稿子再办理")


def _next(unit: Unit, period: str) -> str:
    drafts = {one.draft for one in steps(unit.reading(), period)}
    return f"{period}-{len(drafts) + 1}"


def _draft(now: Standing) -> str:
    if now.written is None:
        raise Refused("这个报告期还没有草稿", cure="先起草")
    return now.written.draft


def _about(row: StepRow, step: Step, text: str) -> dict[str, Any]:
    named = {"draft": row.draft, "head": row.head, "run": row.run, "text": text}
    return _row(row.period, step) | named


def _row(period: str, step: Step) -> dict[str, Any]:
    words = dict.fromkeys(("draft", "run", "inserted", "sha256", "dated", "paper", "text"), "")
    return {"period": period, "step": step, **words, "head": 0, "year": 0, "number": 0}


def _add(unit: Unit, row: dict[str, Any]) -> None:
    unit.add(paper_steps, [row | {"post": unit.actor.post, "at": unit.now}])
