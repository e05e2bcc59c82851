"""Tiers of offers, best first: whose price it is, and what nothing corroborates after all others.

``facts/prices/offers`` gives every offer its tier, and the record carries it: so the tables and the
command tell a seller's price from a list's by one rule.
"""

from __future__ import annotations

MAKER, CLOUD, THROUGH, LISTED, ALONE, GATEWAY, SUBSCRIPTION = range(7)
DOUBTED = 10  # added to the tier of what nothing corroborates
_WHOSE = {THROUGH: "gateway", LISTED: "list", GATEWAY: "gateway", SUBSCRIPTION: "subscription"}


def whose(tier: int) -> str:
    """Return whose figure a price is where nobody sells at it; empty for a seller's."""
    return _WHOSE.get(tier % DOUBTED, "")


def believed(tier: int) -> bool:
    """Whether something corroborates a price."""
    return tier < DOUBTED
