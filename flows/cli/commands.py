"""The tree of commands; each group in its own module."""

from __future__ import annotations

import typer

from flows.cli import (
    alerts,
    areas,
    backups,
    bulk,
    calendar,
    cases,
    changes,
    custody,
    derive,
    doctor,
    entry,
    exempt,
    judge,
    judging,
    layouts,
    maps,
    milestones,
    motions,
    open_data,
    opinions,
    papers,
    personal,
    plan,
    quality,
    rates,
    receipts,
    reports,
    rules,
    running,
    scores,
    system,
    voices,
)

app = typer.Typer(
    name="cityplan",
    help="城市精细化管理三年行动监测。每条命令都可加 --json、--lang en、--as 岗位。",
    epilog="--lang en: the commands speak English; findings, reasons and the plan stay Chinese.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (
    *(plan, reports, entry, receipts, bulk, layouts, judging, cases, milestones, areas, judge),
    *(running, system, custody, derive, rules, exempt, rates, calendar, alerts, quality),
    *(maps, papers, open_data, changes, backups, doctor, voices, opinions, motions),
    *(scores, personal),
):
    group.register(app)
