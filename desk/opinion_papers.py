"""The papers on opinions as files: written when asked for, never archived."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefings.motion_letters import Standing
from briefings.opinion_papers import NAMES, Told, opinion_paper
from briefings.paper import Briefing
from briefings.paper_form import paper_form
from desk.files import MIMES, FileOut
from desk.handle import Desk
from desk.publish import FORMATS, Format, fingerprint, in_format, written
from desk.rights import require_everywhere
from desk.views.opinions import handled
from ledger import opinions
from ledger.opinions import Wanted
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from voices.deciding import FEWEST_BEST, MOST_BEST
from voices.opinion_counts import figures, reviewed
from voices.opinion_events import OpinionState
from voices.opinions_rules import load_rules


@dataclass(frozen=True)
class OpinionPaperAsked:
    """Which paper (`NAMES`) of which period, written `2024` or `2024-Q3`: by the day received."""

    kind: str
    period: str


def paper(desk: Desk, actor: Actor, asked: OpinionPaperAsked) -> Briefing:
    """The paper, for a desk or a leader of every office and area.

    `UserError` for a kind there is not, `Refused` for the best when they are not 5 to 10.
    """
    require_everywhere(actor, Role.DESK, Role.LEADER)
    if asked.kind not in NAMES:
        raise UserError("没有这种文书", cure=f"可用:{'、'.join(NAMES)}")
    period = ReportingPeriod.parse(asked.period)
    with desk.ledger.read() as reading:
        states = opinions.stood(reading, Wanted(since=period.start, until=period.end))
        became, head = handled(desk, reading, states), reading.head
    if asked.kind == "best":
        _require_best(states)
    form = paper_form(desk.plan)
    told = Told(
        label=period.label,
        period=str(period),
        figures=figures(states, became, desk.today()),
        review=reviewed(sorted(states, key=lambda one: one.number), load_rules()),
        states=states,
        handled=became,
        signature=form.signature,
        addressee="旗人民政府办公室",
        dated=desk.today(),
    )
    around = Standing(
        head, desk.now().isoformat(timespec="seconds"), desk.plan.area, desk.is_demo, fingerprint()
    )
    return opinion_paper(asked.kind, told, around)


def opinion_paper_file(desk: Desk, actor: Actor, asked: OpinionPaperAsked, form: str) -> FileOut:
    """The paper in one format; `UserError` for a format that there is not."""
    chosen: Format | None = next((one for one in FORMATS if one == form), None)
    if chosen is None:
        raise UserError("没有这种格式", cure="从“意见建议”页下载")
    made = paper(desk, actor, asked)
    data = in_format(made, desk.settings.browser, chosen)
    return FileOut(f"{made.title}.{chosen}", MIMES[f".{chosen}"], data)


def write_opinion_paper(
    desk: Desk, actor: Actor, asked: OpinionPaperAsked, folder: Path
) -> tuple[Path, ...]:
    """The paper in every format in `folder`."""
    made = paper(desk, actor, asked)
    return written(desk, made, made.title, folder)


def _require_best(states: tuple[OpinionState, ...]) -> None:
    count = sum(one.recommended for one in states)
    if not FEWEST_BEST <= count <= MOST_BEST:
        raise Refused(
            f"推荐了 {count} 条,优秀意见建议应为 {FEWEST_BEST} 至 {MOST_BEST} 条",
            cure="在“意见建议”页推荐或撤回",
        )
