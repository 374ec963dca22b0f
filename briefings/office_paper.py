"""单位反馈单: what a period's verdicts say to one office, and what it is asked to do by when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from briefings.body import build_sections, indicators, overall
from briefings.briefing import Heading, composed, drafted
from briefings.paper import Briefing
from briefings.paper_form import PaperForm, paper_form
from briefings.problems import problems, requests
from briefings.scorecard import Scorecard
from observations.calendar import WorkingDays

PARTS = (
    ("本单位总体情况", overall),
    ("本单位指标进展", indicators),
    ("本单位存在的问题", problems),
    ("需要办理的事项", requests),
)


def build_office_paper(
    card: Scorecard,
    office: str,
    dated: date,
    *,
    calendar: WorkingDays | None = None,
    form: PaperForm | None = None,
    fingerprint: Mapping[str, str] | None = None,
) -> Briefing:
    """The sheet for the office called `office`; `card` holds nothing but what concerns it.

    Equal arguments give an equal paper. Numbers are traced as in the quarterly briefing.
    """
    used = form or paper_form(card.plan)
    period = card.period.label
    heading = Heading(
        (f"关于{office}", f"{period}{used.subject}", "推进情况的反馈单"),
        office,
        f"现将你单位{period}{used.subject}推进情况反馈如下。",
    )
    draft = drafted(card, dated, used, calendar, office)
    return composed(draft, heading, build_sections(draft, PARTS), fingerprint)
