"""Every role, on every way, for every kind of object of another office: once, beside who may.

What the site has is enumerated as it runs; who may is read from docs/security.md.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from html import unescape

import pytest
from werkzeug.test import TestResponse

from dashboards import acts
from dashboards.routes import PAGES as SITE_PAGES
from dashboards.settings_acts import LOADS
from tests.dashboards.visitor import request_for, submit
from tests.security import ways
from tests.security.table import DOES, READS, table
from tests.security.ways import KINDS, Way
from tests.security.world import COLUMNS, PDF, WAITING, Person, World

DATA = "data:application/octet-stream;base64,"


def known_ways() -> Iterator[Way]:
    yield from (*ways.PAGES.values(), *ways.EXTRA_PAGES, *ways.RULES.values())
    yield from ways.PROGRAMS.values()


def test_every_page_route_callback_and_act_is_declared_here(world: World) -> None:
    """What is new goes into tests/security/ways.py, with its kind and its row in the document."""
    assert {page.path for page in SITE_PAGES} == set(ways.PAGES)
    declared = {*ways.RULES, *ways.PROGRAMS, *ways.OPEN_TO_ALL, *ways.NO_OBJECT, *ways.SENDS}
    assert {rule.rule for rule in world.site.server.url_map.iter_rules()} == declared
    assert {*acts.ACTS, *acts.FORMS} == {*ways.ACTS, *ways.OF_ONESELF}
    served = [name for name, one in world.site.callback_map.items() if "callback" in one]
    assert {name.strip(".").split("...")[0] for name in served} - {"said.children"} == (
        ways.CALLBACKS - {"acted.data"}
    )


def test_every_kind_and_act_has_its_row_in_the_document_and_every_row_its_kind() -> None:
    names = {kind.name for kind in KINDS}
    assert set(table(READS)) == names
    shown = {name for way in known_ways() for name in way.shows}
    assert shown <= names
    assert names - shown == set()
    assert set(table(DOES)) == {*(act.row for act in ways.ACTS.values()), *SENDING}


def _judge(world: World, column: str, text: str, place: tuple[str, Way]) -> Iterator[str]:
    """Where the answer says more or less than the table lets this person read."""
    may, (name, way) = table(READS), place
    for kind in KINDS:
        seen = any(mark in text for mark in kind.marks(world))
        if seen and column not in may[kind.name]:
            yield f"{column} reads {kind.name} at {name}"
        if not seen and kind.name in way.shows and column in may[kind.name]:
            yield f"{column} does not get {kind.name} at {name}"


def _left_a_trace(world: World, column: str, way: Way, head: int) -> bool:
    """A refusal of an object that was named stands in the audit; nothing else was written."""
    may = table(READS)
    wrote = world.acts_since(head)
    if column in ("停用岗位", "陌生人") or not way.named:
        return set(wrote) <= {"denied"}
    refused = all(column not in may[name] for name in way.shows)
    return set(wrote) == ({"denied"} if refused else set())


def test_every_page_shows_everybody_what_the_document_says_and_no_more(world: World) -> None:
    wrong: list[str] = []
    places = [*ways.PAGES.items(), *((one.search, one) for one in ways.EXTRA_PAGES)]
    for column, person in world.people.items():
        for name, way in places:
            head = world.head()
            answer = person.visitor.open(way.address(world), way.search)
            inside = column not in ("停用岗位", "陌生人")
            assert answer.status_code == (200 if inside else 401), (column, name)
            text = json.dumps(answer.get_json(), ensure_ascii=False) if inside else answer.text
            wrong += _judge(world, column, text, (name, way))
            if not _left_a_trace(world, column, way, head):
                wrong.append(f"{column} at {name}: the audit has {world.acts_since(head)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("column", ["查看", "本单位填报", "领导"])
def test_a_page_of_another_role_is_refused_before_it_is_drawn(world: World, column: str) -> None:
    """What a page is drawn from asks again: this is the first of the two doors, told by its words.

    It refuses by the role alone, so also where there is nothing to see.
    """
    person, refused = world.people[column], 0
    assert person.actor is not None
    for page in SITE_PAGES:
        way = ways.PAGES[page.path]
        if person.actor.has(*page.roles):
            continue
        answer = person.visitor.open(way.address(world), way.search)
        assert "本岗位无权使用此功能" in json.dumps(answer.get_json(), ensure_ascii=False), (
            page.path
        )
        refused += 1
    assert refused > 3


@pytest.mark.parametrize("column", ["别单位填报", "查看", "别地区调度", "停用岗位", "陌生人"])
def test_the_plain_pages_tell_nobody_more_than_the_others(world: World, column: str) -> None:
    person = world.people[column]
    for name, way in ways.PAGES.items():
        answer = person.visitor.get(f"/plain{way.address(world)}{way.search}", page=False)
        inside = column not in ("停用岗位", "陌生人")
        assert answer.status_code == (200 if inside else 401), (column, name)
        told = _judge(world, column, unescape(answer.text), (name, way))
        assert [one for one in told if " reads " in one] == []


def test_every_file_that_changes_a_setting_is_refused_to_who_may_not_ask_for_it(
    world: World,
) -> None:
    for column, person in world.people.items():
        if column in table(DOES)["提请改设置"] or person.actor is None or column == "停用岗位":
            continue
        for what in LOADS:
            head = world.head()
            values = {
                "load.contents": DATA + "e30=",
                "load.filename": "x.json",
                "load-what.data": f"{what}/adcode",
            }
            answer = person.visitor.call(request_for(world.site, "loaded.children", values))
            assert "notice-error" in answer.text, (column, what)
            assert world.acts_since(head) == ["denied"], (column, what)


def test_every_download_and_read_of_a_program_gives_what_the_document_says(world: World) -> None:
    wrong: list[str] = []
    for column, person in world.people.items():
        for name, way in (*ways.RULES.items(), *ways.PROGRAMS.items()):
            head = world.head()
            path = way.address(world) + way.search
            answer = _got(person, path, program=name in ways.PROGRAMS)
            inside = column not in ("停用岗位", "陌生人")
            given = answer.status_code == 200
            assert given or answer.status_code in ((401,) if not inside else (403, 404)), (
                column,
                name,
                answer.status_code,
            )
            wrong += _given(world, column, given, (name, way), answer.get_data())
            if not _left_a_trace(world, column, way, head):
                wrong.append(f"{column} at {name}: the audit has {world.acts_since(head)}")
    assert not wrong, "\n".join(wrong)


def _got(person: Person, path: str, *, program: bool) -> TestResponse:
    if not program:
        return person.visitor.get(path, page=False)
    client = person.visitor.site.server.test_client(use_cookies=False)
    return client.get(path, headers={"Authorization": f"Bearer {person.token}"})


def _given(
    world: World, column: str, given: bool, place: tuple[str, Way], data: bytes
) -> Iterator[str]:
    """A named object is handed out or not; a list is read for every mark."""
    name, way = place
    if way.named or way.shows == ("已印发的通报",):
        may = any(column in table(READS)[kind] for kind in way.shows)
        if given != may:
            yield f"{column} {'gets' if given else 'does not get'} {way.shows} at {name}"
        return
    yield from _judge(world, column, data.decode("utf-8", "replace"), place)


SENDING = {"报送、零报告": ("take", "submit"), "附佐证": ("attach", "evidence")}
"""Rows of what is done with a file: by the page's callback, by a program."""


