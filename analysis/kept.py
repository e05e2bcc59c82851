"""Results kept on disk, so that what the register and the pages both need is computed once.

A table's content decides, not how it lies in memory: that is why this is no ``joblib.Memory``.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from analysis import packed
from analysis.site import rests, stored

ROOT = Path(__file__).parents[1]
# None: nothing is kept, as where the package is installed and not a checkout
FOLDER = ROOT / ".cache" / "kept" if (ROOT / "_quarto.yml").exists() else None
MOST = 400_000_000  # bytes; what is used longest ago is forgotten first
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


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
        store, asked = stored.Store(FOLDER), fingerprint((args, named))
        name = f"{function.__module__}.{function.__qualname__}-{asked}-{state(function.__module__)}"
        content = store.get(name)
        if content is not None:
            try:
                known: Result = packed.unpack(content)
                return known
            except packed.Unreadable:
                pass
        result = function(*args, **named)
        if rests.as_loaded(_code(function.__module__)):
            store.put(name, packed.pack(result))
        return result

    return found


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
    elif isinstance(value, Mapping):
        yield from (piece for item in value.items() for piece in _pieces(item))
    elif isinstance(value, (list, tuple)):
        yield from (piece for item in value for piece in _pieces(item))
    elif dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        yield from (piece for field in fields for piece in _pieces(getattr(value, field.name)))
    elif isinstance(value, (str, int, float)) or value is None:
        yield repr(value).encode()
    else:
        raise TypeError(f"cannot tell whether two {type(value).__name__} are the same")
