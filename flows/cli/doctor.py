"""`cityplan doctor`: what an administrator has to see to on this machine, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from flows.cli.output import OK, SOME_REFUSED, leave, said, show

if TYPE_CHECKING:
    from desk.views.readiness_point import Check

_MARKS = {"ready": "✓", "attention": "△", "missing": "✗", "confirm": "○"}


def register(app: typer.Typer) -> None:
    """Add this module's command to `app`."""
    app.command("doctor")(doctor)


def doctor() -> None:
    """检查本机:台账、磁盘、时钟、密钥、进程、定时任务、通道、链头、备份、依赖;逐项说明怎么办。"""
    from desk.accounts import operator
    from desk.doctor import examined
    from desk.settings import load_settings

    found = examined(load_settings(), operator())
    bad = [one for one in found if one.state != "ready"]
    lines = [line for one in found for line in _told(one)]
    lines.append(said("doctor.bad", count=len(bad)) if bad else said("doctor.well"))
    show({"checks": found, "well": not bad}, "\n".join(lines))
    leave(SOME_REFUSED if any(one.state == "missing" for one in found) else OK)


def _told(one: Check) -> list[str]:
    lines = [f"{_MARKS[one.state]} {one.title}  {one.found}"]
    if one.state != "ready":
        lines += [f"    · {name}" for name in one.lacking]
        if one.step is not None:
            lines.append(said("doctor.step", words=one.step.words, command=one.step.command))
    return [line.rstrip() for line in lines]
