"""Sentences of the commands on posts, closed periods, deputies and the trail of a submission."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "usage.no_post": (
        "{name} 后面应写岗位名,“{value}”是选项",
        '{name} needs the name of a post; "{value}" is an option',
    ),
    "usage.post": ("例:{name} 市政科经办人", "for example {name} 市政科经办人"),
    "period.closed": ("{period}已关账", "{period} is closed"),
    "period.opened": ("{period}已重开", "{period} is open again"),
    "period.row": ("{period}  {day} 关账  {post}:{text}", "{period}  closed {day}  {post}: {text}"),
    "period.exception": (
        "  例外:{office} 至 {until}(含)  {post}准许:{text}",
        "  exception: {office} until {until} inclusive, granted by {post}: {text}",
    ),
    "period.none": ("没有关账的报告期", "No closed periods"),
    "exception.asked": (
        "已申请 {office} 补报 {period},至 {until}(含);待住建局准许",
        "{office} asks to report {period} until {until} inclusive; the bureau decides",
    ),
    "exception.granted": (
        "已准许 {office} 补报 {period},至 {until}(含)",
        "{office} may report {period} until {until} inclusive",
    ),
    "exception.ended": (
        "{office} {period} 的例外已结束",
        "The exception of {office} for {period} has ended",
    ),
    # the desk has a Chinese sentence of its own for this one, given as `text`
    "unapproved": ("{text}", "The approval of {office} {period} is taken back"),
    "trail.step": ("{at}  {title}  {post}:{text}", "{at}  {title}  {post}: {text}"),
    "trail.none": ("没有报送", "Nothing was handed in"),
    "deputy.named": (
        "“{deputy}”自{since}至{until}代理“{post}”",
        '"{deputy}" stands in for "{post}" from {since} to {until}',
    ),
    "deputy.ended": (
        "“{deputy}”不再代理“{post}”",
        '"{deputy}" no longer stands in for "{post}"',
    ),
    "deputy.row": (
        "{deputy} 代 {post}  {since} 至 {until}  {text}",
        "{deputy} for {post}  {since} to {until}  {text}",
    ),
    "except.needs": ("例外须有截止日期和申请岗位", "an exception needs a last day and who asked"),
    "except.needs.cure": (
        "加 --until 日期 --asked-by 岗位",
        "add --until DATE --asked-by POST",
    ),
    "deputy.days": ("代理须有起止日期", "a deputy needs a first and a last day"),
    "deputy.days.cure": ("加 --from 日期 --to 日期", "add --from DATE --to DATE"),
    "deputy.none": ("没有代理", "No deputies"),
}
