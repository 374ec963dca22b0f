"""`cityplan serve|schedule`: what runs until it is stopped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.cli.output import said, say


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    app.command("serve")(serve)
    app.command("schedule")(schedule)


def serve(
    home: Annotated[
        Path | None, typer.Option(help="数据目录,不写则用 CITYPLAN_HOME,都没有则为 var")
    ] = None,
    port: Annotated[int, typer.Option(help="看板端口")] = 8050,
    host: Annotated[
        str, typer.Option(help="监听地址;本机以外的地址须与 --behind-proxy 同用")
    ] = "127.0.0.1",
    behind_proxy: Annotated[
        bool,
        typer.Option("--behind-proxy", help="前面有 HTTPS 反向代理;演示库和不加密会话仍不准对外"),
    ] = False,
    only: Annotated[
        Literal["web", "worker"] | None,
        typer.Option(help="只开看板(web)或只开核验进程(worker),由系统服务分别看护时用"),
    ] = None,
) -> None:
    """打开看板和核验进程,进程意外退出会自动重启;Ctrl-C 停止。"""
    from flows.serve import serve as run

    if home is not None:
        os.environ["CITYPLAN_HOME"] = str(home.resolve())  # for every process under the roof
    run(port, host=host, behind_proxy=behind_proxy, only=only, say=say)


def schedule(
    port: Annotated[int, typer.Option(help="本机 Prefect 服务端口")] = 4200,
    off: Annotated[bool, typer.Option("--off", help="停用:此后不再等待定时任务的心跳")] = False,
) -> None:
    """在本机运行定时任务(收件、催报、评估、通报);已设 PREFECT_API_URL 时用那个服务端。"""
    from flows.schedule import retire
    from flows.schedule import schedule as run

    if off:
        retire()
        say(said("schedule.off"))
        return
    run(port, say=say)
