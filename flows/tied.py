"""`python -m flows.tied PARENT COMMAND…`: become COMMAND, and die when PARENT dies.

A supervisor killed outright cannot stop its children; the kernel can (prctl, Linux). The tie
survives the exec, and is set here rather than between fork and exec of a larger process.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process to its parent, then replace it by the command."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # it died before the tie was set
        return
    os.execvp(command[0], command)  # noqa: S606 -- our own command line, no shell


if __name__ == "__main__":
    main()
