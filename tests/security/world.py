"""A town with one object of every kind in it, all of one office, and everybody who might ask."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from dash import Dash

from cases.events import Step
from cases.taking import Asked
from dashboards.app import create_app
from dashboards.components.leaves import pair
from desk import (
    accounts,
    attachments,
    case_acts,
    closing,
    corrections,
    data_docs,
    deputies,
    disclosing,
    opinion_cases,
    opinions,
    paper_flow,
    proposing,
    sessions,
    views,
)
from desk.approve import approve, submission
from desk.asking import ask_exception
from desk.filling import Opened, save_draft
from desk.intake import Bench, judge_waiting, receive
from desk.rule_settings import standings
from desk.views.admin import one_post
from desk.views.filling import FillingView, field_of, filling, note_of
from expectations.settings import RuleSetting
from ledger.audit import AuditRow, tail
from ledger.deputies import Leave
from ledger.entry import Granted
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from tests.dashboards import town as halls
from tests.dashboards.town import ADMIN, PASSWORD, Town
from tests.dashboards.visitor import Visitor
from tests.desk.two_posts import issue_paper
from voices.opinion_events import Judged

WAITING, APPROVED, CLOSED = (ReportingPeriod.parse(f"2024-Q{n}") for n in (3, 2, 1))
COLUMNS = (
    *("本单位填报", "本单位审核", "别单位填报", "别单位审核"),
    *("调度", "领导", "管理", "查看", "别地区调度", "停用岗位", "陌生人"),
)
INDICATOR, AREA = "greenway_length", "150627"
DOUBTED = "pocket_parks"
SETTLED, UNSETTLED = 271.3, 317.7
"""An approved value, and one that waits: no other number of the town has these digits."""
MARK = "密件"
HOME, TOLD = "home", "told.json"
ELSEWHERE = Actor("别地区经办人", frozenset({Role.DESK}), areas=frozenset({"150627100"}))
GONE = Actor("已停用经办人", frozenset({Role.DESK}))
LOOKER = Actor("查看岗", frozenset({Role.VIEWER}))
PDF = b"%PDF-1.7\n"
UNTIL = date(2024, 12, 31)


@dataclass(frozen=True)
class Person:
    """Somebody who asks: the column of the document's tables, and how they come in."""

    column: str
    actor: Actor | None
    visitor: Visitor
    token: str = ""


