"""Sentences of the commands about changes that one post asks for and another lets in."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "change.asked": ("已提请 {number}:{title}", "Asked for as {number}: {title}"),
    "change.next": (
        "尚未生效。下一步:另一调度岗位核对后用 cityplan change approve {number}{folder} --as 岗位",
        "Not in force yet. Next: another desk post checks it and runs "
        "cityplan change approve {number}{folder} --as POST",
    ),
    "change.alone": (
        "{option} 已停用:写上另一个岗位的名字不算它办理",
        "{option} is gone: naming another post is not its word",
    ),
    "change.alone.cure": (
        "去掉它;提请后由另一调度岗位用 cityplan change approve 批准",
        "leave it out; ask first, then another desk post runs cityplan change approve",
    ),
    "change.pending": ("待批准", "nobody yet"),
    "change.row": (
        "{number}  {kind}  {title}\n  {post} {at} 提请:{text}",
        "{number}  {kind}  {title}\n  asked for by {post} at {at}: {text}",
    ),
    "change.detail": ("  {text}", "  {text}"),
    "change.waits": ("  待另一调度岗位批准", "  waits for another desk post"),
    "change.word.approved": ("  {post} {at} 批准{text}", "  approved by {post} at {at}{text}"),
    "change.word.declined": (
        "  {post} {at} 不予批准:{text}",
        "  declined by {post} at {at}: {text}",
    ),
    "change.kind.rule": ("质量规则", "rule"),
    "change.kind.calendar": ("工作日历", "calendar"),
    "change.kind.plan": ("方案版本", "plan"),
    "change.kind.score": ("考核计分规则", "scoring rule"),
    "change.none": ("没有待批准的改动", "No change waits"),
    "change.never": ("没有提请过改动", "No change was ever asked for"),
    "change.approved": (
        "已批准并生效:{title}({post} 提请,{number})",
        "Approved and in force: {title} (asked for by {post}, {number})",
    ),
    "change.declined": (
        "已不予批准:{title}({number}),一切照旧",
        "Declined: {title} ({number}); nothing has changed",
    ),
    "change.taken_back": (
        "已撤回:{title}({number}),一切照旧",
        "Taken back: {title} ({number}); nothing has changed",
    ),
}
