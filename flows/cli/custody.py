"""`cityplan ledger|originals|attach`: the record's proof, the archive, evidence beside a report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.days import day
from flows.cli.output import OK, SOME_REFUSED, leave, said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UserError
from observations.period import ReportingPeriod


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    ledger = typer.Typer(help="台账", no_args_is_help=True)
    ledger.command("verify")(ledger_verify)
    ledger.command("head")(ledger_head)
    ledger.command("grant")(ledger_grant)
    ledger.command("roles")(ledger_roles)
    ledger.command("snapshot")(ledger_snapshot)
    app.add_typer(ledger, name="ledger")
    originals = typer.Typer(help="来件原件", no_args_is_help=True)
    originals.command("purge")(originals_purge)
    app.add_typer(originals, name="originals")
    app.command("attach")(attach)


def ledger_verify(
    head: Annotated[
        Path | None, typer.Option(help="此前导出的链头文件,或每天一行的链头文件")
    ] = None,
) -> None:
    """从数据库重算审计链和每个工作单元的摘要,与每天导出的链头核对。"""
    from desk.custody import predating, verify

    with the_desk() as desk:
        broken, at = verify(desk, head)
        older = predating(desk)
    lines = [said("ledger.broken", **asdict(one)) for one in broken]
    lines = lines or [said("ledger.whole", head=at)]
    if older:
        lines.append(said("ledger.predating", count=older))
    show({"head": at, "broken": broken, "predating": older}, "\n".join(lines))
    leave(SOME_REFUSED if broken else OK)


def ledger_head(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="写到哪个文件,不写则只显示")
    ] = None,
    fill: Annotated[
        bool, typer.Option("--fill", help="补写中间缺的各日链头(管理员;补写留痕)")
    ] = False,
) -> None:
    """导出链头;请存放在本机之外,供日后核对。每天的链头另存于数据目录 heads,缺漏、不符逐一指出。"""
    from desk import head_files
    from desk.custody import chain_head, export_head
    from desk.heads import export_due

    with the_desk() as desk:
        days = export_due(desk)
        if fill:
            days += head_files.fill(desk, the_actor(desk))
        found = export_head(desk, output) if output is not None else chain_head(desk)
        wrong = head_files.checked(desk)[1]
    lines = [said("ledger.daily", day=one) for one in days]
    if output is None:
        lines.append(said("ledger.end", head=found.seq, hash=found.hash))
    else:
        lines.append(said("ledger.head", head=found.seq, path=output))
    lines += [said("ledger.file", place=one.place, reason=one.reason) for one in wrong]
    show(asdict(found) | {"broken": wrong}, "\n".join(lines))
    leave(SOME_REFUSED if wrong else OK)


def ledger_grant(
    role: Annotated[str, typer.Argument(help="程序连接用的 PostgreSQL 角色,须已存在")],
) -> None:
    """由库的所有者授权:程序的角色只能追加和读取,不能改写、不能建表。"""
    from desk.settings import load_settings
    from ledger.roles import apply

    apply(load_settings().url, [("writer", role)])
    show({"role": role}, said("ledger.granted", role=role))


def ledger_roles(
    writer: Annotated[str, typer.Option(help="看板、核验、定时用的角色,须已存在")] = "",
    reader: Annotated[str, typer.Option(help="只读的角色(只读副本、外接看板),须已存在")] = "",
    listed: Annotated[
        bool, typer.Option("--print", help="只印出授权语句,不执行,供数据库管理员核对")
    ] = False,
) -> None:
    """由库的所有者给程序的各角色授权:写的只追加,读的只读且看不到口令和登录;重复执行不变。"""
    from desk.settings import load_settings
    from ledger import roles

    asked: list[tuple[roles.Kind, str]] = []
    asked += [("writer", writer)] if writer else []
    asked += [("reader", reader)] if reader else []
    if not asked:
        raise UserError(said("ledger.no_role"), cure=said("ledger.name_role"))
    told = {role: [one.as_string() for one in roles.statements(kind, role)] for kind, role in asked}
    lines = [f"{line};" for each in told.values() for line in each]
    if not listed:
        roles.apply(load_settings().url, asked)
        lines = [said(f"ledger.is_{kind}", role=role) for kind, role in asked]
    show({"applied": not listed, "roles": dict(asked), "statements": told}, "\n".join(lines))


def ledger_snapshot(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹,一期一个 Parquet 文件")],
    period: Annotated[
        list[str] | None, typer.Option(help="只重做这一期,可重复;不写为已关账的各期")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="只与台账核对,不重做")] = False,
) -> None:
    """把已关账各期的已审定值存成文件,供数据分析工具读;随时可由台账重做,逐期按校验和核对。"""
    from ledger import closed_periods

    with the_desk() as desk, desk.ledger.read() as reading:
        if check:
            found = closed_periods.compared(reading, folder)
            lines = [said(f"snapshot.{state}", period=one) for one, state in found.items()]
            show(
                {"head": reading.head, "periods": found},
                "\n".join(lines or [said("snapshot.none")]),
            )
            leave(OK if set(found.values()) <= {"equal"} else SOME_REFUSED)
            return
        asked = [str(ReportingPeriod.parse(one)) for one in period] if period else None
        made = closed_periods.make(reading, folder, asked)
    lines = [said("snapshot.made", **asdict(one)) for one in made]
    show({"periods": made}, "\n".join(lines or [said("snapshot.none")]))


def originals_purge(
    before: Annotated[str, typer.Option(help="只销毁这一天以前收到的,如 2022-01-01")],
    reason: Annotated[str, typer.Option(help="依据的规定或批准文号")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出,不销毁")] = False,
) -> None:
    """按保存期销毁来件原件;还有用处的一件不动,逐件写明原因。回执和审计记录都保留。"""
    from desk.purge import purge

    with the_desk() as desk:
        done = purge(desk, the_actor(desk), day(before), reason, dry_run=dry_run)
    lines = [said("purge.kept", **asdict(one)) for one in done.kept]
    lines += [
        said("purge.gone", receipts=said("and").join(one.receipts), name=one.name)
        for one in done.destroyed
    ]
    word = "purge.would" if dry_run else "purge.done"
    lines.append(said(word, count=len(done.destroyed), kept=len(done.kept)))
    show({"dry_run": dry_run, "destroyed": done.destroyed, "kept": done.kept}, "\n".join(lines))


def attach(
    office: Annotated[str, typer.Argument(help="单位代码,如 housing")],
    period: Annotated[str, typer.Argument(help="报告期,如 2024-Q2、2024")],
    file: Annotated[Path, typer.Argument(help="盖章扫描件或照片:PDF、JPG、PNG")],
    finding: Annotated[str, typer.Option(help="问题编号,附在对它的说明上")] = "",
    text: Annotated[str, typer.Option(help="它证明什么")] = "",
) -> None:
    """把佐证附在一次报送(或一条问题)之下;按散列存档,不作解析。"""
    from desk.attachments import Evidence
    from desk.attachments import attach as keep

    with the_desk() as desk:
        given = Evidence(_bytes(file), file.name, finding, text)
        row = keep(desk, the_actor(desk), (office, ReportingPeriod.parse(period)), given)
    show(row, said("attached", id=row.id, name=row.attached.name, sha256=row.attached.sha256[:12]))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as unreadable:
        raise UserError(said("file.unread", file=file), cure=said("file.readable")) from unreadable
