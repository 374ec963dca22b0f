"""What an installation must have before real use: each point, its reason and the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from desk import pulse
from desk.handle import Desk, system_clock
from desk.heads import day_files
from desk.views.channels import ChannelRow
from ledger.accounts import PostRow
from ledger.heartbeats import Heartbeat
from ledger.plans import PlanVersion
from observations.calendar import shanghai_day
from observations.errors import UserError
from observations.identity import Role
from targets.hearing import Hearing
from targets.milestones import Milestone

State = Literal["missing", "attention", "confirm", "ready"]
WITHOUT_BASELINE = frozenset({"met", "step"})
"""Pace models that judge without a baseline: reached or not, and the milestones alone."""
_EARLIER = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """What to do next: a sentence, and a page of this site or a command for the server."""

    words: str
    href: str = ""
    command: str = ""


@dataclass(frozen=True)
class Check:
    """One point: how it stands, what was found, who or what lacks, why it matters."""

    title: str
    state: State
    found: str
    why: str
    step: Step | None = None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What the checks look at, read at one moment; `posts` are those in use.

    `once` are posts whose password somebody else set; `ways` every target with its baseline.
    """

    editions: tuple[PlanVersion, ...]
    posts: tuple[PostRow, ...]
    once: tuple[str, ...]
    offices: tuple[str, ...]
    ways: tuple[Hearing, ...]
    milestones: tuple[Milestone, ...]
    channels: tuple[ChannelRow, ...]
    beats: tuple[Heartbeat, ...]


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


def _channels(_desk: Desk, known: Known) -> Check:
    why = "催报、退回和预警经通道送到人;只写进本机文件等于没有人收到。"
    real = [one for one in known.channels if one.kind != "文件"]
    if not real:
        step = Step("设好通道地址(CITYPLAN_ALERT_URLS)并重启,再到通道页试发", href="/channels")
        return Check("预警通道", "missing", "只有本机文件,没有设通道。", why, step)
    step = Step("在通道页试发", href="/channels")
    bad = tuple(f"{one.kind} {one.place}" for one in real if not _works(one))
    found = f"{len(real)}个通道,{len(real) - len(bad)}个送达过。"
    if not bad:
        return Check("预警通道", "ready", found, why)
    return Check("预警通道", "attention", found, why, step, bad)


def _works(one: ChannelRow) -> bool:
    """True where a message arrived and none fails now, or the last test was taken."""
    return one.state == "well" or (one.state == "idle" and one.tested.endswith("对方已接收"))


def _secret(desk: Desk, _known: Known) -> Check:
    why = "登录和令牌都系于会话密钥:弱则可被伪造,丢则全部重新登录、重发令牌。"
    try:
        desk.settings.secret()
    except UserError as mistake:
        return Check("会话密钥", "missing", f"{mistake.what}。", why, Step(f"{mistake.cure}"))
    kept = "由 CITYPLAN_SECRET_KEY 给出" if desk.settings.secret_key else "存于数据目录 secret.key"
    return Check("会话密钥", "ready", f"足够长且随机,{kept}。", why)


def _backup(_desk: Desk, _known: Known) -> Check:
    why = "机器坏了,能恢复多少全看最近一份副本;系统看不到机器以外的副本。"
    found = "要复制的:数据库、来件原件(spool)、印发的文件(papers)、链头(heads)、secret.key。"
    words = "由管理员确认:每天有副本存放在本机之外,并试过恢复"
    return Check("备份", "confirm", found, why, Step(words))


def _https(desk: Desk, _known: Known) -> Check:
    why = "不经 HTTPS 的会话,同一网络上的人看得到口令和登录。"
    if not desk.settings.insecure_cookie:
        return Check("HTTPS", "ready", "登录只在 HTTPS 下有效。", why)
    step = Step("在前面设 HTTPS 代理,去掉环境变量 CITYPLAN_INSECURE_COOKIE 后重启")
    return Check("HTTPS", "missing", "现在允许不经 HTTPS 的会话(仅限本机试用)。", why, step)


def _worker(desk: Desk, _known: Known) -> Check:
    why = "来件由它核验;它不在,来件排队等候,不会丢失,也没有回执结果。"
    if pulse.worker_alive(desk):
        return Check("核验进程", "ready", "在岗。", why)
    step = Step("打开看板和核验进程,并设为开机自启", command="cityplan serve")
    return Check("核验进程", "missing", "没有应答。", why, step)


def _schedules(_desk: Desk, known: Known) -> Check:
    why = "收件、催报、评估和通报到点自动办;停了,就只能逐项手工办。"
    step = Step("在本机运行定时任务,并设为开机自启", command="cityplan schedule")
    others = [one for one in known.beats if one.name != pulse.WORKER]
    if not others:
        return Check("定时任务", "missing", "还没有一个运行过。", why, step)
    late = tuple(one.name for one in others if one.overdue(system_clock()))
    found = f"{len(others)}个定时任务有心跳,{len(late)}个逾期。"
    return Check(
        "定时任务", "attention" if late else "ready", found, why, step if late else None, late
    )


def _heads(desk: Desk, _known: Known) -> Check:
    why = "把链头存到机器以外,日后才能证明台账没有被整库换掉。"
    step = Step("导出后存放在本机之外;定时任务每天也会导出", command="cityplan ledger head")
    days = day_files(desk)
    if not days:
        return Check("审计链头", "missing", "还没有导出过。", why, step)
    last = max(days)
    sent = "也经预警通道送出" if desk.settings.send_heads else "只存于数据目录 heads"
    fresh = last >= desk.today() - _EARLIER
    found = f"最近一份是{last}的,{sent}。"
    return Check("审计链头", "ready" if fresh else "attention", found, why, None if fresh else step)


CHECKS: tuple[Callable[[Desk, Known], Check], ...] = (
    _stamp,
    _plan,
    _offices,
    _officials,
    _passwords,
    _baselines,
    _pace,
    _calendar,
    _channels,
    _secret,
    _backup,
    _https,
    _worker,
    _schedules,
    _heads,
)
"""The points in the order in which an installation gets them."""


def checked(desk: Desk, known: Known) -> Iterator[Check]:
    """Every point, in order."""
    return (check(desk, known) for check in CHECKS)
