"""Loaded by every interpreter of a guarded test: no connection leaves this machine.

Put its folder first on PYTHONPATH and name a file in GUARD_FILE; an attempt is written there
and refused. Who is guarded is written to the same name with `.on`.
"""

import os
import sys
from pathlib import Path

LOCAL = ("127.", "::1", "localhost", "0.0.0.0", "::")


def _outside(host):
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return isinstance(host, str) and host != "" and not host.startswith(LOCAL)


def _refuse(what):
    with Path(os.environ["GUARD_FILE"]).open("a", encoding="utf-8") as file:
        file.write(f"{what} {sys.orig_argv}\n")
    raise OSError(f"the guard refuses {what}")


def _watch(event, arguments):
    if event == "socket.getaddrinfo" and _outside(arguments[0]):
        _refuse(f"name {arguments[0]}")
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and _outside(address[0]):
            _refuse(f"address {address}")


if "GUARD_FILE" in os.environ:
    with Path(os.environ["GUARD_FILE"] + ".on").open("a", encoding="utf-8") as on:
        on.write(f"{' '.join(sys.orig_argv)}\n")
    sys.addaudithook(_watch)
