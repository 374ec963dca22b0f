"""Which addresses an alert may go to: checked on the very connection, not on the name.

A name can resolve to a harmless address when it is checked and to the metadata service when
it is used; the interpreter's own audit event sees the address that is connected to, whoever
asked for it: a web hook, a mail server, a name given by the environment.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Event, Thread

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_TRANSLATED = IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address is in the last 32 bits
# Services of a cloud for its own machines (metadata with keys) that are not link-local: of
# Azure, Alibaba, Oracle and AWS. A listed name does not open them, as little as link-local ones.
_PLATFORM = frozenset(
    map(ip_address, ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"))
)
_AGAIN = 0.5  # seconds
# They would write down addresses with their keys while a message is on its way.
_TALKATIVE = ("apprise", "urllib3.connectionpool", "urllib3.util.retry")


@dataclass
class Guard:
    """What one sending may connect to; `blocked` is the address it was kept from.

    `expired` says that the sending was cut off because it took too long in all.
    """

    networks: tuple[Network, ...] = ()
    by_name: bool = False  # the host's own name is on the allow list
    blocked: str = field(default="")
    expired: bool = False
    _lines: list[socket.socket] = field(default_factory=list, repr=False)

    def allows(self, written: str) -> bool:
        """Public addresses always, others when listed; link-local only as a listed network.

        So are the clouds' own services (metadata), wherever they are.
        """
        try:
            address = _plain(ip_address(written.partition("%")[0]))
        except ValueError:
            return False
        if any(address.version == n.version and address in n for n in self.networks):
            return True
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return False
        if address in _PLATFORM:
            return False
        return self.by_name or _is_public(address)

    def keep(self, line: socket.socket) -> None:
        """Hold a second handle of a connection, which survives its wrapping in TLS."""
        with suppress(OSError):
            self._lines.append(socket.socket(fileno=os.dup(line.fileno())))

    def cut(self) -> None:
        """End every connection of this sending: its time is over."""
        self.expired = True
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Give the second handles back."""
        while self._lines:
            self._lines.pop().close()


def allowed_networks(entries: Sequence[str]) -> tuple[Network, ...]:
    """The entries of an allow list that are addresses or networks; host names are not."""
    found = (_network(entry) for entry in entries)
    return tuple(network for network in found if network is not None)


def guard_for(host: str, allowed: Sequence[str]) -> Guard:
    """A guard for one host under an allow list of names, addresses and networks."""
    named = {entry.strip().lower() for entry in allowed if _network(entry) is None}
    return Guard(allowed_networks(allowed), by_name=host.lower() in named)


def is_listed(host: str, allowed: Sequence[str]) -> bool:
    """True when the allow list names this host, or holds its address."""
    guard = guard_for(host, allowed)
    return guard.by_name or (_network(host) is not None and _in(host, guard.networks))


@contextmanager
def guarded(guard: Guard, seconds: float = 60.0) -> Iterator[Guard]:
    """Within the block, this thread connects only to what `guard` allows, `seconds` in all.

    A time-out of each single read does not stop a receiver that answers one byte at a time.
    """
    _install()
    token, over = _current.set(guard), Event()
    clock = Thread(target=_watch_time, args=(guard, seconds, over), daemon=True)
    clock.start()
    try:
        yield guard
    finally:
        over.set()
        clock.join()
        guard.release()
        _current.reset(token)


def _watch_time(guard: Guard, seconds: float, over: Event) -> None:
    """Cut again and again: a connection just being made is no line to be cut yet."""
    wait = seconds
    while not over.wait(wait):
        guard.cut()
        wait = _AGAIN


class AddressNotAllowed(ConnectionRefusedError):  # noqa: N818 -- a refusal, not a fault
    """The connection was refused by us, before a packet left."""


_current: ContextVar[Guard | None] = ContextVar("alert_guard", default=None)


@lru_cache(maxsize=1)
def _install() -> None:
    sys.addaudithook(_watch)
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(lambda _: _current.get() is None)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto"):
        return
    guard = _current.get()
    if guard is None:
        return
    line, target = arguments[0], arguments[1]
    host = str(target[0]) if isinstance(target, tuple) else str(target)
    if not isinstance(target, tuple) or guard.expired or not guard.allows(host):
        guard.blocked = guard.blocked or ("" if guard.expired else host)
        raise AddressNotAllowed(f"地址 {host} 不在准许名单内")
    if isinstance(line, socket.socket):
        guard.keep(line)


def _plain(address: Address) -> Address:
    """An IPv4 address in IPv6 clothes, undressed."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        return inner or address
    return address


def _is_public(address: Address) -> bool:
    inside = isinstance(address, IPv6Address) and address.is_site_local  # fec0::/10, RFC 3879
    return address.is_global and not address.is_reserved and not inside


def _in(host: str, networks: Sequence[Network]) -> bool:
    address = _plain(ip_address(host))
    return any(address.version == n.version and address in n for n in networks)


def _network(entry: str) -> Network | None:
    try:
        return ip_network(entry.strip(), strict=False)
    except ValueError:
        return None