def _said(person: Person, name: str, world: World) -> tuple[bool, str]:
    """Whether the act was done, and all that the answer says."""
    act = ways.ACTS[name]
    said = submit(person.visitor, name, act.subject(world), **act.fields(world))
    told = f"{said.over}{said.told}{said.instead}"
    return "inline-done" in said.over or bool(said.instead), told


def test_every_act_that_is_not_one_s_own_is_refused_and_leaves_its_refusal_alone(
    world: World,
) -> None:
    wrong: list[str] = []
    for column, person in world.people.items():
        for name, act in ways.ACTS.items():
            if column in table(DOES)[act.row]:
                continue
            head = world.head()
            if column in ("停用岗位", "陌生人"):
                body = request_for(world.site, "acted.data", {})
                assert person.visitor.call(body).status_code == 401
                continue
            done, told = _said(person, name, world)
            if done or world.acts_since(head) != ["denied"]:
                wrong.append(f"{column} {name}: {world.acts_since(head)} {told[:200]}")
    assert not wrong, "\n".join(wrong)


def test_every_file_for_another_office_is_refused_at_every_door(world: World) -> None:
    before = len(world.receipts())
    for column, person in world.people.items():
        for row, (callback, program) in SENDING.items():
            if column in table(DOES)[row]:
                continue
            head = world.head()
            assert not _handed(world, person, callback), (column, callback)
            assert set(world.acts_since(head)) <= {"denied"}, (column, callback)
            head = world.head()
            assert _sent(world, person, program) in (401, 403), (column, program)
            assert set(world.acts_since(head)) <= {"denied"}, (column, program)
    assert len(world.receipts()) == before


def _handed(world: World, person: Person, callback: str) -> bool:
    """A file dropped on the page of the office."""
    values = {
        "take": {
            "drop.contents": DATA + base64.b64encode(b"a,b\n1,2\n").decode(),
            "drop.filename": "x.csv",
            "drop-office.data": world.office,
        },
        "attach": {
            "attach.contents": DATA + base64.b64encode(PDF).decode(),
            "attach.filename": "x.pdf",
            "attach-to.data": f"{world.office}/{WAITING}",
        },
    }[callback]
    part = {"take": "drop-result.children", "attach": "attached.children"}[callback]
    answer = person.visitor.call(request_for(world.site, part, values))
    return answer.status_code == 200 and "notice-error" not in answer.text


def _sent(world: World, person: Person, program: str) -> int:
    """A file handed in by a program with the person's token."""
    path, kind, data = {
        "submit": (f"/api/v1/submissions?office={world.office}&name=y.csv", "text/csv", b"a\n1\n"),
        "evidence": (
            f"/api/v1/attachments?office={world.office}&period={WAITING}&name=y.pdf",
            "application/pdf",
            PDF,
        ),
    }[program]
    client = world.site.server.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {person.token}"}
    return client.post(path, data=data, content_type=kind, headers=headers).status_code


@pytest.mark.parametrize("column", [c for c in COLUMNS if c not in ("停用岗位", "陌生人")])
def test_asking_for_another_office_s_receipt_over_and_over_tells_what_its_page_tells(
    world: World, column: str
) -> None:
    person = world.people[column]
    values = {
        "poll.n_intervals": 1,
        "poll-receipt.data": world.numbers["returned"],
        "address.pathname": f"/reporting/{world.office}/{WAITING}",
    }
    answer = person.visitor.call(request_for(world.site, "judgement.children", values))
    text = json.dumps(answer.get_json(), ensure_ascii=False)
    way = Way(lambda _: "", ("来件、回执、退回单",), named=True)
    assert list(_judge(world, column, text, ("judgement", way))) == []
