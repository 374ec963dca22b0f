"""The quarterly briefing as a value: one text, whatever it is rendered to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from briefings.annexes import build_annexes
from briefings.body import build_sections
from briefings.draft import Draft, annex_numbers
from briefings.lineage import LineageBook
from briefings.paper import Briefing, Section, say
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
    period, subject = card.period.label, used.subject
    heading = Heading(
        (f"关于{period}", subject, "推进情况的通报"),
        used.addressee,
        f"现将{period}{subject}推进情况通报如下。",
    )
    draft = drafted(card, dated, used, calendar)
    return composed(draft, heading, build_sections(draft), fingerprint)


@dataclass(frozen=True)
class Heading:
    """What stands above a paper's parts; `title` in the pieces between which a line may break."""

    title: tuple[str, ...]
    addressee: str
    opening: str


def drafted(
    card: Scorecard,
    dated: date,
    form: PaperForm,
    calendar: WorkingDays | None = None,
    reader: str = "",
) -> Draft:
    """What the parts of one paper on `card` share; `reader` as in `Draft`."""
    numbers = annex_numbers(card)
    return Draft(card, LineageBook(card), form, calendar or WorkingDays(), dated, numbers, reader)


def composed(
    draft: Draft,
    heading: Heading,
    sections: tuple[Section, ...],
    fingerprint: Mapping[str, str] | None = None,
) -> Briefing:
    """The paper of `draft` under `heading`, its annexes behind the sections."""
    card, used, annexes = draft.card, draft.form, build_annexes(draft)
    return Briefing(
        title_parts=tuple(chinese(printable(part)) for part in heading.title),
        addressee=chinese(printable(f"{heading.addressee}:")),
        opening=say(heading.opening, DEMO_WORDS if card.demo else ""),
        sections=sections,
        annexes=annexes,
        signature=printable(used.signature),
        dated=draft.dated,
        period=str(card.period),
        area=card.plan.area,
        demo=card.demo,
        run=card.run.id,
        head=card.run.head,
        as_of=card.run.as_of,
        lineage=draft.book.entries,
        fingerprint=dict(fingerprint or {}),
        page=used.form,
        letterhead=used.letterhead,
    )
