"""From stored facts to mailboxes and groups, by the settings of an installation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desk.alerting import deliver_alerts
from desk.channel_test import channel_names, try_channel
from desk.channels import require_known_offices
from desk.handle import SHANGHAI, Desk, open_desk
from desk.settings import Settings
from desk.setup import start
from ledger import facts
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


def test_the_file_is_always_there_and_last(desk: Desk) -> None:
    names = channel_names(with_channels(desk, "wecombot://robotkey"), SYSTEM)
    assert [name.partition(":")[0] for name in names] == ["wecombot", "file"]
    assert try_channel(desk, SYSTEM, 1).taken


def test_recipients_of_an_office_the_plan_does_not_have_are_a_users_mistake(desk: Desk) -> None:
    require_known_offices(with_channels(desk, "", "finance=a@b.example"))
    with pytest.raises(UserError, match="fniance"):
        require_known_offices(with_channels(desk, "", "fniance=a@b.example"))
