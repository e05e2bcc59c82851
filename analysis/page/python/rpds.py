"""The part of ``rpds`` that ``jsonschema`` uses, for the browser: the package itself is Rust.

The page's archive carries this file under the name ``rpds``; nothing else imports it. Collections
that never change: what adds or removes returns a new one. Here by copying, which is as good for the
few entries of a schema.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class HashTrieMap(Mapping[K, V]):
    """A mapping that never changes."""

    def __init__(self, content: Any = (), **named: V) -> None:
        self._held: dict[K, V] = dict(content, **named)

    @classmethod
    def convert(cls, value: Any) -> HashTrieMap[Any, Any]:
        """Return the value if it is such a mapping already, else one made of it."""
        return value if isinstance(value, cls) else cls(value)

    def __getitem__(self, key: K) -> V:
        return self._held[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __hash__(self) -> int:
        return hash(frozenset(self._held.items()))

    def insert(self, key: K, value: V) -> HashTrieMap[K, V]:
        """Return this and one entry more."""
        return HashTrieMap({**self._held, key: value})

    def remove(self, key: K) -> HashTrieMap[K, V]:
        """Return this without an entry. Raises KeyError where there is none."""
        self._held[key]
        return HashTrieMap({k: v for k, v in self._held.items() if k != key})

    def update(self, *others: Any, **named: V) -> HashTrieMap[K, V]:
        """Return this with the entries of others put over it."""
        held = dict(self._held)
        for other in others:
            held.update(other)
        return HashTrieMap(held, **named)


class HashTrieSet(frozenset[K]):
    """A set that never changes."""

    def insert(self, value: K) -> HashTrieSet[K]:
        """Return this and one value more."""
        return HashTrieSet(self | {value})

    def discard(self, value: K) -> HashTrieSet[K]:
        """Return this without a value."""
        return HashTrieSet(self - {value})

    def update(self, *others: Iterable[K]) -> HashTrieSet[K]:
        """Return this and all values of others."""
        return HashTrieSet(self.union(*others))


class List(tuple[V, ...]):
    """A list that never changes."""

    def push_front(self, value: V) -> List[V]:
        """Return this with one value before it."""
        return List((value, *self))
