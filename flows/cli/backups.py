"""`cityplan backup|restore`: the whole installation in one file, and back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import OK, SOME_REFUSED, leave, said, show
from flows.cli.session import the_actor, the_desk


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    file: Annotated[Path, typer.Argument(help="写到哪个文件,如 /mnt/备份/2026-11-23.zip")],
) -> None:
    """把整套系统(数据库、来件原件、通报、链头、会话密钥)备份成一个文件,写完随即读回核对。"""
    from desk.backup import back_up, back_up_old
    from desk.data_key import path_of
    from desk.settings import load_settings
    from ledger.opening import outdated

    settings = load_settings()
    older = outdated(settings.url)
    if older:
        done = back_up_old(settings, file)
    else:
        with the_desk() as desk:
            done = back_up(desk, the_actor(desk), file)
    lines = [said("backup.done", **asdict(done)), said("backup.keep")]
    lines += [said("backup.old")] if older else []
    lines += [said("backup.key", name=name) for name in settings.keys_outside]
    lines += [said("backup.data_key")] if path_of(settings).exists() else []
    show(asdict(done) | {"keys_outside": settings.keys_outside}, "\n".join(lines))


def restore(
    file: Annotated[Path, typer.Argument(help="cityplan backup 写出的文件")],
) -> None:
    """由备份恢复到空的数据目录(和空库),恢复后从数据库重算审计链、逐件核对原件。"""
    from desk.data_key import path_of
    from desk.restore import restore as make_anew
    from desk.settings import load_settings

    settings = load_settings()
    done = make_anew(settings, file)
    lines = [said("ledger.broken", **asdict(one)) for one in done.broken]
    lines.append(said("restore.broken" if done.broken else "restore.done", **asdict(done)))
    lines += [] if path_of(settings).exists() else [said("restore.data_key")]
    show(done, "\n".join(lines))
    leave(SOME_REFUSED if done.broken else OK)