@dataclass
class World:
    """The site, its people and the one office's objects by their numbers."""

    town: Town
    site: Dash
    people: dict[str, Person] = field(default_factory=dict)
    spare: str = "备用填报员"
    token: str = "备用令牌"
    numbers: dict[str, str] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)

    @property
    def office(self) -> str:
        """Whose objects these are."""
        return self.town.office

    @property
    def name(self) -> str:
        """The office as people call it."""
        return self.town.desk.office_names[self.office]

    @property
    def all(self) -> Mapping[str, str]:
        """The objects' numbers under names that a format takes."""
        return {name.replace(" ", "_"): number for name, number in self.numbers.items()}

    @property
    def clerk(self) -> Actor:
        """Who reports for the office."""
        return self.town.posts[f"clerk:{self.office}"]

    @property
    def version(self) -> str:
        """The version of the spare post's rights that a page shows at this moment."""
        return str(one_post(self.town.desk, ADMIN, self.spare).post.version)

    @property
    def leave(self) -> str:
        """The standing in, as its button names it."""
        return pair(views.leaves(self.town.desk, self.clerk).lines[0].leave)

    @property
    def session(self) -> str:
        """The key of a log-in of the office's clerk."""
        return sessions.of_post(self.town.desk, self.clerk.post, self.town.desk.now())[0].key

    @property
    def change(self) -> str:
        """The newest change of a setting that was asked for; any, when none was."""
        asked = proposing.every(self.town.desk)
        return asked[0].asked.key if asked else "P1"

    def step(self, name: str) -> str:
        """What the form of a step of the case is on at this moment."""
        case, desk = self.numbers["case"], self.town.desk
        with desk.ledger.read() as reading:
            state = case_acts.the_case(desk, self.town.posts["desk"], reading, case)
        return f"{case}/{len(state.events)}/{name}"

    @property
    def form(self) -> FillingView:
        """The form that was begun, as a page shows it at this moment."""
        period = ReportingPeriod.parse(self.numbers["draft"])
        return filling(self.town.desk, self.clerk, self.office, period)

    @property
    def draft(self) -> int:
        """The version of the draft that a page shows at this moment."""
        return self.form.draft.version if self.form.draft else 0

    def whole_form(self) -> Mapping[str, str]:
        """What the fields of the form say when somebody hands it in."""
        form = self.form
        cells = {field_of(row.value, part): "1" for row in form.rows for part in row.value.parts}
        return {**cells, "was": json.dumps(dict(form.draft.cells) if form.draft else {})}

    def asked(self, period: ReportingPeriod) -> str:
        """The hash of what waits to be let before the public; of nothing, any."""
        waiting = disclosing.standing(self.town.desk, period).waiting
        return waiting.sha256 if waiting else "0" * 64

    def draft_seq(self, period: ReportingPeriod) -> int:
        """The sequence of the paper's draft as a page shows it."""
        written = paper_flow.standing(self.town.desk, period).written
        return written.seq if written else 0

    def draft_sha(self, period: ReportingPeriod) -> str:
        """The hash of the draft that is in work, read once for each text of it."""
        seq = self.draft_seq(period)
        if seq not in self.hashes:
            text = paper_flow.text(self.town.desk, self.town.posts["leader"], period)
            self.hashes[seq] = text.sha256
        return self.hashes[seq]

    def receipts(self) -> tuple[views.ReceiptRow, ...]:
        """Everything that was ever handed in."""
        return views.receipts(self.town.desk, self.town.posts["desk"], limit=1000)

    def seq(self, period: ReportingPeriod) -> int:
        """The sequence that a page shows of the office's report at this moment."""
        return submission(self.town.desk, self.office, period).seq

    def acts_since(self, head: int) -> list[str]:
        """The acts in the audit chain behind a sequence, newest first."""
        return [one.action for one in self.chain(head)]

    def chain(self, head: int) -> list[AuditRow]:
        """The links behind a sequence, newest first."""
        with self.town.desk.ledger.read() as reading:
            return [one for one in tail(reading, 200) if one.seq > head]

    def head(self) -> int:
        """The newest sequence of the chain."""
        with self.town.desk.ledger.read() as reading:
            return reading.head


def build(first_town: Path, place: Path) -> None:
    """The town, the objects of its first office, and the people, closed: to be copied."""
    world = _world(first_town, place / HOME)
    _deliveries(world)
    _decisions(world)
    _case(world)
    _motion(world)
    _opinions(world)
    _posts(world)
    _people(world)
    keys = {one: [at.token, at.visitor.session] for one, at in world.people.items()}
    told = json.dumps({"numbers": world.numbers, "keys": keys})
    (place / TOLD).write_text(told, "utf-8")
    world.town.desk.ledger.close()


def copied(first: Path, home: Path) -> World:
    """The world that was built in one folder, in another: the same people, still logged in."""
    world = _world(first / HOME, home)
    told = json.loads((first / TOLD).read_text("utf-8"))
    world.numbers = told["numbers"]
    posts = _named(world)
    for column, (token, session) in told["keys"].items():
        known = posts.get(column)
        if known not in (None, GONE):  # nobody acts as a post that was disabled
            known = accounts.post_named(world.town.desk, posts[column].post)
        visitor = Visitor(world.site).come_back(session)
        world.people[column] = Person(column, known, visitor, token)
    return world


def _world(first: Path, home: Path) -> World:
    town = halls.copied(first, home)
    return World(town, create_app(town.desk))


