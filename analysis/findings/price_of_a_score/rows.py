"""Results as the tidy tables that charts and page tables show; nothing is fitted here twice."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis import format as fmt
from analysis.facts import ways
from analysis.facts.csvs import fractions
from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.facts.titles import apart, short
from analysis.findings.price_of_a_score import reach
from analysis.findings.rows import estimates
from analysis.methods import frontier
from analysis.methods.frontier import sample
from analysis.number import Register
from analysis.published import price_of_progress as pop

WEIGHTS = {"All models": "all", "Open weights": "open"}
SAMPLES = {
    "frontier-all": "Frontier, all models",
    "frontier-open": "Frontier, open weights",
    "all": "Everything, all models",
    "open": "Everything, open weights",
}
STEP = (
    "benchmark", "level", "date", "price", "low", "model", "seller", "score", "score_se",
    "tokens", "token_prices", "source",
)  # fmt: skip
# The score whose story opens the front page, whose words are about it: a choice of words, not a
# fact of a benchmark, and so no column of the table of benchmarks.
STORY = ("hle", 0.2)
SHARES_OF_BEST = (0.4, 0.6, 0.8, 0.95)


def front(about: pd.DataFrame) -> dict[str, float]:
    """Return the score that the front page tells, by benchmark, that of ``STORY`` first.

    ``about``: the table of benchmarks by id.
    """
    told = about["front"].dropna()
    order = sorted(told.index, key=lambda benchmark: benchmark != STORY[0])
    return {str(benchmark): float(told[benchmark]) for benchmark in order}


def levels(about: pd.DataFrame, benchmark: str, scores: pd.Series[float]) -> list[float]:
    """Return the score levels at which a benchmark's price is drawn, as fractions.

    ``about``: the table of benchmarks by id. Where it names none, they are ``SHARES_OF_BEST`` of
    the best of ``scores``, to the nearest 5 %.
    """
    chosen = about["levels"].dropna()
    if benchmark in chosen:
        return [level for level in fractions(chosen[benchmark]) if level <= scores.max()]
    return sorted({round(20 * share * scores.max()) / 20 for share in SHARES_OF_BEST} - {0.0})


def runs_over_time(found: Samples, benchmarks: Iterable[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return runs and the cheapest way to one score for ``charts.price_over_time``.

    ``benchmark`` holds names, ``sample`` the keys of ``WEIGHTS``. The score is the median of the
    runs that nobody undercut, to the nearest 5 %.
    """
    runs, lows = [], []
    for benchmark in benchmarks:
        rows = named(found, benchmark)
        runs.append(with_tooltips(rows.assign(frontier=frontier.on_frontier(rows))))
        for label, weights in WEIGHTS.items():
            best = sample(rows, f"frontier-{weights}")["score"]
            if best.empty:  # where nobody knows when costs of open weights held
                continue
            level = round(20 * best.median()) / 20
            steps = frontier.milestone_prices(sample(rows, weights), level)
            tags = {"benchmark": rows["benchmark"].iloc[0], "sample": label, "score": level}
            lows.append(steps.assign(**tags)[[*tags, "date", "price"]])
    return stacked(runs), stacked(lows)


def named(found: Samples, benchmark: str) -> pd.DataFrame:
    """Return a benchmark's observations with its name in the column ``benchmark``."""
    return found.tables[benchmark].assign(benchmark=str(found.benchmarks.loc[benchmark, "name"]))


def stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the parts as one table, numbered anew."""
    return pd.concat(parts, ignore_index=True)


def with_tooltips(rows: pd.DataFrame) -> pd.DataFrame:
    """Return runs, flagged ``frontier`` or not, with what a chart's tooltip tells of them."""
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
    about = data.benchmarks.set_index("benchmark_id")
    names = about["name"]
    for benchmark in benchmarks:
        rows = found[found["benchmark_id"] == benchmark]
        for level in levels(about, benchmark, rows["score"]):
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
    return stacked(steps)


def fits(found: Samples, register: Register) -> pd.DataFrame:
    """Return one row a benchmark and sample: factor, interval, n, R2, note and its key."""
    names = found.benchmarks["name"]
    wanted = [
        (f"{found.prefix}.{benchmark}.{name}.factor", str(names[benchmark]), label)
        for benchmark in found.tables
        for name, label in SAMPLES.items()
    ]
    return estimates(register, wanted)


def falls(facts: Samples, register: Register, licence: str = "all") -> pd.DataFrame:
    """Return the fall in the price to reach a score, mean first, then by domain, fastest first.

    ``licence``: all, open or closed weights. A benchmark that cannot carry a rate
    (``reach.refusals``) has no row.
    """
    about = facts.benchmarks
    mean = estimates(register, [(f"reach.all-benchmarks.{licence}.annual", "All together", "Mean")])
    wanted = [
        (
            f"reach.{b}.{licence}.annual",
            str(about.loc[b, "domain"]).capitalize(),
            str(about.loc[b, "name"]),
        )
        for b in facts.tables
    ]
    each = estimates(register, wanted)
    each["label"] = apart(short(each["label"]), each["label"])
    order = each.groupby("group")["factor"].transform("median")
    each = each.assign(order=order).sort_values(["order", "factor"], ascending=False)
    return pd.concat([mean, each.drop(columns="order")], ignore_index=True)


def beside(facts: Samples, register: Register, licence: str = "all") -> str:
    """Say which benchmarks the mean takes in that have no row in ``falls``.

    Their own interval says too little; in the mean it is one of many.
    """
    found = reach.counted(facts, reach.estimates(facts)[licence])
    names = [
        str(facts.benchmarks.loc[benchmark, "name"])
        for benchmark in found
        if register[f"reach.{benchmark}.{licence}.annual"].value is None
    ]
    if not names:
        return "Every benchmark that the mean takes in has a row."
    listed = ", ".join(sorted(names))
    have, own = ("has", "its") if len(names) == 1 else ("have", "their")
    why = f"{own} own interval is wider than tenfold"
    return f"The mean takes in {listed}, which {have} no row: {why}."


def refused(facts: Samples, register: Register) -> pd.DataFrame:
    """Return why benchmarks carry no rate, a row a reason: benchmarks (their names), why."""
    names = facts.benchmarks["name"]
    numbers = {str(names[b]): register[f"reach.{b}.all.annual"] for b in facts.tables}
    told = pd.Series({b: n.note for b, n in numbers.items() if n.value is None}, dtype="object")
    why = told.str.removeprefix("not estimated, because ").str.replace(r"\s*%", " %", regex=True)
    rows = [("; ".join(sorted(group.index)), reason) for reason, group in why.groupby(why)]
    return pd.DataFrame(rows, columns=["benchmarks", "why"])


def decompositions(data: Dataset) -> pd.DataFrame:
    """Return one row a benchmark and part, in the order they multiply, then the whole decline.

    Left out is a benchmark whose open frontier got dearer: its parts would mean nothing.
    """
    names = data.benchmarks.set_index("benchmark_id")["name"]
    rows = []
    for benchmark in pop.BENCHMARKS:
        whole, split = (
            pop.trend(data, benchmark, "frontier-all"),
            pop.decomposition(data, benchmark),
        )
        if whole is None or split is None or split.hardware * split.algorithms < 1:
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
