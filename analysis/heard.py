"""What a computation asks of the facts is heard, so that it is made again only when that differs.

It asks for tables and for kept results (see ``kept``). A result stands for all that it rests on:
where it comes out as before, whoever asked for it alone is as before, too.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.site import rests, stored

ROOT = Path(__file__).parents[1]
STAMPS = ROOT / rests.CACHE / "facts"  # a file for each thing that a page has asked for
LIVING = ROOT / "data"
HELD = "_held"  # where ``kept.held`` and ``once`` hold results
PACKAGE = "analysis."  # only functions of this package are called again
Reads = dict[str, str]  # what was asked for -> digest of the answer
Result = TypeVar("Result")

_thread = threading.local()


class Facts:
    """Tables as attributes; reading one is heard where ``tell`` has said their digests."""

    if not TYPE_CHECKING:  # attributes keep their types

        def __getattribute__(self, name: str) -> Any:
            """Return an attribute, and tell those who listen that it was read."""
            known = object.__getattribute__(self, "__dict__")
            digests = known.get("_digests")
            if digests is not None and name in digests:
                note(self, name, digests[name])
            return object.__getattribute__(self, name)

    def __getstate__(self) -> dict[str, Any]:
        """Leave what is held to the process that holds it."""
        return {name: value for name, value in vars(self).items() if name != HELD}


def tell(facts: Facts, digests: Mapping[str, str], where: object) -> None:
    """Say what digests the attributes of facts have, and where they are from."""
    vars(facts).update(_digests=dict(digests), _where=where, _results={})


def digests(facts: Facts) -> Mapping[str, str] | None:
    """Return what was told of facts; None where nothing was, as of those derived from others."""
    return vars(facts).get("_digests")


def results(facts: Facts) -> Reads:
    """Return the digests of results that this process knows of facts."""
    found: Reads = vars(facts)["_results"]
    return found


@contextlib.contextmanager
def hearing(facts: Facts) -> Iterator[Reads]:
    """Gather what is asked of facts inside; nobody outside hears of it."""
    heard: Reads = {}
    _stack().append((vars(facts).get("_where"), heard))
    try:
        yield heard
    finally:
        _stack().pop()


def once(function: Callable[[Any], Result]) -> Callable[[Any], Result]:
    """Hold what a function of facts gives beside them, unkept: nobody may change it.

    Whoever has it anew has asked what it asks.
    """

    @functools.wraps(function)
    def found(facts: Facts) -> Result:
        results = vars(facts).setdefault(HELD, {})
        if found not in results:
            with hearing(facts) as reads:
                results[found] = function(facts), reads
        result: Result
        result, reads = results[found]
        for name, digest in reads.items():
            note(facts, name, digest)
        return result

    return found


def note(facts: Facts, name: str, digest: str) -> None:
    """Tell who listens that something was asked of facts; a page listens through files."""
    where = vars(facts)["_where"]
    for about, heard in reversed(_stack()):
        if about == where:  # a vintage, asked beside the living facts, is frozen
            heard[name] = digest
            return
    if where == LIVING and rests.listening():
        path = STAMPS / _file(name)
        rests.mark(path)
        _put(path, name, digest)


def call(function: Any, args: tuple[Any, ...], named: Mapping[str, Any]) -> str | None:
    """Return the name of a call on facts; None where ``again`` could not make it from its name."""
    told = [function.__module__, function.__qualname__, list(args), dict(named)]
    try:
        name = json.dumps(told)
    except TypeError:
        return None
    return name if json.loads(name) == told else None


def again(facts: Facts, name: str) -> str:
    """Return the digest of what was asked for, as of these facts; empty where it is no more."""
    known = digests(facts) or {}
    if name in known:
        return known[name]
    try:
        module, function, args, named = json.loads(name)
        if not module.startswith(PACKAGE):
            return ""
        found: str = getattr(importlib.import_module(module), function).digest(
            facts, *args, **named
        )
        return found
    except (ValueError, TypeError, AttributeError, ImportError):
        return ""


def same(facts: Facts, reads: Mapping[str, str]) -> bool:
    """Tell whether all that was asked for is answered as it was."""
    return all(again(facts, name) == was for name, was in reads.items())


def refresh(facts: Facts) -> None:
    """Bring the marks of what pages have asked for up to date."""
    for path in _stamps():
        with contextlib.suppress(OSError):
            # damaged, it names nothing that could be asked again, and goes
            name = path.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
            if digest := again(facts, name):
                _put(path, name, digest)
            else:
                path.unlink()


def _stamps() -> Iterable[Path]:
    with contextlib.suppress(OSError):
        return sorted(STAMPS.iterdir())
    return ()


def _put(path: Path, name: str, digest: str) -> None:
    content = f"{name}\n{digest}"
    with contextlib.suppress(OSError), stored.silently():
        if path.exists() and path.read_bytes() == content.encode():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        stored.write(path, content.encode())


def _file(name: str) -> str:
    if name.isidentifier():
        return name
    readable = ".".join(json.loads(name)[:2])
    return f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _stack() -> list[tuple[object, Reads]]:
    if not hasattr(_thread, "stack"):
        _thread.stack = []
    found: list[tuple[object, Reads]] = _thread.stack
    return found
