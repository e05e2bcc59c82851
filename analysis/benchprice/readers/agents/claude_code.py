"""Transcripts of Claude Code (``~/.claude/projects/*/*.jsonl``), sub-agents' lines among them.

Each line of an assistant holds the message as the API gave it, so cached tokens lie beside the
input and thinking inside the output. A message is written again with every block of its content:
the last line of its id has its counts. Lines that the client made itself (``<synthetic>``) cost
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...sums import of_each
from ...usage import Counting, Log
from ..shared import calls, responses
from ..shared.kept import Kept
from ..shared.partial import Gaps, unfinished
from ..shared.stream import mapping, word

NAME = "Claude Code transcripts"
COUNTING = Counting(cache_in_input=False, reasoning_in_output=True)
_OTHERS = ("summary", "file-history-snapshot", "queue-operation", "progress", "last-prompt",
           "custom-title", "ai-title", "agent-name", "permission-mode", "mode")  # fmt: skip
_MADE_HERE = "<synthetic>"


def recognises(document: Any) -> bool:
    """Whether a JSON document is a transcript of one line."""
    return isinstance(document, dict) and recognises_line(document)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is one of a transcript, whose first lines need not be messages."""
    said = line.get("type") in ("user", "assistant", "system", "attachment")
    return (said and "sessionId" in line) or (
        line.get("type") in _OTHERS and not {"usage", "result"} & set(line)
    )


def read_document(name: str, document: Any) -> Log:
    """Read a transcript of one line."""
    return read_lines(name, [document])


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read a transcript line by line. Raises UserError if no message in it was counted."""
    found = Kept()
    version, gaps = "", Gaps("messages")
    for number, raw in enumerate(rows, 1):
        where = f"{name}: line {number}"
        line = mapping(raw, where)
        version = version or word(line.get("version"), f"{where}: version")
        message = line.get("message")
        if line.get("type") != "assistant" or not isinstance(message, dict):
            continue
        if message.get("model") == _MADE_HERE:
            continue
        answer = responses.response(line)
        with gaps.one():
            session = word(line.get("sessionId"), f"{where}: sessionId")
            found.put(
                responses.identity(line, answer), responses.saved(line, where, answer),
                session=session, begun=responses.unfinished(answer),
            )  # fmt: skip
    scaffold = f"Claude Code {version}".strip()
    return calls.log(
        name,
        "Claude Code",
        (one for _, one in found.sums()),
        gaps,
        scaffold=scaffold,
        doubts=unfinished(found.begun(), len(found)),
        responses=found,
        sessions=of_each((kind.session or "", one.tokens) for kind, one in found.sums()),
    )
