"""Inspect logs (``.eval`` archives and ``.json``), read without loading their transcripts.

An ``.eval`` file is a zip whose ``summaries.json`` repeats each sample's usage and scores and whose
``header.json`` holds the totals. Totals count every attempt; a sample's usage is that of the
attempt that stands, so their difference is what retries cost. Inspect's input count leaves cached
tokens out, its output count has reasoning in (``inspect_ai.model.ModelUsage``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from ... import days
from ...doubts import Doubt
from ...errors import UserError
from ...usage import KINDS, Counting, ItemUsage, Log, Tokens, Usage
from ..shared import counts, hosts
from ..shared.billing import service_tier
from ..shared.stream import Progress, Text, count, mapping, members, sequence, word
from . import inspect_header

NAME = "Inspect logs (.eval, .json)"
COUNTING = Counting(cache_in_input=False, reasoning_in_output=True)
_RETRIED = (
    "The log's totals are less than its samples', as eval-retry wrote them before inspect_ai#2845:"
    " the samples are priced."
)
JUDGES = frozenset({"grader", "judge", "critic", "scorer"})
_START = re.compile(rb'\s*\{\s*"version"\s*:\s*\d+\s*,\s*"status"\s*:\s*"\w*"\s*,[^{]*"eval"\s*:')
_VALUES = {"C": 1.0, "I": 0.0, "P": 0.5, "N": 0.0}  # inspect_ai.scorer: correct, incorrect, ...


def begins_like(start: bytes) -> bool:
    """Whether a JSON file's first bytes are those of an Inspect log: version, status, eval."""
    return bool(_START.match(start.removeprefix(b"\xef\xbb\xbf")))


def read_json(path: Path, progress: Progress | None = None) -> Log:
    """Read a ``.json`` log, one sample at a time. Raises UserError if it is damaged."""
    header: dict[str, Any] = {}
    with path.open("rb") as raw:
        parts = members(Text(raw, path.name, progress), ("samples", "reductions"))
        samples = _samples(parts, header)
        first = list(islice(samples, 1))  # what stands before it: whose run it is
        return from_parts(path, header, chain(first, samples))


def _samples(parts: Iterable[tuple[str, Any]], header: dict[str, Any]) -> Iterator[Any]:
    """Yield the samples of a log as they come; everything else goes into ``header``."""
    for name, value in parts:
        if name == "samples":
            yield value
        elif name != "reductions":
            header[name] = value


def from_parts(path: Path, header: dict[str, Any], samples: Iterable[Any]) -> Log:
    """Return the record of a log's header, ``eval`` at first, and its samples, or their summaries.

    Raises UserError naming the place of a value that cannot be right.
    """
    where = path.name
    spec = mapping(header.get("eval"), f"{where}: eval")
    if "model" not in spec or "task" not in spec:
        raise UserError(f"{where}: no eval.task and eval.model; not a log of Inspect")
    roles = _role_models(spec, where)
    used, retries, limits = [], 0, 0
    for sample in samples:
        one = mapping(sample, f"{where}: a sample")
        used.append(_item(one, roles, where))
        again = one.get("retries", len(sequence(one.get("error_retries"), f"{where}: retries")))
        retries += count(again, f"{where}: retries") or 0
        limits += bool(one.get("limit"))
    stats = mapping(header.get("stats"), f"{where}: stats")
    usage, notes = _usage(stats, used, roles, where)
    generate = _generate_config(header, spec, where)
    arguments = mapping(spec.get("model_args"), f"{where}: eval.model_args")
    usage = _at(usage, _tier(generate, arguments, where), days.of(stats.get("completed_at")))
    usage, doubted = _sold(usage, spec["model"], spec.get("model_base_url"), arguments)
    config = mapping(spec.get("config"), f"{where}: eval.config")
    score, error = inspect_header.score(header, where)
    dataset = mapping(spec.get("dataset"), f"{where}: eval.dataset")
    return Log(
        source=path.name,
        format="Inspect",
        usage=usage,
        benchmark=word(spec["task"], f"{where}: eval.task"),
        model=word(spec["model"], f"{where}: eval.model"),
        run_id=word(spec.get("task_id"), f"{where}: eval.task_id"),
        date=days.of(spec.get("created")),
        score=score,
        score_se=error,
        items=len({one.item for one in used}) or count(dataset.get("samples"), where),
        passes=count(config.get("epochs"), f"{where}: eval.config.epochs") or 1,
        attempts=len(used) + retries,
        failed=retries,
        effort=word(generate.get("reasoning_effort"), f"{where}: reasoning_effort"),
        thinking_budget=count(generate.get("reasoning_tokens"), f"{where}: reasoning_tokens"),
        scaffold=word(spec.get("solver"), f"{where}: eval.solver"),
        cache_policy=inspect_header.cache_policy(generate),
        caps=inspect_header.caps(config, limits, where),
        reported_cost=inspect_header.reported_cost(stats, where),
        items_used=tuple(used),
        notes=notes + inspect_header.status_note(header),
        doubts=doubted,
    )


def _at(usage: tuple[Usage, ...], tier: str, last: str) -> tuple[Usage, ...]:
    return tuple(replace(u, tier=tier if u.role == "model" else u.tier, last=last) for u in usage)


def _sold(
    usage: tuple[Usage, ...], model: str, address: Any, arguments: dict[str, Any]
) -> tuple[tuple[Usage, ...], tuple[Doubt, ...]]:
    """Return usage with the seller whom a model's calls went to, and what is doubted of that."""
    places = (address, arguments.get("base_url"))
    seller = hosts.seller(*places)
    sold = tuple(replace(u, provider=seller if seller and u.model == model else u.provider)
                 for u in usage)  # fmt: skip
    return sold, hosts.doubts(*places) + hosts.elsewhere(*places)


