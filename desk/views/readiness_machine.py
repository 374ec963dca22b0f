"""What real use needs of the machine: channels, secret, HTTPS, processes, heads."""

from __future__ import annotations

from datetime import timedelta

from desk import pulse
from desk.data_key import NAME
from desk.handle import SHANGHAI, Desk, system_clock
from desk.heads import day_files
from desk.personal import unopened
from desk.views.channels import ChannelRow
from desk.views.readiness_point import Check, Known, Step
from ledger import audited
from observations.errors import UserError

_EARLIER = timedelta(days=1)


def channels(_desk: Desk, known: Known) -> Check:
    """Where alerts go beside this machine's own file, and whether they arrive."""
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


def secret(desk: Desk, _known: Known) -> Check:
    """The key of sessions and tokens."""
    why = "登录和令牌都系于会话密钥:弱则可被伪造,丢则全部重新登录、重发令牌。"
    try:
        desk.settings.secret()
    except UserError as mistake:
        return Check("会话密钥", "missing", f"{mistake.what}。", why, Step(f"{mistake.cure}"))
    kept = "由 CITYPLAN_SECRET_KEY 给出" if desk.settings.secret_key else "存于数据目录 secret.key"
    return Check("会话密钥", "ready", f"足够长且随机,{kept}。", why)


def personal(desk: Desk, _known: Known) -> Check:
    """The data key: there, its owner's alone, and the one that what is sealed opens with."""
    why = "意见里的姓名、电话、原文用它加密;丢了就打不开,它不在备份里。"
    where = "CITYPLAN_DATA_KEY" if desk.settings.data_key else NAME
    try:
        closed, count = unopened(desk)
    except UserError as mistake:
        return Check("数据密钥", "missing", f"{mistake.what}。", why, Step(f"{mistake.cure}"))
    if closed:
        step = Step("放回加密时的 data.key 或 CITYPLAN_DATA_KEY", command="cityplan doctor")
        return Check("数据密钥", "missing", f"{len(closed)}条打不开。", why, step, closed[:5])
    if not count:
        return Check("数据密钥", "ready", "还没有加密的个人信息。", why)
    found = f"{count}条个人信息都打得开,密钥在 {where}。"
    return Check("数据密钥", "ready", f"{found}请另存一份在安全的地方,不与备份放在一起。", why)


def backup(desk: Desk, _known: Known) -> Check:
    """When the installation was last copied; where the copy lies nothing here can see."""
    why = "机器坏了,能恢复多少全看最近一份副本;系统看不到机器以外的副本。"
    words = "备份到本机之外,每天一次,并试着恢复一次"
    step = Step(words, command="cityplan backup")
    with desk.ledger.read() as reading:
        last = max(audited.last_of(reading, "backup").values(), default=None)
    if last is None:
        return Check("备份", "missing", "还没有用 cityplan backup 备份过。", why, step)
    day = last.astimezone(SHANGHAI).date()
    fresh = day >= desk.today() - _EARLIER
    found = f"最近一次备份于{day}。"
    return Check("备份", "ready" if fresh else "missing", found, why, None if fresh else step)


def https(desk: Desk, _known: Known) -> Check:
    """Whether sessions need HTTPS."""
    why = "不经 HTTPS 的会话,同一网络上的人看得到口令和登录。"
    if not desk.settings.insecure_cookie:
        return Check("HTTPS", "ready", "登录只在 HTTPS 下有效。", why)
    step = Step("在前面设 HTTPS 代理,去掉环境变量 CITYPLAN_INSECURE_COOKIE 后重启")
    return Check("HTTPS", "missing", "现在允许不经 HTTPS 的会话(仅限本机试用)。", why, step)


def worker(desk: Desk, _known: Known) -> Check:
    """Whether the intake worker is at work."""
    why = "来件由它核验;它不在,来件排队等候,不会丢失,也没有回执结果。"
    if pulse.worker_alive(desk):
        return Check("核验进程", "ready", "在岗。", why)
    step = Step("打开看板和核验进程,并设为开机自启", command="cityplan serve")
    return Check("核验进程", "missing", "没有应答。", why, step)


def schedules(_desk: Desk, known: Known) -> Check:
    """Whether the schedules give signs of life."""
    why = "收件、催报、评估和通报到点自动办;停了,就只能逐项手工办。"
    step = Step("在本机运行定时任务,并设为开机自启", command="cityplan schedule")
    others = [one for one in known.beats if one.name != pulse.WORKER]
    if not others:
        return Check("定时任务", "missing", "还没有一个运行过。", why, step)
    late = tuple(one.name for one in others if one.overdue(system_clock()))
    found = f"{len(others)}个定时任务有心跳,{len(late)}个逾期。"
    return Check(
        "定时任务", "missing" if late else "ready", found, why, step if late else None, late
    )


def heads(desk: Desk, _known: Known) -> Check:
    """Whether the chain's head was exported today or yesterday."""
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
