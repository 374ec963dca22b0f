"""Who may still report what: closed periods, exceptions; deputies; answers; the whole trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from briefings.form import Entry
from desk import accounts, views
from desk.answer import answer
from desk.approve import approve, send_back, unapprove
from desk.asking import ask_exception, waiting
from desk.assess import assess_period
from desk.attachments import Evidence, attach
from desk.closing import close_period, closed_periods, end_exception, grant_exception, open_period
from desk.corrections import Change, correct
from desk.delivery import ingest_files, recheck_receipt
from desk.demo.posts import ADMIN, DESK, LEADER, add_posts
from desk.deputies import end_deputy, name_deputy, running
from desk.handle import SHANGHAI
from desk.intake import judge_waiting, receive
from desk.notices import acknowledge
from desk.trail import trail_of
from ledger import audit, findings, receipts, revisions
from ledger.deputies import Leave
from ledger.entry import Granted
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from tests.desk.hall import Q3, Hall, approved

OFFICE = "housing"
KEY = ("leakage_rate", "150627")
SECOND = replace(DESK, post="住建局复核岗")
ALL_OCTOBER = (date(2024, 10, 1), date(2024, 10, 31))


def leakage(part: float) -> dict[tuple[str, str], Entry]:
    return {KEY: Entry(numerator=part, denominator=520.0)}


def on(hall: Hall, day: int, month: int = 10) -> None:
    hall.clock.moment = datetime(2024, month, day, 9, 0, tzinfo=SHANGHAI)


def rules_of(hall: Hall, receipt: str) -> list[str]:
    with hall.desk.ledger.read() as reading:
        return [one.finding.rule for one in findings.of_receipt(reading, receipt)]


def exception(hall: Hall, until: date = date(2024, 10, 20)) -> Granted:
    return Granted(OFFICE, str(Q3), until, "台风停电", hall.clerk(OFFICE).post)


# closed periods


def test_what_was_received_before_the_closing_is_in_time_whenever_it_is_judged(hall: Hall) -> None:
    first, second = hall.form(OFFICE, changes=leakage(60.0)), hall.form(OFFICE)
    one = receive(hall.desk, hall.clerk(OFFICE), first, first.name)
    close_period(hall.desk, DESK, Q3, "季报已汇总")
    two = receive(hall.desk, hall.clerk(OFFICE), second, second.name)
    while judge_waiting(hall.bench):
        pass
    with hall.desk.ledger.read() as reading:
        states = [receipts.get(reading, taken.id).state for taken in (one, two)]
        (told,) = findings.of_receipt(reading, two.id)
    assert states == ["accepted", "returned"]
    assert told.finding.rule == "period.closed"
    for words in ("2024年第三季度", "2024-10-14", "季报已汇总", "申请例外"):
        assert words in told.finding.message
    (listed,) = closed_periods(hall.desk)
    assert (listed.closing.period, listed.exceptions) == (str(Q3), ())


def test_an_exception_lets_the_same_file_in_until_its_last_day(one_hall: Hall) -> None:
    hall = one_hall
    add_posts(hall.desk)
    close_period(hall.desk, DESK, Q3, "季报已汇总")
    path = hall.form(OFFICE)
    (late,) = ingest_files(hall.desk, hall.clerk(OFFICE), [path])
    assert (late.status, rules_of(hall, late.receipt)) == ("returned", ["period.closed"])
    grant_exception(hall.desk, DESK, exception(hall))
    (again,) = ingest_files(hall.desk, hall.clerk(OFFICE), [path])
    assert (again.receipt, again.status) == (late.receipt, "accepted")
    on(hall, 20)
    (last,) = ingest_files(
        hall.desk, hall.clerk(OFFICE), [hall.form(OFFICE, changes=leakage(60.0))]
    )
    assert last.status == "accepted"
    on(hall, 21)
    (over,) = ingest_files(
        hall.desk, hall.clerk(OFFICE), [hall.form(OFFICE, changes=leakage(61.0))]
    )
    assert rules_of(hall, over.receipt) == ["period.closed"]
    assert closed_periods(hall.desk)[0].exceptions == ()


def test_an_exception_is_one_office_s_alone_and_can_be_ended(one_hall: Hall) -> None:
    hall = one_hall
    add_posts(hall.desk)
    close_period(hall.desk, DESK, Q3, "季报已汇总")
    grant_exception(hall.desk, DESK, exception(hall))
    other = hall.hand_in(hall.form("sanitation"), hall.clerk("sanitation"))
    assert rules_of(hall, other.id) == ["period.closed"]
    path = hall.form(OFFICE)
    during = receive(hall.desk, hall.clerk(OFFICE), path, path.name)
    end_exception(hall.desk, DESK, OFFICE, Q3, "已补报")
    while judge_waiting(hall.bench):
        pass
    assert rules_of(hall, during.id) == []
    after = hall.hand_in(hall.form(OFFICE, changes=leakage(60.0)), hall.clerk(OFFICE))
    assert rules_of(hall, after.id) == ["period.closed"]
    open_period(hall.desk, DESK, Q3, "补报较多")
    assert recheck_receipt(hall.desk, DESK, after.id).status == "accepted"
    assert closed_periods(hall.desk) == ()


def test_a_correction_of_a_closed_period_is_returned_too(one_hall: Hall) -> None:
    hall = one_hall
    hall.hand_in(hall.form(OFFICE), hall.clerk(OFFICE))
    close_period(hall.desk, DESK, Q3, "季报已汇总")
    change = Change(*KEY, numerator=61.0, denominator=520.0)
    done = correct(hall.desk, hall.clerk(OFFICE), (OFFICE, Q3), [change], "分子更正")
    assert (done.status, [f.rule for f in done.findings]) == ("returned", ["period.closed"])


def test_who_may_close_and_who_may_grant(one_hall: Hall) -> None:
    desk = one_hall.desk
    add_posts(desk)
    with pytest.raises(Refused, match="没有调度权限"):
        close_period(desk, one_hall.reviewer(OFFICE), Q3, "季报已汇总")
    with pytest.raises(UserError, match="理由"):
        close_period(desk, DESK, Q3, " ")
    with pytest.raises(UserError, match="还没有结束"):
        close_period(desk, DESK, Q3.next(), "太早")
    with pytest.raises(Refused, match="没有关账"):
        grant_exception(desk, DESK, exception(one_hall))
    close_period(desk, DESK, Q3, "季报已汇总")
    with pytest.raises(Refused, match="不能自己准许"):
        grant_exception(desk, DESK, replace(exception(one_hall), asked_by=DESK.post))
    with pytest.raises(UserError, match="没有在用的岗位"):
        grant_exception(desk, DESK, replace(exception(one_hall), asked_by="无此岗位"))
    with pytest.raises(UserError, match="已过"):
        grant_exception(desk, DESK, exception(one_hall, date(2024, 10, 13)))
    with pytest.raises(UserError, match="没有单位"):
        grant_exception(desk, DESK, replace(exception(one_hall), office="nobody"))


# approvals taken back


def leakage_published(hall: Hall, head: int | None = None) -> list[float]:
    with hall.desk.ledger.read(head) as reading:
        frame = revisions.as_of(reading)
    mine = frame.filter((frame["indicator"] == KEY[0]) & (frame["period"] == str(Q3)))
    return list(mine.filter(mine["area"] == KEY[1])["numerator"])


def both_approve(hall: Hall) -> None:
    for post in (hall.reviewer(OFFICE), DESK):
        approve(hall.desk, post, OFFICE, Q3)


def test_an_approval_taken_back_is_an_event_and_assessments_as_of_then_stay(one_hall: Hall) -> None:
    hall = one_hall
    hall.hand_in(hall.form(OFFICE, changes=leakage(60.0)), hall.clerk(OFFICE))
    both_approve(hall)
    before = assess_period(hall.desk, DESK, Q3)
    hall.hand_in(hall.form(OFFICE, changes=leakage(62.0)), hall.clerk(OFFICE))
    both_approve(hall)
    second = hall.desk.ledger.head()
    with pytest.raises(Refused, match="没有调度权限"):
        unapprove(hall.desk, hall.reviewer(OFFICE), OFFICE, Q3, "口径有误")
    with pytest.raises(UserError, match="理由"):
        unapprove(hall.desk, DESK, OFFICE, Q3, "")
    said = unapprove(hall.desk, SECOND, OFFICE, Q3, "口径有误")
    assert "恢复公布" in said
    assert leakage_published(hall) == [60.0]
    assert leakage_published(hall, second) == [62.0]
    (mine,) = [s for s in views.submissions(hall.desk, DESK) if s.office == OFFICE]
    assert (mine.state, "approve" in mine.may) == ("office_approved", True)
    (alert, *_) = views.alerts(hall.desk, hall.clerk(OFFICE))
    assert (alert.title, "口径有误" in alert.body) == ("审定被撤销", True)
    after = assess_period(hall.desk, DESK, Q3)
    assert [a.value for a in after.assessments] == [a.value for a in before.assessments]
    assert "不再公布" in unapprove(hall.desk, DESK, OFFICE, Q3, "仍有误")
    assert leakage_published(hall) == []
    approve(hall.desk, DESK, OFFICE, Q3)
    assert leakage_published(hall) == [62.0]


# deputies


def leave(post: Actor, deputy: Actor, days: tuple[date, date] = ALL_OCTOBER) -> Leave:
    return Leave(post.post, deputy.post, *days, "年休假")


def test_a_deputy_has_the_rights_of_the_post_on_the_days_of_its_leave(one_hall: Hall) -> None:
    hall = one_hall
    add_posts(hall.desk)
    clerk, reviewer = hall.clerk("sanitation"), hall.reviewer(OFFICE)
    name_deputy(hall.desk, ADMIN, leave(reviewer, clerk, (date(2024, 10, 15), date(2024, 10, 16))))
    assert [one.deputy for one in running(hall.desk)] == [clerk.post]
    for day, acting in ((14, ()), (15, (reviewer.post,)), (16, (reviewer.post,)), (17, ())):
        on(hall, day)
        assert accounts.post_named(hall.desk, clerk.post).standing_in == acting
    hall.clock.moment = datetime(2024, 10, 14, 16, 30, tzinfo=SHANGHAI).astimezone()
    on(hall, 15)
    deputy = accounts.post_named(hall.desk, clerk.post)
    assert deputy.covers(OFFICE)
    hall.hand_in(hall.form(OFFICE), hall.clerk(OFFICE))
    approve(hall.desk, deputy, OFFICE, Q3)
    with hall.desk.ledger.read() as reading:
        (link, *_) = audit.tail(reading)
    assert (link.actor, link.action) == (clerk.post, "approve.office")
    assert link.subject == f"{OFFICE}/{Q3}(代{reviewer.post})"
    (row,) = views.submissions(hall.desk, hall.clerk(OFFICE))
    assert row.decided_by == f"{clerk.post}(代{reviewer.post})"
    assert row.submitted_by == hall.clerk(OFFICE).post
    end_deputy(hall.desk, ADMIN, reviewer.post, clerk.post, "提前返岗")
    assert not accounts.post_named(hall.desk, clerk.post).covers(OFFICE)
    assert audit.verify(hall.desk.ledger) == ()


def test_a_right_lent_for_one_office_is_none_for_another(one_hall: Hall) -> None:
    """A clerk of one office who stands in for a reviewer of another reviews only there."""
    hall = one_hall
    clerk, reviewer = hall.clerk("sanitation"), hall.reviewer(OFFICE)
    deputy = replace(clerk, stands_for=(reviewer,))
    hall.hand_in(hall.form("sanitation"), replace(clerk, post="环卫科另一人"))
    with pytest.raises(Refused, match="没有审核权限"):
        approve(hall.desk, deputy, "sanitation", Q3)
    hall.hand_in(hall.form(OFFICE), hall.clerk(OFFICE))
    approve(hall.desk, deputy, OFFICE, Q3)
    with pytest.raises(Refused, match="无权办理"):
        approve(hall.desk, deputy, "organization", Q3)


@pytest.mark.parametrize("sender", ["itself", "the post on leave"])
def test_a_deputy_reviews_nothing_that_it_or_the_absent_post_sent(
    one_hall: Hall, sender: str
) -> None:
    hall = one_hall
    away = Actor("供水科副科长", frozenset({Role.CLERK, Role.REVIEWER}), frozenset({OFFICE}))
    deputy = replace(hall.reviewer(OFFICE), stands_for=(away,))
    who = deputy if sender == "itself" else away
    hall.hand_in(hall.form(OFFICE), who)
    with pytest.raises(Refused, match="送交人"):
        approve(hall.desk, deputy, OFFICE, Q3)
    third = Actor("供水科第三人", frozenset({Role.REVIEWER}), frozenset({OFFICE}))
    approve(hall.desk, third, OFFICE, Q3)
    with pytest.raises(Refused, match="另一岗位"):
        approve(hall.desk, replace(DESK, stands_for=(third,)), OFFICE, Q3)


def test_who_may_name_a_deputy_and_what_is_refused(one_hall: Hall) -> None:
    desk = one_hall.desk
    add_posts(desk)
    clerk, reviewer = one_hall.clerk(OFFICE), one_hall.reviewer(OFFICE)
    with pytest.raises(Refused, match="只有管理员"):
        name_deputy(desk, reviewer, leave(reviewer, clerk))
    with pytest.raises(Refused, match="不能指定自己"):
        name_deputy(desk, ADMIN, leave(reviewer, ADMIN))
    with pytest.raises(UserError, match="没有在用的岗位"):
        name_deputy(desk, ADMIN, Leave("无此岗位", clerk.post, *ALL_OCTOBER, "年休假"))
    with pytest.raises(UserError, match="早于"):
        name_deputy(desk, ADMIN, leave(reviewer, clerk, ALL_OCTOBER[::-1]))
    with pytest.raises(UserError, match="已过"):
        name_deputy(desk, ADMIN, leave(reviewer, clerk, (date(2024, 9, 1), date(2024, 9, 2))))
    with pytest.raises(Refused, match="不能由自己代理"):
        name_deputy(desk, ADMIN, leave(clerk, clerk))
    name_deputy(desk, ADMIN, leave(reviewer, clerk))
    with pytest.raises(Refused, match="只有管理员"):
        end_deputy(desk, LEADER, reviewer.post, clerk.post)
    accounts.disable(desk, ADMIN, reviewer.post)
    assert accounts.post_named(desk, clerk.post).standing_in == ()


def test_a_right_for_one_office_attaches_and_acknowledges_nothing_for_another(
    one_hall: Hall,
) -> None:
    hall = one_hall
    leader = replace(LEADER, stands_for=(hall.clerk("sanitation"),))
    scan = Evidence(b"%PDF-1.7 x", "盖章件.pdf")
    assert attach(hall.desk, leader, ("sanitation", Q3), scan).post == LEADER.post
    with pytest.raises(Refused, match="没有填报、审核、调度权限"):
        attach(hall.desk, leader, (OFFICE, Q3), scan)
    a_doubt(hall)
    (fact, *_) = views.alerts(hall.desk, hall.clerk(OFFICE))
    with pytest.raises(Refused, match="没有填报、审核、调度权限"):
        acknowledge(hall.desk, leader, fact.id, "知悉")


def test_a_deputy_of_an_administrator_keeps_no_right_beyond_the_leave(one_hall: Hall) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    deputy = replace(clerk, stands_for=(ADMIN,))
    for own in (clerk.post, ADMIN.post):
        with pytest.raises(Refused, match="不能改自己的权限"):
            accounts.add_post(desk, deputy, Actor(own, frozenset({Role.ADMIN, Role.DESK})))


def test_a_desk_of_some_offices_judges_no_others_delivery_again(one_hall: Hall) -> None:
    row = one_hall.hand_in(one_hall.form(OFFICE), one_hall.clerk(OFFICE))
    narrow = replace(DESK, offices=frozenset({"sanitation"}))
    with pytest.raises(Refused, match="无权办理"):
        recheck_receipt(one_hall.desk, narrow, row.id)


def test_a_desk_of_some_offices_closes_and_opens_no_period_for_all(one_hall: Hall) -> None:
    desk, narrow = one_hall.desk, replace(DESK, offices=frozenset({OFFICE}))
    leader_too = replace(narrow, stands_for=(LEADER,))  # sees every office, decides for none
    for actor in (narrow, leader_too):
        with pytest.raises(Refused, match="不是面向全部单位"):
            close_period(desk, actor, Q3, "季报已汇总")
    close_period(desk, replace(narrow, stands_for=(DESK,)), Q3, "季报已汇总")
    with pytest.raises(Refused, match="不是面向全部单位"):
        open_period(desk, narrow, Q3, "补报")
    assert [row.closing.period for row in closed_periods(desk)] == [str(Q3)]


def test_an_exception_is_granted_within_ones_offices_and_asked_for_by_a_post_in_use(
    one_hall: Hall,
) -> None:
    hall = one_hall
    add_posts(hall.desk)
    close_period(hall.desk, DESK, Q3, "季报已汇总")
    narrow = replace(DESK, offices=frozenset({"sanitation"}))
    with pytest.raises(Refused, match="无权办理"):
        grant_exception(hall.desk, narrow, exception(hall))
    with pytest.raises(Refused, match="无权办理"):
        end_exception(hall.desk, narrow, OFFICE, Q3, "不再需要")
    accounts.disable(hall.desk, ADMIN, hall.clerk(OFFICE).post)
    with pytest.raises(UserError, match="没有在用的岗位"):
        grant_exception(hall.desk, DESK, exception(hall))


def test_an_exception_is_asked_for_by_the_office_itself_or_says_who_wrote_it_down(
    hall: Hall,
) -> None:
    add_posts(hall.desk)
    desk, clerk, until = hall.desk, hall.clerk(OFFICE), date(2024, 10, 20)
    wanted = (OFFICE, Q3, until)
    with pytest.raises(Refused, match="没有关账"):
        ask_exception(desk, clerk, wanted, "台风停电")
    close_period(desk, DESK, Q3, "季报已汇总")
    for actor in (hall.clerk("sanitation"), DESK, LEADER):
        with pytest.raises(Refused, match=r"没有填报、审核权限|无权办理"):
            ask_exception(desk, actor, wanted, "台风停电")
    with pytest.raises(UserError, match="已过"):
        ask_exception(desk, clerk, (OFFICE, Q3, date(2024, 10, 13)), "台风停电")
    for stranger in (hall.clerk("sanitation").post, LEADER.post):
        with pytest.raises(Refused, match=f"“{stranger}”不是"):
            grant_exception(desk, DESK, replace(exception(hall), asked_by=stranger))

    grant_exception(desk, DESK, exception(hall))
    (row,) = closed_periods(desk)
    assert row.exceptions[0].text == "台风停电(由“住建局调度岗”代录申请)"
    ask_exception(desk, clerk, wanted, "水表又坏")
    assert closed_periods(desk)[0].exceptions == row.exceptions  # asking ends nothing
    assert [one.text for one in waiting(desk, DESK)] == ["水表又坏"]
    assert waiting(desk, hall.clerk("sanitation")) == ()
    assert views.alerts(desk, DESK)[0].title.startswith("申请补报")
    grant_exception(desk, DESK, replace(exception(hall), text="准予"))
    assert waiting(desk, DESK) == ()
    assert closed_periods(desk)[0].exceptions[0].text == "准予"
    steps = [(one.title, one.post) for one in trail_of(desk, clerk, OFFICE, Q3)]
    assert ("申请例外", clerk.post) in steps
    assert audit.verify(desk.ledger) == ()


# answers


def a_doubt(hall: Hall) -> tuple[str, findings.FindingRow]:
    """A believable form, then one whose leakage jumps: its receipt and the doubt."""
    approved(hall, OFFICE, Q3.previous())
    row = hall.hand_in(hall.form(OFFICE, changes=leakage(150.0)), hall.clerk(OFFICE))
    assert row.state == "accepted"
    with hall.desk.ledger.read() as reading:
        doubts = [f for f in findings.of_receipt(reading, row.id) if f.finding.indicator == KEY[0]]
    return row.id, next(f for f in doubts if f.finding.severity == "warning")


def test_an_answered_value_is_shown_as_answered_and_asked_no_more_even_after_a_recheck(
    one_hall: Hall,
) -> None:
    hall = one_hall
    receipt, doubt = a_doubt(hall)
    with pytest.raises(Refused, match="没有填报、审核、调度权限"):
        answer(hall.desk, LEADER, doubt.id, "设备集中检修,台账可查")
    answer(hall.desk, hall.clerk(OFFICE), doubt.id, "设备集中检修,台账可查")
    recheck_receipt(hall.desk, DESK, receipt)
    with hall.desk.ledger.read() as reading:
        again = next(
            f
            for f in findings.of_receipt(reading, receipt)
            if (f.finding.rule, f.finding.indicator) == (doubt.finding.rule, KEY[0])
        )
        asked = [f.finding.indicator for f in findings.open_findings(reading, [OFFICE])]
    assert again.id != doubt.id
    assert (again.answer, again.answered_by) == (
        "设备集中检修,台账可查",
        hall.clerk(OFFICE).post,
    )
    assert KEY[0] not in asked
    view = views.receipt(hall.desk, hall.clerk(OFFICE), receipt)
    assert view is not None
    assert [v.doubted for v in view.values if v.indicator == KEY[0]] == [False]
    with pytest.raises(Refused, match="重新核验"):
        answer(hall.desk, hall.clerk(OFFICE), doubt.id, "旧页面上的说明")


def test_another_value_is_asked_about_again(one_hall: Hall) -> None:
    hall = one_hall
    _, doubt = a_doubt(hall)
    answer(hall.desk, hall.clerk(OFFICE), doubt.id, "设备集中检修,台账可查")
    other = hall.hand_in(hall.form(OFFICE, changes=leakage(160.0)), hall.clerk(OFFICE))
    with hall.desk.ledger.read() as reading:
        told = [
            f for f in findings.of_receipt(reading, other.id) if f.finding.severity == "warning"
        ]
    assert any(f.finding.indicator == KEY[0] and not f.answer for f in told)


# the whole of it


def test_the_trail_tells_every_step_with_post_and_moment(one_hall: Hall) -> None:
    hall, clerk = one_hall, one_hall.clerk(OFFICE)
    add_posts(hall.desk)
    name_deputy(hall.desk, ADMIN, leave(LEADER, hall.reviewer(OFFICE)))
    receipt, doubt = a_doubt(hall)
    answer(hall.desk, clerk, doubt.id, "设备集中检修,台账可查")
    send_back(hall.desk, DESK, OFFICE, Q3, "请核对分母")
    change = Change(*KEY, numerator=140.0, denominator=520.0)
    correct(hall.desk, clerk, (OFFICE, Q3), [change], "分子更正为台账数")
    approve(hall.desk, accounts.post_named(hall.desk, hall.reviewer(OFFICE).post), OFFICE, Q3)
    approve(hall.desk, DESK, OFFICE, Q3)
    middle = hall.desk.ledger.head()
    unapprove(hall.desk, DESK, OFFICE, Q3, "口径有误")
    close_period(hall.desk, DESK, Q3, "季报已汇总")
    grant_exception(hall.desk, DESK, exception(hall))
    steps = trail_of(hall.desk, clerk, OFFICE, Q3)
    assert [one.title for one in steps] == [
        "指定代理", "送交", "核验:受理", "属实说明", "退回", "送交", "更正核验:受理",
        "单位审核", "审定", "撤销审定", "关账", "准许例外",
    ]  # fmt: skip
    assert [one.seq for one in steps] == sorted(one.seq for one in steps)
    by_title = {one.title: one for one in steps}
    assert by_title["核验:受理"].receipt == receipt
    assert "存疑" in by_title["核验:受理"].text
    assert by_title["单位审核"].post == f"{hall.reviewer(OFFICE).post}(代{LEADER.post})"
    assert "至2024-10-20" in by_title["准许例外"].text
    then = trail_of(hall.desk, clerk, OFFICE, Q3, head=middle)
    assert then == tuple(one for one in steps if one.seq <= middle)
    with pytest.raises(Refused):
        trail_of(hall.desk, hall.clerk("sanitation"), OFFICE, Q3)
    with pytest.raises(UserError, match="没有单位"):
        trail_of(hall.desk, DESK, "nobody", ReportingPeriod.parse("2024-Q3"))
