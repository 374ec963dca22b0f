"""Sentences of the command that sets areas side by side."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "areas.line": (
        "  {area}  {value}  目标 {line}  {level}",
        "  {area}  {value}  target {line}  {level}",
    ),
    "areas.short": ("  差 {distance}", "  short by {distance}"),
    "areas.missing": ("  缺:{areas}", "  missing: {areas}"),
    "areas.rule": ("规则 {rule};只作比较,不入账", "rule {rule}; a comparison, nothing is kept"),
}
