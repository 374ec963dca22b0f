"""What takes two posts: settings that change, papers that are issued."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desk import paper_flow, proposing
from desk.calendar_file import CalendarFile, read_calendar
from desk.handle import Desk
from desk.plans import Approval, Loaded, foreseen, load_undecided
from desk.rule_settings import versions
from expectations.settings import RuleSetting
from ledger.rule_settings import SettingRow
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

LEADER = Actor("旗领导小组副组长", frozenset({Role.LEADER}))


def issue_paper(desk: Desk, drafter: Actor, period: ReportingPeriod) -> tuple[Path, ...]:
    """The archived files of a paper drafted and issued by `drafter`, approved by a leader."""
    paper_flow.draft(desk, drafter, period)
    paper_flow.approve(desk, LEADER, period, paper_flow.text(desk, LEADER, period).sha256)
    return paper_flow.issue(desk, drafter, period)


def a_desk(post: str) -> Actor:
    """A desk post of every office."""
    return Actor(post, frozenset({Role.DESK}))


def load_edition(desk: Desk, asker: Actor, approval: Approval) -> Loaded:
    """The folder's edition, asked for by `asker`, let in by the post that `approval` names."""
    wanted = foreseen(desk, approval.document)
    if wanted is None:
        return load_undecided(desk, asker)
    key = proposing.ask_plan(desk, asker, approval.document, "按旗政府文件调整")
    proposing.approve(desk, a_desk(approval.approved_by), key)
    return replace(wanted, kept=True)


def set_rule(desk: Desk, approver: Actor, given: RuleSetting) -> SettingRow:
    """A rule set as the post that `given` names asked for it, let in by `approver`."""
    key = proposing.ask_rule(desk, a_desk(given.asked_by), given)
    proposing.approve(desk, approver, key)
    return versions(desk, given.rule)[-1]


def load_calendar(desk: Desk, asker: Actor, approver: Actor, path: Path) -> CalendarFile:
    """A calendar file in force, asked for by `asker` and let in by `approver`."""
    key = proposing.ask_calendar(desk, asker, path.read_bytes(), path.name)
    proposing.approve(desk, approver, key)
    return read_calendar(path)
