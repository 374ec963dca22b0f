"""People who do not exist write in by every way; nothing of them stands anywhere in plain."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

import pytest

from alerts.channels import channels_from
from alerts.deliver import deliver
from cases.events import Step
from cases.taking import Asked
from desk import personal
from desk.accounts import operator
from desk.backup import back_up
from desk.case_acts import act_on_case
from desk.case_export import case_lists_file
from desk.custody import verify
from desk.day_watch import watch_day
from desk.exports import data_file
from desk.handle import Desk
from desk.opinion_cases import To, hand_over
from desk.opinion_papers import OpinionPaperAsked, opinion_paper_file
from desk.opinions import judge
from flows.shift import ACTOR
from ledger import sealed
from ledger.browse import Asked as Filters
from observations.errors import UserError
from observations.identity import SYSTEM
from tests.alerts.mailbox import mailing
from tests.alerts.receiver import receiving
from tests.dashboards.visitor import drawn, submit
from tests.security.canaries import (
    DAY,
    HEADINGS,
    Canary,
    canary,
    csv_of,
    files_in,
    found,
    json_of,
    parts,
    picked,
    rows_of,
    xlsx_of,
)
from tests.security.world import World
from voices.opinion_events import Judged

WAYS = ("form", "csv", "xlsx", "json", "refused")
EVERYBODY = tuple(canary(way, place) for place, way in enumerate(WAYS))
*TAKEN, REFUSED = EVERYBODY
FORM, CSV, XLSX, JSON = TAKEN
TITLE = "增设路灯"
JUDGED = Judged(
    range=12, topics=("垃圾分类",), way="转办件", public=True, title=TITLE, content="建议增设"
)


def sent_in(world: World) -> tuple[list[str], bytes]:
    """Everybody's opinion by the page; the numbers of those taken, and all that the page said."""
    visitor = world.people["调度"].visitor
    before = kept(world.town.desk)
    files = {
        f"{CSV.name}.csv": csv_of([HEADINGS, CSV.row]),
        "b.xlsx": xlsx_of([HEADINGS, XLSX.row]),
        "c.json": json_of([JSON.row]),
        **refused(REFUSED),
    }
    said = [submit(visitor, "opinion_receive", "opinions/receive", **FORM.fields)]
    for name, data in files.items():
        one = picked(name, data)
        said.append(submit(visitor, "opinion_import", "opinions/import", file=one))
    new = [one for one in kept(world.town.desk) if one not in before]
    return new, repr(said).encode()


def kept(desk: Desk) -> tuple[str, ...]:
    """Opinions about whose people anything is kept."""
    with desk.ledger.read() as reading:
        return sealed.with_keys(reading)


