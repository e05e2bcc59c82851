"""Results as the tidy tables that charts and page tables show; nothing is fitted here twice."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis import format as fmt
from analysis.facts import ways
from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.findings.rows import estimates
from analysis.methods import frontier, rises, trends
from analysis.methods.samples import sample
from analysis.number import Number, Register
from analysis.published import price_of_progress as pop

WEIGHTS = {"All models": "all", "Open weights": "open"}
SAMPLES = {
    "frontier-all": "Frontier, all models",
    "frontier-open": "Frontier, open weights",
    "all": "Everything, all models",
    "open": "Everything, open weights",
}
# Score levels at which a benchmark's price is drawn: each first reached in another part of the
# record. Where none are named, these shares of the best score so far, to the nearest 5 %.
LEVELS = {
    "gpqa-diamond": (0.40, 0.60, 0.75, 0.85, 0.90),
    "aime": (0.20, 0.50, 0.80, 0.90, 0.95),
    "swe-bench-verified": (0.30, 0.50, 0.60, 0.70),
    "arc-agi-1": (0.10, 0.20, 0.40, 0.60, 0.80),
}
STEP = (
    "benchmark", "level", "date", "price", "low", "model", "seller", "score", "score_se",
    "tokens", "token_prices", "source",
)  # fmt: skip
FEWEST_ROWS = 20  # of a fit that is shown beside others
SHARES_OF_BEST = (0.4, 0.6, 0.8, 0.95)


def levels(benchmark: str, scores: pd.Series[float]) -> list[float]:
    """Return the score levels at which a benchmark's price is drawn, as fractions."""
    chosen = LEVELS.get(benchmark)
    if chosen:
        return [level for level in chosen if level <= scores.max()]
    return sorted({round(20 * share * scores.max()) / 20 for share in SHARES_OF_BEST} - {0.0})


