"""Sentences of the commands about quality rules and how loud they are."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "rules.row": (
        "{rule}  {severity}  {name}{settings}",
        "{rule}  {severity}  {name}{settings}",
    ),
    "rules.settled": (
        ";现为 {severity}({about},{until})",
        "; now {severity} ({about}, {until})",
    ),
    "rules.all": ("全部指标", "all indicators"),
    "rules.until": ("至 {day}", "until {day}"),
    "rules.open": ("不限期", "no end"),
    "rules.suite": (
        "规则 {count} 条,今天的判定记作 {suite}",
        "{count} rules; a judgement of today is recorded as {suite}",
    ),
    "rules.show": (
        "{rule} {name}({dimension};{severity})",
        "{rule} {name} ({dimension}; {severity})",
    ),
    "rules.explained": ("  有说明时:{severity}", "  where explained: {severity}"),
    "rules.message": ("  这时说:{message}", "  what is said then: {message}"),
    "rules.cure": ("  怎样改:{cure}", "  cure: {cure}"),
    "rules.version": (
        "{rule} {about} 第{version}版:{severity},{since} 起,{until};{reason}"
        "({asked_by} 提出,{post} 批准)",
        "{rule} {about} version {version}: {severity}, from {since}, {until}; {reason} "
        "(asked by {asked_by}, approved by {post})",
    ),
    "rules.none": ("没有调整过", "Nothing was ever set"),
    "rules.critical": ("退回", "critical"),
    "rules.warning": ("存疑", "warning"),
    "rules.info": ("提示", "info"),
    "rules.silent": ("不报", "silent"),
    "rules.default": ("按规则", "as declared"),
}
