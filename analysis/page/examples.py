"""The worked examples: the logs of ``tests/benchprice/logs`` carried through to statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from analysis.benchprice.merging import merged
from analysis.benchprice.readers import read
from analysis.benchprice.record.rates import Rate
from analysis.benchprice.statements import statement
from analysis.facts.tables import ROOT

LOGS = ROOT / "tests" / "benchprice" / "logs"
# one rate for every example, so that the examples differ by what their logs say alone
RATE = Rate("", 2.0, 10.0, 0.2, 2.5, 4.0, provider="acme", source="rates made up for the examples")
EXAMPLES: tuple[tuple[str, ...], ...] = (
    ("inspect.eval",),
    ("helm",),
    ("lm-eval-results.json", "openai-usage.json"),
    ("every-eval-ever.jsonl",),
    ("harbor-trial.json",),
    ("terminal-bench.json",),
    ("mini-swe-agent.traj.json",),
    ("swe-agent.traj",),
    ("spans.jsonl",),
    ("openai-usage.json",),
    ("anthropic-usage.json",),
    ("openai-responses.jsonl",),
    ("anthropic-messages.jsonl",),
    ("run.csv",),
    ("run.jsonl",),
)


def priced(names: Sequence[str]) -> dict[str, Any]:
    """Return the statement of one example at the example rates."""
    log = merged([read(LOGS / name) for name in names])
    usage = tuple(replace(u, model=u.model or "acme-large") for u in log.usage)
    used = [replace(RATE, model=u.model).at_tier(u.tier) for u in usage]
    date = log.date or "2026-03-14"
    return statement.build(replace(log, usage=usage), used, date, "benchprice")


def all_priced() -> list[dict[str, Any]]:
    """Return the statement of every example."""
    return [priced(names) for names in EXAMPLES]
