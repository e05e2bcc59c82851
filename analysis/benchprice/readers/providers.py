"""What the providers themselves count: usage exports, and saved responses one a line.

OpenAI's ``input_tokens`` and ``prompt_tokens`` include cached tokens (and, where reported, cache
writes), its output includes reasoning; where ``total_tokens`` says more than input and output
together, as xAI's and Gemini's do, the rest is reasoning billed as output. Anthropic's
``input_tokens`` and ``uncached_input_tokens`` leave cache reads and writes out, its output includes
thinking. Pydantic AI's ``cache_read_tokens`` and ``cache_write_tokens`` are part of its input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from .. import days
from ..doubts import Doubt, distinct
from ..errors import UserError
from ..usage import Counting, Log, Usage, added, convert
from .billing import LONG, LONG_PROMPT, beside_tokens, billed, service_tier
from .stream import count, mapping, sequence, word

OPENAI = Counting(cache_in_input=True, reasoning_in_output=True)
ANTHROPIC = Counting(cache_in_input=False, reasoning_in_output=True)
_INCLUDED = ("cache_read_tokens", "cache_write_tokens")


def recognises(document: Any) -> bool:
    """Whether a JSON document is a usage export, a saved response or a list of them."""
    if isinstance(document, list):
        return bool(document) and isinstance(document[0], dict) and recognises_line(document[0])
    return isinstance(document, dict) and (_is_export(document) or recognises_line(document))


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a JSON line is a saved response, a line of a batch's output, or a usage export."""
    return _is_export(line) or isinstance(_response(line).get("usage"), dict)


def _is_export(document: dict[str, Any]) -> bool:
    buckets = document.get("data")
    if not isinstance(buckets, list) or not buckets or not isinstance(buckets[0], dict):
        return False
    return "results" in buckets[0] or "result" in buckets[0]


def read_document(name: str, document: Any) -> Log:
    """Read a usage export or saved responses."""
    return read_lines(name, document if isinstance(document, list) else [document])


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read exports or responses as they come. Raises UserError if nothing in them is usage."""
    usage: dict[Any, Usage] = {}
    doubts: list[Doubt] = []
    failed = 0
    for line, raw in enumerate(rows, start=1):
        where = f"{name}: entry {line}"
        row = mapping(raw, where)
        if _is_export(row):
            usage |= {(line, n): part for n, part in enumerate(_export(row, where))}
        elif _refused(row):
            failed += 1
        else:
            part = _saved(row, where)
            prompt = part.tokens.total - part.tokens.output
            # A streamed response is logged again as it grows: its last count is the whole of it.
            usage[("custom_id" not in row and _response(row).get("id")) or line] = part
            doubts += beside_tokens(_response(row), where)
            doubts += [LONG_PROMPT] if prompt > LONG else []
    if not usage:
        raise UserError(f"{name}: no usage in it; nothing to price")
    return Log(
        source=name,
        format=f"{' + '.join(dict.fromkeys(u.provider for u in usage.values()))} usage",
        usage=added(usage.values()),
        model=next(iter(usage.values())).model,
        date=min((u.date for u in usage.values() if u.date), default=""),
        failed=failed or None,
        notes=("Providers bill every attempt: what retries cost is in, and cannot be told apart.",),
        doubts=distinct(doubts),
    )


def _export(document: dict[str, Any], where: str) -> Iterator[Usage]:
    for bucket in sequence(document["data"], where):
        one = mapping(bucket, where)
        start = one.get("start_time", one.get("starting_at"))
        for raw in sequence(one.get("results", one.get("result")), f"{where}: results"):
            result = mapping(raw, f"{where}: results")
            model = word(result.get("model"), f"{where}: model")
            if not model:
                raise UserError(f"{where}: a result without model; export it grouped by model")
            openai = "uncached_input_tokens" not in result
            reader = _openai_result if openai else _anthropic_result
            yield replace(reader(model, result, where), date=days.of(start))
    if document.get("has_more"):
        raise UserError(f"{where}: has_more is true: pages are missing; export them all")


def _openai_result(model: str, result: dict[str, Any], where: str) -> Usage:
    counts = {
        "input": count(result.get("input_tokens"), f"{where}: input_tokens"),
        "output": count(result.get("output_tokens"), f"{where}: output_tokens"),
        "cache_read": count(result.get("input_cached_tokens"), f"{where}: input_cached_tokens"),
        "cache_write": count(result.get("input_cache_write_tokens"), f"{where}: cache writes"),
    }
    tier = "batch" if result.get("batch") is True else service_tier(result)
    return _usage(model, counts, OPENAI, "openai", tier, where)


def _anthropic_result(model: str, result: dict[str, Any], where: str) -> Usage:
    written = mapping(result.get("cache_creation"), f"{where}: cache_creation")
    counts = {
        "input": count(result.get("uncached_input_tokens"), where),
        "output": count(result.get("output_tokens"), where),
        "cache_read": count(result.get("cache_read_input_tokens"), where),
        "cache_write": count(written.get("ephemeral_5m_input_tokens"), where),
        "cache_write_long": count(written.get("ephemeral_1h_input_tokens"), where),
    }
    return _usage(model, counts, ANTHROPIC, "anthropic", service_tier(result), where)


def _refused(line: dict[str, Any]) -> bool:
    """Whether a line of a batch's output says that its request failed: nothing was billed."""
    answer, result = line.get("response"), line.get("result")
    if isinstance(answer, dict) and isinstance(answer.get("status_code"), int):
        return bool(answer["status_code"] >= 400)
    return isinstance(result, dict) and result.get("type") in ("errored", "canceled", "expired")


