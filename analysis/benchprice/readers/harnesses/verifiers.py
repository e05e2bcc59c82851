"""Results of ``verifiers`` (``results.jsonl``, with ``metadata.json`` beside it): a rollout a row.

``token_usage`` adds up what the calls of a rollout sent and got, in OpenAI's sense: cached tokens
inside the input and not told apart, reasoning inside the output (its ``response_usage_tokens``).
The model and the day are in the metadata of the folder; the rows name none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ... import days
from ...errors import Missing
from ...usage import Counting, ItemUsage, Log, Usage, mean
from ..shared import billing, calls, hosts
from ..shared.partial import Gaps
from ..shared.stream import Text, lines, mapping, number, word

NAME = "verifiers results"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_NAMES = {"input_tokens": "prompt_tokens", "output_tokens": "completion_tokens"}


def recognises(document: Any) -> bool:
    """Whether a JSON document is one rollout."""
    return isinstance(document, dict) and recognises_line(document)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is one rollout."""
    return {"example_id", "reward", "completion"} <= set(line)


def recognises_folder(folder: Path) -> bool:
    """Whether a folder is one of an evaluation: rollouts with their metadata."""
    files = (folder / "results.jsonl", folder / "metadata.json")
    return all(p.is_file() and not p.is_symlink() for p in files)


def read_document(name: str, document: Any) -> Log:
    """Read one rollout."""
    return read_lines(name, [document])


def read_folder(folder: Path, load: Callable[[Path], Any]) -> Log:
    """Read the rollouts of a folder, with the model and the day of its metadata."""
    told = mapping(load(folder / "metadata.json"), f"{folder.name}: metadata.json")
    model = word(told.get("model"), f"{folder.name}: metadata.model")
    with (folder / "results.jsonl").open("rb") as raw:
        log = read_lines(folder.name, lines(Text(raw, "results.jsonl")))
    named = word(told.get("env_id"), f"{folder.name}: metadata.env_id")
    log = calls.of_model(log, model, days.of(told.get("date")))
    tier = billing.tier(told.get("sampling_args"))
    usage = tuple(replace(one, tier=tier) for one in log.usage)
    doubted = (*log.doubts, *hosts.doubts(told.get("base_url")))
    return replace(log, usage=usage, benchmark=named, doubts=doubted)


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read rollouts as they come. Raises UserError if none has counts."""
    found: list[Usage] = []
    items: list[ItemUsage] = []
    seen: dict[str, int] = {}
    tried, gaps = 0, Gaps("rollouts")
    for tried, raw in enumerate(rows, 1):
        where = f"{name}: rollout {tried}"
        row = mapping(raw, where)
        item = json.dumps(row.get("example_id"))[:200]
        seen[item] = seen.get(item, 0) + 1
        with gaps.one():
            used = row.get("token_usage")
            if used is None:
                raise Missing(
                    f"{where}: no token_usage (older verifiers write none); an unknown count is not"
                    " 0: price the provider's usage export of the same days instead"
                )
            call = calls.usage(
                "", mapping(used, f"{where}: token_usage"), _NAMES, where, COUNTING,
                window=None, cache_recorded=False,
            )  # fmt: skip
            found.append(call)
            reward = number(row.get("reward"), f"{where}: reward", low=-1e12)
            solved = reward if reward is not None and 0 <= reward <= 1 else None
            items.append(ItemUsage(item, seen[item], calls.by_model([call]), solved))
    rewards = [one.solved for one in items if one.solved is not None]
    return calls.log(
        name, "verifiers", found, gaps, items,
        items=len(seen) or None, passes=max(seen.values(), default=None), attempts=tried,
        score=mean(rewards) if len(rewards) == len(items) else None,
    )  # fmt: skip
