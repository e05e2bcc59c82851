"""Events of OpenAI's realtime sessions: each answer's usage, at the model that its session says.

Cached tokens are inside the input, and audio has prices of its own (OpenAI's reference of
``response.done``). What a session writes down of the user's speech is billed at another model's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...usage import Counting, Log
from ..shared import documents
from . import providers

NAME = "OpenAI realtime events"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_SESSION = ("session.created", "session.updated", "session.update", "transcription_session.updated")
_HEARD = "conversation.item.input_audio_transcription.completed"


def recognises(document: Any) -> bool:
    """Whether a JSON document is an event, or a list of them."""
    return documents.begins(document, recognises_line)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is an event that begins a realtime session, or ends an answer in one."""
    inner = line.get("response")
    answer = line.get("type") == "response.done" and isinstance(inner, dict)
    return answer or (line.get("type") in _SESSION and isinstance(line.get("session"), dict))


def read_document(name: str, document: Any) -> Log:
    """Read events."""
    return read_lines(name, documents.rows(document))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read events as they come. Raises UserError if no answer among them has counts."""
    return providers.read_lines(name, _answers(rows))


def _answers(rows: Iterable[Any]) -> Iterator[Any]:
    """Yield what was billed, each with its model."""
    model, hearing = "", ""
    for row in rows:
        kind = row.get("type") if isinstance(row, dict) else None
        if kind in _SESSION and isinstance(row.get("session"), dict):
            model = row["session"].get("model") or model
            hearing = _hearing(row["session"]) or hearing
        elif kind == "response.done" and isinstance(row.get("response"), dict):
            yield {"model": model, **row["response"]}
        elif kind == _HEARD:
            yield {"model": hearing, "usage": row.get("usage")}


def _hearing(session: dict[str, Any]) -> Any:
    """Return the model that writes down what a session hears, in the old form or the new."""
    audio = session.get("audio")
    heard = audio.get("input") if isinstance(audio, dict) else None
    for said in (
        session.get("input_audio_transcription"),
        heard.get("transcription") if isinstance(heard, dict) else None,
    ):
        if isinstance(said, dict) and said.get("model"):
            return said["model"]
    return None