def refused(one: Canary) -> Mapping[str, bytes]:
    """Files that nobody takes, with a person wherever one can be written."""
    wrong = (one.contact, one.name, one.address, *one.row[3:])
    table = xlsx_of([HEADINGS, one.row])
    return {
        "d.csv": csv_of([HEADINGS, wrong]),
        "e.csv": csv_of([one.row, one.row]),
        "f.csv": csv_of([HEADINGS, (*one.row, one.uttered)]),
        "g.xlsx": xlsx_of([HEADINGS, wrong]),
        "h.xlsx": table[: len(table) * 2 // 3],
        "i.json": json.dumps({one.name: [{one.contact: one.uttered}]}).encode(),
        "j.json": json.dumps({"opinions": [one.fields | {one.name: one.address}]}).encode(),
    }


def handled(world: World, numbers: list[str]) -> None:
    """Judged, handed over and worked on, with a person in each text that people write."""
    desk, bureau = world.town.desk, world.town.posts["desk"]
    for number, one in zip(numbers, TAKEN, strict=True):
        for text in (f"答复{one.name}", f"请回电{one.contact}", f"到{one.address}看过"):
            with pytest.raises(UserError, match="没有记入"):
                judge(desk, bureau, number, Judged(**vars(JUDGED) | {"content": text}))
            for act in (personal.reveal, lambda d, a, n, w: personal.erase(d, a, [n], w)):
                with pytest.raises(UserError, match="没有记入"):
                    act(desk, bureau, number, text)
        judge(desk, bureau, number, JUDGED)
        case = hand_over(desk, bureau, number, To(world.office)).case
        with pytest.raises(UserError, match="没有记入"):
            act_on_case(desk, world.clerk, case, Asked(Step.NOTE, f"已告知{one.name}"))
        act_on_case(desk, world.clerk, case, Asked(Step.ACCEPT))
        assert one.uttered in personal.reveal(desk, bureau, number, "电话回访")["text"]


def told(desk: Desk) -> dict[str, bytes]:
    """What real receivers of alerts are sent, over HTTP and by mail."""
    watch_day(desk, ACTOR)
    with receiving() as hook, mailing() as box:
        channels = channels_from(f"{hook.url},{box.url()}", "127.0.0.1")
        deliver(desk.ledger, channels, SYSTEM, desk.now())
    assert hook.requests
    assert box.raw
    said = {"hook": json.dumps([hook.requests, hook.headers]).encode()}
    letters = [
        one.get_content()
        for mail in box.mails
        for one in mail.walk()
        if one.get_content_maintype() == "text"
    ]
    return said | {"mail": b"\n".join(box.raw) + "".join(letters).encode()}


def written(world: World) -> dict[str, bytes]:
    """Every paper about opinions, the lists of cases and the values, as their readers get them."""
    desk, bureau = world.town.desk, world.town.posts["desk"]
    made = [
        opinion_paper_file(desk, bureau, OpinionPaperAsked(kind, "2024"), form)
        for kind in ("review", "handling")
        for form in ("docx", "html", "xlsx", "json")
    ]
    made.append(case_lists_file(desk, bureau))
    made.append(data_file(desk, bureau, Filters(), "csv", day=None, seen=None))
    return {name: data for one in made for name, data in parts(one.name, one.data)}


def shown(world: World, numbers: list[str]) -> dict[str, bytes]:
    """What pages draw for the desk, which may see the masked text, and for the administrator."""
    pages = ("/opinions", "/cases", "/alerts", *(f"/opinions/{one}" for one in numbers))
    desk, admin = (world.people[one].visitor for one in ("调度", "管理"))
    drawings = {path: drawn(desk, path).encode() for path in pages}
    return drawings | {"/audit": drawn(admin, "/audit").encode()}


def test_nothing_of_a_person_stands_in_any_file_row_log_alert_paper_page_or_backup(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = world.town.desk
    numbers, said = sent_in(world)
    assert len(numbers) == len(TAKEN), said.decode()
    handled(world, numbers)
    places = {"said": said, "rows": rows_of(desk), **told(desk), **written(world)}
    assert TITLE.encode() in b"".join(places.values())
    pages = shown(world, numbers)
    back_up(desk, operator(), tmp_path / "整套.zip")
    places |= dict(files_in(tmp_path)) | dict(files_in(desk.settings.home))
    places["log"] = caplog.text.encode()
    assert found(places, EVERYBODY) == []
    masked = [one for one in found(pages, EVERYBODY) if one[2] not in {c.uttered for c in TAKEN}]
    assert masked == []  # their words may be read there, without name, number and address
    assert not [name for name in places if name.endswith("data.key") and "zip" in name]


def test_a_person_who_does_stand_somewhere_is_found_however_it_is_written(tmp_path: Path) -> None:
    one = CSV
    (tmp_path / one.name).write_bytes(b"")
    (tmp_path / "a.xlsx").write_bytes(xlsx_of([HEADINGS, one.row]))
    (tmp_path / "b.json").write_bytes(json_of([one.row]))
    (tmp_path / "c.csv").write_bytes(csv_of([one.row]).decode().encode("gb18030"))
    (tmp_path / "d.txt").write_text(picked("e", csv_of([one.row])), "utf-8")
    places = dict(files_in(tmp_path))
    hits = found(places, EVERYBODY)
    assert {place.partition("!")[0] for place, _, _ in hits} == {
        one.name, "a.xlsx", "b.json", "c.csv", "d.txt"
    }  # fmt: skip
    assert {way for _, way, _ in hits} == {"csv"}
    for name in ("b.json", "c.csv", "d.txt"):
        assert {word for place, _, word in hits if place == name} == {*one.words}, name


def test_after_the_erasure_no_file_holds_the_key_and_chain_and_past_still_stand(
    world: World,
) -> None:
    desk, bureau = world.town.desk, world.town.posts["desk"]
    one = canary("erased", 6)
    visitor = world.people["调度"].visitor
    submit(visitor, "opinion_receive", "opinions/receive", **one.fields)
    with desk.ledger.read() as reading:
        number, head = sealed.with_keys(reading)[-1], reading.head
        kept = sealed.of(reading, number)
    assert kept is not None
    before = drawn(visitor, f"/opinions/{number}")
    assert one.uttered in before
    assert found(dict(files_in(desk.settings.home)), [one]) == []
    assert personal.erase(desk, bureau, [number], "本人要求") == (number,)
    held = dict(files_in(desk.settings.home))
    assert [name for name, data in held.items() if kept.ciphertext.encode() in data]
    assert [name for name, data in held.items() if kept.wrapped.encode() in data] == []
    assert one.uttered not in drawn(visitor, f"/opinions/{number}")
    for at in (None, head):
        with desk.ledger.read(at) as reading:
            assert personal.masked(desk, reading, number) == {}
            assert sealed.of(reading, number) is not None
    assert verify(desk)[0] == ()
    assert DAY in drawn(visitor, f"/opinions/{number}")
