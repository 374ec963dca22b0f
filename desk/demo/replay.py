"""The replay: every step of the demo through the same use cases as real work."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from briefings.form import write_form
from desk import disclosing, paper_flow
from desk.alerting import deliver_alerts
from desk.approve import approve
from desk.assess import assess_period
from desk.baselines import set_baseline
from desk.day_watch import watch_day
from desk.demo.casework import work_on_cases
from desk.demo.clock import ReplayClock
from desk.demo.posts import DESK, LEADER, Login, add_posts, clerk, logins, reviewer
from desk.demo.script import Chapter, Delivery, Remark, chapters, entries_for
from desk.demo.series import story
from desk.files import filled
from desk.handle import SHANGHAI, Desk, open_desk
from desk.intake import Bench, judge_waiting, receive
from desk.notices import acknowledge
from desk.published import load_published
from desk.settings import Settings
from desk.setup import start
from ledger import approvals
from ledger.alert_log import alerts
from ledger.opening import open_ledger, stamp_of
from observations.errors import Refused, UserError
from observations.identity import SYSTEM
from observations.period import ReportingPeriod
from targets.assessment import Baseline
from targets.layouts import layout_for
from targets.load import load_plan

DONE = "demo.complete"
MORNING = time(8, 30)  # the schedule's hour of the daily watch
# The newest of the published values is of August 2024.
PUBLISHED = datetime(2024, 9, 2, 9, 0, tzinfo=SHANGHAI)
# Left out on purpose: without a baseline a target is not assessable, and the demo shows it.
NO_BASELINE = frozenset({"road_condition_rate", "frontage_responsibility_rate"})
Tick = Callable[[int, int, str], None]


def prepare(settings: Settings, *, fresh: bool, tick: Tick) -> tuple[Login, ...]:
    """Make the demo's database and history; a finished one is left exactly as it is.

    An unfinished one, and one of another edition of the plan or the tables, is made anew. A
    database that is not stamped 演示 is never touched.
    """
    home = settings.home
    if not fresh and _finished(settings):
        desk = open_desk(settings)
        desk.ledger.close()
        return logins(desk)
    _clear(settings)
    clock = ReplayClock()
    start(settings, "demo", clock)
    desk = replace(open_desk(settings), clock=clock)
    try:
        replay(desk, clock, tick)
        made = logins(desk)
    finally:
        desk.ledger.close()
    (home / DONE).write_text(desk.plan.version, encoding="ascii")
    return made


def replay(desk: Desk, clock: ReplayClock, tick: Tick) -> None:
    """Two years of reporting: receive, judge, approve, assess, open cases, brief, alert."""
    add_posts(desk)
    _baselines(desk)
    told = chapters(desk)
    with Bench(desk, name="replay") as bench:
        for done, chapter in enumerate(told):
            tick(done, len(told), chapter.period.label)
            if chapter.assess_at > PUBLISHED:
                clock.moment = max(clock.moment, PUBLISHED)
                load_published(desk, SYSTEM)
            _play(bench, clock, chapter)
    tick(len(told), len(told), "完成")


def _finished(settings: Settings) -> bool:
    """True when the replay came to its end under the plan's and the tables' present editions."""
    mark = settings.home / DONE
    if not mark.exists() or mark.read_text("ascii") != load_plan(settings.plan).version:
        return False
    try:
        open_ledger(settings.url).close()
    except UserError:  # an older schema: what is made by a program is made anew, not upgraded
        return False
    return True


def _clear(settings: Settings) -> None:
    if settings.home.exists():
        if settings.database_url == "" and Path(settings.home / "cityplan.db").exists():
            _require_demo(settings)
        shutil.rmtree(settings.home)


def _require_demo(settings: Settings) -> None:
    if stamp_of(settings.url) == "real":
        raise Refused(f"{settings.home} 内是正式库,不能重建为演示库", cure="换一个演示目录")


def _baselines(desk: Desk) -> None:
    """One baseline an indicator and area; none for what the demo leaves open."""
    for key, area in dict.fromkeys((t.indicator, t.area) for t in desk.plan.targets):
        indicator = desk.plan.indicator(key)
        if indicator.kind == "yes" or key in NO_BASELINE:
            continue
        value = round(story(desk.plan, indicator, area).base, indicator.decimals)
        source = "演示基期(合成,非实测)"
        set_baseline(desk, DESK, Baseline(key, area, "2022", value, source))


def _play(bench: Bench, clock: ReplayClock, chapter: Chapter) -> None:
    """One period: its days, then the quarter's work."""
    desk = bench.desk
    play_days(bench, clock, chapter)
    clock.moment = chapter.assess_at
    assess_period(desk, DESK, chapter.period)
    clock.moment += timedelta(days=1)
    _paper(desk, chapter.period)
    seen = disclosing.ask(desk, DESK, chapter.period, "随季度通报公开")
    if chapter.period.end < desk.plan.end:  # the last one waits for its approval
        disclosing.approve(desk, LEADER, chapter.period, seen)
    work_on_cases(desk, clock, chapter.period, chapter.assess_at.date())
    deliver_alerts(desk)


