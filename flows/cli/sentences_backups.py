"""Sentences of the commands that look after an installation, copy it and make it anew."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "backup.done": (
        "已备份到 {path}({size}字节):数据库{rows}行,文件{files}个,链头 {head}  {hash};"
        "已逐件读回核对",
        "Backed up to {path} ({size} bytes): {rows} rows, {files} files, head {head}  {hash}; "
        "every part read back and compared",
    ),
    "backup.keep": (
        "备份含口令摘要和会话密钥,请存放在本机之外、只有管理员能读的地方",
        "It holds password digests and the key of sessions: keep it off this machine, for the "
        "administrator's eyes alone",
    ),
    "backup.old": (
        "数据库还是旧版结构,照原样备份,未记入审计链;接着运行 cityplan init 升级",
        "The database has an older schema: copied as it is, without a link in the chain; "
        "run cityplan init to upgrade it",
    ),
    "backup.key": (
        "{name} 由环境变量给出,不在备份内,请另行保管",
        "{name} comes from the environment and is not in the backup: keep it apart",
    ),
    "backup.data_key": (
        "data.key(个人信息的数据密钥和销毁名单)不在备份内,请另存在别处,不与备份放在一起",
        "data.key (the key of personal data, with the list of what was erased) is not in the "
        "backup: keep a copy of it apart",
    ),
    "restore.data_key": (
        "有意见建议的,先把最新的一份 data.key 放进数据目录再启动:没有它,已加密的个人信息打不开",
        "Where there are citizens' opinions, put the newest copy of data.key into the home before "
        "anything is started: without it their personal data do not open",
    ),
    "restore.done": (
        "已恢复 {taken_at} 的备份:数据库{rows}行,文件{files}个,链头 {head}  {hash};审计链与原件"
        "核对无误。备份之后的变动不在其中;启动服务前请确认原来的一套已停用,以免重复发出预警",
        "Restored the backup of {taken_at}: {rows} rows, {files} files, head {head}  {hash}; the "
        "chain and all originals hold. What came later is not in it; before serving make sure "
        "that the other installation is stopped, lest alerts are sent twice",
    ),
    "restore.broken": (
        "已恢复 {taken_at} 的备份,但有上列各处与登记不符;查明以前请勿启用",
        "Restored the backup of {taken_at}, but the places above do not hold; do not use it "
        "before that is explained",
    ),
    "doctor.step": ("    → {words}  {command}", "    → {words}  {command}"),
    "doctor.bad": ("{count}项要处理", "{count} to be seen to"),
    "doctor.well": ("全部正常", "All is well"),
}
