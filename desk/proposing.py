"""Changes of what figures go by: one post asks for them, another lets them in.

How loud a rule is decides what is accepted, the calendar what is late, the plan what is judged:
all three change published figures, so that nobody does it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desk import calendar_load, rule_settings, score_acts, scoring
from desk.calendar_file import CalendarFile, uploaded_calendar
from desk.handle import Desk
from desk.hands import require_other_hands
from desk.plans import Approval, require_loadable, store_asked
from desk.rights import require_everywhere
from expectations.settings import WORDS, RuleSetting
from ledger import proposals
from ledger import rule_settings as kept_settings
from ledger.proposals import Proposal, Word
from ledger.unit import Unit
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from targets.score_rule import ScoreRule, kept_rule

RULE, CALENDAR, PLAN, SCORE = "rule", "calendar", "plan", scoring.RULE
PLAN_ACTION = "plan.load"
SHORTEST_REASON, LONGEST_REASON = 5, 2000
_LOOK = "在“设置与版本”页或用 cityplan change list 核对"
_EDITION = "按现在的方案重新提请;提请的是别的目录的,用 cityplan change approve --plan 目录 批准"
MOST_DAYS = 40
"""Days a request names one by one."""


@dataclass(frozen=True)
class Letting:
    """How a change is let in: what the audit calls it, what is written, what follows then."""

    action: str
    subject: str
    write: Callable[[Unit], object]
    after: Callable[[], None]


def ask_rule(desk: Desk, actor: Actor, given: RuleSetting) -> str:
    """Ask that a rule be made louder or quieter; the key of what was asked."""
    _require_asker(actor)
    whole = rule_settings.checked(desk, given)
    names = {one.key: one.name for one in desk.plan.indicators}
    until = f"至 {whole.until}" if whole.until else "起,不限期"
    title = (
        f"质量规则 {whole.rule}({names.get(whole.indicator, '全部指标')})"
        f"改为“{WORDS[whole.severity]}”,{whole.since} {until}"
    )
    body = {
        "rule": whole.rule,
        "indicator": whole.indicator,
        "severity": whole.severity,
        "since": whole.since.isoformat(),
        "until": whole.until.isoformat() if whole.until else "",
    }
    return _ask(desk, actor, RULE, (title, body), whole.reason)


def ask_calendar(desk: Desk, actor: Actor, data: bytes, name: str) -> str:
    """Ask that a calendar file be put into force; read in the jail, kept under its version."""
    _require_asker(actor)
    found = uploaded_calendar(data, name)
    if found.version == desk.calendar.version and _registered(desk, found.version):
        raise Refused("这个文件正在使用", cure="改好内容后再提请")
    calendar_load.settle(desk.settings.calendars_dir / f"{found.version}.yaml", data)
    body = {
        "version": found.version,
        "years": _years(found),
        "notes": list(found.notes()),
        "changes": _day_changes(desk, found),
    }
    return _ask(desk, actor, CALENDAR, (_calendar_title(found), body), f"文件 {name}")


def ask_plan(desk: Desk, actor: Actor, document: str, reason: str) -> str:
    """Ask that the edition in the plan's folder be loaded; `Refused` when it stands already."""
    _require_asker(actor)
    found = require_loadable(desk)
    if found is None:
        raise Refused("方案目录里的就是现行的一版", cure="先改方案目录并重新启动系统")
    count = len(found.silent) + len(found.approved_with_it) + len(found.adjusted)
    title = f"载入方案《{desk.plan.title}》新版 {desk.plan.version[:12]},改动 {count} 处"
    body = {"version": desk.plan.version, "document": document.strip()}
    return _ask(desk, actor, PLAN, (title, body), _said(reason))


def ask_score_rule(desk: Desk, actor: Actor, rule: ScoreRule, reason: str) -> str:
    """Ask that offices be scored by another rule, tried on the newest period for who decides."""
    _require_asker(actor)
    score_acts.require_next(desk, rule)
    title = f"考核计分规则 {rule.id},自 {rule.since} 起的报告期执行"
    body = {"rule": rule.body, "changes": score_acts.tried_lines(desk, rule)}
    return _ask(desk, actor, SCORE, (title, body), _said(reason))


def approve(desk: Desk, actor: Actor, key: str) -> Word:
    """Let a change in, in one unit with the word that does; never one's own."""
    require_everywhere(actor, Role.DESK)
    asked = waiting(desk, key)
    if asked.post in actor.names:
        raise Refused("提请改动的岗位不能自己批准", cure="请另一调度岗位批准")
    require_other_hands(desk, actor, {asked.post}, "")
    letting = _LETTINGS[asked.kind](desk, actor, asked)
    subject = f"{letting.subject} 提请:{asked.post}"
    with desk.ledger.write(actor, desk.now(), letting.action, subject) as unit:
        proposals.decide(unit, asked, "approved", "")
        letting.write(unit)
    letting.after()
    return asked


def decline(desk: Desk, actor: Actor, key: str, reason: str) -> Word:
    """Leave all as it is, with a reason; who asked may take it back so."""
    asked = waiting(desk, key)
    if asked.post not in actor.names:
        require_everywhere(actor, Role.DESK)
    with desk.ledger.write(actor, desk.now(), "change.declined", asked.title) as unit:
        proposals.decide(unit, asked, "declined", _said(reason))
    return asked


