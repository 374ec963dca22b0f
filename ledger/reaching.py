"""A database that is asked for the first time: why it cannot be reached, or is not for us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, OperationalError

from ledger.engine import shown_url
from observations.errors import TryLater, UserError

_DENIED = "42501"  # insufficient_privilege


@contextmanager
def reached(url: str) -> Iterator[None]:
    """Say in one line why a database cannot be reached, gives no right, or is none of ours."""
    try:
        yield
    except OperationalError as fault:
        raise TryLater(
            f"数据库 {shown_url(url)} 连接不上({_first_line(fault)})",
            cure="检查数据库服务与 CITYPLAN_DATABASE_URL",
        ) from fault
    except DatabaseError as fault:
        if _state(fault) == _DENIED:
            raise UserError(
                f"数据库 {shown_url(url)} 没有授权给这个角色({_first_line(fault)})",
                cure="用库的所有者的地址运行 cityplan ledger roles 授权",
            ) from fault
        raise UserError(
            f"{shown_url(url)} 不是本系统的数据库({_first_line(fault)})",
            cure="检查 CITYPLAN_DATABASE_URL;地址没有错的,文件已损坏,留下它,由最近一份备份恢复",
        ) from fault


@contextmanager
def allowed(cure: str) -> Iterator[None]:
    """Say in one line that this role may make no tables, and what to do instead."""
    try:
        yield
    except DatabaseError as fault:
        if _state(fault) != _DENIED:
            raise
        raise UserError("数据库的这个角色无权建表、升级", cure=cure) from fault


def _state(fault: DatabaseError) -> str | None:
    return getattr(fault.orig, "sqlstate", None)


def _first_line(fault: DatabaseError) -> str:
    return str(fault.orig).strip().splitlines()[0] if fault.orig else "原因不明"
