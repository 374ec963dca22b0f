"""Which machines in front of us are believed when they say whose request they bring."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

Networks = tuple[IPv4Network | IPv6Network, ...]


def networks(written: str) -> Networks:
    """`ValueError` for what is no address or network, or is every one."""
    found = []
    for one in filter(None, (part.strip() for part in written.split(","))):
        try:
            network = ip_network(one, strict=False)
        except ValueError as error:
            raise ValueError(f"“{one}”不是 IP 地址或网段") from error
        if network.prefixlen == 0:
            raise ValueError(f"“{one}”是全部地址,等于谁都信")
        found.append(network)
    return tuple(found)
