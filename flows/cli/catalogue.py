"""Every sentence of the commands' own, by id, in Chinese and in English.

What rules, plans and the desk say (findings, why, refusals) is data and stays Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.cli import (
    sentences_accounts,
    sentences_alerts,
    sentences_areas,
    sentences_assess,
    sentences_backups,
    sentences_cases,
    sentences_changes,
    sentences_channels,
    sentences_custody,
    sentences_derive,
    sentences_entry,
    sentences_extract,
    sentences_judge,
    sentences_map,
    sentences_motions,
    sentences_open_data,
    sentences_papers,
    sentences_personal,
    sentences_plan,
    sentences_quality,
    sentences_rates,
    sentences_rules,
    sentences_scores,
    sentences_voices,
)

SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # the frame
        "error": ("错误:{error}", "Error: {error}"),
        "error.cure": ("{what};{cure}", "{what}; {cure}"),
        "fault": (
            "系统故障:{error}。已收到的数据不会丢失,请稍后重试。",
            "System fault: {error}. Nothing that was received is lost; please try again later.",
        ),
        "usage.help": ("用 {command} --help 查看用法", "see {command} --help"),
        "usage.subcommand": ("{command} 后面缺子命令", "{command} needs a command"),
        "usage.empty": ("{name} 后面缺内容", "{name} needs a value"),
        "usage.example": (
            "例:--lang en,--as 市政科经办人",
            "for example --lang en, --as 市政科经办人",
        ),
        "usage.language": ("不支持的语言“{value}”", 'language "{value}" is not supported'),
        "usage.languages": ("可用:zh、en", "use zh or en"),
        "preparing": ("准备", "preparing"),
        "and": ("、", ", "),
        # plan
        "plan.holds": (
            "方案可用:{targets}项目标逐字可查,数字全部有着落;"
            "文内冲突{conflicts}处(已列入方案,不阻断)。",
            "The plan holds: {targets} targets quoted verbatim, every number covered; "
            "{conflicts} conflicts inside the text (listed, not blocking).",
        ),
        # reports
        "written": ("已写出 {path}", "Written: {path}"),
        "receipt": ("{file}:{status},回执 {receipt}", "{file}: {status}, receipt {receipt}"),
        "receipt.accepted": ("已受理,{count}个值", "accepted, {count} values"),
        "receipt.sent_back": (
            "报送已被退回,须改正后重新送交",
            "sent back; correct it and send it again",
        ),
        "receipt.unchanged": ("(重新核验,结果不变)", " (judged again, nothing changed)"),
        "receipt.changed": ("(重新核验,结果有变)", " (judged again, the outcome changed)"),
        "receipt.returned": ("已退回", "returned"),
        "receipt.refused": ("无法受理", "refused"),
        "receipt.duplicate": ("重复来件,首次回执 {first}", "a duplicate, first receipt {first}"),
        "receipt.received": ("已收到,等候核验", "received, waiting to be judged"),
        "receipt.judging": ("核验中", "being judged"),
        "receipt.closed": ("  上次的问题已改正 {count} 项", "  {count} earlier findings corrected"),
        "receipt.sheet": ("  退回单:{path}", "  return sheet: {path}"),
        "bulk.details": (
            "  问题明细({count}行):{path}",
            "  every failing row ({count}): {path}",
        ),
        "bulk.pending": (
            "  待复核:核验进程复核通过后才能审核、审定",
            "  to be certified by the worker before anybody can approve it",
        ),
        "bulk.certified": ("  复核通过,等候审核、审定", "  certified, waiting for approval"),
        "bulk.refused": (
            "  复核未通过:数值保持待核,不能审核、审定,原因见预警",
            "  not certified: the values stay unapproved, see the alerts",
        ),
        "diff.none": (
            "回执 {receipt} 之前没有可比的报送",
            "Nothing was delivered before receipt {receipt} that it could be compared with",
        ),
        "diff.head": (
            "回执 {receipt} 与上次 {before} 相比:{summary}",
            "Receipt {receipt} against {before}: {summary}",
        ),
        "diff.row": ("  {name}:{before} → {now} {change}", "  {name}: {before} → {now} {change}"),
        "diff.note": (";说明“{before}”→“{now}”", '; note "{before}" → "{now}"'),
        "answered": ("已记下对 {finding} 的说明", "The explanation of {finding} is recorded"),
        # the desk has a Chinese sentence of its own for these, given as `text`
        "approved.office": ("{text}", "{office} {period}: reviewed, now waiting for approval"),
        "approved.desk": ("{text}", "{office} {period}: approved"),
        "approved.covers": ("  包括回执 {receipts}", "  covers receipts {receipts}"),
        "sent_back": ("{text}", "Sent back: {office} {period}"),
        # layouts of third parties' tables
        "layout.drafted": (
            "草稿已写到 {path},其中 {count} 处要确认;确认前不会启用",
            "Draft written to {path} with {count} questions; nothing uses it before they are gone",
        ),
        "layout.holds": (
            "表样 {layout} 可用:{title},{columns} 列",
            "Layout {layout} holds: {title}, {columns} columns",
        ),
        "layout.none": ("还没有外来表样", "No layouts of tables yet"),
        "layout.broken": ("未启用:{problem}", "Left out: {problem}"),
        # judging
        "baseline.set": (
            "已录入 {indicator} {area} {period} 基期值 {value}(第{version}版)",
            "Baseline of {indicator} {area} {period}: {value} (version {version})",
        ),
        "demo.mark": (
            "演示数据:本库数值由演示程序合成,不是任何单位的实测",
            "Demo data: the values of this database are synthetic, nobody measured them",
        ),
        "ledger.granted": (
            "角色 {role} 已授权:只能追加和读取",
            "Role {role} may append and read, nothing else",
        ),
        "init.history": (
            "历史报表 {count} 份,受理 {accepted} 份;审核、审定后生效",
            "{count} past forms, {accepted} accepted; they count once reviewed and approved",
        ),
        "baseline.imported": ("已录入 {count} 个基期值", "{count} baselines recorded"),
        "assessment": ("{level}  {trend}  {name}:{why}", "{level}  {trend}  {name}: {why}"),
        "assessment.total": ("共{count}项:{counts}", "{count} in all: {counts}"),
        "assessment.count": ("{level}{count}项", "{count} {level}"),
        "comma": (",", ", "),
        "level.met": ("已达标", "met"),
        "level.on_pace": ("达序时", "on pace"),
        "level.behind": ("滞后", "behind"),
        "level.far_behind": ("严重滞后", "far behind"),
        "level.not_assessable": ("不可评估", "not assessable"),
        "trend.improving": ("改善", "improving"),
        "trend.flat": ("持平", "flat"),
        "trend.worsening": ("恶化", "worsening"),
        "trend.unknown": ("趋势不明", "trend unknown"),
        "brief.written": ("已写出:", "Written:"),
        # the installation
        "init.ready": ("已就绪:{url}", "Ready: {url}"),
        "init.plan": (
            "方案:{plan},{targets}项目标;公开发布数值{published}条",
            "Plan: {plan}, {targets} targets; {published} published values",
        ),
        "init.secret": (
            "管理员“{post}”,一次性口令:{password}(只显示这一次)",
            'Administrator "{post}", one-time password: {password} (shown this once)',
        ),
        "init.again": (
            "管理员“{post}”已存在,口令不变",
            'Administrator "{post}" exists; the password is unchanged',
        ),
        "init.next": (
            "下一步:cityplan user add 建各单位岗位,cityplan baseline set 录入基期值,"
            "cityplan serve 启动。",
            "Next: cityplan user add for the posts of each office, cityplan baseline set for "
            "baselines, cityplan serve to start.",
        ),
        "set": ("(已设置)", "(set)"),
        "setting.home": ("数据目录", "data folder"),
        "setting.database_url": (
            "数据库地址,默认为数据目录内的 SQLite",
            "database address; SQLite in the data folder by default",
        ),
        "setting.plan": ("方案目录", "plan folder"),
        "setting.secret_key": (
            "会话密钥,至少32个字符,默认在数据目录内生成",
            "session key, at least 32 characters; made in the data folder by default",
        ),
        "setting.data_key": ("个人信息加密密钥(意见建议)", "key that encrypts personal data"),
        "setting.alert_urls": ("预警通道地址,逗号分隔", "alert channels, separated by commas"),
        "setting.alert_allow": (
            "准许的内网预警主机,逗号分隔",
            "inner hosts that alerts may go to, separated by commas",
        ),
        "setting.now": ("模拟时钟,仅限演示库", "simulated clock, demo databases only"),
        "setting.insecure_cookie": (
            "允许不经 HTTPS 的会话(仅限本机)",
            "allow sessions without HTTPS (this machine only)",
        ),
        "user.added": (
            "岗位“{post}”,一次性口令:{password}(只显示这一次)",
            'Post "{post}", one-time password: {password} (shown this once)',
        ),
        "user.rights": ("岗位“{post}”的权限已更改", 'The rights of "{post}" are changed'),
        "user.password": (
            "岗位“{post}”,新口令:{password}(只显示这一次)",
            'Post "{post}", new password: {password} (shown this once)',
        ),
        "user.all": ("全部", "all"),
        "user.inactive": ("  已停用", "  disabled"),
        "user.disabled": ("岗位“{post}”已停用", 'Post "{post}" is disabled'),
        "user.enabled": ("岗位“{post}”已启用", 'Post "{post}" is enabled'),
        "user.none": ("还没有岗位", "No posts yet"),
        "token.added": ("{name}:{token}(只显示这一次)", "{name}: {token} (shown this once)"),
        "token.until": ("至 {day}", "until {day}"),
        "token.gone": ("已收回", "revoked"),
        "token.revoked": ("令牌“{name}”已收回", 'Token "{name}" is revoked'),
        "token.none": ("还没有令牌", "No tokens yet"),
        "ledger.whole": ("审计链完好,链头 {head}", "The audit chain is whole; head {head}"),
        "ledger.broken": (
            "第 {seq} 条,{place}:{reason}",
            "Broken at link {seq}, {place}: {reason}",
        ),
        "ledger.head": ("链头 {head} 已写入 {path}", "Head {head} written to {path}"),
        "demo.logins": ("演示登录:", "Demo logins:"),
        # what runs until it is stopped
        "program.bench": ("核验进程", "The judging process"),
        "program.web": ("看板进程", "The web process"),
        "program.server": ("Prefect 服务端", "The Prefect server"),
        "program.worker": ("Prefect 工作进程", "The Prefect worker"),
        "program.again": (
            "{name}已退出({code}),{wait}秒后重新启动",
            "{name} ended ({code}); starting again in {wait} s",
        ),
        "serve.open": (
            "看板已打开:http://{host}:{port}(Ctrl-C 停止)",
            "The dashboard is open: http://{host}:{port} (Ctrl-C stops it)",
        ),
        "serve.worker": (
            "核验进程已启动(Ctrl-C 停止)",
            "The judging process has started (Ctrl-C stops it)",
        ),
        "serve.stopped": ("已停止,来件和数据都在", "Stopped; files and data are kept"),
        "schedule.open": (
            "定时任务已开始:{where}(Ctrl-C 停止)",
            "Scheduled work has begun: {where} (Ctrl-C stops it)",
        ),
        "schedule.forgotten": (
            "Prefect 服务端不认得我们的任务(它的数据库可能被清空了),正在重新登记",
            "The Prefect server does not know our work (a wiped database?): registering it again",
        ),
        "schedule.again": (
            "{many}项定时任务的运行被中断,已各补做一次",
            "{many} scheduled runs were cut off: each is run again",
        ),
        "schedule.stopped": (
            "定时任务已停止;错过的下次启动时补做",
            "Scheduled work has stopped; what is missed is done at the next start",
        ),
        "schedule.off": (
            "已停用定时任务;再次运行 cityplan schedule 即恢复",
            "Scheduled work is off; cityplan schedule turns it on again",
        ),
    }
    | sentences_entry.SENTENCES
    | sentences_extract.SENTENCES
    | sentences_accounts.SENTENCES
    | sentences_custody.SENTENCES
    | sentences_assess.SENTENCES
    | sentences_backups.SENTENCES
    | sentences_cases.SENTENCES
    | sentences_derive.SENTENCES
    | sentences_judge.SENTENCES
    | sentences_map.SENTENCES
    | sentences_open_data.SENTENCES
    | sentences_papers.SENTENCES
    | sentences_personal.SENTENCES
    | sentences_plan.SENTENCES
    | sentences_alerts.SENTENCES
    | sentences_areas.SENTENCES
    | sentences_channels.SENTENCES
    | sentences_changes.SENTENCES
    | sentences_rules.SENTENCES
    | sentences_rates.SENTENCES
    | sentences_quality.SENTENCES
    | sentences_voices.SENTENCES
    | sentences_motions.SENTENCES
    | sentences_scores.SENTENCES
)


def sentence(lang: str, key: str, **values: object) -> str:
    """The sentence `key` in `lang` (`zh` or `en`), its fields filled.

    >>> sentence("en", "receipt.accepted", count=3)
    'accepted, 3 values'
    """
    zh, en = SENTENCES[key]
    return (en if lang == "en" else zh).format(**values)