def _paper(desk: Desk, period: ReportingPeriod) -> None:
    """The quarter's paper: drafted by one post, approved by another, issued."""
    paper_flow.draft(desk, DESK, period)
    seen = paper_flow.text(desk, LEADER, period).sha256
    paper_flow.approve(desk, LEADER, period, seen)
    paper_flow.issue(desk, DESK, period)


def play_days(bench: Bench, clock: ReplayClock, chapter: Chapter) -> None:
    """Each working day begins with the schedule's watch, then what comes is judged."""
    desk = bench.desk
    for day in chapter.days:
        clock.moment = datetime.combine(day, MORNING, SHANGHAI)
        watch_day(desk, DESK)
        _remarks(desk, clock, [one for one in chapter.remarks if one.at.date() == day])
        _one_day(bench, clock, [one for one in _timely(chapter) if one.at.date() == day])
        deliver_alerts(desk)


def _timely(chapter: Chapter) -> list[Delivery]:
    return [one for one in chapter.deliveries if one.at <= chapter.assess_at]


def _remarks(desk: Desk, clock: ReplayClock, today: Sequence[Remark]) -> None:
    """The office's second post takes note of what is open about the form."""
    for one in today:
        clock.moment = one.at
        with desk.ledger.read() as reading:
            about = alerts(reading, offices=[one.office], period=str(one.period), unclosed=True)
        for alert in about:
            acknowledge(desk, reviewer(desk, one.office), alert.id, one.text)


def _one_day(bench: Bench, clock: ReplayClock, day: Sequence[Delivery]) -> None:
    """What comes on one day, judged in one group, then both approvals."""
    desk = bench.desk
    for delivery in day:
        clock.moment = delivery.at
        with tempfile.TemporaryDirectory() as folder:
            path = _file(desk, delivery, Path(folder))
            receive(desk, clerk(desk, delivery.office), path, path.name)
    if not day:
        return
    judge_waiting(bench)
    clock.moment += timedelta(hours=2)
    for office, period in dict.fromkeys((d.office, d.period) for d in day):
        _approve(desk, office, period)


def _file(desk: Desk, delivery: Delivery, folder: Path) -> Path:
    """The office's filled form, written by the same writer as every form."""
    layout = layout_for(desk.plan, delivery.office, delivery.period)
    form = filled(desk, layout, delivery.period, entries_for(desk, layout, delivery))
    path = folder / f"{desk.office_names[delivery.office]}_{delivery.period}.xlsx"
    write_form(layout, form, path)
    return path


def _approve(desk: Desk, office: str, period: ReportingPeriod) -> None:
    """Both approvals, where the delivery was good enough to wait for them."""
    with desk.ledger.read() as reading:
        row = approvals.submission(reading, office, str(period))
    if row is not None and row.state == "waiting":
        approve(desk, reviewer(desk, office), office, period)
        approve(desk, DESK, office, period)
