"""The briefing as one self-contained page: every number links to where it comes from."""

from __future__ import annotations

from html import escape
from pathlib import Path

from briefings.html_style import STYLE
from briefings.numerals import full_date
from briefings.paper import (
    Annex,
    Block,
    Briefing,
    Chart,
    Line,
    LineageEntry,
    Paragraph,
    Span,
    Table,
    TableRow,
)
from briefings.pictures import NO_PICTURES, Pictures
from briefings.typography import chinese, printable

_TAGS = {0: "p", 1: "h2", 2: "h3", 3: "h4"}
KINDS = {
    "value": "填报值",
    "baseline": "基期值",
    "target": "目标值",
    "pace": "序时值",
    "gap": "差距",
    "change": "变化",
    "year": "同比",
    "count": "计数",
    "share": "计算值",
}


def write_html(briefing: Briefing, path: Path) -> None:
    """Write the page to `path` (UTF-8), overwriting it."""
    path.write_text(html_text(briefing), encoding="utf-8")


def html_text(briefing: Briefing, pictures: Pictures = NO_PICTURES) -> str:
    """The whole page; it loads nothing from anywhere and runs no script."""
    mark = f'<p class="demo" role="note">{briefing.mark}</p>' if briefing.mark else ""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="zh-CN">',
            '<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f"<title>{_safe(briefing.title)}</title>",
            f"<style>{STYLE}</style></head>",
            '<body><a class="skip" href="#text">跳到正文</a>',
            mark,
            f'<main id="text">{_letterhead(briefing)}<h1>{_title(briefing)}</h1>',
            _number(briefing),
            f'<p class="to">{_safe(briefing.addressee)}</p>',
            _line("p", briefing.opening),
            *(_section(one.title, one.blocks, pictures) for one in briefing.sections),
            _annex_list(briefing.annexes),
            _signature(briefing),
            *(_annex(annex, pictures) for annex in briefing.annexes),
            _sources(briefing),
            "</main></body></html>",
            "",
        ]
    )


def _letterhead(briefing: Briefing) -> str:
    head = briefing.letterhead
    if head is None:
        return ""
    number = f'<p class="letters">{_safe(briefing.number)}</p>'
    return f'<p class="organ">{_safe(head.organ)}</p>{number}'


def _number(briefing: Briefing) -> str:
    """The number under the title of a paper that has no letterhead to bear it."""
    plain = briefing.number and briefing.letterhead is None
    return f'<p class="serial">{_safe(briefing.number)}</p>' if plain else ""


def _title(briefing: Briefing) -> str:
    """The title in pieces that a line break never tears."""
    return "".join(f'<span class="piece">{_safe(part)}</span>' for part in briefing.title_parts)


def _safe(text: str) -> str:
    """Text as text: no tags, no control characters, no marks that turn its direction."""
    return escape(printable(text))


