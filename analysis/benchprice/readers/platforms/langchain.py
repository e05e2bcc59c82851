"""Runs exported from LangSmith, and results as LangChain's callbacks are given them (LLMResult).

LangChain's ``usage_metadata`` has cached tokens inside the input and reasoning inside the output,
whoever sold the call (langchain_core.messages.ai). A run of type llm is a call; every run above it
repeats its tokens. Of several answers to one prompt each repeats the counts of all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ... import days
from ...errors import Missing, UserError
from ...usage import Counting, Log, Usage
from ..shared import calls, documents, nesting, responses
from ..shared.partial import Gaps
from ..shared.stream import mapping, number, sequence, word

NAME = "LangSmith runs and LangChain results"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_CALLS = ("llm", "embedding")
_TYPES = (*_CALLS, "chain", "tool", "retriever", "prompt", "parser")
_COUNTS = {  # a run's own, under names that say what is inside what
    "prompt_tokens": "prompt_tokens",
    "completion_tokens": "completion_tokens",
    "total_tokens": "total_tokens",
    "prompt_token_details": "input_token_details",
    "completion_token_details": "output_token_details",
}
_SELLERS = {"amazon_bedrock": "amazon-bedrock", "google_genai": "google",
            "google_vertexai": "google-vertex", "mistralai": "mistral"}  # fmt: skip


def recognises(document: Any) -> bool:
    """Whether a JSON document is a run, a result, a list of them or a page of the API."""
    return documents.begins(_rows(document), recognises_line)


def _rows(document: Any) -> Any:
    return document.get("runs", document) if isinstance(document, dict) else document


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is a run of LangSmith or a result of LangChain."""
    placed = {"trace_id", "session_id", "dotted_order", "child_runs"} & line.keys()
    return (bool(placed) and line.get("run_type") in _TYPES) or _is_result(line)


def _is_result(holder: dict[str, Any]) -> bool:
    made = holder.get("generations")
    return isinstance(made, list) and bool(made) and isinstance(made[0], list)


def read_document(name: str, document: Any) -> Log:
    """Read runs or results."""
    return read_lines(name, documents.rows(_rows(document)))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read runs or results as they come. Raises UserError if none of them has counts."""
    found: dict[str, list[Usage]] = {}
    costs: dict[str, float | None] = {}
    parents: dict[str, str] = {}
    gaps, failed = Gaps("runs"), 0
    for position, raw in enumerate(_with_children(rows), 1):
        where = f"{name}: run {position}"
        run = mapping(raw, where)
        key = word(run.get("id"), f"{where}: id") or str(position)
        if not _is_result(run):
            parents[key] = word(run.get("parent_run_id"), f"{where}: parent_run_id")
            if run.get("run_type") not in _CALLS:
                continue
        outputs = mapping(run.get("outputs"), f"{where}: outputs")
        if run.get("error") and not outputs and not run.get("total_tokens"):
            failed += 1
            continue
        with gaps.one():
            found[key] = _of_run(run, outputs, where)
            costs[key] = _cost(run, where)
    above = nesting.above(found, parents)
    counted = [key for key in found if key not in above]
    known = [cost for key in counted if (cost := costs[key]) is not None]
    said = f"{len(found) - len(counted)} runs left out: they repeat those beneath them."
    return calls.log(
        name, "LangChain", (one for key in counted for one in found[key]), gaps,
        reported_cost=math.fsum(known) if known and len(known) == len(counted) else None,
        failed=failed or None, notes=(said,) if len(counted) < len(found) else (),
    )  # fmt: skip


def _with_children(rows: Iterable[Any]) -> Iterator[Any]:
    """Yield runs and those inside them, as a trace that is kept whole has them."""
    for row in rows:
        rest = [row]
        while rest:
            one = rest.pop()
            yield one
            inside = one.get("child_runs") if isinstance(one, dict) else None
            rest += inside if isinstance(inside, list) else []


def _of_run(run: dict[str, Any], outputs: dict[str, Any], where: str) -> list[Usage]:
    """Return the usage of a run's prompts; the seller's model, where it answered, has its date."""
    extra = mapping(run.get("extra"), f"{where}: extra")
    noted = mapping(extra.get("metadata"), f"{where}: metadata")
    asked = mapping(extra.get("invocation_params"), f"{where}: invocation_params")
    named = noted.get("ls_model_name") or asked.get("model") or asked.get("model_name")
    seller = word(noted.get("ls_provider"), f"{where}: ls_provider")
    result = run if _is_result(run) else outputs
    parts = _of_result(result, where) if _is_result(result) else _of_outputs(outputs, where)
    counts = {ours: run[theirs] for theirs, ours in _COUNTS.items() if run.get(theirs) is not None}
    if not parts and {"prompt_tokens", "completion_tokens"} & counts.keys():
        parts = [responses.saved({"usage": counts, "model": named}, where)]
    if not parts:
        raise Missing(f"{where}: neither usage_metadata nor token_usage; an unknown count is not 0")
    day = days.of(run.get("start_time"))
    return [
        replace(
            one,
            model=one.model or word(named, f"{where}: model"),
            provider=one.provider or _SELLERS.get(seller, seller),
            date=day or one.date,
        )
        for one in parts
    ]


def _of_result(result: dict[str, Any], where: str) -> list[Usage]:
    """Return the usage of each prompt's first answer; failing that, of all prompts together."""
    found = []
    for answers in sequence(result.get("generations"), f"{where}: generations"):
        first = next(iter(sequence(answers, f"{where}: generations")), None)
        message = first.get("message") if isinstance(first, dict) else None
        if isinstance(message, dict):
            found += _of_outputs(message, where)
    if found:
        return found
    whole = result.get("llm_output") or result.get("llmOutput")
    return _of_outputs(whole, where) if isinstance(whole, dict) else []


def _of_outputs(holder: dict[str, Any], where: str) -> list[Usage]:
    """Return the usage that a message, or what stands for one, holds; none if it holds none."""
    usage = responses.usage_of(responses.response(holder))
    return [responses.saved(holder, where)] if usage else []


def _cost(run: dict[str, Any], where: str) -> float | None:
    """Return what LangSmith reckoned a run cost, USD, which it writes as text."""
    said = run.get("total_cost")
    try:
        return number(float(said) if isinstance(said, str) else said, f"{where}: total_cost")
    except ValueError:
        raise UserError(f"{where}: total_cost: {str(said)[:40]!r} is no number") from None
