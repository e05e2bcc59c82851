"""MCPMark: 127 tasks over five MCP services, mean of four runs; tokens and cost of one.

The cost is tokens at the benchmark's own price table, without a cache discount, and for Gemini
2.5 Pro at the price of long prompts.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.rows import Names, read_csv, read_on
from analysis.sources.runs import board

SOURCE = "mcpmark-2025-12"
FILE = "mcpmark/mcpmark_runs_2025-12-15.csv"
FILES = (FILE,)
READ = "2025-12-15"


def read(folder: Path, names: Names) -> Facts:
    """Read the sums over the services; a service's own row is part of its model's sum."""
    rows = read_csv(folder / FILE)
    rows = pd.concat([rows, board.costs(rows["cost_usd_per_run"], "run")], axis=1)
    rows = rows.assign(
        name=board.at_effort(rows["actual_model_name"], rows["effort"]),
        benchmark_id="mcpmark",
        score=rows["pass_at_1"],
        passes=1.0,
        input_tokens=rows["input_tokens_per_run"],
        output_tokens=rows["output_tokens_per_run"],
        evaluator="MCPMark",
        scaffold=None,
        refusal=rows["service"].ne("overall").map({True: "part of a sum that is taken"}),
    )
    return board.facts(
        read_on(rows.drop(columns="date"), READ),
        names,
        folder,
        FILES,
        source_id=SOURCE,
        title="MCPMark, 2025-12-15",
        publisher="eval-sys",
        url="https://github.com/eval-sys/mcpmark",
        licence="Apache-2.0",
        retrieved=READ,
    )
