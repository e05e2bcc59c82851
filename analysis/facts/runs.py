"""Evaluated runs at the prices their models had: what one pass over a benchmark cost, and when.

A price comes from tokens and token prices, or from a cost that the evaluator states. The two are
told apart by ``basis`` and never mixed. Which provider's price counts is told apart by ``rule``:

- ``first-party``: the maker's own list price; where none is known and the weights are closed,
  that of a cloud or gateway that passes it on (``provider`` says which).
- ``cheapest``: for open weights, on each date the cheapest seller then offering the model.
- ``stated``: the evaluator's cost; no provider. Of a run, or (basis ``task``) of one task.

What was run is a configuration: a model at an effort, in a scaffold where the benchmark has many.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.facts.costs import stated_costs
from analysis.facts.prices import offers
from analysis.facts.prices.pricing import run_price
from analysis.facts.schema import PRICES
from analysis.facts.tables import Dataset
from analysis.facts.titles import titles
from analysis.kept import kept

TOKEN_COLUMNS = ("input_tokens", "output_tokens", "reasoning_tokens")
COLUMNS = (
    "run_id",
    "model_id",
    "base_model_id",
    "model",
    "creator",
    "weights",
    "release_date",
    "benchmark_id",
    "evaluator",
    "scaffold",
    "source_id",
    "date",
    "until",
    "score",
    "score_se",
    "price",
    "basis",
    "rule",
    "provider",
    "doubts",
    "stale",
    "input",
    "output",
    *TOKEN_COLUMNS,
    "price_source_id",
)
AGREE = 1.5  # two evaluators' counts agree when they differ by at most this factor


def described(dataset: Dataset) -> pd.DataFrame:
    """Return ``runs`` with what is known of the model; the base's facts where it lacks its own.

    Adds model (its title), creator, weights, release_date, sold and base_model_id (itself for a
    base).
    """
    facts = dataset.models.set_index("model_id").rename(columns={"name": "model"})
    facts["model"] = titles(facts["model"])
    wanted = ["model", "creator", "weights", "release_date", "sold"]
    runs = dataset.runs.join(facts[[*wanted, "base_model_id"]], on="model_id")
    runs["base_model_id"] = runs["base_model_id"].fillna(runs["model_id"])
    of_base = facts[wanted].reindex(runs["base_model_id"]).set_index(runs.index)
    runs[wanted] = runs[wanted].fillna(of_base)
    return runs


@kept
def priced_runs(dataset: Dataset) -> pd.DataFrame:
    """Return every run at every price it has had, USD for one pass: columns ``COLUMNS``.

    One row a run, rule and date at which its price changed or went stale, from the model's release
    on (a price known before is dated at the release); ``until`` is the first day on which nobody
    offered it at that price any more, empty for stated costs. Prices that nothing corroborates take
    no part. Token columns are ``of_one_pass``; ``input`` and ``output`` the token prices used (USD
    per million tokens, empty for stated costs). A stated cost of unknown day has no ``date``. Runs
    without a score, without tokens and stated cost, or whose model has no price, have no row.
    """
    runs = described(dataset)
    priced_as, known = offers.priced_as(dataset), offers.offers(dataset)
    makers = _offered(runs, priced_as, offers.at_the_maker(known))
    hosts = _offered(runs, priced_as, offers.cheapest(known[known["weights"] == "open"]))
    parts = [stated_costs(runs, dataset.benchmarks, makers).assign(doubts="", stale=False)]
    for rule, found in (("first-party", makers), ("cheapest", hosts)):
        parts.append(_at_prices(runs, found).assign(rule=rule))
    rows = of_one_pass(pd.concat(parts, ignore_index=True)).astype({"stale": bool})
    rows = rows[list(COLUMNS)].sort_values(["benchmark_id", "run_id", "rule", "date"])
    return rows.reset_index(drop=True)


def of_one_pass(runs: pd.DataFrame) -> pd.DataFrame:
    """Return ``runs`` with the token counts of one pass; output holds all reasoning billed."""
    rows = runs.copy()
    on_top = rows["reasoning_in_output"].eq(False).fillna(False)
    rows["output_tokens"] += rows["reasoning_tokens"].where(on_top, 0.0).fillna(0.0)
    passes = rows["passes"].fillna(1.0)
    rows[list(TOKEN_COLUMNS)] = rows[list(TOKEN_COLUMNS)].div(passes, axis=0)
    return rows


def counted(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs with a score and token counts; their ``date`` is called run_date."""
    known = runs[["score", "input_tokens", "output_tokens"]].notna().all(axis=1)
    return runs[known].rename(columns={"date": "run_date"})


