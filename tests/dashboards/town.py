"""A small town hall for pages to be tried on: posts, forms, approvals, one assessed quarter.

Everything goes through the desk's own use cases; nothing is written beside them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from briefings.form import Entry, write_form
from desk.accounts import add_post
from desk.approve import approve
from desk.assess import assess_period
from desk.baselines import set_baseline
from desk.files import filled
from desk.handle import SHANGHAI, Desk, open_desk
from desk.intake import Bench, judge_waiting, receive
from desk.settings import Settings
from desk.setup import start
from observations.identity import Actor, Role
from observations.layout import LayoutRow
from observations.period import Frequency, ReportingPeriod
from targets.assessment import Baseline
from targets.layouts import layout_for

PASSWORD = "a long word for tests"
TODAY = datetime(2024, 10, 20, 9, 0, tzinfo=SHANGHAI)
ADMIN = Actor("系统管理员", frozenset({Role.ADMIN}))
QUARTERS = ("2024-Q1", "2024-Q2", "2024-Q3")


@dataclass
class Clock:
    """A clock that the test sets; every reading is a second later, as in life."""

    moment: datetime = TODAY - timedelta(days=400)
    ticks: int = field(default=0)

    def __call__(self) -> datetime:
        self.ticks += 1
        return self.moment + timedelta(seconds=self.ticks)


@dataclass(frozen=True)
class Town:
    """The desk, the posts that act in it and the two offices that report."""

    desk: Desk
    clock: Clock
    posts: dict[str, Actor]
    office: str
    other: str


def build(home: Path) -> Town:
    """A demo installation with three quarters of two offices, approved and assessed."""
    clock = Clock()
    settings = _settings(home)
    start(settings, "demo", clock)
    desk = replace(open_desk(settings), clock=clock)
    office, other = _busiest(desk)
    posts = _named(office, other)
    for post in posts.values():
        add_post(desk, ADMIN, post, PASSWORD)
    _baselines(desk, posts["desk"])
    with Bench(desk, name="test") as bench:
        for step, written in enumerate(QUARTERS, start=1):
            period = ReportingPeriod.parse(written)
            clock.moment = datetime.combine(period.end + timedelta(days=9), TODAY.time(), SHANGHAI)
            for one in (office, other):
                deliver(desk, posts[f"clerk:{one}"], (one, period), steady(step))
            while judge_waiting(bench):
                pass
            _approve_all(desk, posts, (office, other), period)
            assess_period(desk, posts["desk"], period)
    clock.moment = TODAY
    return Town(desk, clock, posts, office, other)


def copied(hall: Path, home: Path) -> Town:
    """The town hall that was built in one folder, in another, its clock at `TODAY` again."""
    shutil.copytree(hall, home, dirs_exist_ok=True)
    clock = Clock(TODAY)
    desk = replace(open_desk(_settings(home)), clock=clock)
    office, other = _busiest(desk)
    return Town(desk, clock, _named(office, other), office, other)


def build_closed(home: Path) -> None:
    """A town hall that nobody has open, to be copied."""
    build(home).desk.ledger.close()


def deliver(
    desk: Desk,
    clerk: Actor,
    which: tuple[str, ReportingPeriod],
    value: Callable[[Desk, LayoutRow], Entry],
) -> str:
    """Fill the office's form and hand it in; the receipt id."""
    return receive(desk, clerk, form_bytes(desk, which, value), "填报表.xlsx", office=which[0]).id


def form_bytes(
    desk: Desk,
    which: tuple[str, ReportingPeriod],
    value: Callable[[Desk, LayoutRow], Entry],
) -> bytes:
    """The office's form for a period, filled."""
    office, period = which
    layout = layout_for(desk.plan, office, period)
    entries = {row.key: value(desk, row) for row in layout.rows}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_form(layout, filled(desk, layout, period, entries), path)
        return path.read_bytes()


def value_near(desk: Desk, row: LayoutRow, share: float) -> float:
    """A value `share` of the way from three quarters of the target to the target."""
    indicator = desk.plan.indicator(row.indicator)
    goals = [t.value for t in desk.plan.targets if t.indicator == row.indicator]
    goal = goals[0] if goals else 50.0
    if indicator.kind == "yes":
        return 1.0 if share > 0.8 else 0.0
    begin = goal * (0.75 if indicator.direction == "up" else 1.4)
    value = begin + (goal - begin) * share
    return round(value, 4 if indicator.kind == "ratio" else indicator.decimals)


def entry_for(desk: Desk, row: LayoutRow, share: float) -> Entry:
    """The row filled as an office would: numerator and denominator where the form computes."""
    value = value_near(desk, row, share)
    if not row.computed:
        return Entry(value=value)
    scale = desk.plan.indicator(row.indicator).scale
    return Entry(numerator=round(value * 1000 / scale, 2), denominator=1000)


def steady(step: int) -> Callable[[Desk, LayoutRow], Entry]:
    """Every row a little further each quarter, each at a speed of its own."""

    def entry(desk: Desk, row: LayoutRow) -> Entry:
        speed = 0.3 + (row.number % 7) * 0.17
        return entry_for(desk, row, min(1.05, speed * (0.4 + 0.14 * step)))

    return entry


def _busiest(desk: Desk) -> tuple[str, str]:
    """The two offices asked for the most quarterly values."""

    def asked(office: str) -> int:
        return sum(
            desk.plan.indicator(r.indicator).frequency is Frequency.QUARTER
            for r in desk.plan.reported_by(office)
        )

    first, second, *_ = sorted(desk.plan.reporting_offices, key=asked, reverse=True)
    return first, second


def _settings(home: Path) -> Settings:
    return Settings(
        home=home, insecure_cookie=True, login_per_minute=100_000, trusted_proxy="127.0.0.1"
    )


def _named(office: str, other: str) -> dict[str, Actor]:
    posts = {
        "desk": Actor("市政科经办人", frozenset({Role.DESK})),
        "second": Actor("市政科复核人", frozenset({Role.DESK})),
        "leader": Actor("领导小组组长", frozenset({Role.LEADER})),
        "admin": Actor("备用管理员", frozenset({Role.ADMIN})),
    }
    for name, one in (("甲", office), ("乙", other)):
        scope = frozenset({one})
        posts[f"clerk:{one}"] = Actor(f"{name}单位填报员", frozenset({Role.CLERK}), scope)
        posts[f"reviewer:{one}"] = Actor(f"{name}单位审核员", frozenset({Role.REVIEWER}), scope)
    return posts


def _baselines(desk: Desk, who: Actor) -> None:
    for target in desk.plan.targets:
        indicator = desk.plan.indicator(target.indicator)
        if indicator.kind == "yes" or target.source == "process":
            continue
        value = round(target.value * (0.75 if indicator.direction == "up" else 1.4), 4)
        high = indicator.hard_max
        given = Baseline(
            target.indicator, target.area, "2022", value if high is None else min(value, high),
            "2022年统计年报(人工录入)",
        )  # fmt: skip
        set_baseline(desk, who, given)


def _approve_all(
    desk: Desk, posts: dict[str, Actor], offices: tuple[str, ...], period: ReportingPeriod
) -> None:
    for office in offices:
        approve(desk, posts[f"reviewer:{office}"], office, period)
        approve(desk, posts["desk"], office, period)


def day(written: str) -> date:
    """A date from its ISO form."""
    return date.fromisoformat(written)
