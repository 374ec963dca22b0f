"""What is wrong and what is asked: parts four and five of the quarterly briefing."""

from __future__ import annotations

from collections.abc import Sequence

from briefings import sentences as told
from briefings.annex_cases import LATE
from briefings.draft import Draft, paragraphs, under
from briefings.paper import Block, Line, joined, say
from briefings.rows import Row
from cases.events import Part

MOST_NUMBERS = 8
_HOW = "督办台账:{}"


def problems(draft: Draft) -> tuple[Block, ...]:
    """存在问题: offices by name, numbers, where each is listed; no adjectives."""
    return under(
        (
            ("指标滞后", _lagging(draft)),
            ("督办逾期", _overdue(draft)),
            ("报送不及时", _late(draft)),
            ("数据存疑", _doubted(draft)),
            ("暂不能评估", _unassessable(draft)),
        )
    )


def _by_lead(draft: Draft) -> list[tuple[str, list[Row]]]:
    """Lagging rows by the office that answers, in the order of the decision list."""
    found: dict[str, list[Row]] = {}
    for row in draft.card.decisions:
        found.setdefault(draft.lead(row), []).append(row)
    return list(found.items())


def _lagging(draft: Draft) -> tuple[Block, ...]:
    """Office by office: indicators of the table with their numbers, prose targets by name."""
    lines = []
    for office, rows in _by_lead(draft):
        lead = f"{office}牵头" if office else "未明确牵头单位"
        count = draft.book.count(f"{lead}的滞后目标", rows)
        parts = [_in_full(draft, row) for row in rows if row.target.source == "table"]
        parts.append(_by_name(draft, lead, [r for r in rows if r.target.source != "table"]))
        lines.append(say(lead, count, "项:", joined(parts, ";"), "。"))
    return paragraphs(lines)


def _in_full(draft: Draft, row: Row) -> Line:
    return say(told.shortfall(draft.book, row), f"({draft.refer([draft.place(row)])})")


def _by_name(draft: Draft, lead: str, rows: list[Row]) -> Line:
    """`正文目标11项:甲、乙等(附件1第36、39至41项)`; a single one is told in full."""
    if len(rows) <= 1:
        return joined([_in_full(draft, row) for row in rows], ";")
    count = draft.book.count(f"{lead}的滞后正文目标", rows)
    places = draft.refer([draft.place(row) for row in rows])
    return say("正文目标", count, f"项:{told.names(rows)}({places})")


def _overdue(draft: Draft) -> tuple[Block, ...]:
    """Who has let the deadline of a case pass, with the cases' numbers."""
    book = draft.card.context.case_book
    found: dict[str, list[str]] = {}
    for one in book.overdue(draft.dated) if book else ():
        found.setdefault(draft.office(one.state.office), []).append(one.number)
    return paragraphs(
        say(
            f"{office}{LATE}",
            draft.book.share(
                f"{office}督办逾期", str(len(numbers)), _HOW.format("、".join(numbers))
            ),
            f"件:{case_numbers(numbers)}({draft.refer(draft.case_places(numbers))})。",
        )
        for office, numbers in found.items()
    )


def case_numbers(numbers: Sequence[str]) -> str:
    """`督办2024-01、2024-02`; a long list ends in 等, the annex has them all."""
    told = "、".join(numbers[:MOST_NUMBERS])
    return f"督办{told}{'等' if len(numbers) > MOST_NUMBERS else ''}"


def _late(draft: Draft) -> tuple[Block, ...]:
    kept = draft.card.context.punctuality
    late = kept.late if kept else ()
    return paragraphs(told.late(draft.book, draft.office(one.office), one) for one in late)


def _doubted(draft: Draft) -> tuple[Block, ...]:
    found: dict[str, list[tuple[str, int]]] = {}
    for doubt in draft.card.context.doubts:
        found.setdefault(doubt.office, []).append(draft.doubt_place(doubt))
    return paragraphs(
        say(
            f"{draft.office(office)}报送的数据有",
            draft.book.share(f"{draft.office(office)}存疑数据", str(len(places)), "未销的质量问题"),
            f"项待核实({draft.refer(places)})。",
        )
        for office, places in found.items()
    )


