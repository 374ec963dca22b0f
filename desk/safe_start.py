"""What must not be served at all: said in one line before anything is started."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping

from desk.settings import Settings
from observations.errors import UserError

DEBUGGING = ("FLASK_DEBUG", "DASH_DEBUG", "WERKZEUG_DEBUG_PIN")
_OFF = frozenset({"", "0", "false", "no", "off"})
_OTHERS_READ = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def require_safe(settings: Settings, environment: Mapping[str, str], *, demo: bool) -> None:
    """`UserError` with its cure for debugging, a weak key, or a home open to others.

    A demo's data are public: its folder may be read by others, never written.
    """
    for name in DEBUGGING:
        if environment.get(name, "").strip().lower() not in _OFF:
            raise UserError(f"环境变量 {name} 打开了调试,不能启动", cure=f"取消 {name} 后再启动")
    settings.secret()
    _require_own(settings, demo=demo)


def _require_own(settings: Settings, *, demo: bool) -> None:
    """On POSIX alone: elsewhere a mode says nothing of who may read."""
    if os.name != "posix":
        return
    mode = settings.home.stat().st_mode
    if mode & (_OTHERS_WRITE if demo else _OTHERS_READ):
        what = "写入" if mode & _OTHERS_WRITE else "读取"
        raise UserError(
            f"数据目录 {settings.home.name} 可被他人{what}(权限 {stat.S_IMODE(mode):04o})",
            cure="由程序账号执行 chmod 700 数据目录,再启动",
        )
