"""The importers that read a folder of source files: those of token prices and those of runs.

Each is a module with ``read``; a new one is imported here and stands in its list.
"""

from __future__ import annotations

from types import ModuleType

from analysis.sources.prices import (
    artificial_analysis_prices,
    hand_kept,
    litellm,
    model_bank,
    models_dev,
    openrouter,
    pi_ai,
    registries,
    retirements,
    vendor_pages,
)
from analysis.sources.runs import (
    agent_boards,
    agents_last_exam,
    aider,
    ale_bench,
    arc_games,
    arc_prize,
    arc_prize_since,
    artificial_analysis,
    benchprobe,
    bfcl,
    coding_agent_cost,
    coding_harness,
    cursorbench,
    deepswe,
    hal,
    livebench,
    mcpmark,
    metr,
    open_agent_leaderboard,
    openhands,
    swe_bench,
    swe_rebench,
    tau2_bench,
    terminal_bench,
)
from analysis.sources.runs.epoch import epoch_hub

# in order of precedence for what they say of a model
PRICES: tuple[ModuleType, ...] = (
    artificial_analysis_prices,
    registries,
    models_dev,
    litellm,
    openrouter,
    vendor_pages,
    pi_ai,
    hand_kept,
    model_bank,
    retirements,
)
RUNS: tuple[ModuleType, ...] = (
    artificial_analysis,
    epoch_hub,
    benchprobe,
    arc_prize,
    arc_prize_since,
    arc_games,
    openhands,
    swe_bench,
    aider,
    ale_bench,
    hal,
    livebench,
    metr,
    open_agent_leaderboard,
    deepswe,
    cursorbench,
    terminal_bench,
    tau2_bench,
    swe_rebench,
    agents_last_exam,
    mcpmark,
    bfcl,
    coding_agent_cost,
    agent_boards,
    coding_harness,
)


def called(module: ModuleType) -> str:
    """Return the name of an importer for people: its module's, without the rooms it is in."""
    return module.__name__.rpartition(".")[2]
