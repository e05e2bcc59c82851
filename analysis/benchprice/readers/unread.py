"""Formats that are known and not read: what they lack, and the way forward, by their marks."""

from __future__ import annotations

from typing import Any

_EXPORT = "price the provider's usage export of the same days"
# (name, keys that mark it, what it lacks and what to do)
MARKS: tuple[tuple[str, frozenset[str], str], ...] = (
    ("LiveBench answers", frozenset({"question_id", "model_id", "choices"}),
     f"they count output tokens only; {_EXPORT}"),
    ("LiveBench judgments", frozenset({"question_id", "task", "model", "score"}),
     f"they hold scores; {_EXPORT}"),
    ("LiveBench questions", frozenset({"question_id", "category", "turns"}),
     f"they are no answers; {_EXPORT}"),
    ("LiveBench's tokens a question", frozenset({"avg_input_tokens", "avg_output_tokens"}),
     f"they are means of runs that it does not hold; {_EXPORT}"),
    ("LiveBench's tables of scores or costs", frozenset({"model", "connections", "zebra_puzzle"}),
     f"they count no tokens; {_EXPORT}"),
    ("BFCL results without token counts", frozenset({"id", "result", "latency"}),
     f"they count no tokens; {_EXPORT}"),
    ("LangSmith's tables", frozenset({"run_type", "trace_id", "outputs"}),
     "a cell has a run's outputs as text; export the runs as JSON lines, or write a CSV with a row"
     " a run of type llm: model, input_tokens, output_tokens"),
)  # fmt: skip


_PACKED = {  # first bytes: who packed, and what unpacks
    b"\x1f\x8b": "gzip: zcat",
    b"BZh": "bzip2: bzcat",
    b"\xfd7zXZ": "xz: xzcat",
    b"\x28\xb5\x2f\xfd": "Zstandard: zstdcat",
}


def packed(start: bytes) -> str:
    """Return what unpacks a file that begins so and hands it on; empty for one not packed."""
    told = next((told for mark, told in _PACKED.items() if start.startswith(mark)), "")
    return f"packed by {told} FILE | benchprice price -" if told else ""


def refusal(name: str, document: Any) -> str:
    """Return why a document of a known format is not read; empty where it is of none."""
    form, remedy = _known(document)
    return f"{name}: {form} are not read: {remedy}" if form else ""


def form_of(document: Any) -> str:
    """Return the name of a known format that is not read; empty for anything else."""
    return _known(document)[0]


def _known(document: Any) -> tuple[str, str]:
    first = document[0] if isinstance(document, list) and document else document
    keys = set(first) if isinstance(first, dict) else set()
    return next(((form, remedy) for form, marks, remedy in MARKS if marks <= keys), ("", ""))
