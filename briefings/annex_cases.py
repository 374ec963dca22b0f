"""附件“督办及销号清单”: every case, what closed those that are, and how offices kept their time."""

from __future__ import annotations

from collections.abc import Sequence

from briefings.case_book import CaseBook, Closing
from briefings.context import CaseLine
from briefings.draft import Draft
from briefings.numerals import full_date
from briefings.paper import (
    Block,
    Column,
    Line,
    Paragraph,
    Table,
    TableRow,
    joined,
    say,
    verbatim,
)
from briefings.typography import chinese
from cases.events import Standing, Step
from cases.rates import OfficeRates, Share
from targets.wording import headline

_LEDGER = (
    Column("序号", 11, "center"),
    Column("编号", 16, "center"),
    Column("事项", 34),
    Column("责任单位", 30),
    Column("交办", 20, "center"),
    Column("时限", 20, "center"),
    Column("状态", 25, "center"),
)
_CLOSED = (
    Column("编号", 16, "center"),
    Column("事项", 38),
    Column("责任单位", 28),
    Column("销号", 20, "center"),
    Column("凭什么销号", 24),
    Column("证据", 30),
)
_RATES = (
    Column("单位", 28),
    Column("交办", 12, "center"),
    Column("按期签收率", 20, "center"),
    Column("按期回复率", 20, "center"),
    Column("办结率", 20, "center"),
    Column("按期办结率", 20, "center"),
    Column("重开", 11, "center"),
    Column("平均办结工作日", 25, "center"),
)
LEDGER, CLOSED, RATES = "督办台账", "销号及凭据", "各单位办理情况"
NOTHING = "无"
LATE = "逾期未办结"


def case_blocks(draft: Draft) -> tuple[Block, ...]:
    """The annex; without the ledger behind it only the list itself."""
    book, rows = draft.card.context.case_book, draft.card.context.cases
    listed = Table(LEDGER if book else "", _LEDGER, _ledger(draft, rows))
    if book is None:
        return (listed,)
    rates = _rates(draft, book)
    return (Paragraph(_told(draft, book)), listed, *_closed(draft, book), *rates)


def _ledger(draft: Draft, rows: Sequence[CaseLine]) -> tuple[TableRow, ...]:
    return tuple(
        TableRow(
            (
                say(str(number)),
                say(one.number),
                say(_matter(one.matter)),
                say(draft.office(one.office)),
                say(one.opened.isoformat()),
                say(one.due.isoformat() if one.due else "—"),
                _state(draft, one),
            )
        )
        for number, one in enumerate(rows, start=1)
    )


def _matter(text: str) -> str:
    """What the case is about; its reasons and requests stand in the case itself.

    A whole is promised as `100%`, as everywhere in a paper, not as at least that much.
    """
    return headline(text).rstrip("。,").replace("目标≥100%", "目标100%")


def _state(draft: Draft, one: CaseLine) -> Line:
    """`办理中`, below it the colour with its words on the paper's day, or the day of 销号."""
    book = draft.card.context.case_book
    if one.closed:
        return say(one.state, f"\n{one.closed.isoformat()}")
    if book is None:
        return say(one.state, f"({one.colour})" if one.colour else "")
    seen = book.colour(one.number, draft.calendar, draft.dated)
    return say(one.standing or one.state, f"\n{seen.colour}:{seen.text}" if seen.colour else "")


def _told(draft: Draft, book: CaseBook) -> Line:
    """What happened in the period, and where everything stands on the paper's day."""
    period = draft.card.period
    happened = [
        _items(draft, word, f"督办本期{word}", [one.number for one in found])
        for word, step in (("交办", Step.OPEN), ("重开", Step.REOPEN), ("销号", Step.CLOSE))
        if (found := book.steps(step, period.start, min(period.end, draft.dated)))
    ]
    first = say(period.label, joined(happened, ",") or "没有交办、重开、销号的", "。")
    running = book.running()
    if not running:
        return say(first, "没有在办的督办事项。")
    standings = [
        _items(
            draft, str(one), f"督办{one}", [o.number for o in running if o.state.standing is one]
        )
        for one in Standing
    ]
    late = [one.number for one in book.overdue(draft.dated)]
    return say(
        first,
        f"截至{full_date(draft.dated)}在办的:",
        joined(standings, "、"),
        say(";", _items(draft, f"承办单位{LATE}", f"督办{LATE}", late)) if late else "",
        "。",
    )


def _items(draft: Draft, word: str, name: str, numbers: Sequence[str]) -> Line:
    if not numbers:
        return ()
    return say(
        word, draft.book.share(name, str(len(numbers)), f"督办台账:{'、'.join(numbers)}"), "件"
    )


def _closed(draft: Draft, book: CaseBook) -> tuple[Block, ...]:
    """What was closed from the period's first day until the paper's, and by what."""
    found = book.closings(draft.card.period.start, draft.dated)
    rows = tuple(TableRow(_closing(draft, one)) for one in found)
    since = f"注:自{draft.card.period.start.isoformat()}起;证据下为其 SHA-256 前 16 位。"
    return (Table(CLOSED, _CLOSED, rows, say(since)),) if rows else ()


def _closing(draft: Draft, one: Closing) -> tuple[Line, ...]:
    again = "\n(已重开)" if one.case.state.is_open else ""
    proof = "\n".join(part for part in (one.evidence, one.sha256[:16]) if part)
    return (
        say(one.case.number),
        say(one.case.title),
        say(draft.office(one.case.state.office)),
        say(one.day.isoformat(), again),
        say(one.way),
        verbatim(proof) or say("—"),
    )


def _rates(draft: Draft, book: CaseBook) -> tuple[Block, ...]:
    found = book.rates(draft.card.period, draft.dated, draft.calendar)
    if not found:
        return ()
    rows = tuple(TableRow(_rate_cells(draft, book, one)) for one in found)
    texts = ";".join(one.text for one in book.rule.rates)
    note = f"注:{draft.card.period.label};{texts}。分母为零的写“{NOTHING}”。口径"
    return (Table(RATES, _RATES, rows, say(note, verbatim(book.rule.id), "。")),)


def _rate_cells(draft: Draft, book: CaseBook, one: OfficeRates) -> tuple[Line, ...]:
    name = draft.office(one.office) if one.office else "合计"
    shares = [
        _share(draft, f"{name}督办{text.label}", one.shares[text.name], text.text)
        for text in book.rule.rates
    ]
    cite = draft.book.share
    days = one.closing_days
    took = cite(
        f"{name}督办平均办结工作日", f"{days.rate:.1f}", "交办(或重开)至销号的工作日之和÷件数"
    ) if days.rate is not None else NOTHING  # fmt: skip
    return (
        say(name),
        say(cite(f"{name}督办交办件数", str(one.requests), "本期交办、改派来、重开的件次")),
        *shares,
        say(cite(f"{name}督办重开件数", str(one.reopened), "本期重开的件次")),
        say(took),
    )


def _share(draft: Draft, name: str, share: Share, how: str) -> Line:
    if share.rate is None:
        return say(NOTHING)
    text = chinese(f"{share.rate * 100:.1f}%({share.numerator}/{share.denominator})")
    return say(draft.book.share(name, text, how))