def _deliveries(world: World) -> None:
    """A report approved with a remark, one that waits with a doubt, one refused, evidence."""
    desk, office = world.town.desk, world.office
    clerk = world.town.posts[f"clerk:{office}"]
    lower = _correct(world, APPROVED, DOUBTED, 4, "核对台账")
    found = views.receipt(desk, clerk, lower)
    assert found is not None
    doubts = [one for one in found.findings if one.severity.value == "warning"]
    world.numbers |= {"finding": doubts[0].id, "doubted": lower}
    _correct(world, APPROVED, INDICATOR, SETTLED, "核对台账")
    for who in (f"reviewer:{office}", "desk"):
        approve(desk, world.town.posts[who], office, APPROVED)
    kept = _correct(world, WAITING, INDICATOR, UNSETTLED, "核对台账")
    world.numbers["receipt"] = kept
    wrong = receive(desk, clerk, "甲,乙\n1,2\n".encode(), f"{MARK}来件.csv", office=office)
    _judge(world)
    world.numbers["returned"] = wrong.id
    where = (office, WAITING)
    data_docs.data_docs(desk, clerk, kept, draw=True)
    given = attachments.Evidence(PDF, f"{MARK}佐证.pdf")
    world.numbers["evidence"] = attachments.attach(desk, clerk, where, given).id
    alerts = [one for one in views.alert_lives(desk, clerk) if one.receipt == wrong.id]
    world.numbers["alert"] = alerts[0].id
    _draft(world)


def _draft(world: World) -> None:
    """A form that its office began to fill in."""
    desk, clerk = world.town.desk, world.town.posts[f"clerk:{world.office}"]
    mine = [one for one in views.due_list(desk, clerk) if one.state in ("due", "late")]
    period = ReportingPeriod.parse(mine[0].period)
    note = note_of(filling(desk, clerk, world.office, period).rows[0].value)
    save_draft(desk, clerk, Opened(world.office, period, 0, {}), {note: f"{MARK}草稿"})
    world.numbers |= {"draft": str(period), "draft note": note}


def _correct(world: World, period: ReportingPeriod, key: str, value: float, reason: str) -> str:
    change = corrections.Change(key, AREA, value)
    clerk = world.town.posts[f"clerk:{world.office}"]
    sent = corrections.send_correction(
        world.town.desk, clerk, (world.office, period), (change,), reason
    )
    _judge(world)
    return sent.id


def _judge(world: World) -> None:
    with Bench(world.town.desk, name="security") as bench:
        while judge_waiting(bench):
            pass


def _decisions(world: World) -> None:
    """A closed period, an exception that holds, another asked for, a paper."""
    desk, posts = world.town.desk, world.town.posts
    clerk = posts[f"clerk:{world.office}"]
    closing.close_period(desk, posts["desk"], CLOSED, "年度结账")
    given = Granted(
        office=world.office,
        period=str(CLOSED),
        asked_by=clerk.post,
        until=UNTIL,
        text=f"{MARK}例外理由",
    )
    closing.grant_exception(desk, posts["desk"], given)
    ask_exception(desk, clerk, (world.office, CLOSED, UNTIL), f"{MARK}申请理由")
    rule = standings(desk)[0].rule.id
    asked = RuleSetting(
        rule, "", "default", desk.today(), UNTIL, f"{MARK}试行期间调整", posts["second"].post
    )
    proposing.ask_rule(desk, posts["second"], asked)
    issue_paper(desk, posts["desk"], APPROVED)
    paper_flow.draft(desk, posts["desk"], APPROVED)
    which = (APPROVED, world.draft_seq(APPROVED))
    words = {"part": "overall", "text": f"{MARK}补充"}
    paper_flow.put(desk, posts["desk"], which, 0, words)
    paper = views.briefings(desk, posts["desk"])[0]
    world.numbers |= {"paper": paper.id, "paper file": paper.files[0][0]}


def _case(world: World) -> None:
    """A case of the office that people opened, with evidence at its first step."""
    fields = {"instruction": f"{MARK}批示", "leader_post": "领导小组岗"}
    given = case_acts.Opening("instruction", world.office, f"{MARK}督办", "群众反映集中", fields)
    shown = case_acts.Shown("", PDF, f"{MARK}督办证据.pdf")
    desk, bureau = world.town.desk, world.town.posts["second"]
    case = case_acts.open_case(desk, bureau, given, shown).case
    rows = views.cases(desk, bureau)
    world.numbers["case"] = next(one.number for one in rows if one.id == case)


