"""Papers written when somebody asks: which can be written now, and one of them as a file.

Nothing of them is archived; what stands in them is of the moment they were asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from briefings.paper import Briefing
from desk.files import MIMES, FileOut
from desk.handle import Desk
from desk.month_papers import month_paper
from desk.office_papers import READERS, office_paper, offices_told
from desk.one_page import one_page, page_files
from desk.plans import in_period
from desk.publish import FORMATS, Format, in_format
from desk.year_papers import annual_paper, final_paper
from ledger import runs
from ledger.runs import RunRow
from ledger.unit import Reading
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import Frequency, ReportingPeriod

NAMES = {
    "monthly": "月度监测简报",
    "annual": "年度评估报告",
    "final": "三年终期评估报告",
    "onepage": "图说一张图",
    "office": "单位反馈单",
}
MONTHS = 3
QUARTERS = 4
PAGE_FORMATS = ("pdf", "png", "json")


@dataclass(frozen=True)
class AskedPaper:
    """Which paper: its kind of `NAMES`, its period as written (`2024-Q3`), the office or empty."""

    kind: str
    period: str
    office: str = ""


@dataclass(frozen=True)
class Offer:
    """A kind of paper that can be written now, for which periods, in which formats."""

    kind: str
    periods: tuple[ReportingPeriod, ...]
    formats: tuple[str, ...] = FORMATS
    office: str = ""

    @property
    def name(self) -> str:
        """What the paper is called."""
        return NAMES[self.kind]


def offers(desk: Desk, actor: Actor) -> tuple[Offer, ...]:
    """What a leader or a desk of every office may ask for now; empty for everybody else."""
    if not actor.everywhere(Role.DESK, Role.LEADER):
        return ()
    with desk.ledger.read() as reading:
        quarters = _assessed(desk, reading)
        first = min((row.today for row in runs.runs(reading)), default=None)
    years = tuple(ReportingPeriod.parse(str(one.year)) for one in quarters if one.end.month == 12)
    whole = (_end(desk),) if desk.today() > desk.plan.end else ()
    found = (
        Offer("monthly", _months(desk, first)),
        Offer("onepage", quarters[:QUARTERS], PAGE_FORMATS),
        Offer("annual", years),
        Offer("final", whole),
    )
    return tuple(one for one in found if one.periods)


def office_offers(desk: Desk, actor: Actor, office: str) -> tuple[Offer, ...]:
    """The sheet of one office on the quarters assessed last, for whoever may read of it."""
    if not actor.covers(office) or not actor.within(office).has(*READERS):
        return ()
    with desk.ledger.read() as reading:
        quarters = _assessed(desk, reading)[:QUARTERS]
    told = tuple(one for one in quarters if office in offices_told(desk, one))
    return (Offer("office", told, office=office),) if told else ()


def paper_file(desk: Desk, actor: Actor, asked: AskedPaper, form: str) -> FileOut:
    """The paper in one format; raises as the use case that writes it.

    `UserError` for a kind or a format that there is not.
    """
    known = PAGE_FORMATS if asked.kind == "onepage" else FORMATS
    named = asked.office in desk.office_names if asked.kind == "office" else not asked.office
    if asked.kind not in NAMES or form not in known or not named:
        raise UserError("没有这种文书", cure="从“通报”页或单位页上的链接下载")
    if asked.kind == "onepage":
        return _page(desk, actor, asked, f".{form}")
    paper = _paper(desk, actor, asked)
    chosen: Format = next(one for one in FORMATS if one == form)
    office = f"{desk.office_names[asked.office]}_" if asked.office else ""
    return FileOut(
        f"{NAMES[asked.kind]}_{office}{paper.period}.{form}",
        MIMES[f".{form}"],
        in_format(paper, desk.settings.browser, chosen),
    )


def _paper(desk: Desk, actor: Actor, asked: AskedPaper) -> Briefing:
    if asked.kind == "monthly":
        return month_paper(desk, actor, asked.period)
    period = ReportingPeriod.parse(asked.period)
    if asked.kind == "office":
        return office_paper(desk, actor, period, asked.office)
    if asked.kind == "annual":
        return annual_paper(desk, actor, period.year)
    if period != _end(desk):
        raise UserError("终期评估报告的报告期是方案期末", cure=f"写 {_end(desk)}")
    return final_paper(desk, actor)


def _page(desk: Desk, actor: Actor, asked: AskedPaper, ending: str) -> FileOut:
    paper = one_page(desk, actor, ReportingPeriod.parse(asked.period))
    files = page_files(paper, desk.settings.browser)
    name = next(one for one in files if one.endswith(ending))
    return FileOut(name, MIMES[ending], files[name])


def _end(desk: Desk) -> ReportingPeriod:
    """The plan's last year."""
    return ReportingPeriod.parse(str(desk.plan.end.year))


def _assessed(desk: Desk, reading: Reading) -> tuple[ReportingPeriod, ...]:
    """Quarters whose newest run is by the targets in force then, the newest first."""
    newest: dict[str, RunRow] = {}
    for row in runs.runs(reading):
        newest.setdefault(row.period, row)
    found = (
        (ReportingPeriod.parse(written), row)
        for written, row in newest.items()
        if ReportingPeriod.parse(written).frequency is Frequency.QUARTER
    )
    sound = (one for one, row in found if row.plan_version == in_period(desk, one).plan.version)
    return tuple(sorted(sound, reverse=True))


def _months(desk: Desk, first: date | None) -> tuple[ReportingPeriod, ...]:
    """The months that ended last, back to the first assessment."""
    if first is None:
        return ()
    return tuple(islice(_back(desk.today(), first), MONTHS))


def _back(today: date, first: date) -> Iterator[ReportingPeriod]:
    month = ReportingPeriod.containing(today, Frequency.MONTH).previous()
    while month.end >= first:
        yield month
        month = month.previous()
