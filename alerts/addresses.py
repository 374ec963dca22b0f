"""Which addresses an alert may go to: checked on the very connection, not on the name.

A name can resolve to a harmless address when it is checked and to the metadata service when
it is used; the interpreter's own audit event sees the address that is connected to.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass
class Guard:
    """What one sending may connect to; `blocked` is the address it was kept from."""

    networks: tuple[Network, ...] = ()
    by_name: bool = False  # the host's own name is on the allow list
    blocked: str = field(default="")

    def allows(self, written: str) -> bool:
        """Public addresses always, others when listed; link-local only as a listed network."""
        address = _plain(ip_address(written.partition("%")[0]))
        if any(address.version == n.version and address in n for n in self.networks):
            return True
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return False
        return self.by_name or address.is_global


def allowed_networks(entries: Sequence[str]) -> tuple[Network, ...]:
    """The entries of an allow list that are addresses or networks; host names are not."""
    found = (_network(entry) for entry in entries)
    return tuple(network for network in found if network is not None)


@contextmanager
def guarded(guard: Guard) -> Iterator[Guard]:
    """Within the block, this thread connects only to what `guard` allows."""
    _install()
    token = _current.set(guard)
    try:
        yield guard
    finally:
        _current.reset(token)


class AddressNotAllowed(ConnectionRefusedError):  # noqa: N818 -- a refusal, not a fault
    """The connection was refused by us, before a packet left."""


_current: ContextVar[Guard | None] = ContextVar("alert_guard", default=None)


@lru_cache(maxsize=1)
def _install() -> None:
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    guard = _current.get()
    if guard is None:
        return
    target = arguments[1]
    host = str(target[0]) if isinstance(target, tuple) else str(target)
    if not isinstance(target, tuple) or not guard.allows(host):
        guard.blocked = host
        raise AddressNotAllowed(f"地址 {host} 不在准许名单内")


def _plain(address: Address) -> Address:
    """An IPv4 address in IPv6 clothes, undressed."""
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address


def _network(entry: str) -> Network | None:
    try:
        return ip_network(entry.strip(), strict=False)
    except ValueError:
        return None
