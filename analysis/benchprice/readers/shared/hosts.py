"""Addresses that calls went to: one of a machine of one's own may be a proxy, or weights there."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from ...doubts import Doubt

_NAMES = ("localhost", "host.docker.internal")


def own(address: Any) -> bool:
    """Whether an address, a URL or a host, is one of a machine of one's own, or of its network."""
    if not isinstance(address, str) or not address:
        return False
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return False
    if host in _NAMES or host.endswith((".local", ".localhost")):
        return True
    try:
        return ipaddress.ip_address(host).is_private  # loopback and 0.0.0.0 are, too
    except ValueError:
        return False


def doubts(*addresses: Any) -> tuple[Doubt, ...]:
    """Doubt the whole price of calls to a machine of one's own; nothing of any other."""
    found = next((str(one)[:80] for one in addresses if own(one)), "")
    if not found:
        return ()
    says = (
        f"The calls went to {found}, a machine of one's own: where that is no proxy, no seller"
        " bills them."
    )
    return (Doubt("own-machine", says, share=1.0),)
