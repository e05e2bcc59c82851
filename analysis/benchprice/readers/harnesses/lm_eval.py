"""lm-evaluation-harness results: scores, items and model; the harness counts no tokens.

So a results file alone cannot be priced: give the endpoint's usage export beside it.
"""

from __future__ import annotations

from typing import Any

from ... import days
from ...errors import UserError
from ...usage import Log
from ..shared.stream import count, mapping, number, word

NAME = "lm-evaluation-harness results"
METRICS = ("exact_match", "acc_norm", "acc", "pass@1", "pass_at_1", "f1")


def recognises(document: Any) -> bool:
    """Whether a JSON document is a results file of the harness."""
    return isinstance(document, dict) and {"results", "configs", "n-samples"} <= set(document)


def read_document(name: str, document: dict[str, Any]) -> Log:
    """Read a results file of one task or group. Raises UserError if it holds several."""
    task = _task(document, name)
    result = mapping(mapping(document["results"], f"{name}: results").get(task), f"{name}: {task}")
    score, error = _score(result, f"{name}: {task}")
    config = mapping(document.get("config"), f"{name}: config")
    counts = mapping(mapping(document["n-samples"], name).get(task), f"{name}: n-samples")
    model = document.get("model_name") or config.get("model")
    return Log(
        source=name,
        format="lm-evaluation-harness",
        benchmark=task,
        model=word(model, f"{name}: model_name"),
        date=days.of(document.get("date")),
        score=score,
        score_se=error,
        items=count(counts.get("effective"), f"{name}: n-samples"),
        passes=_passes(document, task, name),
        scaffold=_version(document.get("lm_eval_version")),
        notes=("lm-evaluation-harness counts no tokens: they come from the other logs given.",),
    )


def _version(version: Any) -> str:
    return f"lm_eval {version}" if isinstance(version, str) else "lm_eval"


def _task(document: dict[str, Any], name: str) -> str:
    groups = mapping(document.get("groups"), f"{name}: groups")
    tasks = list(groups) or list(mapping(document["n-samples"], f"{name}: n-samples"))
    if len(tasks) != 1:
        shown = ", ".join(str(t)[:40] for t in tasks[:5]) or "none"
        raise UserError(f"{name}: {len(tasks)} tasks ({shown}); a price statement is of one run")
    return word(tasks[0], name)


def _score(result: dict[str, Any], where: str) -> tuple[float | None, float | None]:
    """Return the first metric we know, with its standard error; keys read ``metric,filter``."""
    for metric in METRICS:
        for key, value in result.items():
            base, _, filter_ = str(key).partition(",")
            if base == metric:
                error = result.get(f"{metric}_stderr,{filter_}")
                known = error if isinstance(error, int | float) else None
                return number(value, where, high=1.0), number(known, where)
    return None, None


def _passes(document: dict[str, Any], task: str, name: str) -> int:
    configs = mapping(document["configs"], f"{name}: configs")
    return count(mapping(configs.get(task), f"{name}: configs").get("repeats"), name) or 1