def _generate_config(header: dict[str, Any], spec: dict[str, Any], where: str) -> dict[str, Any]:
    """Merge the model's and the plan's generation settings; the plan's are the effective ones."""
    plan = mapping(header.get("plan"), f"{where}: plan")
    own = mapping(spec.get("model_generate_config"), f"{where}: model_generate_config")
    return {**own, **mapping(plan.get("config"), f"{where}: plan.config")}


def _tier(generate: dict[str, Any], arguments: dict[str, Any], where: str) -> str:
    """Return the tier that a run asked for: a batch, or what its arguments or settings name."""
    body = mapping(generate.get("extra_body"), f"{where}: extra_body")
    return "batch" if generate.get("batch") else service_tier({**body, **arguments})


def _role_models(spec: dict[str, Any], where: str) -> dict[str, str]:
    """Return the model behind each role."""
    found = {}
    for role, models in mapping(spec.get("model_roles"), f"{where}: model_roles").items():
        first = models[0] if isinstance(models, list) and models else models
        model = mapping(first, f"{where}: model_roles").get("model")
        found[word(role, where)] = word(model, f"{where}: model_roles.{role}")
    return found


@functools.lru_cache(maxsize=64)  # the same one for all samples: a log has many thousands
def _key(model: str) -> tuple[str, str]:
    return model, "model"


def _by_role(
    holder: dict[str, Any], roles: dict[str, str], where: str
) -> dict[tuple[str, str], Tokens]:
    """Split usage by model and role: what a role spent is taken out of its model's total."""
    models = mapping(holder.get("model_usage"), f"{where}: model_usage")
    found = {_key(word(m, where)): _tokens(u, f"{where}: {m}") for m, u in models.items()}
    for role, raw in mapping(holder.get("role_usage"), f"{where}: role_usage").items():
        model = roles.get(role, "")
        whole = found.get((model, "model"))
        if whole is None:  # a role whose model the log does not name: leave it in the total
            continue
        part = _tokens(raw, f"{where}: role {role}")
        rest = whole - part
        if min(getattr(rest, k) for k in ("input", "cache_read", "cache_write", "output")) < 0:
            raise UserError(
                f"{where}: role {role!r} spent more than its model {model!r}; the log is damaged"
            )
        del found[model, "model"]
        if rest.total:
            found[model, "model"] = rest
        ours = "judge" if role in JUDGES else "tools"
        found[model, ours] = found.get((model, ours), Tokens()) + part
    return found


def _tokens(raw: Any, where: str) -> Tokens:
    """Return one count; its total settles what it holds, as it does for every seller's usage.

    xAI's reasoning is beside the output, and logs before 0.3.184 have some sellers' cached tokens
    inside the input.
    """
    return counts.read(mapping(raw, where), where, COUNTING)[0]


def _item(sample: dict[str, Any], roles: dict[str, str], where: str) -> ItemUsage:
    at = f"{where}: sample {str(sample.get('id'))[:40]!r}"
    epoch = count(sample.get("epoch"), f"{at}: epoch") or 1
    scores = mapping(sample.get("scores"), f"{at}: scores")
    solved = next((_value(mapping(s, at).get("value")) for s in scores.values()), None)
    return ItemUsage(str(sample.get("id"))[:200], epoch, _by_role(sample, roles, at), solved)


def _value(value: Any) -> float | None:
    if isinstance(value, str):
        return _VALUES.get(value)
    if isinstance(value, int | float) and 0 <= value <= 1:  # NaN fails the comparison
        return float(value)
    return None


def _usage(
    stats: dict[str, Any], used: list[ItemUsage], roles: dict[str, str], where: str
) -> tuple[tuple[Usage, ...], tuple[str, ...]]:
    """Return all attempts' usage beside that of the samples that stand."""
    standing: dict[tuple[str, str], Tokens] = {}
    for item in used:
        for key, tokens in item.tokens.items():
            standing[key] = standing.get(key, Tokens()) + tokens
    billed = _by_role(stats, roles, f"{where}: stats")
    notes: tuple[str, ...] = ()
    if not billed and standing:
        billed = standing
        notes = (
            "The log has no totals (it did not end, or was cut): only the samples are priced.",
        )
    lines = []
    graded, told = (
        {model for model, role in each if role != "model"} for each in (billed, standing)
    )
    for (model, role), tokens in billed.items():
        known = used and model not in graded - told  # else samples hold all roles' in one
        successful = standing.get((model, role), Tokens()) if known else None
        if successful is not None and _exceeds(successful, tokens, f"{where}: {model}"):
            notes += (_RETRIED,)
            tokens = successful
        lines.append(Usage(model, tokens, successful, role, provider=model.partition("/")[0]))
    return tuple(lines), notes


def _exceeds(samples: Tokens, total: Tokens, where: str) -> bool:
    """Whether the samples spent more than the totals say, as in a log of a retry.

    Raises UserError where they spent more of one kind and less of another: no retry does that.
    """
    more = [k for k in KINDS if getattr(samples, k) > getattr(total, k)]
    less = [k for k in KINDS if getattr(samples, k) < getattr(total, k)]
    if more and less:
        raise UserError(
            f"{where}: the samples spent more {more[0]} tokens than the log's total and fewer"
            f" {less[0]} tokens; the log is damaged"
        )
    return bool(more)
