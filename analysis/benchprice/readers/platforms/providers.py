"""What the providers themselves count: usage exports, and saved responses one a line.

OpenAI's ``input_tokens`` and ``prompt_tokens`` include cached tokens (and, where reported, cache
writes), its output includes reasoning; Anthropic's ``input_tokens`` and ``uncached_input_tokens``
leave cache reads and writes out, its output includes thinking. Other sellers' and clients' names
are told apart by ``vocabulary``; where a response gives a total, the total decides (``counts``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ... import days
from ...errors import Missing, UserError
from ...sums import added
from ...usage import Counting, Log, Usage, convert
from ..shared import calls, documents, events, responses
from ..shared.billing import beside_tokens, region, service_tier
from ..shared.kept import Kept
from ..shared.partial import Gaps, unfinished
from ..shared.stream import count, mapping, sequence, word
from . import sessions as claude

NAME = "OpenAI and Anthropic usage exports and responses"
OPENAI = Counting(cache_in_input=True, reasoning_in_output=True)
ANTHROPIC = Counting(cache_in_input=False, reasoning_in_output=True)


def recognises(document: Any) -> bool:
    """Whether a JSON document is a usage export, a saved response or a list of them."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a JSON line is a saved response, a line of a batch's output, or a usage export."""
    return _is_export(line) or claude.is_result(line) or responses.recognises(line)


def _is_export(document: dict[str, Any]) -> bool:
    buckets = document.get("data")
    if not isinstance(buckets, list) or not buckets or not isinstance(buckets[0], dict):
        return False
    results = buckets[0].get("results", buckets[0].get("result"))
    costs = isinstance(results, list) and results and isinstance(results[0], dict)
    return results is not None and not (costs and "amount" in results[0])


def read_document(name: str, document: Any) -> Log:
    """Read a usage export or saved responses."""
    return read_lines(name, documents.rows(document))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read exports or responses as they come. Raises UserError if nothing in them is usage."""
    found = Kept()
    sessions, gaps, failed, exported = claude.Sessions(), Gaps(), 0, False
    for line, raw in enumerate(events.whole(rows), start=1):
        where = f"{name}: entry {line}"
        row = mapping(raw, where)
        answer = responses.response(row)
        with gaps.one():
            if _is_export(row):
                exported = True
                for part in _export(row, where):
                    found.put("", part)
            elif claude.is_result(row):
                session = str(row.get("session_id") or "")
                sessions.add(session, claude.result(row, where))
                found.drop(session, "")  # the result repeats its messages
            elif responses.refused(row, answer):
                failed += 1
            elif responses.recognises(row, answer):
                # A streamed response is logged again as it grows: its last count is the whole.
                found.put(
                    responses.identity(row, answer), responses.saved(row, where, answer),
                    responses.stated(row, answer, where),
                    str(row.get("session_id") or ""), responses.unfinished(answer),
                )  # fmt: skip
            elif "usage" in row or "response" in row:
                raise Missing(f"{where}: neither usage nor an error in it")
    results = sessions.standing
    used = [*(u for _, parts in results for u in parts), *(one for _, one in found.sums())]
    doubts = gaps.doubts() + sessions.doubts() + unfinished(found.begun(), len(found))
    if not used:
        raise UserError(f"{name}: no usage in it; nothing to price")
    costs = [cost for cost, _ in results] + found.told()
    known = [cost for cost in costs if cost is not None]
    whole = len(known) == len(costs)  # a client that stated some only is no total
    return Log(
        source=name,
        format=f"{_form(used, bool(results))} usage",
        usage=added(used),
        model=used[0].model,
        date=min((u.date for u in used if u.date), default=""),
        failed=failed or None,
        reported_cost=math.fsum(known) if known and whole else None,
        responses={} if results else found,
        results=sessions.took(),
        exported=exported,
        notes=("Providers bill every attempt: what retries cost is in, and cannot be told apart.",),
        doubts=doubts,
    )


def _form(used: Iterable[Usage], sessions: bool) -> str:
    named = dict.fromkeys(u.provider for u in used if u.provider)
    return "Claude Code" if sessions else " + ".join(named) or "saved"


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
            reader = openai_result if openai else anthropic_result
            edge = _edge(result.get("context_window"))
            yield replace(reader(model, result, where), date=days.of(start), window=edge)
    if document.get("has_more"):
        raise UserError(f"{where}: has_more is true: pages are missing; export them all")


def openai_result(model: str, result: dict[str, Any], where: str) -> Usage:
    """Return the usage in one result of OpenAI's report; audio lies beside its text tokens."""
    found = {
        "input": count(result.get("input_tokens"), f"{where}: input_tokens"),
        "output": count(result.get("output_tokens"), f"{where}: output_tokens"),
        "cache_read": count(result.get("input_cached_tokens"), f"{where}: input_cached_tokens"),
        "cache_write": count(result.get("input_cache_write_tokens"), f"{where}: cache writes"),
    }
    if str(result.get("object")).endswith("embeddings.result"):
        found["output"] = found["output"] or 0  # a vector, which nobody bills
    tier = "batch" if result.get("batch") is True else service_tier(result)
    part = _usage(model, found, OPENAI, "openai", tier, where)
    audio = {"audio_input": "input_audio_tokens", "audio_output": "output_audio_tokens"}
    fees = {kind: count(result.get(name), f"{where}: {name}") for kind, name in audio.items()}
    return calls.with_fees(part, fees)


def anthropic_result(model: str, result: dict[str, Any], where: str) -> Usage:
    """Return the usage in one result of Anthropic's report."""
    written = mapping(result.get("cache_creation"), f"{where}: cache_creation")
    found = {
        "input": count(result.get("uncached_input_tokens"), where),
        "output": count(result.get("output_tokens"), where),
        "cache_read": count(result.get("cache_read_input_tokens"), where),
        "cache_write": count(written.get("ephemeral_5m_input_tokens"), where),
        "cache_write_long": count(written.get("ephemeral_1h_input_tokens"), where),
    }
    part = _usage(model, found, ANTHROPIC, "anthropic", service_tier(result), where)
    fees = beside_tokens({}, {"server_tool_use": result.get("server_tool_use")}, where)
    return replace(part, extras=tuple(sorted(fees.items())), region=region(result))


def _edge(said: Any) -> int | None:
    """Return the prompt length that an export's ``context_window``, as 200k-1M, begins at."""
    first = said.partition("-")[0].strip().lower() if isinstance(said, str) else ""
    thousand = first.removesuffix("k")
    return int(thousand) * (1000 if first.endswith("k") else 1) if thousand.isdigit() else None


def _usage(
    model: str,
    found: dict[str, int | None],
    counting: Counting,
    provider: str,
    tier: str,
    where: str,
) -> Usage:
    if found["input"] is None or found["output"] is None:
        raise Missing(f"{where}: input or output tokens missing; an unknown count is not 0")
    tokens = convert(found, counting, where)
    return Usage(model, tokens, provider=provider, tier=tier)
