"""Results of Terminal-Bench: a run's ``results.json``, one of a trial, or the run's folder.

Agents count on their own side, what a seller cached is not told apart, and many count nothing. The
model and the day are in the folder's ``run_metadata.json``; the results name neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ... import days
from ...errors import Missing, UserError
from ...usage import Counting, ItemUsage, Log, Tokens, Usage, convert
from ..shared import calls
from ..shared.partial import Gaps
from ..shared.stream import count, mapping, number, sequence, word

NAME = "Terminal-Bench results"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
TRIALS = 20_000


def recognises(document: Any) -> bool:
    """Whether a JSON document is a file of results, or one trial of them."""
    if not isinstance(document, dict):
        return False
    results = document.get("results")
    first = results[0] if isinstance(results, list) and results else document
    return isinstance(first, dict) and {"total_input_tokens", "total_output_tokens"} <= set(first)


def recognises_folder(folder: Path) -> bool:
    """Whether a folder is that of a run: its metadata, or trials two folders below."""
    return (folder / "run_metadata.json").is_file() or _first(folder)


def _first(folder: Path) -> bool:
    return next(folder.glob("*/*/results.json"), None) is not None


def read_folder(folder: Path, load: Callable[[Path], Any]) -> Log:
    """Read a run: its results, or those of its trials where it did not end.

    Raises UserError if no trial has counts.
    """
    whole, told = folder / "results.json", folder / "run_metadata.json"
    if whole.is_file():
        document = load(whole)
    else:
        paths = sorted(p for p in folder.glob("*/*/results.json") if not p.is_symlink())
        if len(paths) > TRIALS:
            raise UserError(f"{folder.name}: over {TRIALS:,} trials; split the run")
        document = {"results": [load(path) for path in paths]}
    log = read_document(folder.name, mapping(document, f"{folder.name}: results.json"))
    run = mapping(load(told), f"{folder.name}: {told.name}") if told.is_file() else {}
    model = word(run.get("model_name"), f"{folder.name}: model_name")
    log = calls.of_model(log, model, days.of(run.get("start_time")))
    return replace(
        log,
        benchmark=word(run.get("dataset_name"), f"{folder.name}: dataset_name"),
        scaffold=word(run.get("agent_name"), f"{folder.name}: agent_name"),
        notes=() if model else log.notes,
    )


def _trials(document: dict[str, Any], name: str) -> list[Any]:
    return sequence(document.get("results", [document]), f"{name}: results")


def read_document(name: str, document: dict[str, Any]) -> Log:
    """Read a file of results, or one trial. Raises UserError if no trial has counts."""
    items, total, seen, gaps = [], Tokens(), dict[str, int](), Gaps("trials")
    for raw in _trials(document, name):
        row = mapping(raw, f"{name}: results")
        task = word(row.get("task_id"), f"{name}: task_id")
        where = f"{name}: task {task!r}"
        counts = {
            "input": count(row.get("total_input_tokens"), where),
            "output": count(row.get("total_output_tokens"), where),
        }
        unknown = None in counts.values() or not any(counts.values())
        seen[task] = seen.get(task, 0) + 1
        with gaps.one():
            if unknown:
                raise Missing(f"{where}: the agent reported no tokens; an unknown count is not 0")
        if unknown:
            continue
        tokens = convert(counts, COUNTING, where)
        right = row.get("is_resolved")
        solved = float(right) if isinstance(right, bool) else None
        items.append(ItemUsage(task, seen[task], {("", "model"): tokens}, solved))
        total += tokens
    doubts = gaps.doubts()
    if not items:
        raise UserError(f"{name}: no trial in it; nothing to price")
    return Log(
        source=name,
        format="Terminal-Bench",
        usage=(Usage("", total, estimated=True, cache_recorded=False),),
        score=number(document.get("accuracy"), f"{name}: accuracy", high=1.0),
        items=len(seen) or None,
        passes=max(seen.values(), default=None),
        attempts=len(items),
        items_used=tuple(items),
        notes=("A Terminal-Bench results file names no model: say which with --model.",),
        doubts=doubts,
    )
