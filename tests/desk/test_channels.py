"""From stored facts to mailboxes and groups, by the settings of an installation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desk.alerting import deliver_alerts, watch_alerts
from desk.channel_test import channel_names, try_channel
from desk.channels import require_known_offices
from desk.handle import SHANGHAI, Desk, open_desk
from desk.settings import Settings
from desk.setup import start
from ledger import facts
from ledger.alert_log import NewAlert, open_alerts
from ledger.facts import AlertFact
from observations.errors import UserError
from observations.identity import SYSTEM
from tests.alerts.mailbox import mailing
from tests.alerts.robothost import hosting
from tests.targets.plans import TINY

NOON = datetime(2024, 7, 5, 12, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("channels") / "home"
    start(Settings(home=folder, plan=TINY), "real")
    return folder


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    opened = replace(open_desk(Settings(home=home, plan=TINY)), clock=lambda: NOON)
    yield opened
    opened.ledger.close()


def with_channels(desk: Desk, urls: str, recipients: str = "") -> Desk:
    settings = desk.settings.model_copy(
        update={"alert_urls": urls, "alert_allow": "127.0.0.1", "alert_recipients": recipients}
    )
    return replace(desk, settings=settings)


def returned(office: str) -> AlertFact:
    body = {"title": "报表退回", "office": office, "office_name": f"{office}<b>", "lines": ["D14"]}
    return AlertFact("quality", f"receipt:{office}", "returned", "critical", body)


def test_each_office_gets_its_mail_and_the_group_sees_all_through_a_failure(desk: Desk) -> None:
    with desk.ledger.write(SYSTEM, NOON, "test.facts") as unit:
        facts.store(unit, [returned("finance"), returned("farm")])
    down = {"now": True}
    with mailing(lambda verb, n: "451 later" if down["now"] else "") as box, hosting() as host:
        urls = f"{box.url()},feishu://robotkey/?at={host.at}"
        here = with_channels(desk, urls, "finance=money@example.org;chief@example.org")
        deliver_alerts(here)
        assert (len(box.mails), len(host.shown)) == (0, 2)
        down["now"] = False
        deliver_alerts(replace(here, clock=lambda: NOON + timedelta(hours=1)))
        deliver_alerts(replace(here, clock=lambda: NOON + timedelta(hours=9)))
    assert sorted(tuple(one.rcpt_tos) for one in box.envelopes) == [
        ("desk@example.org",),
        ("money@example.org", "chief@example.org"),
    ]
    assert set(box.shown) == set(host.shown)
    assert len(host.bodies) == 2


def test_what_nobody_took_note_of_reaches_the_mailbox_of_the_named_post(desk: Desk) -> None:
    body = {"office": "farm", "office_name": "农牧局", "lines": ["D14"]}
    new = NewAlert("bad_data", "farm", "2024-Q2", "Q101", "f", "critical", "漏填", body)
    with desk.ledger.write(SYSTEM, NOON, "test.alert") as unit:
        open_alerts(unit, [new])
    written = "farm=farm@example.org,farm/reviewer=second@example.org,leader=chief@example.org"
    with mailing() as box:
        here = with_channels(desk, box.url(), written)
        for days in (3, 7):  # a working day later, and five
            then = replace(here, clock=lambda late=days: NOON + timedelta(days=late))
            watch_alerts(then, SYSTEM)
            deliver_alerts(then)
    told = [
        (tuple(one.rcpt_tos), str(mail["Subject"]))
        for one, mail in zip(box.envelopes, box.mails, strict=True)
        if "无人确认" in str(mail["Subject"])
    ]
    assert sorted((to, subject.split(":")[0]) for to, subject in told) == [
        (("chief@example.org",), "预警无人确认,报住建局领导岗位"),
        (("desk@example.org",), "预警无人确认,报住建局调度岗位"),
        (("second@example.org",), "预警无人确认,报本单位审核岗位"),
    ]


def test_the_file_is_always_there_and_last(desk: Desk) -> None:
    names = channel_names(with_channels(desk, "wecombot://robotkey"), SYSTEM)
    assert [name.partition(":")[0] for name in names] == ["wecombot", "file"]
    assert try_channel(desk, SYSTEM, 1).taken


def test_recipients_of_an_office_the_plan_does_not_have_are_a_users_mistake(desk: Desk) -> None:
    posts = "finance=a@b.example,finance/reviewer=a@b.example,desk=a@b.example,leader=a@b.example"
    require_known_offices(with_channels(desk, "", posts))
    for unknown in ("fniance", "fniance/reviewer", "finance/clerk", "reviewer"):
        with pytest.raises(UserError, match=unknown):
            require_known_offices(with_channels(desk, "", f"{unknown}=a@b.example"))
