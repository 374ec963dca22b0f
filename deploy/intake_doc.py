"""The part of `docs/intake.md` that comes from data: the table of signals, by kind.

`python -m deploy.intake_doc` rewrites it between its two marks.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from observations.signals import SIGNALS, Signal

PAGE = Path(__file__).resolve().parent.parent / "docs" / "intake.md"
BEGIN, END = "<!-- signals: begin -->\n", "<!-- signals: end -->\n"
_KINDS = {
    "file": "文件", "sheet": "工作表", "form": "表", "row": "行", "locked": "锁定内容",
    "cell": "单元格", "value": "本期值", "total": "合计校验", "table": "外来表", "period": "报告期",
    "revision": "修订", "submission": "报送", "evidence": "佐证", "bulk": "成批报送",
}  # fmt: skip


def rules() -> str:
    """Every signal in tables, one a kind: rule, loudness, meaning, example, cure."""
    parts = []
    kinds = sorted(SIGNALS.items(), key=lambda pair: list(_KINDS).index(pair[0].partition(".")[0]))
    for kind, members in itertools.groupby(kinds, key=lambda pair: pair[0].partition(".")[0]):
        lines = "".join(_line(rule, known) for rule, known in members)
        head = "| 规则 | 程度 | 含义 | 例 | 怎样改 |\n|---|---|---|---|---|\n"
        parts.append(f"### {_KINDS[kind]}\n\n{head}{lines}")
    return "\n".join(parts)


def _line(rule: str, known: Signal) -> str:
    cells = (f"`{rule}`", known.severity.label, known.meaning, known.example or "—", known.cure)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def page(text: str) -> str:
    """`text` with the tables between the marks made new."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + "\n" + rules() + "\n" + END + after


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
    sys.stdout.write(f"{PAGE.name}:{len(SIGNALS)} 条\n")
