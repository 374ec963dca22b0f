"""图说一张图: pdf, png and the numbers' lineage, from the period's run; written on demand."""

from __future__ import annotations

from pathlib import Path

from briefings.drawing import draw
from briefings.one_page import build_one_page
from briefings.paper import Briefing
from briefings.typeset import typeset
from desk.handle import Desk
from desk.plans import in_period
from desk.publish import documented, fingerprint, saved
from desk.rights import require_discloser
from desk.views.overview import card_of
from desk.views.trends import for_paper
from observations.errors import Refused, UserError
from observations.identity import Actor
from observations.period import ReportingPeriod

MOST_BYTES = 5_000_000


def one_page(desk: Desk, actor: Actor, period: ReportingPeriod) -> Briefing:
    """The page on the newest run of `period`; for desk and leaders.

    `Refused` when the period is not assessed by the plan in force.
    """
    require_discloser(actor)
    with desk.ledger.read() as reading:
        card = card_of(desk, reading, period)
        if card is None:
            raise Refused(f"{period.label}还没有按现行方案评估", cure="先运行 cityplan assess")
        card = for_paper(in_period(desk, period), reading, card)
    return build_one_page(card, desk.today(), calendar=desk.calendar, fingerprint=fingerprint())


def page_files(paper: Briefing, browser: str) -> dict[str, bytes]:
    """The page as pdf and png with its lineage as json, by file name; each at most 5 MB.

    Without a browser the page says in place of each figure what it would show.
    """
    pictures = draw(paper, browser)
    printed = typeset(paper, pictures)
    paper, document = documented(paper, pictures, printed)
    stem = f"图说一张图_{paper.period}"
    files = {f"{stem}.pdf": printed.pdf, f"{stem}.png": printed.sheet}
    heavy = [name for name, data in files.items() if len(data) > MOST_BYTES]
    if heavy:
        raise UserError(f"{heavy[0]} 超过 5 MB", cure="设 CITYPLAN_BROWSER=none 不绘图,再写一次")
    return {**files, f"{stem}.json": document}


def write_one_page(
    desk: Desk, actor: Actor, period: ReportingPeriod, folder: Path
) -> tuple[Path, ...]:
    """The page's files, written to `folder`."""
    return saved(page_files(one_page(desk, actor, period), desk.settings.browser), folder)
