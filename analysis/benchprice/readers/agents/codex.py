"""Transcripts of Codex (``rollout-*.jsonl``): a count a call, and a running total beside it.

``input_tokens`` holds the cached ones, ``output_tokens`` the reasoning (``codex-rs/protocol``,
TokenUsage). An event that repeats the running total is the same call said again; a rate-limit
notice has no ``info``. The model is that of the turn. A session that was forked, or that another
one spawned, begins with a copy of the other one's lines, at the time of the copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ... import days
from ...doubts import COPIED, Doubt
from ...usage import Counting, Log, Usage
from ..shared import billing, calls
from ..shared.partial import Gaps
from ..shared.stream import count, mapping, word

NAME = "Codex transcripts"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_KINDS = ("session_meta", "turn_context", "event_msg", "response_item", "compacted")
_NAMES = {
    name: name
    for name in ("input_tokens", "cached_input_tokens", "output_tokens",
                 "reasoning_output_tokens", "total_tokens")
}  # fmt: skip


def recognises(document: Any) -> bool:
    """Whether a JSON document is a transcript of one line."""
    return isinstance(document, dict) and recognises_line(document)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is one of Codex' transcript."""
    return line.get("type") in _KINDS and isinstance(line.get("payload"), dict)


def read_document(name: str, document: Any) -> Log:
    """Read a transcript of one line."""
    return read_lines(name, [document])


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read a transcript line by line. Raises UserError if no call in it was counted."""
    found: dict[str | int, Usage] = {}
    told: dict[str, str] = {"model": "", "version": "", "effort": "", "tier": "standard"}
    sessions: list[str] = []
    before: dict[str, Any] = {}
    gaps = Gaps()
    for number, raw in enumerate(rows, 1):
        where = f"{name}: line {number}"
        line = mapping(raw, where)
        inner = mapping(line.get("payload"), f"{where}: payload")
        if line.get("type") == "session_meta":
            told["version"] = word(inner.get("cli_version"), f"{where}: cli_version")
            own = (inner.get("id"), inner.get("forked_from_id"))
            sessions += [word(one, f"{where}: id") for one in own if one and one not in sessions]
        elif line.get("type") == "turn_context":
            told["model"] = word(inner.get("model"), f"{where}: model") or told["model"]
            told["effort"] = word(inner.get("effort"), f"{where}: effort") or told["effort"]
            told["tier"] = billing.tier(inner)
        elif inner.get("type") == "token_count" and inner.get("info"):
            info = mapping(inner["info"], f"{where}: info")
            total = mapping(info.get("total_token_usage"), f"{where}: total_token_usage")
            if total == before:
                continue
            with gaps.one():
                spent = _spent(info, total, before, where)
                date = days.of(line.get("timestamp"))
                key = f"{sessions[-1]}: {total}" if sessions else number
                found[key] = calls.usage(
                    told["model"], spent, _NAMES, where, COUNTING, date=date, tier=told["tier"]
                )
            before = total
    scaffold = f"Codex {told['version']}".strip()
    return calls.log(
        name, "Codex", found.values(), gaps, scaffold=scaffold, effort=told["effort"],
        responses=calls.by_id(found), doubts=_copied(name, sessions),
    )  # fmt: skip


def _copied(name: str, sessions: list[str]) -> tuple[Doubt, ...]:
    """Doubt the price of a session that begins with another's calls: they are in it."""
    if len(sessions) < 2:
        return ()
    says = (
        f"{name} begins with a copy of session {sessions[1]}: its calls are in the price. Give that"
        " session's transcript, too, and each call counts once."
    )
    return (Doubt(COPIED, says, share=1.0),)  # at most: where the copy ends, no line says


def _spent(
    info: dict[str, Any], total: dict[str, Any], before: dict[str, Any], where: str
) -> dict[str, Any]:
    """Return a call's own counts, or by how much the total grew where it has none."""
    last = mapping(info.get("last_token_usage"), f"{where}: last_token_usage")
    if last:
        return last
    return {
        key: (count(total.get(key), where) or 0) - (count(before.get(key), where) or 0)
        for key in _NAMES
        if total.get(key) is not None
    }