def _spans(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    text = _safe(span.text).replace("\n", "<br>")
    if not span.ref:
        return text
    return f'<a class="number" href="#{_safe(span.ref)}">{text}</a>'


def _line(tag: str, line: Line) -> str:
    return f"<{tag}>{_spans(line)}</{tag}>" if line else ""


def _section(title: str, blocks: tuple[Block, ...], pictures: Pictures) -> str:
    head = f"<h2>{_safe(title)}</h2>" if title else ""
    return f"<section>{head}{_blocks(blocks, pictures)}</section>"


def _blocks(blocks: tuple[Block, ...], pictures: Pictures) -> str:
    return "\n".join(_block(block, pictures) for block in blocks)


def _block(block: Block, pictures: Pictures) -> str:
    if isinstance(block, Chart):
        return _chart(block, pictures)
    return _table(block) if isinstance(block, Table) else _paragraph(block)


def _chart(chart: Chart, pictures: Pictures) -> str:
    """The drawing with its words for who does not see it; without one, the words alone."""
    caption = f"<figcaption>{_safe(chart.caption)}</figcaption>"
    drawn = pictures.svg.get(chart.id)
    if drawn is None:
        told = f"{chart.words}{chinese(f'({pictures.instead()})')}"
        return f'<figure><p class="missing">{_safe(told)}</p>{caption}</figure>'
    return (
        f'<figure><div role="img" aria-label="{_safe(chart.words)}">{drawn}</div>{caption}</figure>'
    )


def _paragraph(block: Paragraph) -> str:
    return _line(_TAGS[block.level], block.line)


def _table(table: Table) -> str:
    """A table in a box that scrolls by itself on a narrow screen."""
    caption = f"<caption>{_safe(table.caption)}</caption>" if table.caption else ""
    head = "".join(f'<th scope="col">{_safe(column.title)}</th>' for column in table.columns)
    rows = "".join(_row(table, row) for row in table.rows)
    name = _safe(table.caption or "表")
    box = f'<div class="wide" role="region" tabindex="0" aria-label="{name}">'
    note = f'<p class="note">{_spans(table.note)}</p>' if table.note else ""
    return (
        f"{box}<table>{caption}<thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{note}"
    )


def _row(table: Table, row: TableRow) -> str:
    if row.group:
        width = len(table.columns)
        return f'<tr><th scope="colgroup" colspan="{width}">{_spans(row.cells[0])}</th></tr>'
    cells = zip(table.columns, row.cells, strict=True)
    return (
        "<tr>"
        + "".join(f'<td class="{column.align}">{_spans(line)}</td>' for column, line in cells)
        + "</tr>"
    )


def _annex_list(annexes: tuple[Annex, ...]) -> str:
    if not annexes:
        return ""
    items = "".join(
        f'<li value="{annex.number}"><a href="#annex{annex.number}">{_safe(annex.title)}</a></li>'
        for annex in annexes
    )
    return f'<nav aria-label="附件"><p>附件</p><ol>{items}</ol></nav>'


def _signature(briefing: Briefing) -> str:
    day = briefing.dated
    return (
        f'<p class="sign">{_safe(briefing.signature)}<br>'
        f'<time datetime="{day.isoformat()}">{full_date(day)}</time></p>'
    )


def _annex(annex: Annex, pictures: Pictures) -> str:
    return (
        f'<section id="annex{annex.number}" class="annex"><p class="mark">附件{annex.number}</p>'
        f"<h2>{_safe(annex.title)}</h2>{_blocks(annex.blocks, pictures)}</section>"
    )


def _sources(briefing: Briefing) -> str:
    """Every traced number once, in the order of first mention, down to the cell of a file."""
    entries = "".join(_entry(entry) for entry in briefing.lineage)
    run = (f"评估 {briefing.run}",) if briefing.run else ()
    facts = _told(*run, f"账本截至第 {briefing.head} 号", briefing.as_of)
    return (
        '<section class="sources"><h2>数字出处</h2>'
        f"<p>{_safe(facts)}</p><dl>{entries}</dl></section>"
    )


def _entry(entry: LineageEntry) -> str:
    cells = [
        _told(
            f"{one.file}《{one.sheet}》{one.cell}",
            f"文件指纹 {one.sha256}",
            f"回执 {one.receipt}",
            f"修订 {one.revision}",
            f"质量规则 {one.suite or '未记录'}",
        )
        for one in entry.evidence
    ]
    facts = [
        entry.how,
        f"目标 {'、'.join(entry.targets)}" if entry.targets else "",
        _told(f"评估 {entry.run}", f"规则 {entry.rule_version}", f"方案版本 {entry.plan_version}")
        if entry.run
        else "",
        *cells,
    ]
    told = "".join(f"<li>{_safe(fact)}</li>" for fact in facts if fact)
    head = f"{entry.what}\uff1a{entry.text}"
    return (
        f'<div id="{entry.id}"><dt>{_safe(head)} <small>{KINDS[entry.kind]}</small></dt>'
        f"<dd><ul>{told}</ul></dd></div>"
    )


def _told(*facts: str) -> str:
    """Facts in a row; what was written by others keeps its own marks."""
    return "\uff0c".join(facts)
