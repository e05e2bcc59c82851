"""Formats that are known and not read: what they lack, and the way forward, by their marks."""

from __future__ import annotations

from typing import Any

_ROWS = "write a CSV with a row a call: model, input_tokens, output_tokens"
_EXPORT = "price the provider's usage export of the same days"
# (name, keys that mark it, what it lacks and what to do)
MARKS: tuple[tuple[str, frozenset[str], str], ...] = (
    ("LiveBench answers", frozenset({"question_id", "model_id", "choices"}),
     f"they count output tokens only; {_EXPORT}"),
    ("BFCL results", frozenset({"id", "result", "latency"}),
     f"they name no model; {_ROWS}"),
    ("Aider benchmark results", frozenset({"testcase", "edit_format", "tests_outcomes"}),
     f"they have a cost and no usage by call; {_EXPORT}"),
    ("promptfoo results", frozenset({"evalId", "results", "config"}),
     f"their cached tokens are of promptfoo's own cache; {_EXPORT}"),
    ("MLflow traces", frozenset({"info", "data"}),
     "their token usage names no model; export them as OpenTelemetry spans"),
    ("Weave calls", frozenset({"op_name", "trace_id", "summary"}),
     f"the summary of a call holds its children's; {_ROWS}"),
    ("verifiers results", frozenset({"example_id", "reward", "completion"}),
     f"they name no model; {_ROWS}"),
    ("HAL uploads", frozenset({"config", "results", "raw_logging_results"}),
     f"their calls are not told apart by provider; {_ROWS}, from total_usage"),
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
