"""Sentences of the command that judges any tidy series."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "judge.rule": ("规则“{rule}”无法识别", 'rule "{rule}" is not known'),
    "judge.rules": ("可用:{rules}", "use one of {rules}"),
    "judge.head": ("规则 {version},{count}个序列", "Rule {version}, {count} series"),
    "judge.verdict": ("{series}  {status}:{why}", "{series}  {status}: {why}"),
    "judge.ignored": ("未采用的列:{columns}", "Columns left aside: {columns}"),
    "judge.no_table": ("《{name}》没有内容", "{name} is empty"),
    "judge.csv": (
        "给出 csv 表(UTF-8 或 GB18030),不超过 100 万个有字的格;太大的分成几个文件",
        "give a csv table (UTF-8 or GB18030) of at most 1,000,000 filled cells; split a larger one",
    ),
}
