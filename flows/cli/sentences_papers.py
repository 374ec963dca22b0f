"""Sentences of `cityplan paper`."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "setting.browser": (
        "绘通报图表的 Chromium 程序,不写则用本机找到的;none 为不绘图",
        "the Chromium that draws a briefing's charts; the machine's own by default, none for none",
    ),
    "brief.issued": ("已印发的通报,照归档写出:", "The issued briefing, as archived:"),
    "brief.draft": (
        "没有印发,写出的是草稿(每页标明);起草、批准、印发用 cityplan paper",
        "Not issued: a draft, marked on every page; see cityplan paper",
    ),
    "paper.drafted": (
        "已起草:{draft};看稿用 cityplan paper show",
        "Drafted: {draft}; read it with cityplan paper show",
    ),
    "paper.edited": ("已改,稿子散列 {sha}", "Edited; the draft's hash is {sha}"),
    "paper.approved": ("{period}通报已批准,可以印发", "{period}: approved, to be issued"),
    "paper.declined": ("{period}通报草稿已退回", "{period}: the draft is sent back"),
    "paper.issued": (
        "已印发:{year}年第{number}号,归档编号 {paper}",
        "Issued: {year} no. {number}, archived as {paper}",
    ),
    "paper.head": ("草稿 {draft}({step})", "Draft {draft} ({step})"),
    "paper.sha": (
        "散列 {sha};批准用 cityplan paper approve --seen 散列",
        "Hash {sha}; approve with cityplan paper approve --seen HASH",
    ),
    "paper.step": (
        "{at}  {draft}  {step}  {post}  {text}",
        "{at}  {draft}  {step}  {post}  {text}",
    ),
    "paper.number": ("{year}年第{number}号 {paper}", "{year} no. {number} {paper}"),
    "paper.drafted.word": ("已起草", "drafted"),
    "paper.edited.word": ("已修改", "edited"),
    "paper.approved.word": ("已批准", "approved"),
    "paper.declined.word": ("已退回", "sent back"),
    "paper.issued.word": ("已印发", "issued"),
    "paper.superseded.word": ("已被取代", "superseded"),
    "paper.none": ("还没有经起草、批准的通报", "No briefing has been drafted yet"),
    "paper.change": (
        "{name}:印发时 {then},现在 {now}",
        "{name}: {then} when issued, {now} now",
    ),
    "paper.unchanged": (
        "印发以后没有目标的数值或结论有变",
        "No target stands otherwise than when it was issued",
    ),
}
