"""Every defensible way to ask one question: the buyer's price, and apart from it the average price.

A specification curve (Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4) that pools two
questions shows that they differ, and nothing of how sure either answer is. So each family asks
after one estimand, and every combination of its choices is computed. How much a choice matters is
read from pairs of combinations that differ in it alone.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.explained import explained
from analysis.kept import kept
from analysis.methods import line, reach
from analysis.methods.reach import Observed

FAMILIES = {"reach": "Price to reach a score", "line": "Average price at a score"}
ROWS = ("prices", "evaluator", "scaffold", "reasoning")  # choices of rows, common to both families
OWN = {"reach": ("floor", "makers", "window"), "line": ("error", "window")}
MAIN: Mapping[str, str] = {
    "prices": "every price",
    "evaluator": "all",
    "scaffold": "all",
    "reasoning": "all",
    "floor": "two errors above chance",
    "makers": "two",
    "window": "whole record",
    "error": "taken out",
}
FLOORS = {"chance": 0.0, MAIN["floor"]: reach.ABOVE_CHANCE, "four errors above chance": 4.0}
MAKERS = {"one": 1, "two": 2, "three": 3}
WINDOWS: Mapping[str, int | None] = {MAIN["window"]: None, "last two years": 24}
FEWEST_MODELS, FEWEST_MAKERS, FEWEST_WINDOWS = 15, 5, 60
COLUMNS = ["family", *MAIN, "factor", "n", "models"]


@explained("sec-specifications")
@kept
def curve(rows: pd.DataFrame, chance: float, items: float) -> pd.DataFrame:
    """Return one row a specification of either family on one benchmark: ``COLUMNS``.

    ``rows``: as for ``reach.observed``, with ``evaluator``, ``scaffold``, ``reasoning`` and
    ``doubts``. Choices that a family does not have are "". A choice that keeps the same rows as
    another is no specification of its own.
    """
    found = []
    for names, drawn in _drawn(rows):
        if drawn["base"].nunique() < FEWEST_MODELS or drawn["creator"].nunique() < FEWEST_MAKERS:
            continue
        seen = reach.observed(drawn, chance, items)
        for each in itertools.chain(_reach(seen), _line(seen)):
            found.append({**names, **each, "models": len(seen.bases)})
    return pd.DataFrame(found, columns=COLUMNS).fillna(dict.fromkeys(MAIN, ""))


def _drawn(rows: pd.DataFrame) -> Iterator[tuple[dict[str, str], pd.DataFrame]]:
    """Yield the combinations of ``ROWS`` that keep different rows, and what they keep."""
    known: list[np.ndarray[Any, Any]] = []
    for names in itertools.product(*(options(rows, name) for name in ROWS)):
        kept_rows = np.logical_and.reduce([mask for _, mask in names])
        if not any(np.array_equal(kept_rows, earlier) for earlier in known):
            known.append(kept_rows)
            labels = dict(zip(ROWS, (label for label, _ in names), strict=True))
            yield labels, rows[kept_rows]


def options(rows: pd.DataFrame, choice: str) -> list[tuple[str, np.ndarray[Any, Any]]]:
    """Return the options of a choice of rows, the main one first, and which rows each keeps."""
    every = np.ones(len(rows), dtype=bool)
    if choice == "prices":
        first = rows.groupby("run_id")["date"].transform("min").eq(rows["date"])
        plain = rows["doubts"].fillna("").eq("") if "doubts" in rows else pd.Series(every)
        others = {"first of each run": first, "two lists agree": plain}
    elif choice == "evaluator":
        others = {"the one with most runs": rows["evaluator"].eq(_commonest(rows["evaluator"]))}
    elif choice == "scaffold":
        others = {"unnamed ones": rows["scaffold"].isna()}
    else:
        others = {"without": ~rows["reasoning"].fillna(False).astype(bool)}
    found = [(MAIN[choice], every)]
    return found + [(name, mask.fillna(False).to_numpy(bool)) for name, mask in others.items()]


def _commonest(values: pd.Series[Any]) -> Any:
    counts = values.value_counts()
    return counts.index[0] if len(counts) else None


def _reach(seen: Observed) -> Iterator[dict[str, Any]]:
    for floor, above in FLOORS.items():
        levels = reach.levels(seen.score, seen.base, seen.chance, seen.items, above)
        if not len(levels):
            continue
        whole = reach.surface(dataclasses.replace(seen, levels=levels))
        for (makers, count), (window, months) in itertools.product(MAKERS.items(), WINDOWS.items()):
            opened, fall, _ = reach.windows(whole, count)
            if months:
                opened = opened.copy()
                opened[:, : max(opened.shape[1] - months + reach.YEAR, 0)] = False
            if opened.sum() >= FEWEST_WINDOWS:
                value = float(np.exp(reach.mean_of(fall, opened)[0]))
                told = {"floor": floor, "makers": makers, "window": window}
                yield {"family": "reach", **told, "factor": value, "n": int(opened.sum())}


def _line(seen: Observed) -> Iterator[dict[str, Any]]:
    for (window, months), taken_out in itertools.product(WINDOWS.items(), (True, False)):
        rows = (
            seen.year > seen.year.max() - months / 12 if months else np.ones(len(seen.year), bool)
        )
        fitted = line.line(_part(seen, rows), taken_out=taken_out)
        if fitted is None or (taken_out and not fitted.corrected):
            continue
        told = {"window": window, "error": MAIN["error"] if taken_out else "left in"}
        yield {"family": "line", **told, "factor": float(np.exp(fitted.fall)), "n": fitted.runs}


def _part(seen: Observed, rows: np.ndarray[Any, Any]) -> Observed:
    """Return some rows of a record, codes and levels as they are."""
    names = ("month", "year", "log_price", "score", "error", "ability", "base", "creator", "run")
    return dataclasses.replace(seen, **{name: getattr(seen, name)[rows] for name in names})


@explained("sec-specifications")
def effects(table: pd.DataFrame) -> pd.DataFrame:
    """Return what each option does to the answer beside the main one, all else alike.

    ``table``: curves with a column ``benchmark``. Columns: ``family``, ``choice``, ``option``,
    ``factor`` (geometric mean over benchmarks of the median ratio of answers), ``benchmarks`` and
    ``pairs``; what moves the answer most comes first in each family.
    """
    found = []
    for family, rows in table.groupby("family", sort=False):
        for choice in (*ROWS, *OWN[str(family)]):
            for option, ratio in _paired(rows, choice):
                each = ratio.groupby(level="benchmark").median()
                told = {"family": family, "choice": choice, "option": option}
                size = {"benchmarks": len(each), "pairs": len(ratio)}
                found.append({**told, "factor": float(np.exp(each.mean())), **size})
    effects = pd.DataFrame(
        found, columns=["family", "choice", "option", "factor", "benchmarks", "pairs"]
    )
    order = np.log(effects["factor"]).abs().round(9)  # equal effects are so on every machine
    ranked = effects.assign(order=order).sort_values("order", ascending=False, kind="stable")
    return ranked.sort_values("family", kind="stable").drop(columns="order").reset_index(drop=True)


def _paired(rows: pd.DataFrame, choice: str) -> Iterator[tuple[str, pd.Series[float]]]:
    """Yield by option the log ratios to the main one, of specifications alike in all else."""
    alike = ["benchmark", *(name for name in MAIN if name != choice)]
    answers = rows.pivot_table(index=alike, columns=choice, values="factor")
    for option in [name for name in answers.columns if name != MAIN[choice]]:
        ratio = (answers[option] / answers[MAIN[choice]]).dropna().map(np.log)
        if len(ratio):
            yield str(option), ratio


def main(table: pd.DataFrame) -> pd.Series[Any]:
    """Return which rows are the main specification of their family."""
    return pd.Series(
        np.all([table[name].isin((value, "")) for name, value in MAIN.items()], axis=0), table.index
    )
