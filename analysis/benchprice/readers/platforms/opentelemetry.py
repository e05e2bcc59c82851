"""OpenTelemetry spans of generative AI calls, as OTLP JSON or one span a line.

By the conventions ``gen_ai.usage.input_tokens`` includes cached tokens and ``output_tokens``
includes reasoning. A span above others with counts repeats their sum, whatever it is called, and
is left out; so is a response that a second instrumentation wrote again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ... import days
from ...errors import Missing, UserError
from ...sums import added
from ...usage import Counting, Log, Tokens, Usage, prompt, window
from ..shared import aisdk, billing, counts, documents, hosts, nesting, responses
from ..shared.partial import Gaps
from ..shared.stream import number, word
from . import spans

NAME = "OpenTelemetry spans"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
EMBEDDINGS = "embeddings"
CALLS = frozenset({"chat", "text_completion", "generate_content", EMBEDDINGS})
# where instrumentations write counts, and what their names are in ``vocabulary``
PLACES = ("gen_ai.usage.details.", "ai.usage.", "gen_ai.usage.", "llm.usage.", "llm.token_count.")
OWN = {
    "cache_read.input_tokens": "cached_tokens",
    "cache_creation.input_tokens": "cache_write_tokens",
    "reasoning.output_tokens": "reasoning_tokens",
    "prompt": "prompt_tokens",
    "completion": "completion_tokens",
    "total": "total_tokens",
    "prompt_details.cache_read": "cached_tokens",
    "prompt_details.cache_write": "cache_write_tokens",
    "completion_details.reasoning": "reasoning_tokens",
    "prompt_details.audio": "input_audio_tokens",
    "completion_details.audio": "output_audio_tokens",
}
_KINDS = ("openinference.span.kind", "traceloop.span.kind")
_OPERATIONS = {"llm": "chat", "embedding": EMBEDDINGS}
_COSTS = ("gen_ai.usage.cost", "gen_ai.usage.total_cost", "llm.cost.total", "operation.cost")
_TIERS = (
    "openai.response.service_tier",
    "gen_ai.openai.response.service_tier",
    "gen_ai.response.service_tier",
    "openai.request.service_tier",
    "gen_ai.openai.request.service_tier",
    "gen_ai.request.service_tier",
)


def recognises(document: Any) -> bool:
    """Whether a JSON document is an OTLP export, one span or a list of spans."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a JSON line is an OTLP export or one span."""
    return "resourceSpans" in line or ("attributes" in line and "name" in line)


def read_document(name: str, document: Any) -> Log:
    """Read an export, a span or a list of spans."""
    return read_lines(name, documents.rows(document))


