"""What may be dropped on a page, said before anything is chosen."""

from __future__ import annotations

from observations.jail_child import Limits

MAX_FILE = 5 * 1024 * 1024
"""Bytes of one file over the page; `assets/page.js` refuses the same."""
FORM_KINDS = "xlsx、xls、et、ods、csv、docx"


def form_limits(rows: int) -> tuple[str, ...]:
    """Kinds, size and rows of a form with `rows` rows, each as a sentence of its own."""
    return (
        f"种类:{FORM_KINDS};不收带宏、加密的工作簿",
        f"大小:不超过 {MAX_FILE >> 20} MiB、{Limits().cells // 10_000} 万个单元格",
        f"行数:本期表 {rows} 行,不增删行、列",
    )