def _response(line: dict[str, Any]) -> dict[str, Any]:
    """Return the response in a line: itself, or inside a batch's output."""
    for path in (("response", "body"), ("result", "message"), ("body",)):
        inner: Any = line
        for step in path:
            inner = inner.get(step) if isinstance(inner, dict) else None
        if isinstance(inner, dict):
            return inner
    return line


def _saved(line: dict[str, Any], where: str) -> Usage:
    response = _response(line)
    usage = mapping(response.get("usage"), f"{where}: usage")
    model = word(response.get("model"), f"{where}: model")
    if not model:
        raise UserError(f"{where}: a response without model; a price needs a model")
    batch = "custom_id" in line  # what a batch calls its requests; clients wrap responses, too
    tier = "batch" if batch else service_tier(usage if "service_tier" in usage else response)
    date = days.of(response.get("created", response.get("created_at")))
    told = (*_INCLUDED, "prompt_tokens", "input_tokens_details", "total_tokens")
    openai = any(name in usage for name in told)
    reader = _openai_response if openai else _anthropic_response
    part = reader(model, usage, tier, where)
    return replace(part, date=date, billed=billed(response, where))


def _openai_response(model: str, usage: dict[str, Any], tier: str, where: str) -> Usage:
    chat = "prompt_tokens" in usage
    sent = mapping(usage.get("prompt_tokens_details" if chat else "input_tokens_details"), where)
    got = mapping(
        usage.get("completion_tokens_details" if chat else "output_tokens_details"), where
    )
    counts = {
        "input": count(usage.get("prompt_tokens" if chat else "input_tokens"), where),
        "output": count(usage.get("completion_tokens" if chat else "output_tokens"), where),
        "cache_read": count(sent.get("cached_tokens", usage.get(_INCLUDED[0])), where),
        "cache_write": count(sent.get("cache_write_tokens", usage.get(_INCLUDED[1])), where),
        "reasoning": count(got.get("reasoning_tokens"), where),
    }
    total = count(usage.get("total_tokens"), f"{where}: total_tokens") or 0
    beside = total - (counts["input"] or 0) - (counts["output"] or 0)
    if counts["output"] is not None and beside > 0:
        counts["output"] += beside
    return _usage(model, counts, OPENAI, "openai", tier, where)


def _anthropic_response(model: str, usage: dict[str, Any], tier: str, where: str) -> Usage:
    written = mapping(usage.get("cache_creation"), f"{where}: cache_creation")
    all_writes = count(usage.get("cache_creation_input_tokens"), where) or 0
    long = count(written.get("ephemeral_1h_input_tokens"), where) or 0
    if long > all_writes:
        raise UserError(f"{where}: more one-hour cache writes than writes; the log is damaged")
    counts: dict[str, int | None] = {
        "input": count(usage.get("input_tokens"), where),
        "output": count(usage.get("output_tokens"), where),
        "cache_read": count(usage.get("cache_read_input_tokens"), where),
        "cache_write": all_writes - long,
        "cache_write_long": long,
    }
    return _usage(model, counts, ANTHROPIC, "anthropic", tier, where)


def _usage(
    model: str,
    counts: dict[str, int | None],
    counting: Counting,
    provider: str,
    tier: str,
    where: str,
) -> Usage:
    if counts["input"] is None or counts["output"] is None:
        raise UserError(f"{where}: input or output tokens missing; an unknown count is not 0")
    tokens = convert(counts, counting, where)
    return Usage(model, tokens, provider=provider, tier=tier)
