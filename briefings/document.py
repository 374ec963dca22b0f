"""The briefing for machines: `briefing.json`, every number with its lineage."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from briefings.paper import (
    DEMO_MARK,
    DRAFT_MARK,
    Block,
    Briefing,
    Chart,
    Line,
    Paragraph,
    Table,
    text_of,
)

Document = dict[str, Any]
EDITION = 1


def briefing_json(briefing: Briefing) -> Document:
    """The paper as plain JSON values; keys are stable, more may be added.

    Text is a list of spans `{"text", "ref"}`; `ref` (absent for words) is the `id` of an entry
    in `lineage`, which names revisions, file hashes, cells, run, rule and plan version.
    """
    return {
        "edition": EDITION,
        "title": briefing.title,
        "number": briefing.number,
        "addressee": briefing.addressee,
        "opening": _line(briefing.opening),
        "sections": [
            {"title": one.title, "blocks": _blocks(one.blocks)} for one in briefing.sections
        ],
        "annexes": [
            {"number": one.number, "title": one.title, "blocks": _blocks(one.blocks)}
            for one in briefing.annexes
        ],
        "signature": briefing.signature,
        "dated": briefing.dated.isoformat(),
        "period": briefing.period,
        "area": briefing.area,
        "demo": DEMO_MARK if briefing.demo else None,
        "draft": DRAFT_MARK if briefing.draft else None,
        "run": briefing.run,
        "head": briefing.head,
        "as_of": briefing.as_of,
        "fingerprint": dict(sorted(briefing.fingerprint.items())),
        "lineage": [asdict(entry) for entry in briefing.lineage],
    }


def _blocks(blocks: tuple[Block, ...]) -> list[Document]:
    return [_block(one) for one in blocks]


def _block(block: Block) -> Document:
    if isinstance(block, Paragraph):
        return _paragraph(block)
    return _table(block) if isinstance(block, Table) else _chart(block)


def _chart(chart: Chart) -> Document:
    return {
        "kind": "chart",
        "id": chart.id,
        "caption": chart.caption,
        "words": chart.words,
        "figure": chart.figure,
    }


def _paragraph(block: Paragraph) -> Document:
    return {"kind": "paragraph", "level": block.level, "spans": _line(block.line)}


def _table(table: Table) -> Document:
    return {
        "kind": "table",
        "caption": table.caption,
        "columns": [column.title for column in table.columns],
        "rows": [
            {"group": row.group, "cells": [_line(cell) for cell in row.cells]} for row in table.rows
        ],
        "note": text_of(table.note),
    }


def _line(line: Line) -> list[Document]:
    return [
        {"text": span.text, "ref": span.ref} if span.ref else {"text": span.text} for span in line
    ]
