"""Sentences of the commands about proposals and suggestions."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "motion.kind": ("不会写“{file}”这种文件", 'Cannot write a file like "{file}"'),
    "motion.kinds": ("文件名以 .xlsx 或 .csv 结尾", "end the name in .xlsx or .csv"),
    "motion.template": ("已写出空表:{file}", "Wrote an empty list: {file}"),
    "motion.imported": (
        "新转办 {opened} 件,已有 {known} 件不重复转办",
        "{opened} passed on, {known} known already",
    ),
    "motion.strange": ("“{kind}”不是提案、建议的类别", '"{kind}" is no kind of proposal'),
    "motion.none": ("没有提案、建议", "No proposals"),
    "motion.line": (
        "{number}  {kind} {year} 年第 {of_year} 号  {title}({count} 人)  {office}  "
        "{standing}  {status}{due}",
        "{number}  {kind} {year} No. {of_year}  {title} ({count} people)  {office}  "
        "{standing}  {status}{due}",
    ),
}
