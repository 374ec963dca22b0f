"""Before anything is started: can the desk be opened? Asked in a process of its own.

The supervisor stays small that way: opening the desk loads data libraries it never needs.
"""

from __future__ import annotations

import errno
import json
import socket
import subprocess
import sys

from flows.supervisor import importable, python
from observations.errors import UserError

REFUSED = 1


def require_desk() -> None:
    """`UserError` with the desk's own words when it cannot be opened."""
    done = subprocess.run(
        python("flows.preflight"),
        env=_environment(),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode == REFUSED and done.stdout:
        reason = json.loads(done.stdout)
        raise UserError(reason["what"], cure=reason["cure"])
    if done.returncode != 0:
        raise OSError(f"检查进程以 {done.returncode} 退出")


def require_port(host: str, port: int, option: str = "--port") -> None:
    """`UserError` when another program listens there; `option` says how to choose another."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
                raise
            raise UserError(
                f"{host}:{port} 不能使用(已被占用或无权)", cure=f"用 {option} 另选端口"
            ) from error


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": importable()}


def main() -> int:
    """Open the desk and close it; the reason as JSON and `REFUSED` when that is refused."""
    from desk.handle import open_desk
    from desk.settings import load_settings

    try:
        desk = open_desk(load_settings())
        desk.settings.secret()
        desk.ledger.close()
    except UserError as error:
        sys.stdout.write(json.dumps({"what": error.what, "cure": error.cure}))
        return REFUSED
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
