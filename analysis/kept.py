"""Results kept on disk, so that what the register and the pages both need is computed once.

A table's content decides, not how it lies in memory: that is why this is no ``joblib.Memory``.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd

ROOT = Path(__file__).parents[1]
# None: nothing is kept, as where the package is installed and not a checkout
FOLDER = ROOT / ".cache" / "kept" if (ROOT / "_quarto.yml").exists() else None
LIBRARIES = ("altair", "numpy", "pandas", "pandera", "scipy", "statsmodels", "vl-convert-python")
APART = ("release", "site", "sources", "update")  # rooms that no kept result rests on
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def kept(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Keep a slow pure function's results by what it is given; see ``fingerprint``.

    They hold as long as no code of the analysis or its charts changes, nor a library's version.
    """

    @functools.wraps(function)
    def found(*args: Arguments.args, **named: Arguments.kwargs) -> Result:
        if FOLDER is None:
            return function(*args, **named)
        name = f"{function.__module__}.{function.__qualname__}-{fingerprint((args, named))}"
        path = FOLDER / state() / name
        if path.exists():
            result: Result = pickle.loads(path.read_bytes())
            return result
        result = function(*args, **named)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{name}.{os.getpid()}.part")
        aside.write_bytes(pickle.dumps(result))
        aside.replace(path)
        return result

    return found


def prune() -> None:
    """Delete what other code has left."""
    for folder in FOLDER.glob("*") if FOLDER else ():
        if folder.name != state():
            shutil.rmtree(folder, ignore_errors=True)


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


@functools.cache
def state() -> str:
    """Digest the interpreter, the libraries and the code that results rest on."""
    here = Path(__file__).parent
    digest = hashlib.sha256(repr([sys.version, *map(version, LIBRARIES)]).encode())
    for path in sorted(here.rglob("*.py")):
        if path.relative_to(here).parts[0] not in APART:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
