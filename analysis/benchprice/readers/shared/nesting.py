"""Records within records: one above others with counts repeats what they counted."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def above(counted: Iterable[Key], parents: Mapping[Key, Key]) -> set[Key]:
    """Return every record that stands above one of ``counted``; ``parents``: of each record."""
    found: set[Key] = set()
    for key in counted:
        up = parents.get(key)
        while up and up not in found and up != key:
            found.add(up)
            up = parents.get(up)
    return found