def every(desk: Desk) -> tuple[Proposal, ...]:
    """Every change that was asked for, newest first; objections to scores are none."""
    with desk.ledger.read() as reading:
        return tuple(one for one in proposals.every(reading) if one.asked.kind in _LETTINGS)


def waiting(desk: Desk, key: str) -> Word:
    """What was asked for under `key`; `Refused` when it waits no more."""
    with desk.ledger.read() as reading:
        found = proposals.proposal(reading, key)
    if found is None or found.decided is not None or found.asked.kind not in _LETTINGS:
        raise Refused("这项申请已另有处理", cure=_LOOK)
    return found.asked


def _ask(
    desk: Desk, actor: Actor, kind: str, told: tuple[str, Mapping[str, Any]], text: str
) -> str:
    same = [one.asked for one in every(desk) if one.decided is None and one.asked.kind == kind]
    if any(one.body == told[1] for one in same):
        raise Refused("同样的改动已在等候批准", cure="请另一调度岗位办理")
    with desk.ledger.write(actor, desk.now(), "change.ask", told[0]) as unit:
        return proposals.ask(unit, kind, told, text[:LONGEST_REASON])


def _let_rule(desk: Desk, actor: Actor, asked: Word) -> Letting:
    del actor
    body = asked.body
    given = RuleSetting(
        rule=body["rule"],
        indicator=body["indicator"],
        severity=body["severity"],
        since=max(date.fromisoformat(body["since"]), desk.today()),
        until=date.fromisoformat(body["until"]) if body["until"] else None,
        reason=asked.text,
        asked_by=asked.post,
    )
    whole = rule_settings.checked(desk, given)
    return Letting(
        rule_settings.ACTION,
        rule_settings.about(whole),
        lambda unit: kept_settings.set_rule(unit, whole),
        lambda: None,
    )


def _let_calendar(desk: Desk, actor: Actor, asked: Word) -> Letting:
    del actor
    version, years = str(asked.body["version"]), "、".join(asked.body["years"])
    data = (desk.settings.calendars_dir / f"{version}.yaml").read_bytes()
    if uploaded_calendar(data, f"{version}.yaml").version != version:
        raise Refused("保存的日历文件与提请时不同", cure="请重新提请")
    return Letting(
        calendar_load.ACTION,
        f"{version} {years}".rstrip(),
        lambda unit: unit.lock_chain(),
        lambda: calendar_load.settle(desk.settings.calendar_path, data),
    )


def _let_plan(desk: Desk, actor: Actor, asked: Word) -> Letting:
    if asked.body["version"] != desk.plan.version:
        raise Refused("方案目录在提请以后又改了", cure=_EDITION)
    approval = Approval(actor.title, str(asked.body["document"]))
    return Letting(
        PLAN_ACTION,
        f"{desk.plan.id} 批准:{actor.title}",
        lambda unit: store_asked(desk, unit, approval),
        lambda: None,
    )


def _let_score_rule(desk: Desk, actor: Actor, asked: Word) -> Letting:
    """The approved proposal is the rule from now on; a day that passed meanwhile is refused."""
    del actor
    rule = kept_rule(asked.body["rule"])
    score_acts.require_next(desk, rule)
    return Letting("score.rule", rule.id, lambda unit: unit.lock_chain(), lambda: None)


_LETTINGS = {
    RULE: _let_rule,
    CALENDAR: _let_calendar,
    PLAN: _let_plan,
    SCORE: _let_score_rule,
}


def _require_asker(actor: Actor) -> None:
    """Any desk or administrator of every office may ask: asking changes nothing."""
    if not actor.everywhere(Role.DESK, Role.ADMIN):
        raise Refused(f"岗位“{actor.post}”不能提请改动", cure="请调度或管理岗位提请")


def _years(found: CalendarFile) -> list[str]:
    return [str(one.year) for one in found.years]


def _registered(desk: Desk, version: str) -> bool:
    """Whether the file was let in: one put into its place by hand has no moment and no post."""
    with desk.ledger.read() as reading:
        last = calendar_load.loaded_calendar(reading)
    return last is not None and last.version == version


def _calendar_title(found: CalendarFile) -> str:
    years = [f"{year}年" for year in _years(found)]
    days = [f"单日 {len(found.days)} 个"] if found.days else []
    return f"启用工作日历 {found.version}({'、'.join([*years, *days])})"


def _day_changes(desk: Desk, found: CalendarFile) -> list[str]:
    """Every day that is another one by the file than by the calendar in force, in words."""
    now, then = desk.calendar, found.working_days()
    named = {*(one.year for one in found.years), *(one.day.year for one in found.days)}
    last = max(desk.today().year, desk.plan.end.year, *named)
    years = range(min(desk.plan.issued.year, *named), last + 1)
    words = []
    for year in years:
        for day in sorted({day for day, _ in (*now.irregular(year), *then.irregular(year))}):
            if now.is_working_day(day) != then.is_working_day(day):
                words.append(f"{day} 改为{'上班' if then.is_working_day(day) else '放假'}")
    more = [f"等 {len(words)} 天"] if len(words) > MOST_DAYS else []
    return [*words[:MOST_DAYS], *more] or ["与现行日历没有不同"]


def _said(reason: str) -> str:
    if len(reason.strip()) < SHORTEST_REASON:
        raise UserError(
            "须写明理由", cure=f"写明依据,至少 {SHORTEST_REASON} 个字(命令行加 --reason)"
        )
    return reason.strip()[:LONGEST_REASON]
