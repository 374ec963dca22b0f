"""Sentences of the commands about scores."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "score.head": ("{period}考核得分,规则 {rule},评估 {run}", "{period} {rule} {run}"),
    "score.public": ("异议期到 {until},已满并办完,各单位可看", "published, objections to {until}"),
    "score.not_public": ("没有公布;异议期到 {until}", "not published; objections to {until}"),
    "score.none": ("没有可看的单位", "no office to be seen"),
    "score.no_item": ("没有考核项“{item}”", 'There is no item "{item}"'),
    "score.rank": ("第 {rank} 名", "No. {rank}"),
    "score.unranked": ("不参评", "not ranked"),
    "score.left": ("  不计 {number}  {label}:{why}", "  left out {number}  {label}: {why}"),
    "score.objection": (
        "异议 {number}({label}):{reason};{state} {answer}",
        "Objection {number} ({label}): {reason}; {state} {answer}",
    ),
    "score.tried": (
        "{period}按 {new} 试算(现行 {rule}),不写入台账",
        "{period} by {new} on trial (in force: {rule}); nothing is kept",
    ),
    "score.changed": (
        "{name}  {before}(第 {was} 名)→ {after}(第 {now} 名)",
        "{name}  {before} (No. {was}) → {after} (No. {now})",
    ),
    "score.objected": (
        "已提异议 {number},由调度岗位办理:cityplan score decide {number}",
        "Objection {number} is kept; a desk decides: cityplan score decide {number}",
    ),
    "score.which": ("须写明采纳还是不采纳", "Say whether it is upheld or declined"),
    "score.which.cure": ("加 --uphold 或 --decline,只写一个", "add --uphold or --decline, one"),
    "score.upheld": ("采纳", "upheld"),
    "score.declined": ("不采纳", "declined"),
    "score.decided": ("异议 {number} {word}", "Objection {number} {word}"),
    "score.always": ("自始", "from the beginning"),
    "score.rule": ("{rule}  {title}  启用 {since}", "{rule}  {title}  from {since}"),
    "score.unread": ("读不了规则文件“{file}”", 'Cannot read the rule file "{file}"'),
    "score.utf8": ("写 UTF-8 的 YAML 文件,不超过 200 KB", "a YAML file in UTF-8, at most 200 KB"),
    "score.unassessed": ("还没有评估过,没有考核得分", "Nothing is assessed yet"),
    "score.assess": ("先运行 cityplan assess", "run cityplan assess first"),
}
