"""Results kept on disk, so that what the register and the pages both need is computed once.

A table's content decides, not how it lies in memory: that is why this is no ``joblib.Memory``.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from analysis import heard, packed
from analysis.site import rests, stored

ROOT = Path(__file__).parents[1]
# None: nothing is kept, as where the package is installed and not a checkout
FOLDER = ROOT / ".cache" / "kept" if (ROOT / "_quarto.yml").exists() else None
MOST = 400_000_000  # bytes; what is used longest ago is forgotten first
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Facts = TypeVar("Facts", bound=heard.Facts)


def kept(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Keep a slow pure function's results by what it is given; see ``fingerprint``.

    They hold as long as no code that the function's module rests on changes, nor a library's
    version; see ``rests``. While such code is being edited nothing is kept. The function names no
    module at run time that it needs.
    """

    @functools.wraps(function)
    def found(*args: Arguments.args, **named: Arguments.kwargs) -> Result:
        if FOLDER is None:
            return function(*args, **named)
        if args and isinstance(args[0], heard.Facts) and heard.digests(args[0]) is not None:
            result: Result = _OnFacts(function, args[0], args[1:], named).result()
            return result
        store, asked = stored.Store(FOLDER), fingerprint((args, named))
        name = f"{function.__module__}.{function.__qualname__}-{asked}-{state(function.__module__)}"
        content = store.get(name)
        if content is not None:
            try:
                known: Result = packed.unpack(content)
                return known
            except packed.Unreadable:
                pass
        made = function(*args, **named)
        if rests.as_loaded(_code(function.__module__)):
            store.put(name, packed.pack(made))
        return made

    def digest(facts: heard.Facts, *args: Any, **named: Any) -> str:
        return "" if FOLDER is None else _OnFacts(function, facts, args, named).digest()

    found.digest = digest  # type: ignore[attr-defined]
    return found


def held(function: Callable[[Facts], Result]) -> Callable[[Facts], Result]:
    """Keep a function of facts, and hold its result beside them: nobody may change it."""
    keeping = kept(function)

    @functools.wraps(function)
    def found(facts: Facts) -> Result:
        results = vars(facts).setdefault(heard.HELD, {})
        if found not in results:
            results[found] = keeping(facts)
        elif FOLDER is not None and heard.digests(facts) is not None:
            _OnFacts(function, facts, (), {}).told()
        result: Result = results[found]
        return result

    found.digest = keeping.digest  # type: ignore[attr-defined]
    return found


class _OnFacts:
    """A kept function called on facts, whose result holds while what it asks of them does.

    For each state of all facts an entry names the result, and what was asked for it; the result
    stands by its digest.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        facts: heard.Facts,
        args: tuple[Any, ...],
        named: Mapping[str, Any],
    ) -> None:
        assert FOLDER is not None
        self._function, self._facts, self._args, self._named = function, facts, args, named
        self._call = heard.call(function, args, named)
        asked = fingerprint((args, named))
        module = function.__module__
        self._name = f"{module}.{function.__qualname__}-{asked}-{state(module)}"
        self._store = stored.Store(FOLDER)

    def result(self) -> Any:
        """Return the result; tell who listens that it was asked for."""
        digest, made = self.told()
        if made is not None:
            return made[0]
        try:
            return packed.unpack(self._store.get(self._content(digest)) or b"")
        except packed.Unreadable:
            return self._computed()[2][0]

    def told(self) -> tuple[str, tuple[Any] | None]:
        """Tell who listens that it was asked for; return what ``_found`` does."""
        digest, reads, made = self._found()
        # nobody could ask again for what has no name, only for what it rests on
        asked = reads if self._call is None else {self._call: digest}
        for name, was in asked.items():
            heard.note(self._facts, name, was)
        return digest, made

    def digest(self) -> str:
        """Return the digest of the result."""
        known = heard.results(self._facts)
        if self._name not in known:
            self._found()
        return known[self._name]

    def _found(self) -> tuple[str, heard.Reads, tuple[Any] | None]:
        """Return the result's digest, what it rests on, and itself where it had to be computed."""
        whole = (heard.digests(self._facts) or {})["digest"]
        for entry in (f"{self._name}@{whole}", *self._store.names(f"{self._name}@")):
            digest, reads = self._entry(entry)
            if digest and (entry.endswith(f"@{whole}") or heard.same(self._facts, reads)):
                if not entry.endswith(f"@{whole}"):
                    self._keep(digest, reads)
                heard.results(self._facts)[self._name] = digest
                return digest, reads, None
        return self._computed()

    def _computed(self) -> tuple[str, heard.Reads, tuple[Any]]:
        with heard.hearing(self._facts) as reads:
            result = self._function(self._facts, *self._args, **self._named)
        digest = fingerprint(result)
        if rests.as_loaded(_code(self._function.__module__)):
            self._store.put(self._content(digest), packed.pack(result))
            self._keep(digest, reads)
        heard.results(self._facts)[self._name] = digest
        return digest, reads, (result,)

    def _entry(self, name: str) -> tuple[str, heard.Reads]:
        try:
            digest, reads = json.loads(self._store.get(name) or b"")
        except ValueError:
            return "", {}
        there = FOLDER is not None and (FOLDER / self._content(digest)).exists()
        return (digest if there else ""), reads

    def _keep(self, digest: str, reads: heard.Reads) -> None:
        whole = (heard.digests(self._facts) or {})["digest"]
        self._store.put(f"{self._name}@{whole}", json.dumps([digest, reads]).encode())

    def _content(self, digest: str) -> str:
        return f"{self._name}={digest}"


def prune() -> None:
    """Forget what was used longest ago."""
    stored.Store(FOLDER).shrink(MOST)


@functools.cache
def state(module: str) -> str:
    """Digest the interpreter, the libraries and the code that a module's results rest on."""
    return rests.digest_of(_code(module), rests.libraries())


@functools.cache
def _code(module: str) -> dict[str, str]:
    return rests.code([module])


def fingerprint(value: object) -> str:
    """Return a digest of tables, texts, numbers, and of mappings, sequences, dataclasses of them.

    Raises TypeError for anything else.
    """
    digest = hashlib.sha256()
    for piece in _pieces(value):
        digest.update(piece)
    return digest.hexdigest()[:20]


def _pieces(value: Any) -> Iterator[bytes]:
    yield f"|{type(value).__name__}:".encode()
    if isinstance(value, pd.DataFrame):
        yield repr([*value.dtypes.items()]).encode()
        yield pd.util.hash_pandas_object(value).to_numpy().tobytes()
    elif isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        yield f"{value.dtype.str}{value.shape}".encode()
        yield value.tobytes()
    elif isinstance(value, Mapping):
        yield from (piece for item in value.items() for piece in _pieces(item))
    elif isinstance(value, (list, tuple)):
        yield from (piece for item in value for piece in _pieces(item))
    elif dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        yield from (piece for field in fields for piece in _pieces(getattr(value, field.name)))
    elif isinstance(value, (str, int, float, pd.Timestamp)) or value is None:
        yield repr(value).encode()
    else:
        raise TypeError(f"cannot tell whether two {type(value).__name__} are the same")
