"""Sentences of the commands on the chain's heads, destroyed originals and evidence."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "ledger.daily": ("{day} 的链头已存入数据目录", "The head of {day} is kept in the data folder"),
    "ledger.file": ("{place}:{reason}", "{place}: {reason}"),
    "ledger.predating": (
        "另有{count}条口令、令牌、登录设于入链之前,无从核对;重置口令、重发令牌后即可核对",
        "{count} passwords, tokens and sessions are older than their words in the chain and cannot "
        "be checked; new passwords and tokens can",
    ),
    "ledger.end": ("链头 {head}  {hash}", "Head {head}  {hash}"),
    "ledger.no_role": ("没有写给哪个角色授权", "no role is named"),
    "ledger.name_role": (
        "写 --writer 角色,或 --reader 角色,或两个都写",
        "name --writer ROLE, --reader ROLE, or both",
    ),
    "ledger.is_writer": (
        "角色 {role}:只能追加和读取,不能改写、不能建表",
        "Role {role} may add and read; it may not rewrite or create tables",
    ),
    "ledger.is_reader": (
        "角色 {role}:只读,看不到口令、登录、令牌和密封的内容",
        "Role {role} may only read, and nothing of passwords, log-ins, tokens and sealed contents",
    ),
    "snapshot.made": (
        "{period}:{rows}个值,链头 {head},校验和 {sha256}",
        "{period}: {rows} values at head {head}, checksum {sha256}",
    ),
    "snapshot.none": ("没有已关账的报告期", "no period is closed"),
    "snapshot.equal": ("{period}:与台账相同", "{period}: equal to the record"),
    "snapshot.changed": (
        "{period}:与台账不同,请重做:cityplan ledger snapshot",
        "{period}: differs from the record; make it anew: cityplan ledger snapshot",
    ),
    "snapshot.missing": (
        "{period}:还没有做,或文件不在了,请重做:cityplan ledger snapshot",
        "{period}: not made yet, or its file is gone; make it: cityplan ledger snapshot",
    ),
    "snapshot.left over": (
        "{period}:已重开,文件该去掉,请重做:cityplan ledger snapshot",
        "{period}: opened again, its file is to go; make them anew: cityplan ledger snapshot",
    ),
    "purge.kept": ("不销毁 {receipt}《{name}》:{reason}", "Kept {receipt} ({name}): {reason}"),
    "purge.gone": ("销毁 {receipts}《{name}》", "Destroyed {receipts} ({name})"),
    "purge.done": ("已销毁{count}件,{kept}件不动", "{count} destroyed, {kept} kept"),
    "purge.would": (
        "试算:将销毁{count}件,{kept}件不动",
        "Dry run: {count} would be destroyed, {kept} kept",
    ),
    "day.unknown": ("日期“{day}”无法识别", '"{day}" is no date'),
    "day.written": ("写成 2022-01-01", "write 2022-01-01"),
    "file.unread": ("读不到文件“{file}”", 'cannot read "{file}"'),
    "file.readable": ("检查路径和读取权限", "check the path and its permissions"),
    "attached": ("已附佐证 {id}《{name}》({sha256}…)", "Attached {id}: {name} ({sha256}…)"),
    "setting.read_url": (
        "只读副本的地址(PostgreSQL 流复制),看板和开放数据在那里读",
        "address of a copy to read from (PostgreSQL streaming replication): pages and open data "
        "are read there",
    ),
    "setting.read_lag": (
        "只读副本最多可落后几秒,超出的在主库读",
        "seconds the copy may be behind; beyond them the first server is read",
    ),
    "setting.pool_web": (
        "看板的数据库连接,如 processes=2,size=8,more=8,statement=120,lock=60,idle=120",
        "the web processes' connections to the database, such as "
        "processes=2,size=8,more=8,statement=120,lock=60,idle=120",
    ),
    "setting.pool_worker": (
        "核验进程的数据库连接,写法同 CITYPLAN_POOL_WEB",
        "the worker's connections, written as CITYPLAN_POOL_WEB",
    ),
    "setting.pool_command": (
        "定时任务和命令的数据库连接,写法同 CITYPLAN_POOL_WEB",
        "connections of flows and commands, written as CITYPLAN_POOL_WEB",
    ),
    "setting.send_heads": (
        "每天的审计链头也经预警通道送出",
        "send each day's head of the audit chain through the alert channels too",
    ),
    "setting.keep_originals_days": (
        "来件原件的最短保存期,天",
        "days an original is kept at the least",
    ),
    "setting.backups": (
        "每天自动备份写到哪个目录(数据目录之外),不写则不自动备份",
        "folder of the daily backups, outside the home; none are made without it",
    ),
    "setting.backups_kept": (
        "自动备份保留最近几份",
        "how many daily backups are kept",
    ),
    "setting.api_token_per_minute": (
        "每个令牌每分钟的接口请求数(每个网页进程)",
        "API requests a minute of one token (each web process)",
    ),
    "setting.api_address_per_minute": (
        "每个地址每分钟的接口请求数(每个网页进程)",
        "API requests a minute from one address (each web process)",
    ),
    "setting.public": (
        "公开页 /public:不登录可读已批准公开的内容",
        "the page /public: what is approved for the public, without signing in",
    ),
    "setting.log_format": (
        "日志写法:json、text,auto 为在终端用 text、其余用 json",
        "how logs are written: json, text, or auto: text at a terminal, json elsewhere",
    ),
    "setting.trusted_proxy": (
        "只信这些反向代理转来的访客地址,IP 或网段,逗号分隔;不写则谁也不信",
        "reverse proxies whose word on the visitor's address is taken: addresses or networks, "
        "comma-separated; none by default",
    ),
    "setting.site": (
        "看板的网址,如 https://cityplan.example,定时任务的结果里带上链接",
        "the dashboard's address, like https://cityplan.example: results of scheduled jobs link "
        "to it",
    ),
    "setting.idle_minutes": (
        "多久没有操作即自动退出,分钟(大屏除外)",
        "minutes without an act after which one is signed out (wall screens are not)",
    ),
    "setting.login_per_minute": (
        "每个地址每分钟的登录次数(每个网页进程)",
        "log-ins a minute from one address (each web process)",
    ),
    "setting.asker_per_second": (
        "每处登录或地址每秒着手办的请求数,超出的排队(每个网页进程)",
        "requests of one log-in or address begun a second, more of them wait (each web process)",
    ),
    "setting.rest_per_second": (
        "翻页以外(文件、登录、接口)每秒着手办的请求总数,超出的排队(每个网页进程)",
        "requests beside pages (files, log-ins, the interface) begun a second by all together, "
        "more of them wait (each web process)",
    ),
    "setting.session_per_minute": (
        "每处登录每分钟的请求数,静态文件除外(每个网页进程)",
        "requests a minute of one log-in, static files apart (each web process)",
    ),
    "setting.downloads_per_minute": (
        "每处登录每分钟的下载数(每个网页进程)",
        "downloads a minute of one log-in (each web process)",
    ),
    "setting.api_big_bodies": (
        "同时接收的大文件(1 MB 以上)数(每个网页进程)",
        "bodies above 1 MB received at once (each web process)",
    ),
}
