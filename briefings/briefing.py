"""The quarterly briefing as a value: one text, whatever it is rendered to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from briefings.annexes import build_annexes
from briefings.body import build_sections
from briefings.draft import Draft, annex_numbers
from briefings.lineage import LineageBook
from briefings.paper import Briefing, say
from briefings.paper_form import PaperForm, paper_form
from briefings.scorecard import Scorecard
from briefings.typography import chinese, printable
from observations.calendar import WorkingDays

DEMO_WORDS = "文中数据为演示数据,不作为工作依据。"


def build_briefing(
    card: Scorecard,
    dated: date,
    *,
    calendar: WorkingDays | None = None,
    form: PaperForm | None = None,
    fingerprint: Mapping[str, str] | None = None,
) -> Briefing:
    """The paper on `card`, dated `dated`; deadlines count working days of `calendar`.

    Equal arguments give an equal paper: nothing is read from a clock or a database.
    """
    used = form or paper_form(card.plan)
    book = LineageBook(card)
    draft = Draft(card, book, used, calendar or WorkingDays(), dated, annex_numbers(card))
    subject = f"{card.period.label}{used.subject}推进情况"
    sections, annexes = build_sections(draft), build_annexes(draft)
    return Briefing(
        title_parts=(
            f"关于{card.period.label}",
            chinese(printable(used.subject)),
            "推进情况的通报",
        ),
        addressee=chinese(printable(f"{used.addressee}:")),
        opening=say(f"现将{subject}通报如下。", DEMO_WORDS if card.demo else ""),
        sections=sections,
        annexes=annexes,
        signature=printable(used.signature),
        dated=dated,
        period=str(card.period),
        area=card.plan.area,
        demo=card.demo,
        run=card.run.id,
        head=card.run.head,
        as_of=card.run.as_of,
        lineage=book.entries,
        fingerprint=dict(fingerprint or {}),
        page=used.form,
        letterhead=used.letterhead,
    )
