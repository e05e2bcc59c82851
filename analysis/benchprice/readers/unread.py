"""Formats that are known and not read: what they lack, and the way forward, by their marks."""

from __future__ import annotations

from typing import Any

_ROWS = "write a CSV with a row a call: model, input_tokens, output_tokens"
_EXPORT = "price the provider's usage export of the same days"
# (name, keys that mark it, what it lacks and what to do)
MARKS: tuple[tuple[str, frozenset[str], str], ...] = (
    ("LiveBench answers", frozenset({"question_id", "model_id", "choices"}),
     f"they count output tokens only; {_EXPORT}"),
    ("BFCL results without token counts", frozenset({"id", "result", "latency"}),
     f"they count no tokens; {_EXPORT}"),
    ("LangSmith runs", frozenset({"run_type", "session_id", "dotted_order"}),
     f"a run repeats the tokens of those beneath it; {_ROWS}, from the runs of type llm"),
)  # fmt: skip


def refusal(name: str, document: Any) -> str:
    """Return why a document of a known format is not read; empty where it is of none."""
    first = document[0] if isinstance(document, list) and document else document
    if not isinstance(first, dict):
        return ""
    for form, keys, remedy in MARKS:
        if keys <= set(first):
            return f"{name}: {form} are not read: {remedy}"
    return ""
