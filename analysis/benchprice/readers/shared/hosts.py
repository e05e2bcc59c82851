"""Addresses that calls went to: a seller's, or a machine's of one's own, a proxy or weights."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from ...doubts import Doubt

_NAMES = ("localhost", "host.docker.internal")
# what the hosts of sellers' interfaces end with
_SELLERS = {
    "anthropic.com": "anthropic",
    "cognitiveservices.azure.com": "azure",
    "openai.azure.com": "azure",
    "services.ai.azure.com": "azure",
    "aiplatform.googleapis.com": "google-vertex",
    "generativelanguage.googleapis.com": "google",
    "cerebras.ai": "cerebras",
    "cohere.com": "cohere",
    "deepinfra.com": "deepinfra",
    "deepseek.com": "deepseek",
    "fireworks.ai": "fireworks",
    "groq.com": "groq",
    "mistral.ai": "mistral",
    "moonshot.ai": "moonshot",
    "openai.com": "openai",
    "openrouter.ai": "openrouter",
    "perplexity.ai": "perplexity",
    "sambanova.ai": "sambanova",
    "together.xyz": "together",
    "together.ai": "together",
    "x.ai": "xai",
    "z.ai": "zai",
}


def own(address: Any) -> bool:
    """Whether an address, a URL or a host, is one of a machine of one's own, or of its network."""
    host = _host(address)
    if host in _NAMES or host.endswith((".local", ".localhost")):
        return True
    try:
        return ipaddress.ip_address(host).is_private  # loopback and 0.0.0.0 are, too
    except ValueError:
        return False


def _host(address: Any) -> str:
    """Return the host of an address; empty where there is none to read."""
    if not isinstance(address, str) or not address:
        return ""
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


def seller(*addresses: Any) -> str:
    """Return the seller whose interface the first address is that is known; empty for no such."""
    hosts = [_host(one) for one in addresses]
    if any(one.startswith("bedrock") and one.endswith(".amazonaws.com") for one in hosts):
        return "amazon-bedrock"
    parts = (host.split(".") for host in hosts)
    ends = (".".join(host[at:]) for host in parts for at in range(len(host)))
    return next((_SELLERS[end] for end in ends if end in _SELLERS), "")


def elsewhere(*addresses: Any) -> tuple[Doubt, ...]:
    """Doubt who sold calls to a host that is neither one's own nor a seller's that is known."""
    hosts = [one for one in map(_host, addresses) if one]
    if not hosts or own(hosts[0]) or seller(*hosts):
        return ()
    says = f"The calls went to {hosts[0][:80]}: whose price that is, is not known here."
    return (Doubt("seller-not-known", says),)


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
