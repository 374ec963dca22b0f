"""佐证 of a submission: what was attached, and where to put more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import html, tables
from dashboards.components.punctuation import VERBATIM
from dashboards.components.times import moment
from dashboards.uploads import MAX_FILE
from dashboards.words import say

if TYPE_CHECKING:
    from ledger.custody import AttachmentRow

KINDS = {"pdf": "PDF", "jpg": "JPG 图片", "png": "PNG 图片", "csv": "CSV 表"}
_KB, _MB = 1024, 1024 * 1024


def attached(
    rows: Sequence[AttachmentRow], office: str, period: str, *, may_attach: bool
) -> Component:
    """The evidence of a submission; a post that may report for the office can add to it."""
    return html.Section(
        [
            html.H2("佐证"),
            html.Div(listing(rows), id="attached"),
            *([_upload(office, period)] if may_attach else []),
        ],
        className="card",
    )


def listing(rows: Sequence[AttachmentRow]) -> Component:
    """What was attached, oldest first; nothing of it is ever shown inside our pages."""
    return tables.table(
        ("文件", "种类", "大小", "说明", "岗位", "时间", "散列"),
        [
            (
                html.A(
                    row.attached.name,
                    href=f"/files/attachment/{segment(row.id)}",
                    className=VERBATIM,
                ),
                KINDS[row.attached.media],
                _size(row.attached.size),
                _about(row),
                row.post,
                moment(row.at),
                html.Code(row.attached.sha256[:12]),
            )
            for row in rows
        ],
        numeric=frozenset({2}),
        empty="还没有佐证。",
    )


def _about(row: AttachmentRow) -> str:
    on = say("问题 {number}", number=row.attached.finding) if row.attached.finding else ""
    return ":".join(part for part in (on, row.attached.text) if part)


def _size(size: int) -> str:
    return f"{size / _MB:.1f} MB" if size >= _MB else f"{max(1, size // _KB)} KB"


def _upload(office: str, period: str) -> Component:
    """Any file may be dropped here: one that is no evidence is told so by its bytes."""
    return html.Div(
        [
            dcc.Store(id="attach-to", data=f"{office}/{period}"),
            dcc.Upload(
                html.Div(
                    [
                        html.Strong("把盖章扫描件或照片拖到这里"),
                        html.Span(
                            say(
                                "或点此选择文件:PDF、JPG、PNG,不超过 {size} MB;"
                                "更大的由命令行或接口附上",
                                size=MAX_FILE >> 20,
                            )
                        ),
                    ]
                ),
                id="attach",
                className="drop",
                className_active="drop drop-active",
                style={},
                style_active={},
                style_reject={},
            ),
        ]
    )
