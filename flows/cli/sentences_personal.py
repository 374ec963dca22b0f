"""Sentences of the commands about personal data."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "personal.name": ("姓名:{value}", "name: {value}"),
    "personal.contact": ("联系方式:{value}", "contact: {value}"),
    "personal.address": ("住址:{value}", "address: {value}"),
    "personal.text": ("原文:{value}", "text: {value}"),
    "personal.erased": (
        "已销毁 {numbers} 的密钥,个人信息不能恢复;以前的备份里还有它的密文和密钥,"
        "要有数据密钥才打得开,备份到期删去后再无副本",
        "The key of {numbers} is destroyed and its personal data are gone for ever; older backups "
        "hold it until they are deleted, and open only with the data key",
    ),
    "personal.rule": ("{title}({rule}),依据:{source}", "{title} ({rule}), by: {source}"),
    "personal.due": ("{number}  {why}", "{number}  {why}"),
    "personal.left": (
        "到期{count}条;加 --yes 现在销毁",
        "{count} are due; --yes destroys them now",
    ),
    "personal.gone": ("已销毁{count}条", "{count} destroyed"),
    "personal.rotated": (
        "数据密钥已换,{count}条重新包裹;请把新的 data.key 另存到安全的地方,旧的销毁",
        "The data key was replaced, {count} wrapped anew; keep a copy of the new data.key apart "
        "and destroy the old one",
    ),
}
