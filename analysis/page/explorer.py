"""The record for browsing: models, prices and priced runs as columnar files that a page loads.

``report/theme/explorer.js`` fetches a view when a reader opens it, searches, sorts and pages it,
and keeps its state in the address. Text columns are lists of distinct values and codes into them,
what has a name with it beside: names are shown, and both are searched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import format as fmt
from analysis import kept
from analysis.facts import runs, tables
from analysis.facts.downloads import package
from analysis.facts.prices import histories, offers, sellers
from analysis.facts.tables import Dataset
from analysis.page import names
from analysis.page.made import files
from analysis.page.made.known import said
from analysis.page.pieces.block import Block

DIGITS = 5  # significant digits of a number on the page; the downloads have all
PACKAGE = "data"  # the downloads, which stand at /data/ of the site
VIEWS: Mapping[str, Mapping[str, str]] = {
    "models": {
        "model_id": "Model",
        "creator": "Creator",
        "release_date": "Released",
        "weights": "Weights",
        "providers": "Providers",
        "changes": "Prices",
        "runs": "Runs",
        "input": "Cheapest input, US$ per million",
        "output": "Its output, US$ per million",
        "provider": "Cheapest seller",
        "doubts": "Its doubts",
    },
    "prices": {
        "model_id": "Model",
        "provider": "Provider",
        "date": "From",
        "last_seen": "Last seen",
        "input": "Input, US$ per million",
        "output": "Output, US$ per million",
        "cache_read": "Cache read",
        "cache_write": "Cache write",
        "corroborated": "Corroborated",
        "source_id": "Source",
    },
    "runs": {
        "benchmark_id": "Benchmark",
        "model_id": "Model",
        "date": "From",
        "score": "Score",
        "price": "Price of one pass, US$",
        "rule": "Whose price",
        "provider": "Provider",
        "evaluator": "Evaluator",
        "source_id": "Source",
    },
}


def explorer(folder: str) -> Block:
    """Return the place of the explorer; ``folder`` holds its files, relative to the page."""
    links = ", ".join(
        f'<a href="/data/{name}.parquet" download>{name}</a>'
        for name in ("models", "prices", "runs")
    )
    return Block(
        f'<div class="bp-explorer" id="explorer" data-folder="{folder}">'
        f"<p>The explorer needs a script. The tables as Parquet: {links}.</p></div>"
    )


def views(data: Dataset) -> dict[str, pd.DataFrame]:
    """Return the three tables that the explorer shows, with the columns of ``VIEWS``.

    Rows of sources that may not be passed on are left out, as in the data package.
    """
    frames, _ = package.shareable(data)
    past = histories.history(frames["prices"])
    past = past[~past["stale"]]  # what lists said, with the day on which they said it last
    priced = runs.priced_runs(data)
    priced = priced[priced["source_id"].isin(frames["runs"]["source_id"])]
    known = offers.offers(data)
    known = known[known["source_id"].isin(frames["prices"]["source_id"])]
    found = {"models": _models(frames, known), "prices": past, "runs": priced}
    return {name: found[name][list(columns)] for name, columns in VIEWS.items()}


def _models(frames: Mapping[str, pd.DataFrame], known: pd.DataFrame) -> pd.DataFrame:
    """Return a row a configuration; its prices are those of the model that it is a setting of."""
    rows = frames["models"].set_index("model_id")
    rows["runs"] = frames["runs"].groupby("model_id").size()
    low = offers.cheapest(known, sold=True).drop_duplicates("model_id", keep="last")
    low["doubts"] = said(low["doubts"], low["last_seen"], frames["prices"]["last_seen"].max())
    low = low.set_index("model_id")
    grouped = frames["prices"].groupby("model_id")
    listed = {"providers": grouped["provider"].nunique(), "changes": grouped.size()}
    offered = pd.DataFrame(listed).join(low[["input", "output", "provider", "doubts"]])
    own = rows.index.isin(offered.index)
    rows["priced_as"] = rows["base_model_id"].mask(own).fillna(rows.index.to_series())
    rows = rows.join(offered, on="priced_as")
    counts = ["providers", "changes", "runs"]
    rows[counts] = rows[counts].fillna(0).astype("int64")
    return rows.reset_index()


def named(data: Dataset) -> dict[str, Mapping[str, str]]:
    """Return for each column of ids what they are called."""
    known = names.of(data)
    return {
        "model_id": known.models,
        "benchmark_id": known.benchmarks,
        "provider": {key: sellers.name(key) for key in data.prices["provider"].unique()},
        "source_id": data.sources.set_index("source_id")["title"].to_dict(),
    }


def columnar(
    frame: pd.DataFrame,
    titles: Mapping[str, str],
    called: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """Return a table column by column: distinct values and codes, or numbers.

    ``called``: names by id, by column; such a column has ``names`` in the order of its values,
    which is theirs.
    """
    told = called or {}
    columns = [{"name": n, "title": t, **_column(frame[n], told.get(n))} for n, t in titles.items()]
    return {"rows": len(frame), "columns": columns}


def _column(values: pd.Series[Any], called: Mapping[str, str] | None) -> dict[str, Any]:
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return {"numbers": [None if pd.isna(v) else fmt.shortened(v, DIGITS) for v in values]}
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    if called is None:
        codes, distinct = pd.factorize(values.astype("string"), sort=True)
        return {"values": list(distinct), "codes": codes.tolist()}
    ids = sorted(values.dropna().unique(), key=lambda key: called.get(key, key).casefold())
    codes = pd.Categorical(values, categories=ids).codes
    return {"values": ids, "codes": codes.tolist(), "names": [called.get(k, k) for k in ids]}


def prepare(folder: Path, version: str) -> None:
    """Write the explorer's files and the downloads into ``folder``, where they are not of now."""
    state = f"{version} {_state()}"
    earlier = files.Earlier(folder)
    if earlier.back(state):
        return
    earlier.leave()
    earlier.keep_only(())
    data = tables.load()
    package.write(data, folder / PACKAGE, version)
    called = named(data)
    for name, frame in views(data).items():
        text = json.dumps(columnar(frame, VIEWS[name], called), separators=(",", ":"))
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    files.Earlier(folder).done(state)


def _state() -> str:
    """Digest what the files are made from: the facts, and all code that may have a part in them."""
    digest = hashlib.sha256(kept.state(__name__).encode())
    for path in sorted(tables.DATA.glob("*.csv")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
