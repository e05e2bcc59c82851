"""Results of the Berkeley Function-Calling Leaderboard: an entry a line, with its token counts.

``input_token_count`` and ``output_token_count`` are the seller's, one a call: in entries of several
turns they are lists of lists. Cached tokens are inside the input and not told apart. An entry names
no model: the folder above it does (``result/MODEL/...``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import Missing, UserError
from ...usage import Counting, ItemUsage, Log, Usage
from ..shared import calls, documents
from ..shared.partial import Gaps
from ..shared.stream import Text, lines, mapping, word

NAME = "BFCL results"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_COUNTS = ("input_token_count", "output_token_count")
_NAMES = {"input": "prompt_tokens", "output": "completion_tokens"}
_MODE = re.compile(r"-FC(?=-thinking$|$)")  # the leaderboard's mark of function calling
_FILES = "BFCL_*_result.json"


def recognises(document: Any) -> bool:
    """Whether a JSON document is one entry, or a list of them."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is one entry with token counts."""
    return {"id", "result", *_COUNTS} <= set(line)


def recognises_folder(folder: Path) -> bool:
    """Whether a folder is one of a model: its results, at whatever depth."""
    return next(folder.rglob(_FILES), None) is not None


def read_document(name: str, document: Any) -> Log:
    """Read one entry or a list of them."""
    return read_lines(name, documents.rows(document))


def read_folder(folder: Path, load: Callable[[Path], Any]) -> Log:
    """Read the results of one model, which its folder names (with ``_`` for ``/``)."""
    del load  # entries are read one by one, a file may be long
    paths = sorted(p for p in folder.rglob(_FILES) if p.is_file() and not p.is_symlink())
    models = {p.relative_to(folder.parent).parts[0] for p in paths}
    if (folder / "result").is_dir() or folder.name == "result":
        models = {p.relative_to(folder).parts[-2] for p in paths}
    if len(models) != 1:
        raise UserError(f"{folder.name}: results of {len(models)} models; name the folder of one")
    model = _MODE.sub("", models.pop())
    log = read_lines(folder.name, _entries(paths))
    return calls.of_model(log, model)


def _entries(paths: Iterable[Path]) -> Iterator[Any]:
    for path in paths:
        with path.open("rb") as raw:
            yield from lines(Text(raw, path.name))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read entries as they come. Raises UserError if none has counts."""
    found: list[Usage] = []
    items: list[ItemUsage] = []
    tried, gaps = 0, Gaps("entries")
    for tried, raw in enumerate(rows, 1):
        where = f"{name}: entry {tried}"
        row = mapping(raw, where)
        with gaps.one():
            sent, got = (list(_flat(row.get(key))) for key in _COUNTS)
            if not sent or len(sent) != len(got):
                raise Missing(f"{where}: token counts missing; an unknown count is not 0")
            spent = [
                calls.usage(
                    "", {"input": i, "output": o}, _NAMES, where, COUNTING, cache_recorded=False
                )
                for i, o in zip(sent, got, strict=True)
            ]
            found += spent
            item = word(str(row.get("id")), f"{where}: id")
            items.append(ItemUsage(item, 1, calls.by_model(spent)))
    return calls.log(
        name, "BFCL", found, gaps, items, benchmark="BFCL", items=tried, passes=1, attempts=tried
    )


def _flat(value: Any) -> Iterator[Any]:
    """Yield the counts of the calls of an entry, whose turns and steps are lists."""
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    elif value is not None:
        yield value
