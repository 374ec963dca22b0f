"""What posts do about scores: an office objects, another post decides; a rule is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.handle import Desk
from desk.hands import require_other_hands
from desk.rights import acting_for, require_everywhere
from desk.scoring import OBJECTION, Scored, office_score, periods_scored, rules, scored
from ledger import proposals
from ledger.proposals import Decision, Proposal
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.score_rule import ScoreRule
from targets.score_words import Difference, differences
from targets.scores import Counted, OfficeScore

SHORTEST_REASON, LONGEST_REASON = 5, 2000
_LOOK = "用 cityplan score show 或在考核页核对"


@dataclass(frozen=True)
class Matter:
    """What is objected to: one matter that one item counts of one office in a period."""

    period: ReportingPeriod
    office: str
    item: str
    key: str


@dataclass(frozen=True)
class Trial:
    """A rule not in force, tried on a period: what it makes of each office."""

    scored: Scored
    rule: ScoreRule
    changes: tuple[Difference, ...]


def object_to(desk: Desk, actor: Actor, matter: Matter, reason: str) -> str:
    """Object for one's own office to a matter that cost it points; the objection's key.

    `Refused` for another office's, after the days that the rule leaves, and a second time.
    """
    acting_for(desk, actor, matter.office, Role.CLERK, Role.REVIEWER)
    now = scored(desk, matter.period)
    counted = counted_matter(office_score(now.found, matter.office), matter)
    if counted.got == counted.possible:
        raise Refused("这一项得了满分,不需要异议", cure=_LOOK)
    if desk.today() > now.until:
        raise Refused(
            f"异议期到 {now.until} 为止"
            f"(评估 {now.run.today} 以后 {now.rule.objection_days} 个工作日)",
            cure="数据有误的,照更正、补报的办法办理",
        )
    mine = (matter.office, matter.item, matter.key)
    if any((one.office, one.item, one.matter) == mine for one in now.objections):
        raise Refused("这一项已提过异议", cure=_LOOK)
    about = {
        "period": str(matter.period),
        "office": matter.office,
        "item": matter.item,
        "matter": matter.key,
        "label": counted.fact.label,
        "rule": now.rule.id,
        "run": now.run.id,
    }
    title = f"{matter.period} {matter.office} {matter.item} {matter.key}"
    with desk.ledger.write(actor, desk.now(), "score.object", title) as unit:
        return proposals.ask(unit, OBJECTION, (title, about), _said(reason))


def counted_matter(one: OfficeScore, matter: Matter) -> Counted:
    """The counted matter of an office; `UserError` names those that there are."""
    item = next((each for each in one.items if each.item.name == matter.item), None)
    if item is None:
        known = "、".join(each.item.name for each in one.items)
        raise UserError(f"没有考核项“{matter.item}”", cure=f"可用:{known}")
    found = next((each for each in item.counted if each.fact.key == matter.key), None)
    if found is None:
        known = "、".join(each.fact.key for each in item.counted) or "没有可计的"
        raise UserError(f"{item.item.label}没有计“{matter.key}”", cure=f"可用:{known}")
    return found


def decide(desk: Desk, actor: Actor, key: str, *, upheld: bool, reason: str) -> Proposal:
    """采纳 (the matter is no longer counted) or 不采纳, with a reason; never one's own objection.

    `Refused` for who is no desk of every office, for the post that objected and for its hand.
    """
    require_everywhere(actor, Role.DESK)
    with desk.ledger.read() as reading:
        found = proposals.proposal(reading, key)
    if found is None or found.asked.kind != OBJECTION:
        raise UserError(f"没有异议“{key}”", cure=_LOOK)
    if found.decided is not None:
        raise Refused("这项异议已办理", cure=_LOOK)
    if found.asked.post in actor.names:
        raise Refused("提异议的岗位不能自己办理", cure="请另一调度岗位办理")
    require_other_hands(desk, actor, {found.asked.post}, "")
    word: Decision = "approved" if upheld else "declined"
    with desk.ledger.write(actor, desk.now(), "score.decide", found.asked.title) as unit:
        proposals.decide(unit, found.asked, word, _said(reason))
    return found


def simulate(desk: Desk, rule: ScoreRule, period: ReportingPeriod) -> Trial:
    """What `rule` would make of a period that is scored by another; nothing is kept."""
    now, then = scored(desk, period), scored(desk, period, rule=rule)
    return Trial(now, rule, differences(now.found, then.found))


def require_next(desk: Desk, rule: ScoreRule) -> None:
    """`Refused` unless it is the next version, in force from a day to come."""
    with desk.ledger.read() as reading:
        known = rules(reading)
    if rule.version != known[-1].version + 1:
        raise Refused(
            f"现行规则是第 {known[-1].version} 版,不能提请第 {rule.version} 版",
            cure=f"写 version: {known[-1].version + 1}",
        )
    before = known[-1].since or date.min
    if rule.since is None or rule.since <= max(desk.today(), before):
        raise Refused(
            "新规则须写明以后的启用日期:已经开始的报告期仍按原来的规则",
            cure=f"写 since: {desk.today()} 和前一版启用日期以后的一天",
        )


def tried_lines(desk: Desk, rule: ScoreRule) -> list[str]:
    """What the rule makes of the newest scored year or quarter, in lines for who decides."""
    with desk.ledger.read() as reading:
        periods = periods_scored(reading)
    if not periods:
        return ["还没有评估过,无从试算"]
    tried = simulate(desk, rule, periods[0])
    return [f"按{periods[0].label}试算:", *(_line(tried.scored, one) for one in tried.changes)]


def _line(now: Scored, one: Difference) -> str:
    name = now.names.get(one.office, one.office)
    was, will = one.before.score, one.after.score
    return f"{name} {'不参评' if was is None else was} → {'不参评' if will is None else will}"


def _said(reason: str) -> str:
    if len(reason.strip()) < SHORTEST_REASON:
        raise UserError("须写明理由", cure=f"写明依据,至少 {SHORTEST_REASON} 个字")
    return reason.strip()[:LONGEST_REASON]
