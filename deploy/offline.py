"""Run a command in a network of its own that has nothing but loopback (Linux, as root).

Where the system does not allow it the command runs as it is, and one line says so.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys

CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS = 0x8914
IFF_UP_RUNNING = 0x1 | 0x40


def cut_off() -> bool:
    """Leave the machine's network for an empty one; False when that is not allowed."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        return False
    with socket.socket() as plain:
        fcntl.ioctl(plain, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP_RUNNING))
    return True


if __name__ == "__main__":
    if not cut_off():
        sys.stderr.write("提示:不能建立隔离网络(需要 root),测试在现有网络中运行。\n")
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606
