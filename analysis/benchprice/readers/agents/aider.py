"""Results of Aider's benchmark: a task a file (``.aider.results.json``), or its stats as YAML.

``prompt_tokens`` is what Aider sent, cached tokens inside and not told apart; ``thinking_tokens``
is a setting and counts nothing (``benchmark/benchmark.py``). With an editor model beside, the
tokens are those of both. ``cost`` is Aider's own reckoning.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ... import days
from ...doubts import Doubt
from ...errors import Missing, UserError
from ...usage import Counting, ItemUsage, Log, Usage, mean
from ..shared import calls, documents
from ..shared.partial import Gaps
from ..shared.stream import count, mapping, number, sequence, word

NAME = "Aider benchmark results"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_NAMES = {"prompt_tokens": "prompt_tokens", "completion_tokens": "completion_tokens"}
_FILE = ".aider.results.json"
_DAY = re.compile(r"(?:^|/)(\d{4}-\d\d-\d\d)-\d\d-\d\d-\d\d--")  # of a run's folder
_STAT = re.compile(r"^(?:- |  )(\w+): ?(.*)$")
_TASKS = 20_000


def recognises(document: Any) -> bool:
    """Whether a JSON document is one task, or a list of them."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is one task."""
    return {"testcase", "edit_format", "tests_outcomes"} <= set(line)


def recognises_folder(folder: Path) -> bool:
    """Whether a folder holds tasks, at whatever depth."""
    return next(folder.rglob(_FILE), None) is not None


def read_document(name: str, document: Any) -> Log:
    """Read one task or a list of them."""
    return read_lines(name, documents.rows(document))


def read_folder(folder: Path, load: Callable[[Path], Any]) -> Log:
    """Read every task of a run. Raises UserError if none has counts, or there are too many."""
    paths = sorted(p for p in folder.rglob(_FILE) if p.is_file() and not p.is_symlink())
    if len(paths) > _TASKS:
        raise UserError(f"{folder.name}: over {_TASKS:,} tasks; name the folder of one run")
    return read_lines(folder.name, (load(path) for path in paths))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read tasks as they come. Raises UserError if none has counts."""
    found: list[Usage] = []
    items: list[ItemUsage] = []
    costs: list[float] = []
    said: dict[str, Any] = {}
    tried, gaps = 0, Gaps("tasks")
    for tried, raw in enumerate(rows, 1):
        where = f"{name}: task {tried}"
        row = mapping(raw, where)
        said = said or row
        outcomes = sequence(row.get("tests_outcomes"), f"{where}: tests_outcomes")
        with gaps.one():
            call = _call(row, where)
            found.append(call)
            item = word(row.get("testcase"), f"{where}: testcase")
            folder = word(row.get("testdir"), f"{where}: testdir", most=1000)
            items.append(ItemUsage(f"{folder or item}", 1, calls.by_model([call]),
                                   float(True in outcomes)))  # fmt: skip
        cost = number(row.get("cost"), f"{where}: cost")
        costs += [] if cost is None else [cost]
    return calls.log(
        name, "Aider", found, gaps, items, items=tried, passes=1, attempts=tried,
        score=mean([one.solved or 0.0 for one in items]),
        reported_cost=math.fsum(costs) if costs and len(costs) == tried else None,
        effort=word(said.get("reasoning_effort"), f"{name}: reasoning_effort"),
        doubts=_of_editor(said),
    )  # fmt: skip


def _call(row: dict[str, Any], where: str) -> Usage:
    if row.get("prompt_tokens") is None:
        raise Missing(
            f"{where}: a cost and no tokens (older Aider counts none); price the provider's usage"
            " export of the same days instead"
        )
    folder = _DAY.search(str(row.get("testdir")))
    return calls.usage(
        word(row.get("model"), f"{where}: model"), row, _NAMES, where, COUNTING,
        window=None, cache_recorded=False, date=days.of(folder[1]) if folder else "",
    )  # fmt: skip


def _of_editor(row: dict[str, Any]) -> tuple[Doubt, ...]:
    editor = row.get("editor_model")
    if not editor or editor == row.get("model"):
        return ()
    says = (
        f"The tokens are those of {str(row.get('model'))[:80]} and of its editor"
        f" {str(editor)[:80]}, which the log does not tell apart: priced as the first's."
    )
    return (Doubt("models-not-told-apart", says),)


def is_stats(text: str) -> bool:
    """Whether a text begins as Aider's stats of a run do."""
    return text.startswith("- dirname: ")


def read_stats(name: str, text: str) -> Log:
    """Read the stats of one run, which Aider prints as a flat list in YAML.

    Raises UserError for the stats of several runs, and where tokens are missing.
    """
    if len(re.findall(r"(?m)^- dirname: ", text)) > 1:
        raise UserError(f"{name}: Aider's stats of several runs; give those of one")
    said = {m[1]: m[2].strip() for line in text.splitlines() if (m := _STAT.match(line))}
    if "prompt_tokens" not in said:
        raise UserError(
            f"{name}: Aider's stats with a cost and no tokens; price the provider's usage export of"
            " the same days instead"
        )
    command = re.search(r"--model (\S+)", said.get("command", ""))
    call = calls.usage(
        command[1] if command else said.get("model", ""), said, _NAMES, name, COUNTING,
        window=None, cache_recorded=False, date=days.of(said.get("date")),
    )  # fmt: skip
    items = count(said.get("test_cases"), f"{name}: test_cases")
    passed = [said[key] for key in sorted(said) if re.fullmatch(r"pass_num_\d", key)]
    solved = count(passed[-1], f"{name}: pass_num") if passed else None
    cost = said.get("total_cost", "")
    gaps = Gaps()
    return calls.log(
        name, "Aider", [call], gaps, items=items, passes=1, attempts=items,
        score=solved / items if solved is not None and items and solved <= items else None,
        reported_cost=float(cost) if re.fullmatch(r"\d+(\.\d+)?", cost) else None,
        effort=said.get("reasoning_effort", "")[:100], doubts=_of_editor(said),
    )  # fmt: skip
