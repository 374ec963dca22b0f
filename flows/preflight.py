"""Before anything is started: can the desk be opened? Asked in a process of its own.

The supervisor stays small that way: opening the desk loads data libraries it never needs.
"""

from __future__ import annotations

import errno
import ipaddress
import json
import os
import socket
import subprocess
import sys

from flows.supervisor import importable, python
from observations.errors import UserError

REFUSED = 1
LOOPBACK = "127.0.0.1"


def require_desk(host: str = LOOPBACK, *, behind_proxy: bool = False) -> None:
    """`UserError` with the desk's own words when it cannot be opened, or not served on `host`."""
    done = subprocess.run(
        python("flows.preflight", host, *(["--behind-proxy"] if behind_proxy else [])),
        env=_environment(),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode == REFUSED and done.stdout:
        reason = json.loads(done.stdout)
        raise UserError(reason["what"], cure=reason["cure"])
    if done.returncode != 0:
        raise OSError(f"检查进程以 {done.returncode} 退出")


def is_loopback(host: str) -> bool:
    """True when only this machine can reach `host`.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "0.0.0.0", "")]
    [True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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
    return {**os.environ, "PYTHONPATH": importable()}


def main(host: str, *, behind_proxy: bool = False) -> int:
    """Open the desk and close it; the reason as JSON and `REFUSED` when that is refused."""
    from alerts.rules import load_alerting
    from desk.channels import channels_of, require_known_offices
    from desk.handle import open_desk
    from desk.reminders import own_rule
    from desk.safe_start import require_safe
    from desk.settings import load_settings

    try:
        desk = open_desk(load_settings())
        require_safe(desk.settings, os.environ, demo=desk.is_demo)
        channels_of(desk.settings)
        require_known_offices(desk)
        load_alerting(desk.settings.home)
        own_rule(desk)
        if not is_loopback(host):
            _require_guarded(demo=desk.is_demo, insecure=desk.settings.insecure_cookie)
            _require_known(behind_proxy=behind_proxy, named=desk.settings.trusted_proxy)
        desk.ledger.close()
    except UserError as error:
        sys.stdout.write(json.dumps({"what": error.what, "cure": error.cure}))
        return REFUSED
    return 0


def _require_guarded(*, demo: bool, insecure: bool) -> None:
    """`UserError` for what may be open to this machine only."""
    if demo:
        raise UserError("演示库的口令是公开的,不能对外监听", cure="去掉 --host,或改用正式库")
    if insecure:
        raise UserError(
            "CITYPLAN_INSECURE_COOKIE 只限本机,不能对外监听", cure="取消该环境变量,经 HTTPS 访问"
        )


def _require_known(*, behind_proxy: bool, named: str) -> None:
    """`UserError` for a proxy elsewhere that nobody named: anybody's word would count, or none."""
    if behind_proxy and not named:
        raise UserError(
            "没有写明反向代理的地址,按地址的登录限频无从算起",
            cure="设 CITYPLAN_TRUSTED_PROXY=代理的 IP 或网段",
        )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], behind_proxy="--behind-proxy" in sys.argv[2:]))
