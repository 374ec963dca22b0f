"""No network, no file, no process: what a child of the jail may still ask of the kernel.

A seccomp filter (Linux, x86_64 and aarch64) installed by prctl: the few system calls below are
allowed, every other one fails with EPERM. It is a list of what is allowed, so that a call the
kernel learns tomorrow is refused too. Nothing can be opened any more, to write or to read: a
child works on the descriptor it is given and on what its interpreter has already imported.

The filter holds for the process, its threads and whatever follows it, and cannot be taken
back. It refuses to open, so import what jobs need before, as `preload` does for encodings.
"""

from __future__ import annotations

import codecs
import ctypes
import platform
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

SECCOMP, LIMITS_ONLY = "seccomp", "limits only"

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # of prctl(2)
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # BPF instructions
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # 1 = EPERM
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16  # in struct seccomp_data, little endian
_INSTRUCTION = struct.Struct("=HBBI")
_NONBLOCKING = 0x5421  # FIONBIO: how Python sets the timeout of a socket
_EXECUTABLE = 4  # PROT_EXEC

_ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk",
    "gb2312", "big5", "ascii", "latin-1", "cp437", "cp1252", "iso8859-15",
)  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A system call's numbers, None where an architecture has none of that name.

    `equals` and `without`: the (place, value) an argument must have, the bits it must not.
    """

    x86_64: int
    aarch64: int | None
    equals: tuple[int, int] | None = None
    without: tuple[int, int] | None = None


_CALLS: Mapping[str, Call] = MappingProxyType(
    {
        "read": Call(0, 63),
        "lseek": Call(8, 62),
        "recvmsg": Call(47, 212),
        "recvfrom": Call(45, 207),
        "sendto": Call(44, 206),
        "sendmsg": Call(46, 211),
        "poll": Call(7, None),
        "ppoll": Call(271, 73),
        "ioctl": Call(16, 29, equals=(1, _NONBLOCKING)),
        "write": Call(1, 64),
        "close": Call(3, 57),
        "fstat": Call(5, 80),
        "newfstatat": Call(262, 79),
        "pread64": Call(17, 67),
        "mmap": Call(9, 222, without=(2, _EXECUTABLE)),
        "mprotect": Call(10, 226, without=(2, _EXECUTABLE)),
        "munmap": Call(11, 215),
        "mremap": Call(25, 216),
        "madvise": Call(28, 233),
        "brk": Call(12, 214),
        "futex": Call(202, 98),
        "getrandom": Call(318, 278),
        "getrusage": Call(98, 165),
        "prlimit64": Call(302, 261, equals=(0, 0)),  # of itself
        "clock_gettime": Call(228, 113),
        "gettimeofday": Call(96, 169),
        "getpid": Call(39, 172),
        "gettid": Call(186, 178),
        "sched_yield": Call(24, 124),
        "rt_sigaction": Call(13, 134),
        "rt_sigprocmask": Call(14, 135),
        "rt_sigreturn": Call(15, 139),
        "restart_syscall": Call(219, 128),
        "exit": Call(60, 93),
        "exit_group": Call(231, 94),
    }
)
_ARCHITECTURES: Mapping[str, int] = MappingProxyType(
    {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_…
)


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def preload() -> None:
    """Import the encodings a file may be written in; once they cannot be opened any more."""
    for name in _ENCODINGS:
        codecs.lookup(name)


def confine() -> str:
    """Confine this process for good; SECCOMP, or LIMITS_ONLY where the kernel refuses."""
    machine = platform.machine()
    if machine not in _ARCHITECTURES:
        return LIMITS_ONLY
    code = b"".join(_filter(machine))
    program = _Program(len(code) // _INSTRUCTION.size, code)
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    done = prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    address = ctypes.addressof(program)
    return SECCOMP if done and prctl(_SET_SECCOMP, _FILTER, address, 0, 0) == 0 else LIMITS_ONLY


def _filter(machine: str) -> Iterator[bytes]:
    """The program: another architecture's numbers are refused, then one test a call."""
    yield _step(_LOAD, _ARCH_AT)
    yield _step(_EQUAL, _ARCHITECTURES[machine], yes=1)
    yield _step(_RETURN, _REFUSE)
    yield _step(_LOAD, _NUMBER_AT)
    for call in _CALLS.values():
        number = getattr(call, machine)
        if number is not None:
            yield from _test(call, number)
    yield _step(_RETURN, _REFUSE)


def _test(call: Call, number: int) -> Iterator[bytes]:
    checked = call.equals or call.without
    if checked is None:
        yield _step(_EQUAL, number, no=1)
        yield _step(_RETURN, _ALLOW)
        return
    place, value = checked
    yield _step(_EQUAL, number, no=4)
    yield _step(_LOAD, _ARGUMENTS_AT + 8 * place)
    if call.equals:
        yield _step(_EQUAL, value, no=1)
    else:
        yield _step(_ANY_BIT, value, yes=1)
    yield _step(_RETURN, _ALLOW)
    yield _step(_RETURN, _REFUSE)


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return _INSTRUCTION.pack(code, yes, no, value)
