"""What an installation must have before real use: each point, its reason and the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from desk.handle import Desk
from desk.views import readiness_machine
from desk.views.readiness_point import Check, Known, State, Step
from ledger.accounts import PostRow
from observations.calendar import shanghai_day
from observations.identity import Role
from targets.hearing import Hearing

WITHOUT_BASELINE = frozenset({"met", "step"})
"""Pace models that judge without a baseline: reached or not, and the milestones alone."""


def _stamp(desk: Desk, _known: Known) -> Check:
    why = "演示数值和模拟时钟不得混进真实台账,所以演示库永远不能转为正式库。"
    if not desk.is_demo:
        return Check("正式库", "ready", "本库创建时即为正式库。", why)
    words = "另设数据目录(CITYPLAN_HOME),从头正式开始"
    step = Step(words, command="cityplan init")
    return Check("正式库", "missing", "这是演示库,数值由演示程序合成。", why, step)


def _plan(desk: Desk, known: Known) -> Check:
    why = "评估、表样和通报都按载入台账的方案版本。"
    load = Step("核对后载入", command="cityplan plan load")
    if not known.editions:
        return Check("方案", "missing", "方案还没有载入台账。", why, load)
    last = known.editions[-1]
    loaded = f"{shanghai_day(last.loaded_at)}由“{last.loaded_by}”载入"
    found = f"《{last.title}》版本 {last.version[:12]},{loaded}。"
    if last.version != desk.plan.version:
        return Check("方案", "attention", f"{found}方案目录里的与它不同。", why, load)
    return Check("方案", "ready", found, why)


def _offices(desk: Desk, known: Known) -> Check:
    why = "每份报表由填报岗位报送、另一个审核岗位审核,缺一个就报不上来。"
    lacking = tuple(
        f"{desk.office_names[office]}({lack})"
        for office in known.offices
        if (lack := _lack(office, known.posts))
    )
    found = f"{len(known.offices)}家报送单位,{len(known.offices) - len(lacking)}家岗位齐备。"
    if not lacking:
        return Check("单位岗位", "ready", found, why)
    step = Step("为每家单位各建一个填报、一个审核岗位", command="cityplan user add")
    return Check("单位岗位", "missing", found, why, step, lacking)


def _lack(office: str, posts: tuple[PostRow, ...]) -> str:
    """What an office lacks of two posts, one to report and another one to check."""
    clerks, reviewers = (
        {one.name for one in posts if role in one.roles and office in one.offices}
        for role in (Role.CLERK, Role.REVIEWER)
    )
    if clerks and reviewers:
        return "填报、审核是同一岗位" if len(clerks | reviewers) == 1 else ""
    words = [word for word, held in (("填报", clerks), ("审核", reviewers)) if not held]
    return f"缺{'、'.join(words)}"


def _officials(_desk: Desk, known: Known) -> Check:
    why = "没有调度岗位就无人审定,没有管理岗位就无人重置口令;领导岗位看总览。"
    held = {role for one in known.posts for role in one.roles}
    asked = (Role.DESK, Role.ADMIN, Role.LEADER)
    lacking = tuple(role.label for role in asked if role not in held)
    if not lacking:
        return Check("调度、管理、领导岗位", "ready", "都有。", why)
    state: State = "attention" if lacking == (Role.LEADER.label,) else "missing"
    step = Step("新增岗位", command="cityplan user add")
    return Check("调度、管理、领导岗位", state, "还缺岗位。", why, step, lacking)


def _passwords(_desk: Desk, known: Known) -> Check:
    why = "一次性口令由管理员经手,岗位自己改过以后才只有本岗位知道。"
    if not known.once:
        return Check(
            "口令", "ready", f"在用的{len(known.posts)}个岗位没有一个还用一次性口令。", why
        )
    found = f"{len(known.once)}个岗位还在用一次性口令。"
    step = Step("请各岗位登录一次,另设口令;丢失的可重发", command="cityplan user password")
    return Check("口令", "attention", found, why, step, known.once)


def _baselines(_desk: Desk, known: Known) -> Check:
    why = "序时进度从基期值算起;缺基期值的目标在达标以前都是“不可评估”。"
    asked = [one for one in known.ways if _needs_baseline(one)]
    lacking = dict.fromkeys(one.indicator.name for one in asked if one.start is None)
    found = f"{len(asked)}项目标要用基期值,{sum(one.start is not None for one in asked)}项已录入。"
    if not lacking:
        return Check("基期值", "ready", found, why)
    step = Step("由表格录入,逐项写明来源", command="cityplan baseline import")
    return Check("基期值", "missing", found, why, step, tuple(lacking))


def _needs_baseline(one: Hearing) -> bool:
    """True where the level goes by a pace that begins at a baseline."""
    target = one.target
    by_itself = one.yes_no or target.cadence or target.keep or target.open_ended
    return not by_itself and one.model_name not in WITHOUT_BASELINE


def _pace(desk: Desk, known: Known) -> Check:
    why = "没有节点值的目标按直线序时;印发日与实际起步不同的,起点要改。"
    found = f"序时起点{desk.plan.pace_origin},节点值{len(known.milestones)}个。"
    if known.milestones:
        return Check("序时起点和节点值", "ready", found, why)
    step = Step(
        "有年度分解的,由表格录入;没有的,确认按直线序时", command="cityplan milestone import"
    )
    return Check("序时起点和节点值", "confirm", found, why, step)


def _calendar(desk: Desk, _known: Known) -> Check:
    why = "到期日按工作日推算;放假安排未公布的年份只按星期推,日期旁会注明。"
    year = desk.today().year
    lacking = tuple(f"{one}年" for one in (year, year + 1) if not desk.calendar.covered(one))
    if not lacking:
        return Check("工作日历", "ready", f"{year}、{year + 1}年的放假安排都有。", why)
    state: State = "attention" if desk.calendar.covered(year) else "missing"
    step = Step("国务院办公厅公布后载入补充文件", command="cityplan calendar load")
    found = f"还没有{'、'.join(lacking)}的放假安排。"
    return Check("工作日历", state, found, why, step)


CHECKS: tuple[Callable[[Desk, Known], Check], ...] = (
    _stamp,
    _plan,
    _offices,
    _officials,
    _passwords,
    _baselines,
    _pace,
    _calendar,
    readiness_machine.channels,
    readiness_machine.secret,
    readiness_machine.backup,
    readiness_machine.https,
    readiness_machine.worker,
    readiness_machine.schedules,
    readiness_machine.heads,
)
"""The points in the order in which an installation gets them."""


def checked(desk: Desk, known: Known) -> Iterator[Check]:
    """Every point, in order."""
    return (check(desk, known) for check in CHECKS)