@dataclass(frozen=True)
class _Call:
    """A span with token counts: its key, whether it is of an agent, and the response's id."""

    key: tuple[str, str]
    agent: bool
    response: str
    usage: Usage
    cost: float | None
    where: str
    server: Any


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read spans. Raises UserError if there is none of a model call, or one has no model."""
    calls: dict[tuple[str, str], _Call] = {}
    parents: dict[tuple[str, str], tuple[str, str]] = {}
    silent: dict[tuple[str, str], str] = {}
    gaps = Gaps("spans")
    for position, span in enumerate(spans.each(name, rows), start=1):
        where = f"{name}: span {position}"
        key, parent = spans.place(span, position)
        parents[key] = parent
        said = spans.attributes(span, where)
        if used := _used(said):
            with gaps.one():
                calls[key] = _call(key, said, used, days.of(spans.start(span)), where)
        elif _operation(said, where) in CALLS and not spans.failed(span, said):
            silent[key] = where
    for where in nesting.apart(silent, calls, parents):
        with gaps.one():
            raise Missing(f"{where}: a model's call without counts; an unknown count is not 0")
    doubts = gaps.doubts()
    counted = _counted(calls, parents)
    nameless = [one for one in counted if not one.usage.model and not one.agent]
    if nameless:
        raise UserError(f"{nameless[0].where}: no gen_ai.response.model; a price needs a model")
    usage = added(call.usage for call in counted)
    if not usage:
        raise UserError(f"{name}: no span of a model call with token counts; nothing to price")
    costs = [call.cost for call in counted if call.cost is not None]
    skipped = len(calls) - len(counted)
    notes = (f"{skipped} spans left out: they repeat the calls beneath them, or one call again.",)
    return Log(
        source=name,
        format="OpenTelemetry",
        usage=usage,
        model=usage[0].model,
        date=min((u.date for u in usage if u.date), default=""),
        reported_cost=math.fsum(costs) if len(costs) == len(counted) else None,
        notes=notes if skipped else (),
        doubts=(*doubts, *hosts.doubts(*(call.server for call in counted))),
    )


def _counted(
    calls: dict[tuple[str, str], _Call], parents: dict[tuple[str, str], tuple[str, str]]
) -> list[_Call]:
    """Return the spans that are billed: none above another's counts, each response once.

    An agent's span counts only where its trace has no call of its own.
    """
    above = nesting.above(calls, parents)
    called = {key[0] for key, call in calls.items() if not call.agent}
    found: dict[Any, _Call] = {}
    for key, call in calls.items():
        if key not in above and not (call.agent and key[0] in called):
            found[call.response or key] = call
    return list(found.values())


def _used(said: dict[str, Any]) -> dict[str, Any]:
    """Return a span's counts under names that ``vocabulary`` knows; details do not overrule."""
    found: dict[str, Any] = {}
    for place in reversed(PLACES):
        for name, value in said.items():
            if name.startswith(place) and value is not None:
                own = name.removeprefix(place)
                if not own.startswith("details."):
                    found.setdefault(OWN.get(own, own), value)
    return found


def _call(
    key: tuple[str, str], said: dict[str, Any], used: dict[str, Any], date: str, where: str
) -> _Call:
    operation = _operation(said, where)
    if operation == EMBEDDINGS:
        used.setdefault("output_tokens", 0)
    names = ("gen_ai.response.model", "gen_ai.request.model", "llm.model_name")
    answered = next((said[n] for n in names if said.get(n)), None)
    model = word(answered, f"{where}: gen_ai.response.model")
    noted = {"providerMetadata": _json(said.get("ai.response.providerMetadata"))}
    own = aisdk.sellers_own(noted, used)
    tokens, audio = counts.read(own, where, COUNTING if own is used else None, model)
    asked, answer = (_json(said.get(n)) for n in ("llm.invocation_parameters", "output.value"))
    answer = answer if isinstance(answer, dict) else {}
    fees = billing.beside_tokens(answer, responses.usage_of(answer) or {}, where, model) | audio
    agent = bool(operation) and operation not in CALLS
    usage = Usage(
        model=model,
        tokens=tokens,
        successful=Tokens() if said.get("error.type") is not None else tokens,
        provider=word(said.get("gen_ai.provider.name") or said.get("gen_ai.system"), where),
        tier=billing.tier(*({"service_tier": said[n]} for n in _TIERS if n in said), asked),
        cache_recorded="cached_tokens" in used or bool(tokens.cache_read),
        date=date,
        window=window(prompt(tokens) + audio.get("audio_input", 0)),
        extras=tuple(sorted(fees.items())),
    )
    cost = next((said[name] for name in _COSTS if said.get(name) is not None), None)
    response = word(said.get("gen_ai.response.id"), where)
    server = said.get("server.address")
    return _Call(key, agent, response, usage, number(cost, f"{where}: cost"), where, server)


def _operation(said: dict[str, Any], where: str) -> str:
    """Return what a span does in OpenTelemetry's words; OpenInference and Traceloop have theirs."""
    own = word(said.get("gen_ai.operation.name"), f"{where}: gen_ai.operation.name")
    other = next((said[name] for name in _KINDS if said.get(name)), None)
    kind = word(other, f"{where}: span.kind").lower()
    return own or _OPERATIONS.get(kind, kind)


def _json(text: Any) -> Any:
    """Return what JSON in a text holds, as OpenInference writes what was asked and answered."""
    if isinstance(text, dict) or not text:
        return text or {}
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return {}
