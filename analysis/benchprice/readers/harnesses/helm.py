"""HELM runs: a folder with run_spec.json and per_instance_stats.json.

Prompt and output tokens are there where the run's metrics include the efficiency ones. The counts
are HELM's own tokenizer's, not the provider's, so the price is an estimate, and cached or
reasoning tokens are not told apart. ``stats.json`` holds means over trials, hence the instances.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...errors import UserError
from ...usage import Counting, ItemUsage, Log, Tokens, Usage, convert, mean
from ..shared.stream import count, mapping, number, sequence, word

NAME = "HELM runs"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
FIELDS = {"input": "num_prompt_tokens", "output": "num_output_tokens"}
METRICS = ("exact_match", "quasi_exact_match", "chain_of_thought_correctness", "final_acc")


def recognises_folder(folder: Path) -> bool:
    """Whether a folder is one HELM run."""
    return (folder / "per_instance_stats.json").is_file()


def recognises(document: Any) -> bool:
    """Whether a JSON document is a run's per_instance_stats.json."""
    first = document[0] if isinstance(document, list) and document else None
    return isinstance(first, dict) and {"instance_id", "stats"} <= set(first)


def read_document(name: str, document: Any) -> Log:
    """Refuse a lone statistics file: the model is in another file of the run."""
    raise UserError(f"{name}: part of a HELM run ({len(document)} instances); give its folder")


def read_folder(folder: Path, load: Callable[[Path], Any]) -> Log:
    """Read a run. Raises UserError if it has no token counts, or no model."""
    name = folder.name
    spec_path = folder / "run_spec.json"
    spec = mapping(load(spec_path) if spec_path.is_file() else None, f"{name}: run_spec.json")
    adapter = mapping(spec.get("adapter_spec"), f"{name}: adapter_spec")
    model = word(adapter.get("model"), f"{name}: adapter_spec.model")
    if not model:
        raise UserError(f"{name}: run_spec.json names no model; a price needs a model")
    rows = sequence(load(folder / "per_instance_stats.json"), f"{name}: per_instance_stats.json")
    items = [_item(mapping(row, name), model, i, name) for i, row in enumerate(rows)]
    total = Tokens()
    for item in items:
        total += item.tokens[model, "model"]
    if not total.total or not all(item.tokens[model, "model"].total for item in items):
        raise UserError(
            f"{name}: the run, or some of it, has no {' and '.join(FIELDS.values())}: its metrics"
            " leave HELM's efficiency metric out; give the provider's usage export instead"
        )
    known = [one.solved for one in items if one.solved is not None]
    return Log(
        source=name,
        format="HELM",
        usage=(Usage(model, total, estimated=True, cache_recorded=False),),
        benchmark=word(spec.get("name"), f"{name}: name").partition(":")[0],
        model=model,
        score=mean(known),
        items=len({one.item for one in items}),
        passes=max(one.passed for one in items),
        attempts=len(items),
        items_used=tuple(items),
        notes=("HELM counts tokens with its own tokenizer; cached ones are not told apart.",),
    )


def _item(row: dict[str, Any], model: str, position: int, name: str) -> ItemUsage:
    where = f"{name}: per_instance_stats.json: entry {position}"
    stats = {}
    for raw in sequence(row.get("stats"), where):
        stat = mapping(raw, where)
        key = mapping(stat.get("name"), where).get("name")
        stats[str(key)] = stat
    counts = {
        kind: count(stats.get(stat, {}).get("sum"), f"{where}: {stat}")
        for kind, stat in FIELDS.items()
    }
    if (counts["input"] is None) != (counts["output"] is None):
        raise UserError(f"{where}: prompt or output tokens missing; an unknown count is not 0")
    solved = next((stats[m].get("mean") for m in METRICS if m in stats), None)
    perturbation = mapping(row.get("perturbation"), where).get("name", "")
    item = f"{row.get('instance_id')}{'/' if perturbation else ''}{perturbation}"
    return ItemUsage(
        item[:200],
        (count(row.get("train_trial_index"), where) or 0) + 1,
        {(model, "model"): convert(counts, COUNTING, where)},
        number(solved, where, high=1.0),
    )
