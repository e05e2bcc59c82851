"""Harbor results: trials with an agent's token totals.

Harbor's ``n_input_tokens`` includes cached tokens; its ``n_cache_tokens`` are reads only. It has no
place for writes or reasoning; some agents note writes in their metadata. A trial that is retried is
deleted, so failed attempts are not in the totals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ... import days
from ...errors import Missing, UserError
from ...sums import Sums
from ...usage import Counting, ItemUsage, Log, Tokens, Usage, convert, mean
from ..shared import billing, calls
from ..shared.partial import Gaps
from ..shared.stream import count, mapping, number, sequence, word

NAME = "Harbor results"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
TRIALS = 20_000
_NOTE = "Harbor keeps only the last attempt at a trial: what failed attempts cost is missing."


def recognises_folder(folder: Path) -> bool:
    """Whether a folder is one of a job's, trials in folders of their own, or one trial's."""
    return next(folder.glob("*/result.json"), None) is not None or _is_trial(folder)


def _is_trial(folder: Path) -> bool:
    return (folder / "result.json").is_file() and (folder / "agent").is_dir()


def recognises(document: Any) -> bool:
    """Whether a JSON document is one Harbor trial."""
    if not isinstance(document, dict):
        return False
    return {"trial_name", "agent_info"} <= set(document)


def read_document(name: str, document: dict[str, Any]) -> Log:
    """Read one trial."""
    return _log(name, [document])


def read_folder(folder: Path, load: Callable[[Path], Any]) -> Log:
    """Read every trial of a job. Raises UserError if one has no token counts."""
    paths = sorted(folder.glob("*/result.json")) or [folder / "result.json"]
    if len(paths) > TRIALS:
        raise UserError(f"{folder.name}: over {TRIALS} trials; split the job")
    return _log(folder.name, (load(path) for path in paths))


def _log(name: str, documents: Iterable[Any]) -> Log:
    sums = Sums()
    items: list[ItemUsage] = []
    seen: dict[str, int] = {}
    dates, costs, sources, agents = [], [], [], []
    gaps = Gaps("trials")
    for raw in documents:
        trial = mapping(raw, f"{name}: a trial")
        where = f"{name}: trial {str(trial.get('trial_name'))[:60]!r}"
        date = days.of(trial.get("started_at"))
        parts: list[Usage] = []
        with gaps.one():
            parts = [replace(part, date=date) for part in _trial(trial, where)]
        for part in parts:
            sums.add(part)
        task = word(trial.get("task_name"), f"{where}: task_name")
        seen[task] = seen.get(task, 0) + 1
        items.append(ItemUsage(task, seen[task], calls.by_model(parts), _reward(trial, where)))
        dates.append(date)
        sources.append(word(trial.get("source"), f"{where}: source"))
        info = mapping(trial.get("agent_info"), where)
        agents.append(f"{info.get('name', '')} {info.get('version', '')}".strip()[:100])
        costs += [c for context in _contexts(trial, where) if (c := context.get("cost_usd"))]
    usage = sums.usage()
    known = [one.solved for one in items if one.solved is not None]
    return Log(
        source=name,
        format="Harbor",
        usage=usage,
        benchmark=next(filter(None, sources), ""),
        model=usage[0].model if usage else "",
        date=min(filter(None, dates), default=""),
        score=mean(known),
        items=len(seen) or None,
        passes=max(seen.values(), default=None),
        attempts=len(items),
        scaffold=next(filter(None, agents), ""),
        reported_cost=math.fsum(number(c, f"{name}: cost_usd") or 0.0 for c in costs) or None,
        items_used=tuple(one for one in items if one.tokens),
        notes=(_NOTE,),
        doubts=gaps.doubts(),
    )


def _contexts(trial: dict[str, Any], where: str) -> list[dict[str, Any]]:
    """Return the agent's totals: the trial's, or one a step."""
    if trial.get("agent_result") is not None:
        return [mapping(trial["agent_result"], where)]
    steps = sequence(trial.get("step_results"), f"{where}: step_results")
    return [mapping(mapping(s, where).get("agent_result"), where) for s in steps]


def _trial(trial: dict[str, Any], where: str) -> list[Usage]:
    info = mapping(mapping(trial.get("agent_info"), where).get("model_info"), where)
    named = word(info.get("name"), f"{where}: model_info.name")
    provider = word(info.get("provider"), f"{where}: model_info.provider")
    parts, tier = [], _tier(trial)
    for context in _contexts(trial, where):
        by_model = mapping(context.get("model_usage"), f"{where}: model_usage")
        for model, raw in by_model.items() or [(named, context)]:
            if not model:
                raise UserError(f"{where}: no model named; a price needs a model")
            tokens = _tokens(mapping(raw, where), where)
            parts.append(Usage(word(model, where), tokens, provider=provider, tier=tier))
    if not parts:
        raise Missing(f"{where}: no agent_result with token counts; nothing to price")
    return parts


def _tier(trial: dict[str, Any]) -> str:
    """Return the tier that the trial's agent was told to ask for, among its arguments."""
    config = trial.get("config")
    agent = config.get("agent") if isinstance(config, dict) else None
    told = agent.get("kwargs") if isinstance(agent, dict) else None
    inner = told.values() if isinstance(told, dict) else ()
    return billing.tier(told, *inner)


def _tokens(context: dict[str, Any], where: str) -> Tokens:
    counts = {
        "input": count(context.get("n_input_tokens"), f"{where}: n_input_tokens"),
        "output": count(context.get("n_output_tokens"), f"{where}: n_output_tokens"),
        "cache_read": count(context.get("n_cache_tokens"), f"{where}: n_cache_tokens"),
        "cache_write": calls.noted(context.get("metadata"), "cache_write", f"{where}: metadata"),
    }
    if counts["input"] is None or counts["output"] is None:
        raise Missing(f"{where}: the agent reported no tokens; an unknown count is not 0")
    return convert(counts, COUNTING, where)


def _reward(trial: dict[str, Any], where: str) -> float | None:
    rewards = mapping(mapping(trial.get("verifier_result"), where).get("rewards"), where)
    first = next(iter(rewards.values()), None)
    return float(first) if isinstance(first, int | float) and 0 <= first <= 1 else None
