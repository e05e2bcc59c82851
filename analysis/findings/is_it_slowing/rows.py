"""Rows for the chapter on change: rolling rates, breaks, what fell after a score was reached."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.facts.observations import Samples, Tables
from analysis.facts.tables import fractions
from analysis.findings.is_it_slowing.milestones import counted
from analysis.findings.is_it_slowing.numbers import by_domain
from analysis.findings.rows import estimates, too_wide
from analysis.methods import change, milestones, trends
from analysis.methods import forecasts as forecast
from analysis.number import Register

ALL = "All benchmarks"
HORIZONS = {6: "6 months ahead", 12: "12 months ahead"}


def rolling(facts: Samples) -> pd.DataFrame:
    """Return the twelve-month factor by scope for ``charts.rolling``: all, domains, headlines."""
    scopes: dict[str, tuple[Tables, str, str]] = {ALL: (facts.tables, "", "all-benchmarks")}
    for domain, grouped in by_domain(facts).items():
        scopes[domain.capitalize()] = (grouped, domain, f"domain.{domain.replace(' ', '-')}")
    names = facts.benchmarks["name"].to_dict()
    domains = facts.benchmarks["domain"].to_dict()
    for benchmark in facts.headlines:
        own = {benchmark: facts.tables[benchmark]}
        scopes[names[benchmark]] = (own, domains[benchmark], benchmark)
    parts = []
    for scope, (tables, domain, key) in scopes.items():
        table = change.rolling(tables, f"{facts.prefix}.{key}")  # seeded as in the register
        parts.append(table.assign(scope=scope, domain=domain or "knowledge"))
    found = pd.concat(parts, ignore_index=True)
    wide = [too_wide(*ends) for ends in zip(found["low"], found["high"], strict=True)]
    return found[~np.array(wide, bool)].reset_index(drop=True)


def segments(facts: Samples) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return each headline's two-piece line at its median score, its break, and its frontier.

    The frontier's prices are brought to that score by the slope of the fit without a break.
    """
    lines, breaks, points = [], [], []
    for benchmark in facts.headlines:
        rows = facts.tables[benchmark]
        found = change.broken(rows, f"{facts.prefix}.{benchmark}")
        if not found:
            continue
        name = facts.benchmarks["name"].to_dict()[benchmark]
        kept = _at_median_score(change.frontier_rows(rows)).assign(scope=name)
        points.append(kept[["scope", "date", "price", "model", "score"]])
        dates = pd.to_datetime([kept["date"].min(), found["date"], kept["date"].max()])
        years = (dates - found["date"]).days / trends.DAYS_PER_YEAR
        slopes = (np.log(found["before"]), np.log(found["after"]))
        away = (kept["date"] - found["date"]).dt.days / trends.DAYS_PER_YEAR
        fall = away.clip(upper=0) * slopes[0] + away.clip(lower=0) * slopes[1]
        middle = float(np.exp((np.log(kept["price"]) + fall).mean()))  # at the break
        for segment, (start, end) in enumerate(((0, 1), (1, 2))):
            price = middle * np.exp(-slopes[segment] * years[[start, end]])
            part = {"scope": name, "segment": segment, "date": dates[[start, end]], "price": price}
            lines.append(pd.DataFrame(part))
        sure = "" if found["p_value"] < 0.05 else ", not significant"
        label = f"{found['before']:.2g}× a year, then {found['after']:.2g}×{sure}"
        breaks.append({"scope": name, "date": found["date"], "price": middle, "label": label})
    frontier = pd.concat(points, ignore_index=True)
    return pd.concat(lines, ignore_index=True), pd.DataFrame(breaks), frontier


def _at_median_score(kept: pd.DataFrame) -> pd.DataFrame:
    fitted = trends.fit(kept)
    slope = fitted.score_slope if fitted and fitted.score_slope else 0.0
    logit = trends.logit(kept["score"])
    return kept.assign(price=kept["price"] * np.exp(slope * (logit.median() - logit)))


def forecasts(facts: Samples) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the fan and the scoreboard of a few scores, for the charts of those names.

    The scores are the levels of the record nearest to those that the table of benchmarks names.
    ``series`` names benchmark and score. The scoreboard has forecasts made every third month.
    """
    tables = counted(facts)
    history = milestones.record(tables)
    made = forecast.past(history)
    names = facts.benchmarks["name"].to_dict()
    ahead, past = [], []
    told = facts.benchmarks["ahead"].dropna()
    for benchmark, cell in zip(told.index, told, strict=True):
        levels = history.loc[history["benchmark"] == benchmark, "level"].unique()
        for level in {levels[np.abs(levels - score).argmin()] for score in fractions(cell)}:
            series = f"{names[benchmark]}, {level:.0%}"
            ahead.append(_of(forecast.ahead(history, made), benchmark, level, series))
            past.append(_of(made, benchmark, level, series))
    made = pd.concat(past, ignore_index=True).dropna(subset=["low"])
    shown = made[made["date"].dt.month % 3 == 0]
    board = shown.assign(
        horizon=shown["horizon"].map(HORIZONS),
        predicted=np.exp(shown["actual"] - shown["error_age"]),
        actual=np.exp(shown["actual"]),
        low=np.exp(shown["low"]),
        high=np.exp(shown["high"]),
    )
    columns = ["series", "horizon", "date", "predicted", "low", "high", "actual"]
    return pd.concat(ahead, ignore_index=True), board[columns].reset_index(drop=True)


def _of(table: pd.DataFrame, benchmark: str, level: float, series: str) -> pd.DataFrame:
    kept = (table["benchmark"] == benchmark) & (table["level"] == level)
    return table[kept].assign(series=series)


def methods(register: Register) -> pd.DataFrame:
    """Return how each way to forecast did, a row a group, horizon and method."""
    rows = []
    for group in ("just-reached", "long-reached"):
        for months in forecast.HORIZONS:
            for method, told in forecast.METHODS.items():
                stem = f"living.forecast.{group}.{method}.{months}-months"
                error = register.get(f"{stem}.error")
                if error is None:
                    continue
                held = register.get(f"{stem}.covered")
                rows.append(
                    {
                        "group": group.replace("-", " ").capitalize(),
                        "months": months,
                        "method": told.capitalize(),
                        "key": error.key,
                        "error": error.value,
                        "held": held.key if held else "",
                        "n": error.n,
                    }
                )
    return pd.DataFrame(rows)


def first_year(register: Register) -> pd.DataFrame:
    """Return the fall in the year after a score was first reached, for ``charts.forest``."""
    stem = "living.first-year-fall."
    keys = [key for key in sorted(register) if key.startswith(stem)]
    wanted = [(key, "First reached in", key.removeprefix(stem).upper()) for key in keys]
    return estimates(register, wanted)