def _unassessable(draft: Draft) -> tuple[Block, ...]:
    """What somebody must supply; a milestone that is not due yet is no problem."""
    wanting = [row for row in draft.card.rows if row.assessment.why_code != "milestone_not_due"]
    parts = [
        say(reason, draft.book.count(reason, rows), f"项:{told.names(rows)}")
        for reason, rows in told.by_reason(wanting)
    ]
    return paragraphs([say(joined(parts, ";"), "。")] if parts else [])


def requests(draft: Draft) -> tuple[Block, ...]:
    """下步要求: one numbered request an office and matter: who, by when, about which items, how."""
    asked = [
        *_ask_measures(draft),
        *_ask_answers(draft),
        *_ask_reports(draft),
        *_ask_checks(draft),
        *_ask_baselines(draft),
    ]
    return paragraphs(say(f"{number}.", line) for number, line in enumerate(asked, start=1))


def _ask_measures(draft: Draft) -> list[Line]:
    """约束性 and the plan's text: measures and a date; 预期性: why it is so (未达预期)."""
    found = []
    for office, rows in _by_lead(draft):
        explained = [row for row in rows if row.assessment.consequence == "explain"]
        owed = [row for row in rows if row.assessment.consequence != "explain"]
        found += _asked(draft, office, owed, "书面反馈整改措施和完成时限")
        found += _asked(draft, office, explained, "书面说明未达预期的原因(预期性指标,不立督办)")
    return found


def _asked(draft: Draft, office: str, rows: list[Row], what: str) -> list[Line]:
    if not office or not rows or not draft.asks(office):
        return []
    places = draft.refer([draft.place(row) for row in rows])
    numbers = sorted(row.case.number for row in rows if row.case)
    cases = f"({case_numbers(numbers)})" if numbers else ""
    return [say(f"请{office}于{draft.reply_by}就{places}{cases}{what}。")]


def _ask_answers(draft: Draft) -> list[Line]:
    """Open cases that wait for an office and are asked about nowhere else."""
    book = draft.card.context.case_book
    asked = {row.case.number for row in draft.card.decisions if row.case}
    found: dict[str, list[str]] = {}
    for one in book.running() if book else ():
        if one.state.turn is Part.OFFICE and one.number not in asked:
            found.setdefault(draft.office(one.state.office), []).append(one.number)
    return [
        say(
            f"请{office}按附件所列时限办理回复{case_numbers(numbers)}"
            f"({draft.refer(draft.case_places(numbers))})。"
        )
        for office, numbers in found.items()
        if draft.asks(office)
    ]


def _ask_reports(draft: Draft) -> list[Line]:
    kept = draft.card.context.punctuality
    offices = [draft.office(one.office) for one in (kept.late if kept else ()) if one.missing]
    return [say(f"请{'、'.join(offices)}于{draft.reply_by}补报本期数据。")] if offices else []


def _ask_checks(draft: Draft) -> list[Line]:
    found: dict[str, list[tuple[str, int]]] = {}
    for doubt in draft.card.context.doubts:
        found.setdefault(doubt.office, []).append(draft.doubt_place(doubt))
    return [
        say(
            f"请{draft.office(office)}于{draft.reply_by}就{draft.refer(places)}"
            "核实数据,更正或书面说明。"
        )
        for office, places in found.items()
    ]


def _ask_baselines(draft: Draft) -> list[Line]:
    """Offices whose targets lack a baseline are asked for value, date and source."""
    rows = [row for row in draft.card.rows if row.assessment.why_code == "no_baseline"]
    leads = dict.fromkeys(draft.lead(row) for row in rows if row.leads)
    offices = [one for one in leads if draft.asks(one)]
    if not offices:
        return []
    return [say(f"请{'、'.join(offices)}于{draft.reply_by}补报所牵头指标的基期值、日期和来源。")]