def _motion(world: World) -> None:
    """A proposal of the office, answered."""
    fields = {"year": "2024", "number": "26", "proposers": "1"}
    given = case_acts.Opening("cppcc-proposal", world.office, f"{MARK}提案", "请办理", fields)
    desk, bureau = world.town.desk, world.town.posts["second"]
    clerk = world.town.posts[f"clerk:{world.office}"]
    case = case_acts.open_case(desk, bureau, given).case
    case_acts.act_on_case(desk, clerk, case, Asked(Step.ACCEPT))
    answer = Asked(Step.ANSWER, "已列入计划")
    case_acts.act_on_case(desk, clerk, case, answer, shown=case_acts.Shown("复函 1 号"))
    rows = views.cases(desk, bureau)
    world.numbers["motion"] = next(one.number for one in rows if one.id == case)


def _opinions(world: World) -> None:
    """One at the office, one to be judged, one to be handed over, two to be studied together."""
    desk, bureau = world.town.desk, world.town.posts["second"]
    told = Judged(
        range=12, topics=("垃圾分类",), way="转办件", public=True, title=f"{MARK}意见",
        content="建议增设分类垃圾桶",
    )  # fmt: skip
    day = desk.today().isoformat()
    given = {"received": day, "channel": "网站", "text": "建议增设分类垃圾桶"}
    numbers = [opinions.receive(desk, bureau, given | {"source": str(n)}).new[0] for n in range(5)]
    for place, one in enumerate(numbers):
        if place != 1:
            judged = replace(told, way="转阅件") if place > 2 else told
            opinions.judge(desk, bureau, one, judged)
    opinion_cases.hand_over(desk, bureau, numbers[0], opinion_cases.To(world.office))
    world.numbers |= {
        "opinion": numbers[0],
        "opinion waiting": numbers[1],
        "opinion to hand": numbers[2],
        "opinions": ",".join(numbers[3:]),
    }


def _posts(world: World) -> None:
    """A post that nobody uses, a program's token, and a standing in between two posts."""
    desk, posts, office = world.town.desk, world.town.posts, world.office
    spare = Actor(world.spare, frozenset({Role.CLERK}), frozenset({office}))
    accounts.add_post(desk, ADMIN, spare, PASSWORD)
    accounts.issue_token(desk, ADMIN, world.token, posts["leader"].post, 30)
    names = posts[f"clerk:{office}"].post, posts[f"reviewer:{office}"].post
    first = date(2024, 11, 1)
    leave = Leave(post=names[0], deputy=names[1], since=first, until=UNTIL, text=f"{MARK}离岗原因")
    deputies.name_deputy(desk, ADMIN, leave)


def _named(world: World) -> dict[str, Actor]:
    """By column, the post of everybody who has one."""
    posts, office, other = world.town.posts, world.office, world.town.other
    return {
        "本单位填报": posts[f"clerk:{office}"],
        "本单位审核": posts[f"reviewer:{office}"],
        "别单位填报": posts[f"clerk:{other}"],
        "别单位审核": posts[f"reviewer:{other}"],
        "调度": posts["desk"],
        "领导": posts["leader"],
        "管理": posts["admin"],
        "查看": LOOKER,
        "别地区调度": ELSEWHERE,
        "停用岗位": GONE,
    }


def _people(world: World) -> None:
    for one in (ELSEWHERE, GONE, LOOKER):
        accounts.add_post(world.town.desk, ADMIN, one, PASSWORD)
    for column, who in _named(world).items():
        world.people[column] = _person(world, column, who)
    accounts.disable(world.town.desk, ADMIN, GONE.post)
    world.people["陌生人"] = Person("陌生人", None, Visitor(world.site), "invented")
    assert set(world.people) == set(COLUMNS)


def _person(world: World, column: str, who: Actor) -> Person:
    token = accounts.issue_token(world.town.desk, ADMIN, f"令牌·{column}", who.post, 1)
    known = accounts.post_named(world.town.desk, who.post)
    return Person(column, known, Visitor(world.site).log_in(who.post), token)
