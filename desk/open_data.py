"""Open data: the approved documents as packages, for the command, the desk and the public."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from briefings.open_data import SCHEMA, Disclosed, OpenData, Origin
from briefings.open_data_files import Kind, files_of, zipped
from briefings.open_data_licence import licence_of
from briefings.open_data_rows import open_data
from desk.assess import PUBLISHED_OFFICE
from desk.files import FileOut
from desk.handle import SHANGHAI, Desk
from ledger import disclosed, plans, runs
from ledger.disclosed import Standing
from ledger.told_values import values_told
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.identity import Actor
from observations.period import ReportingPeriod
from observations.whole import room_for, whole
from targets.adjustments import in_force
from targets.model import Plan

ZIP = "application/zip"
KEPT = 64
"""So many packages lie ready; older ones are made again when somebody asks."""


@dataclass(frozen=True)
class Package:
    """What was written: every file by its path in the package, and what it is about."""

    kind: Kind
    where: Path
    data: OpenData
    files: Mapping[str, bytes]


def packed(
    desk: Desk, kind: Kind, period: ReportingPeriod | None, moment: datetime | None = None
) -> tuple[OpenData, dict[str, bytes]]:
    """What the public may read (of one period, or of all) as files by name.

    As it stood at `moment`, now by default. `UserError` when nothing was open then.
    """
    data = open_data(documents(desk, period, moment))
    return data, files_of(data, kind, licence_of(desk.settings.open_data_licence))


def documents(
    desk: Desk, period: ReportingPeriod | None, moment: datetime | None = None
) -> tuple[Disclosed, ...]:
    """What `packed` tells, in the order of approval, each with what it was told from."""
    head = None if moment is None else desk.ledger.head_at(moment)
    with desk.ledger.read(head) as reading:
        standing = _open(reading, period)
    return tuple(_disclosed(desk, one) for one in standing)


def export(
    desk: Desk,
    actor: Actor,
    where: Path,
    *,
    kind: Kind = "frictionless",
    period: ReportingPeriod | None = None,
    moment: datetime | None = None,
) -> Package:
    """Write the package into the folder `where`, or as the zip of that name.

    Nothing is written when there is nothing to tell. `UserError` for a folder that holds other
    files: the list of hashes would not cover them.
    """
    _require_post(actor)
    data, files = packed(desk, kind, period, moment)
    try:
        _write(where, files)
    except OSError as fault:
        raise UserError(f"写不进 {where}({fault.strerror})", cure="换一个可写的位置") from fault
    return Package(kind, where, data, files)


def download(desk: Desk, actor: Actor, kind: Kind, period: ReportingPeriod | None) -> FileOut:
    """The package as a zip for a post of this installation, any: it is open already."""
    _require_post(actor)
    return archived(desk, kind, period)


def archived(desk: Desk, kind: Kind, period: ReportingPeriod | None) -> FileOut:
    """The package as a zip, from the archive, or made and kept when nobody asked before.

    Asks for no actor on purpose. The name in the archive is that of what stands, so that a
    withdrawal is in force with the next request.
    """
    with desk.ledger.read() as reading:
        standing = _open(reading, period)
    said = [
        f"{one.shown.sha256}{one.approval.seq}" for one in standing if one.shown and one.approval
    ]
    known = (SCHEMA, kind, str(period or ""), desk.settings.open_data_licence, *said)
    path = desk.settings.home / "open_data" / f"{sha256('|'.join(known).encode()).hexdigest()}.zip"
    if not path.exists():
        _keep(path, zipped(packed(desk, kind, period)[1]))
    name = f"cityplan-open-data-{kind}{f'-{period}' if period else ''}.zip"
    return FileOut(name, ZIP, path.read_bytes())


def _require_post(actor: Actor) -> None:
    if not actor.roles:
        raise Refused(f"岗位“{actor.post}”没有权限", cure="请在用的岗位办理")


def _open(reading: Reading, period: ReportingPeriod | None) -> list[Standing]:
    """What the public sees at the reading's head, in the order of its approval."""
    found = disclosed.by_period(disclosed.words(reading))
    if period is not None:
        found = {name: one for name, one in found.items() if name == str(period)}
    seen = [one for one in found.values() if one.shown and one.approval]
    if not seen:
        what = f"{period.label}没有批准公开的内容" if period else "还没有批准公开的内容"
        raise UserError(
            f"开放数据:{what},没有可导出的", cure="先在“公开”页提请,由另一岗位批准;撤下的不导出"
        )
    return sorted(seen, key=lambda one: one.approval.seq if one.approval else 0)


def _disclosed(desk: Desk, standing: Standing) -> Disclosed:
    """The document with what it was told from, as known when it was put forward."""
    shown, approval = standing.shown, standing.approval
    if shown is None or approval is None:
        raise AssertionError("what is open was asked for and approved")
    with desk.ledger.read(shown.head) as reading:
        run = runs.run(reading, shown.run)
        if run is None:
            raise AssertionError(f"run {shown.run} of an approved document is in the ledger")
        plan = _plan(desk, reading, run.plan_version, shown.period)
        lineage = {number for one in run.assessments for number in one.lineage}
        origins = {one.revision: one for one in _origins(reading, lineage)}
    return Disclosed(
        json.loads(shown.document),
        shown.sha256,
        approval.at.astimezone(SHANGHAI).date(),
        approval.seq,
        run,
        plan,
        origins,
    )


def _plan(desk: Desk, reading: Reading, version: str, period: str) -> Plan:
    """The edition by which the period was judged, with the targets in force at its end."""
    same = desk.plan.version == version
    plan = desk.plan if same else plans.stored_plan(reading, version)
    if plan is None:
        label = ReportingPeriod.parse(period).label
        raise UserError(
            f"开放数据:{label}公开时的方案版本 {version[:12]} 不在台账里",
            cure="对该期重新评估、提请和批准后再导出",
        )
    return in_force(plan, ReportingPeriod.parse(period).end)


def _origins(reading: Reading, lineage: Iterable[str]) -> Iterable[Origin]:
    for row in values_told(reading, sorted(lineage)).iter_rows(named=True):
        approved = row["approved_at"]
        yield Origin(
            revision=row["revision"],
            indicator=row["indicator"],
            area=row["area"],
            period=row["period"],
            value=row["value"],
            status=row["status"],
            quoted=row["office"] == PUBLISHED_OFFICE,
            approved_on=approved.astimezone(SHANGHAI).date() if approved else None,
        )


def _write(where: Path, files: Mapping[str, bytes]) -> None:
    if where.suffix == ".zip":
        where.parent.mkdir(parents=True, exist_ok=True)
        with whole(where) as part:
            part.write_bytes(zipped(files))
        return
    others = sorted({one.name for one in where.iterdir()} - {*files}) if where.is_dir() else []
    if others:
        raise UserError(
            f"开放数据:目录 {where} 里有别的文件({others[0]})", cure="换一个空目录,或写成 .zip"
        )
    with room_for("开放数据没有写全"):
        where.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            with whole(where / name) as part:
                part.write_bytes(data)


def _keep(path: Path, data: bytes) -> None:
    """Whole or not at all; what lies there longest makes room."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with whole(path) as part:
        part.write_bytes(data)
    lying = sorted(path.parent.glob("*.zip"), key=lambda one: one.stat().st_mtime_ns)
    for old in lying[:-KEPT]:
        old.unlink(missing_ok=True)
