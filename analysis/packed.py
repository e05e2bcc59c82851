"""Results as bytes that hold data and nothing that could run: JSON and Arrow, never a pickle.

What is unpacked equals what was packed: types, missing values, dtypes and all.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

# Tables are narrowed and joined far more often than their texts are searched: with Python's own
# strings, reading and resolving the facts takes a fifth less than with Arrow's.
pd.set_option("mode.string_storage", "python")

PACKAGE = "analysis."  # only dataclasses of this package are made again
_PLAIN = (str, int, float, bool, type(None))


class Unreadable(ValueError):
    """Bytes that this code did not pack."""


def pack(value: object) -> bytes:
    """Return a result as bytes: tables, arrays of numbers, texts, numbers, or what holds them.

    Raises TypeError for anything else.
    """
    blobs: list[bytes] = []
    tree = json.dumps([_told(value, blobs), [len(blob) for blob in blobs]]).encode()
    return b"".join([len(tree).to_bytes(8, "big"), tree, *blobs])


def unpack(content: bytes) -> Any:
    """Return what was packed. Raises Unreadable."""
    try:
        start = 8 + int.from_bytes(content[:8], "big")
        tree, sizes = json.loads(content[8:start])
        blobs, view = [], memoryview(content)
        for size in sizes:
            blobs.append(view[start : start + size])
            start += size
        return _made(tree, blobs)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ImportError) as error:
        raise Unreadable(str(error)) from error


def _told(value: Any, blobs: list[bytes]) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, pd.DataFrame):
        blobs.append(_arrow(value))
        index = value.index
        if isinstance(index, pd.RangeIndex):
            rows: Any = [index.start, index.stop, index.step, index.name]
        else:
            rows = [str(index.dtype), index.name]
        return ["frame", len(blobs) - 1, [str(d) for d in value.dtypes], rows]
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        blobs.append(value.tobytes())
        return ["array", len(blobs) - 1, value.dtype.str, list(value.shape)]
    if isinstance(value, pd.Timestamp):
        return ["timestamp", value.isoformat(), value.unit]
    if isinstance(value, Mapping):
        return ["mapping", [[_told(k, blobs), _told(v, blobs)] for k, v in value.items()]]
    if type(value) in (list, tuple):
        return [type(value).__name__, [_told(item, blobs) for item in value]]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        fields = {f.name: _told(getattr(value, f.name), blobs) for f in dataclasses.fields(value)}
        return ["dataclass", kind.__module__, kind.__qualname__, fields]
    raise TypeError(f"cannot keep a {type(value).__module__}.{type(value).__qualname__}")


def _made(tree: Any, blobs: list[memoryview]) -> Any:
    if not isinstance(tree, list):
        return tree
    kind, *rest = tree
    if kind == "frame":
        return _frame(blobs[rest[0]], rest[1], rest[2])
    if kind == "array":
        return np.frombuffer(blobs[rest[0]], dtype=rest[1]).reshape(rest[2]).copy()
    if kind == "timestamp":
        return pd.Timestamp(rest[0]).as_unit(rest[1])
    if kind == "mapping":
        return {_made(key, blobs): _made(value, blobs) for key, value in rest[0]}
    if kind in ("list", "tuple"):
        items = [_made(item, blobs) for item in rest[0]]
        return tuple(items) if kind == "tuple" else items
    module, name, fields = rest
    if kind != "dataclass" or not module.startswith(PACKAGE):
        raise Unreadable(f"{module}.{name}")
    found = getattr(importlib.import_module(module), name)
    if not (isinstance(found, type) and dataclasses.is_dataclass(found)):
        raise Unreadable(f"{module}.{name}")
    return found(**{key: _made(value, blobs) for key, value in fields.items()})


def _arrow(frame: pd.DataFrame) -> bytes:
    """Write columns, and an index that is no range, as one Arrow stream."""
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    for column in columns:
        if column.dtype == object and not column.map(lambda v: type(v) in (str, type(None))).all():
            raise TypeError(f"cannot keep the column {column.name!r}: objects of several kinds")
    if not isinstance(frame.index, pd.RangeIndex):
        columns.append(frame.index.to_series())
    arrays = [pa.Array.from_pandas(column) for column in columns]
    names = [str(at) for at in range(len(arrays))]
    schema = pa.schema(
        [pa.field(n, a.type) for n, a in zip(names, arrays, strict=True)],
        metadata={"columns": json.dumps(_texts(frame))},
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _texts(frame: pd.DataFrame) -> list[str]:
    names = list(frame.columns)
    if not all(type(name) is str for name in names) or frame.columns.name is not None:
        raise TypeError(f"cannot keep columns named {names[:5]}")
    return names


def _frame(blob: memoryview, dtypes: list[str], rows: list[Any]) -> pd.DataFrame:
    table = pa.ipc.open_stream(pa.py_buffer(blob)).read_all()
    names = json.loads(table.schema.metadata[b"columns"])
    if len(rows) == 2:
        last = _column(table.column(len(dtypes)), rows[0], None)
        index: pd.Index[Any] = pd.Index(last, name=rows[1])
    else:
        index = pd.RangeIndex(rows[0], rows[1], rows[2], name=rows[3])
    columns = {at: _column(table.column(at), dtype, index) for at, dtype in enumerate(dtypes)}
    frame = pd.DataFrame(columns, index=index, copy=False)
    return frame.set_axis(pd.Index(names, dtype="str"), axis=1)


def _column(chunks: Any, dtype: str, index: pd.Index[Any] | None) -> pd.Series[Any]:
    wanted = pd.api.types.pandas_dtype(dtype)
    if dtype == "object":
        values = chunks.to_pylist()
    elif hasattr(wanted, "__from_arrow__"):
        values = wanted.__from_arrow__(chunks)
    else:
        values = chunks.to_pandas().to_numpy().astype(wanted, copy=False)
    return pd.Series(values, index=index, dtype=wanted, copy=False)
