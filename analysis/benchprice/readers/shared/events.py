"""Streamed responses put together: of the counts that come again and again the last ones stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from . import aisdk, responses

_CHUNK = "chat.completion.chunk"
_STEP = "thread.run.step"  # of OpenAI's assistants
# events of a stream that hold no counts, or hold those of a later one
_EVENTS = ("content_block_start", "content_block_delta", "content_block_stop", "ping")


def whole(lines: Iterable[Any]) -> Iterator[Any]:
    """Yield lines, those of one stream put together: later counts of a response take the place.

    Anthropic's events begin a message and then say its output; of OpenAI's only the last has usage;
    an answer of Gemini's without a reason to finish goes on in the next line.
    """
    held: dict[str, Any] | None = None
    uncounted: dict[str, dict[str, Any]] = {}
    for line in aisdk.calls(lines):
        if not isinstance(line, dict):
            yield line
            continue
        event = line.get("type")
        if line.get("object") == _STEP:  # its run has the counts of all
            continue
        if line.get("object") == _CHUNK:  # the last one of a stream has the counts
            own = str(line.get("id"))
            if line.get("usage", {}) is None:
                uncounted.setdefault(own, line)
                continue
            uncounted.pop(own, None)
        if event in _EVENTS or (
            responses.is_event(line) and responses.usage_of(line["response"]) is None
        ):
            continue
        if held is not None and event == "message_delta":
            held = _grown(held, line)
            continue
        if held is not None and not _same_stream(held, line):
            yield held
        held = line if event == "message_start" or _goes_on(line) else None
        if held is None:
            yield line
    if held is not None:
        yield held
    yield from uncounted.values()


def _grown(start: dict[str, Any], delta: dict[str, Any]) -> dict[str, Any]:
    """Return the event that began a message, with the counts of a later one."""
    message, more = start.get("message"), delta.get("usage")
    if not isinstance(message, dict) or not isinstance(more, dict):
        return start
    said = message.get("usage")
    usage = {**(said if isinstance(said, dict) else {}), **more}
    ends = delta.get("delta")
    stop = ends.get("stop_reason") if isinstance(ends, dict) else None
    ended = {"stop_reason": stop} if stop else {}
    return {**start, "message": {**message, **ended, "usage": usage}}


def _goes_on(line: dict[str, Any]) -> bool:
    answers = line.get("candidates")
    return (
        isinstance(answers, list)
        and bool(answers)
        and not any(isinstance(a, dict) and a.get("finishReason") for a in answers)
    )


def _same_stream(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two answers of Gemini's are of one prompt, the second longer than the first."""
    counts = [responses.usage_of(line) or {} for line in (one, other)]
    sent, got = (
        [c.get(name) for c in counts] for name in ("promptTokenCount", "candidatesTokenCount")
    )
    same = one.get("responseId") == other.get("responseId") and sent[0] == sent[1]
    numbers = [n for n in got if isinstance(n, int)]
    return "candidates" in one and same and numbers == sorted(numbers)