def _offered(runs: pd.DataFrame, priced_as: pd.Series[Any], points: pd.DataFrame) -> pd.DataFrame:
    """Return the price points of the models that were run, under the models' own ids."""
    models = runs[["model_id"]].drop_duplicates()
    models["priced_id"] = models["model_id"].map(priced_as)
    prices = points.drop(columns="priced_id")
    prices = prices.rename(columns={"model_id": "priced_id", "source_id": "price_source_id"})
    return models.merge(prices, on="priced_id")


def _at_prices(runs: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """Return counted runs times ``prices`` (model_id, date, until, ...) where a run's changed."""
    kept = ["model_id", "provider", "doubts", "stale", "date", "until", *PRICES, "price_source_id"]
    rows = counted(runs).merge(prices[kept], on="model_id")
    rows = rows[rows["release_date"].isna() | (rows["until"] > rows["release_date"])]
    rows["date"] = rows["date"].where(~(rows["date"] < rows["release_date"]), rows["release_date"])
    rows = rows.assign(price=run_price(rows), basis="tokens").dropna(subset=["price"])
    rows = rows[rows["price"] > 0].sort_values(["run_id", "date"], kind="stable")
    before = rows.groupby("run_id")[["price", "stale"]].shift()
    moved = (rows["price"] != before["price"]) | (rows["stale"] != before["stale"])
    rows["until"] = rows.groupby(moved.cumsum())["until"].transform("max")
    return rows[moved]


def observations(dataset: Dataset, benchmark_id: str, basis: str = "tokens") -> pd.DataFrame:
    """Return one benchmark's priced runs as the frontier and trend functions take them.

    Closed weights at the first-party price, open ones at the cheapest provider's; with ``basis``
    stated, the stated costs; with ``task``, those of one task. One run a configuration: of several
    evaluators' the one that ``preferred`` takes. Columns ``COLUMNS``. Only prices that were
    ``seen``: that an old one is not known to have ended is no observation.
    """
    priced = seen(priced_runs(dataset))
    return selected(priced[priced["benchmark_id"] == benchmark_id], basis)


def seen(priced: pd.DataFrame) -> pd.DataFrame:
    """Return the ``priced_runs`` without those of prices that no list had shown for long."""
    return priced[~priced["stale"]].reset_index(drop=True)


def selected(priced: pd.DataFrame, basis: str = "tokens") -> pd.DataFrame:
    """Return what ``observations`` does for all benchmarks at once, in the order of ``priced``."""
    rows = priced[priced["basis"] == basis]
    if basis == "tokens":
        rule = (rows["weights"] == "open").map({True: "cheapest", False: "first-party"})
        rows = rows[rows["rule"] == rule]
    return rows[rows["run_id"].isin(preferred(rows))].reset_index(drop=True)


def configurations(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return what was run: the model id, and its scaffold where the run names one."""
    scaffold = rows["scaffold"].astype("string")
    return rows["model_id"].astype("string") + (" in " + scaffold).fillna("")


def preferred(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return the run ids that count, one a benchmark and configuration.

    A run with a standard error before one without; but where two evaluators' output counts do
    not agree, the larger: hidden reasoning that one side did not count makes runs look cheap.
    """
    runs = rows.drop_duplicates("run_id")
    runs = runs.assign(configuration=configurations(runs))
    by = ["benchmark_id", "configuration"]
    most = runs.groupby(by)["output_tokens"].transform("max")
    agrees = runs["output_tokens"].isna() | (runs["output_tokens"] * AGREE >= most)
    order = runs.assign(agrees=agrees, sure=runs["score_se"].notna())
    order = order.sort_values(["agrees", "sure", "run_id"], ascending=[False, False, True])
    return order.drop_duplicates(by)["run_id"]
