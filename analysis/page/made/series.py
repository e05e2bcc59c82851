"""The static API's facts: a file for each model, benchmark and series of prices, and their lists.

The files hold the settled tables that the downloads have (``facts.downloads.settled``), cut by what
they are about: whoever wants one model need not read all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.facts import tables
from analysis.facts.downloads import settled
from analysis.facts.tables import Dataset
from analysis.page import names
from analysis.page.made import files
from analysis.page.made.known import Row, Rows, grouped, records
from analysis.page.names import Names

Files = Iterator[tuple[str, str]]
Head = Mapping[str, str]  # version, data_to and licence, which every file begins with
_OFFER = ("from", "until", "input", "output", "cache_read", "cache_write", "agreed", "doubts",
          "seen", "last_seen", "source_id", "evidence")  # fmt: skip
_RUN = ("run_id", "model_id", "model", "benchmark_id", "scaffold", "evaluator", "score", "score_se",
        "source_id", "evidence")  # fmt: skip
_PRICE = ("from", "until", "price", "basis", "rule", "seller", "agreed", "doubts",
          "price_source_id", "price_evidence")  # fmt: skip
_MODEL = ("model_id", "name", "creator", "release_date", "weights", "total_params_b",
          "active_params_b", "base_model_id", "sold")  # fmt: skip
_BENCHMARK = ("benchmark_id", "name", "domain", "items", "chance", "metric", "url")


@dataclass(frozen=True)
class Settled:
    """The facts as the API gives them: rows of plain values, unknown ones None.

    ``models`` and ``benchmarks`` by id; ``offers`` and ``runs`` by model, ``taken`` (the same runs)
    by benchmark; doubts are lists of codes.
    """

    names: Names
    models: Mapping[str, Row]
    benchmarks: Mapping[str, Row]
    offers: Mapping[str, Rows]
    runs: Mapping[str, Rows]
    taken: Mapping[str, Rows]


def of(data: Dataset) -> Settled:
    """Gather what the files are made from."""
    found = settled.tables(data)
    runs = plain(found["priced_runs"])
    return Settled(
        names.of(data),
        {row["model_id"]: row for row in plain(data.models)},
        {row["benchmark_id"]: row for row in plain(data.benchmarks)},
        grouped(plain(found["price_history"]), "model_id"),
        grouped(runs, "model_id"),
        grouped(runs, "benchmark_id"),
    )


def living() -> Settled:
    """Return today's facts."""
    return of(tables.load())


def plain(frame: pd.DataFrame) -> list[Row]:
    """Return rows as JSON has them: dates as text, doubts as a list, unknown as None."""
    told = frame.copy()
    for column in told.select_dtypes("datetime"):
        told[column] = told[column].dt.strftime("%Y-%m-%d")
    if "doubts" in told:
        told["doubts"] = told["doubts"].fillna("").str.split()
    return records(told)


def prices(known: Settled, head: Head) -> Files:
    """Yield for each model that was ever sold the prices of all its sellers over time."""
    for model, rows in known.offers.items():
        sellers = [_seller(each) for each in grouped(rows, "seller").values()]
        told = {"model_id": model, "name": known.names.models[model]}
        yield _file("prices", model, head, {**told, "unit": "USD per million tokens"}, sellers)


def _seller(rows: Rows) -> Row:
    same = {name: rows[0][name] for name in ("seller", "kind", "first_party")}
    return same | {"spans": [_cut(row, _OFFER) for row in rows]}


def models(known: Settled, head: Head) -> Files:
    """Yield each model: what is known of it, its settings, and what its runs cost now."""
    settings: dict[str, list[str]] = {}
    for model, row in known.models.items():
        if row["base_model_id"]:
            settings.setdefault(row["base_model_id"], []).append(model)
    for model in known.models:
        now = _runs(row for row in known.runs.get(model, []) if row["until"] is None)
        told = _about_model(known, model) | {"settings": settings.get(model, [])}
        yield _file("model", model, head, told, now)


def _about_model(known: Settled, model: str) -> Row:
    about = _cut(known.models[model], _MODEL) | {"name": known.names.models[model]}
    sold = known.names.bases.get(model, model)
    series = next((one for one in (model, sold) if one in known.offers), None)
    return about | {
        "licence_of_weights": known.models[model]["licence"],
        "page": known.names.model_page(model),
        "prices": f"prices/{series}.json" if series else None,
    }


def benchmarks(known: Settled, head: Head) -> Files:
    """Yield each benchmark with every run of it at each price that it had."""
    for key in known.benchmarks:
        runs = _runs(known.taken.get(key, []))
        yield _file("benchmark", key, head, _about_benchmark(known, key), runs)


def _runs(rows: Iterable[Row]) -> list[Row]:
    """Return each run once, with the prices that it had."""
    return [
        _cut(prices[0], _RUN) | {"prices": [_cut(row, _PRICE) for row in prices]}
        for prices in grouped(list(rows), "run_id").values()
    ]


def _about_benchmark(known: Settled, key: str) -> Row:
    return _cut(known.benchmarks[key], _BENCHMARK) | {"page": known.names.benchmark_page(key)}


def lists(known: Settled, head: Head) -> Files:
    """Yield the lists of all models and of all benchmarks, each with its file."""
    told = {
        "models": [
            _about_model(known, model) | {"file": f"models/{model}.json"} for model in known.models
        ],
        "benchmarks": [
            _about_benchmark(known, key) | {"file": f"benchmarks/{key}.json"}
            for key in known.benchmarks
        ],
    }
    for kind, rows in told.items():
        content = {"$schema": f"schemas/{kind}.json", **head, "count": len(rows), kind: rows}
        yield f"{kind}.json", files.as_json(content)


def _cut(row: Row, columns: Iterable[str]) -> Row:
    return {name: row[name] for name in columns}


_HOLDS = {"prices": "sellers", "model": "runs", "benchmark": "runs"}


def _file(kind: str, name: str, head: Head, about: Row, rows: list[Row]) -> tuple[str, str]:
    content = {"$schema": f"../schemas/{kind}.json", **head, **about, _HOLDS[kind]: rows}
    return f"{name}.json", files.as_json(content, light=True)
