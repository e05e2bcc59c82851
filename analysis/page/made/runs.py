"""Tables of runs: all of a benchmark's, and all of a model's with where each stands."""

from __future__ import annotations

from markupsafe import Markup

from analysis import format as fmt
from analysis.page.made import parts
from analysis.page.made.known import Row, Rows, Shared, date, seller

UP = "../.."
Z90 = 1.645  # of a normal distribution: half a 90 % interval in standard errors
OF_BENCHMARK = (
    ("Model", False),
    ("Score", True),
    ("Price of a pass today", True),
    ("Seller", False),
    ("Tokens in", True),
    ("Tokens out", True),
    ("Evaluator", False),
    ("Run on", False),
    ("Source", False),
    ("Doubts", False),
)
OF_MODEL = (
    ("Benchmark", False),
    ("As", False),
    ("Score", True),
    ("Price of a pass today", True),
    ("Seller", False),
    ("Cheapest way to as much", False),
    ("Evaluator", False),
    ("Doubts", False),
)


def of_benchmark(known: Shared, taken: Rows) -> Markup:
    """Return every run of a benchmark, the best first, folded."""
    table = parts.table(
        OF_BENCHMARK, [_of_benchmark(known, run) for run in taken], "Every run, the best first"
    )
    return parts.section("runs", "Every run", parts.fold(f"{len(taken):,} runs", table))


def _of_benchmark(known: Shared, run: Row) -> list[parts.Cell]:
    return [
        known.model(run["model_id"], UP),
        score(run),
        *_price(run["way"]),
        tokens(run["input_tokens"]),
        tokens(run["output_tokens"]),
        _evaluator(run),
        f"by {date(run['date'])}" if run["dated"] == "by" else date(run["date"]),
        run["source_id"],
        run["way"]["said"] if run["way"] else run["why"],
    ]


def of_model(known: Shared, taken: Rows) -> Markup:
    """Return a model's runs in all its settings, with who sells as good a score for less."""
    ordered = sorted(taken, key=lambda run: known.names.benchmarks[run["benchmark_id"]])
    rows = [_of_model(known, run) for run in ordered]
    said = parts.table(OF_MODEL, rows, "Runs of this model, and who is cheaper at its score")
    return parts.section("runs", "Where it stands", said)


def _of_model(known: Shared, run: Row) -> list[parts.Cell]:
    return [
        known.benchmark(run["benchmark_id"], UP),
        known.names.models[run["model_id"]],
        score(run),
        *_price(run["way"]),
        _rival(known, run["way"]),
        _evaluator(run),
        run["way"]["said"] if run["way"] else run["why"],
    ]


def _evaluator(run: Row) -> str | None:
    """Return who ran it, and in which scaffold where one is named."""
    named = (run["evaluator"], run["scaffold"] and f"in {run['scaffold']}")
    return ", ".join(text for text in named if text) or None


def _price(way: Row | None) -> list[parts.Cell]:
    return [fmt.usd(way["price"]), seller(way["provider"])] if way else [None, None]


def _rival(known: Shared, way: Row | None) -> parts.Cell:
    """Say who offers the score or a better one for least, and how much cheaper."""
    if way is None:
        return None
    if way["rival_price"] >= way["price"]:
        return Markup("<strong>this one</strong>")
    factor = fmt.times(way["price"] / way["rival_price"])
    return Markup("{}, {} cheaper").format(known.model(way["rival_id"], UP), factor)


def score(run: Row) -> str | None:
    """Return a score in percent, with its 90 % interval's half where it is known."""
    if run["score"] is None:
        return None
    told, error = fmt.percent(run["score"], 3), run["score_se"]
    return told if error is None else f"{told.removesuffix(' %')} ± {100 * Z90 * error:.1f} %"


def tokens(count: float | None) -> str | None:
    """Return a count of tokens in thousands or millions."""
    if count is None:
        return None
    return f"{count / 1e6:.3g} M" if count >= 1e6 else f"{count / 1e3:.3g} k"
