"""考核 as a post may see it: all for who sees all, its own for an office, the published for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.handle import Desk
from desk.scoring import Objection, Scored, office_score, periods_scored, rules, scored
from observations.errors import Refused
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.score_rule import ScoreRule
from targets.scores import OfficeScore


@dataclass(frozen=True)
class ScoresView:
    """A period's scores: `rows` are those that the post may see, in the order of the ranking.

    `whole`: the post sees every office, so that places and those not ranked are told.
    """

    scored: Scored
    rows: tuple[OfficeScore, ...]
    whole: bool
    periods: tuple[ReportingPeriod, ...]
    rules: tuple[ScoreRule, ...]

    @property
    def waiting(self) -> tuple[Objection, ...]:
        """Objections that nobody decided on yet, of the offices shown."""
        seen = {one.office for one in self.rows}
        told = self.scored.objections
        return tuple(one for one in told if one.decided is None and one.office in seen)


@dataclass(frozen=True)
class StatementView:
    """One office's statement with its objections; what this post may do about it now."""

    scored: Scored
    one: OfficeScore
    whole: bool
    objections: tuple[Objection, ...]
    may_object: bool
    may_decide: bool

    @property
    def name(self) -> str:
        """The office's name."""
        return self.scored.names.get(self.one.office, self.one.office)


def scores_view(
    desk: Desk, actor: Actor, period: ReportingPeriod | None = None, day: date | None = None
) -> ScoresView:
    """The ranking of `period`, the newest scored one without it; `Refused` before any."""
    with desk.ledger.read() as reading:
        periods, known = periods_scored(reading), rules(reading)
    if not periods:
        raise Refused("还没有评估过,没有考核得分", cure="先运行 cityplan assess")
    found = scored(desk, period or periods[0], day)
    whole = sees_all(actor, found)
    rows = tuple(one for one in found.found if sees(actor, found, one.office))
    return ScoresView(found, rows, whole, periods, known)


def statement_view(
    desk: Desk, actor: Actor, asked: tuple[ReportingPeriod, str], day: date | None = None
) -> StatementView:
    """The statement of (period, office); `Refused` for another office's before it is published."""
    period, office = asked
    found = scored(desk, period, day)
    one = office_score(found.found, office)
    require_seen(actor, found, office)
    mine = tuple(each for each in found.objections if each.office == office)
    today = day is None and desk.today() <= found.until
    return StatementView(
        scored=found,
        one=one,
        whole=sees_all(actor, found),
        objections=mine,
        may_object=today and actor.within(office).has(Role.CLERK, Role.REVIEWER),
        may_decide=actor.everywhere(Role.DESK),
    )


def sees_all(actor: Actor, found: Scored) -> bool:
    """True for a post over all offices, and for every office once the result is published."""
    return actor.everywhere(Role.DESK, Role.LEADER, Role.ADMIN) or (
        found.public and bool(actor.sees() or ())
    )


def sees(actor: Actor, found: Scored, office: str) -> bool:
    """True when the post may see the office's statement."""
    return sees_all(actor, found) or actor.within(office).has(*_WORKING)


_WORKING = (Role.CLERK, Role.REVIEWER, Role.DESK, Role.LEADER, Role.ADMIN)


def require_seen(actor: Actor, found: Scored, office: str) -> None:
    """`Refused` for a statement that is another office's and not published yet."""
    if not sees(actor, found, office):
        name = found.names.get(office, office)
        raise Refused(
            f"{name}的考核得分还没有公布,岗位“{actor.post}”不能查看",
            cure="各单位只看本单位的;异议期满、办完以后公布",
        )
