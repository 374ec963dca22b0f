"""Heavy files are written beside the web process, kept for who asks again, and for nobody else."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from dash import Dash
from flask import Blueprint, Flask, g

from dashboards import data_files, errors
from dashboards.limits import EACH, Room
from dashboards.writing import Kept, Scribe, Writing, scribe
from desk.files import FileOut
from desk.scribe import FormOrder, TableOrder, as_message, order_of
from ledger.browse import Asked
from observations.errors import Refused, TryLater
from observations.identity import Actor, Role
from tests.dashboards.town import ADMIN, Town
from tests.dashboards.visitor import Visitor
from tests.flows.processes import gone

PERIOD = "2024-Q3"


class Hands:
    """A clock's hands, set by the test."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def head(town: Town) -> int:
    return town.desk.ledger.head()


def test_a_file_is_written_once_for_a_post_and_a_head_and_never_for_another(
    town: Town, bureau: Visitor, clerk: Visitor
) -> None:
    address = f"/files/data.csv?period={PERIOD}&at={head(town)}"
    first = bureau.get(address).data
    again = bureau.get(address).data
    assert first == again, "the clock went on: a second writing would tell another time"
    theirs = clerk.get(address).data.decode()
    assert town.posts["desk"].post in first.decode()
    assert town.posts["desk"].post not in theirs
    others = town.desk.office_names[town.other]
    assert others in first.decode()
    assert others not in theirs
    with town.desk.ledger.write(ADMIN, town.desk.now(), "test.more"):
        pass
    newer = bureau.get(f"/files/data.csv?period={PERIOD}").data
    assert f"# 截至审计序号,{head(town)}" in newer.decode()
    assert newer != first


def test_the_room_of_what_is_kept_and_its_age_are_bounded() -> None:
    hands, made = Hands(), []
    kept = Kept(100, 60.0, hands)

    def ask(key: str, size: int = 30) -> bytes:
        def write() -> FileOut:
            made.append(key)
            return FileOut(key, "text/csv", key.encode().ljust(size))

        return kept.file(key, write).data

    for key in "aabbcc":
        assert ask(key).strip() == key.encode()
    assert made == ["a", "b", "c"]
    ask("d")  # the oldest makes room
    ask("a")
    assert made == ["a", "b", "c", "d", "a"]
    ask("big", 60)
    ask("big", 60)  # what would push out the half of the others is not kept
    assert made[5:] == ["big", "big"]
    ask("a")
    assert len(made) == 7
    hands.now = 61.0
    ask("a")
    assert made[7:] == ["a"]


def test_what_could_not_be_written_is_not_kept() -> None:
    kept = Kept()

    def refuse() -> FileOut:
        raise Refused("不行")

    for _ in range(2):
        with pytest.raises(Refused):
            kept.file("key", refuse)
    assert kept.file("key", lambda: FileOut("x", "text/csv", b"x")).data == b"x"


@pytest.fixture
def asked(town: Town) -> Iterator[tuple[Room, Flask]]:
    """The data files alone, for the bureau's desk, and the room in which to wait for them."""
    room, server = Room(EACH), Flask("files")
    routes = Blueprint("files", "files", url_prefix="/files")
    data_files.add(routes, town.desk, Writing(town.desk.settings, room, scribe()))
    server.register_blueprint(routes)
    errors.add_error_pages(server)
    server.before_request(lambda: setattr(g, "actor", town.posts["desk"]))
    yield room, server


def test_who_comes_while_enough_wait_is_told_at_once_when_to_come_again(
    asked: tuple[Room, Flask],
) -> None:
    room, server = asked
    ask = server.test_client().get
    with room.place("one") as first, room.place("other") as second:
        assert (first, second) == (True, True)
        busy = ask("/files/data.csv")
        assert busy.status_code == 503
        assert "请几秒钟后再下载" in busy.text
        assert int(busy.headers["Retry-After"]) > 0
    assert ask("/files/data.csv").status_code == 200


def test_orders_cross_to_the_writing_process_as_they_are(town: Town) -> None:
    deputy = Actor("甲", frozenset({Role.CLERK}), frozenset({"a"}), frozenset({"150627"}))
    absent = Actor("乙", frozenset({Role.REVIEWER}), frozenset({"b"}), inside=frozenset({"c"}))
    who = Actor(deputy.post, deputy.roles, deputy.offices, deputy.areas, (absent,))
    wanted = Asked(frozenset({"x"}), periods=frozenset({PERIOD}), approved=False)
    now = town.desk.now()
    for order in (
        TableOrder(who, now, wanted, "xlsx", now.date(), 7),
        TableOrder(who, now, wanted, "csv", None, 8),
        FormOrder(who, now, "a", PERIOD),
    ):
        assert order_of(as_message(order)) == order


def test_the_writing_process_keeps_the_post_s_rights_and_ends_with_its_owner(town: Town) -> None:
    own = Scribe()
    clerk = town.posts[f"clerk:{town.office}"]
    order = FormOrder(clerk, town.desk.now(), town.office, PERIOD)
    made = own.write(town.desk.settings, order)
    assert made.data.startswith(b"PK")
    pid = own.pid
    assert pid is not None
    assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)
    with pytest.raises(Refused, match="无权"):
        own.write(town.desk.settings, FormOrder(clerk, town.desk.now(), town.other, PERIOD))
    assert own.pid == pid, "a refusal is no fault"
    own.close()
    assert own.pid is None
    assert gone({pid})


@pytest.mark.campaign
def test_a_writing_process_that_is_killed_is_followed_by_another(town: Town) -> None:
    own = Scribe(patience=0.1)
    order = FormOrder(town.posts["desk"], town.desk.now(), town.office, PERIOD)
    made = own.write(town.desk.settings, order)
    pid = own.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert own.write(town.desk.settings, order).data == made.data
    assert own.pid not in (None, pid)
    with own._turn, pytest.raises(TryLater, match="正在为别人生成文件"):
        own.write(town.desk.settings, order)
    own.close()


def test_a_page_s_site_orders_of_the_one_process(site: Dash, bureau: Visitor, town: Town) -> None:
    assert bureau.get(f"/files/form/{town.office}/{PERIOD}").data.startswith(b"PK")
    pid = scribe().pid
    assert pid is not None
    assert bureau.get(f"/files/data.xlsx?period={PERIOD}").data.startswith(b"PK")
    assert scribe().pid == pid