def runs_over_time(
    found: Samples, benchmarks: Iterable[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return runs, frontier staircases and fitted lines for ``charts.price_over_time``.

    ``benchmark`` holds names, ``sample`` the keys of ``WEIGHTS``. The staircase and the middle
    line stand at the median score of the frontier's runs, the other lines at its quartiles.
    """
    runs, stairs, lines = [], [], []
    for benchmark in benchmarks:
        rows = _named(found, benchmark)
        runs.append(_with_tooltips(rows.assign(frontier=frontier.on_frontier(rows))))
        for label, weights in WEIGHTS.items():
            kept = sample(rows, f"frontier-{weights}")
            fitted = trends.fit(kept)
            quartiles = kept["score"].quantile([0.25, 0.5, 0.75])
            tags = {"benchmark": rows["benchmark"].iloc[0], "sample": label}
            steps = frontier.milestone_prices(sample(rows, weights), quartiles[0.5])
            stairs.append(steps.assign(**tags)[[*tags, "date", "price"]])
            ends = pd.Series([kept["date"].min(), kept["date"].max()])
            if fitted is None:
                continue
            for level in quartiles.unique():
                line = {"date": ends, "price": fitted.predict(ends, level)}
                lines.append(pd.DataFrame({**line, "score": level}).assign(**tags))
    return _stacked(runs), _stacked(stairs), _stacked(lines)


def _named(found: Samples, benchmark: str) -> pd.DataFrame:
    return found.tables[benchmark].assign(benchmark=str(found.benchmarks.loc[benchmark, "name"]))


def _stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True)


def _with_tooltips(rows: pd.DataFrame) -> pd.DataFrame:
    tokens = (rows["input_tokens"] + rows["output_tokens"]) / rows["passes"]
    columns = ["model", "benchmark", "date", "price", "score", "weights", "frontier"]
    shown = rows[columns].assign(tokens=tokens.map(_millions), source=rows["source_id"])
    if "input" in rows:
        prices = zip(rows["input"], rows["output"], strict=True)
        shown["token_prices"] = [f"${i:g} in, ${o:g} out" for i, o in prices]
    return shown.assign(weights=shown["weights"].fillna("unknown"))


def _millions(tokens: float) -> str:
    return "" if pd.isna(tokens) else f"{tokens / 1e6:.2f} million a pass"


def price_to_reach(data: Dataset, benchmarks: Iterable[str]) -> pd.DataFrame:
    """Return each move of the cheapest price on offer at which a score was for sale.

    One row a step and level, up to the newest day of the price lists: benchmark (a name), level,
    date, price, ``low`` (the lowest by then), model, seller, score, tokens, token_prices, source.
    """
    found, steps = ways.ways(data), []
    names = data.benchmarks.set_index("benchmark_id")["name"]
    for benchmark in benchmarks:
        rows = found[found["benchmark_id"] == benchmark]
        for level in levels(benchmark, rows["score"]):
            moves = ways.over_time(rows, level)
            told = zip(moves["input"], moves["output"], strict=True)
            shown = moves.assign(
                benchmark=names[benchmark],
                level=level,
                seller=moves["provider"],
                source=moves["source_id"],
                tokens=(moves["input_tokens"] + moves["output_tokens"]).map(_millions),
                token_prices=["" if pd.isna(i) else f"${i:g} in, ${o:g} out" for i, o in told],
            )
            steps.append(shown[[*STEP]])
    return _stacked(steps)


def best_runs(found: Samples, benchmarks: Iterable[str]) -> pd.DataFrame:
    """Return the runs that set each benchmark's record score, dated, with their price."""
    records = [frontier.record_highs(_named(found, b)).assign(frontier=True) for b in benchmarks]
    return _stacked([_with_tooltips(rows) for rows in records])


def best_run_fits(found: Samples, benchmarks: Iterable[str]) -> pd.DataFrame:
    """Return the fitted rise of the record holder's run: two points a line, and its label."""
    lines = []
    for benchmark in benchmarks:
        rise = rises.rise(found.tables[benchmark])
        if rise is None or rise.low is None:  # two records fix a line and say nothing
            continue
        ends = pd.to_datetime(pd.Series([rise.start, rise.end]))
        line = pd.DataFrame({"date": ends, "price": rise.predict(ends) - rises.CENT})
        name = str(found.benchmarks.loc[benchmark, "name"])
        lines.append(line.assign(benchmark=name, label=f"{fmt.times(rise.factor)} dearer a year"))
    return _stacked(lines)


def fits(
    found: Samples, register: Register, samples: Iterable[str] = tuple(SAMPLES)
) -> pd.DataFrame:
    """Return one row a benchmark and sample: factor, interval, n, R2, note and its key."""
    about = found.benchmarks
    wanted = {
        (f"{found.prefix}.{b}.{name}.factor", str(about.loc[b, "name"]), SAMPLES[name]): (b, name)
        for b in found.tables
        for name in samples
    }
    of = {key: which for (key, _, _), which in wanted.items()}
    domain = {key: about.loc[benchmark, "domain"] for key, (benchmark, _) in of.items()}
    weights = {key: "open" if name.endswith("open") else "all" for key, (_, name) in of.items()}
    days = {key: _days(register[key]) for key in of if key in register}
    return estimates(register, wanted, domain=domain, weights=weights, days=days)


def _days(number: Number) -> int:
    """Return how long the window of a number is."""
    return (pd.Timestamp(number.end or "") - pd.Timestamp(number.start or "")).days


def by_domain(rows: pd.DataFrame, weights: str = "all") -> pd.DataFrame:
    """Return the frontier fits of ``fits`` under their domains, the fastest fall first.

    Left out are fits of fewer than ``FEWEST_ROWS`` rows or over less than a year: a rate a year
    read off a few months says little.
    """
    kept = rows[rows["label"].str.startswith("Frontier") & (rows["weights"] == weights)]
    kept = kept[(kept["n"] >= FEWEST_ROWS) & (kept["days"] >= trends.DAYS_PER_YEAR)]
    order = kept.groupby("domain")["factor"].transform("median")
    kept = kept.assign(order=order).sort_values(["order", "factor"], ascending=False)
    told = kept["domain"].str.capitalize()
    return kept.assign(label=kept["group"], group=told).drop(columns="order").reset_index(drop=True)


def falls(facts: Samples, register: Register) -> pd.DataFrame:
    """Return the fall in the price to reach a score, mean first, then by domain, fastest first.

    A benchmark that cannot carry a rate (``reach.refusals``) has no row.
    """
    about = facts.benchmarks
    mean = estimates(register, [("reach.all-benchmarks.all.annual", "All together", "Mean")])
    wanted = [
        (
            f"reach.{b}.all.annual",
            str(about.loc[b, "domain"]).capitalize(),
            str(about.loc[b, "name"]),
        )
        for b in facts.tables
    ]
    each = estimates(register, wanted)
    order = each.groupby("group")["factor"].transform("median")
    each = each.assign(order=order).sort_values(["order", "factor"], ascending=False)
    return pd.concat([mean, each.drop(columns="order")], ignore_index=True)


def decompositions(data: Dataset) -> pd.DataFrame:
    """Return one row a benchmark and part, in the order they multiply, then the whole decline.

    ARC-AGI-1 is left out: its open frontier got dearer, and the parts would mean nothing.
    """
    names = data.benchmarks.set_index("benchmark_id")["name"]
    rows = []
    for benchmark in ("gpqa-diamond", "aime", "swe-bench-verified"):
        whole, split = (
            pop.trend(data, benchmark, "frontier-all"),
            pop.decomposition(data, benchmark),
        )
        if whole is None or split is None:
            continue
        for label, factor, low, high, kind in (
            ("Competition", split.competition, None, None, "part"),
            ("Hardware", split.hardware, None, None, "part"),
            ("Algorithms", split.algorithms, split.low, split.high, "part"),
            ("Decline", whole.factor, whole.low, whole.high, "total"),
        ):
            rows.append((names[benchmark], label, factor, low, high, kind))
    columns = ["benchmark", "label", "factor", "low", "high", "kind"]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})


def intervals(rows: pd.DataFrame) -> list[str]:
    """Return each row's interval in words, or what its note says instead."""
    return [
        note.split(",")[0] if pd.isna(low) else fmt.interval(low, high, "factor")
        for low, high, note in zip(rows["low"], rows["high"], rows["note"], strict=True)
    ]
