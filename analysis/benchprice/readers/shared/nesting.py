"""Records within records: one above others with counts repeats what they counted."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
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


def apart(
    silent: Mapping[Key, str], counted: Collection[Key], parents: Mapping[Key, Key]
) -> list[str]:
    """Return the values of ``silent`` that stand neither above nor beneath one of ``counted``."""
    over = above(counted, parents)
    found = []
    for key, where in silent.items():
        up, met = parents.get(key), {key}
        while up and up not in met and up not in counted:
            met.add(up)
            up = parents.get(up)
        if key not in over and up not in counted:
            found.append(where)
    return found
