"""Facts of all importers -> the tables of ``data/``: one name a model, one row a fact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.facts import identity
from analysis.facts.prices import histories
from analysis.facts.schema import TABLES
from analysis.sources.intake import Facts, shaped
from analysis.sources.prices import spellings
from analysis.sources.prices.observations import ONE_CELL

INTAKE = ("source_id", "outcome", "reason", "rows", "example")
TAKEN = ("kept", "merged")  # the outcomes whose reason is a table


def one_name(ids: Iterable[str], aliases: pd.DataFrame) -> dict[str, str]:
    """Map every spelling of a model to one id.

    A hand-kept alias for every source decides; else, of the spellings with one
    ``identity.key``, the one with most dots (gpt-4.1 over gpt-4-1), then the shortest.
    """
    shared = aliases[aliases["source_id"] == identity.EVERY_SOURCE]
    told = dict(zip(shared["alias"].map(_alias_key), shared["model_id"], strict=True))
    best: dict[str, str] = {}
    for model_id in sorted(set(ids), key=lambda t: (-t.count("."), len(t), t)):
        key = identity.key(model_id)
        best.setdefault(key, told.get(key, model_id))
    return {model_id: best[identity.key(model_id)] for model_id in set(ids)}


def _alias_key(alias: str) -> str:
    return identity.key(spellings.model(alias))


def priced(facts: Sequence[Facts], stored: pd.DataFrame, aliases: pd.DataFrame) -> pd.DataFrame:
    """Return the ``prices`` table: the facts' observations as change points.

    ``stored`` are the change points of upstreams that hand on only what came after them. Where
    two names of a model have a price on one date, the one spelled as its id counts: an alias may
    stand for a variant (OpenRouter's llama-3.1-405b is not the -instruct).
    """
    rows = [f.tables["prices"] for f in facts if "prices" in f.tables]
    found = pd.concat([stored, *rows], ignore_index=True)
    ids = found["model_id"].map(one_name(found["model_id"], aliases))
    exact = ids.map(identity.key) == found["model_id"].map(identity.key)
    found["model_id"] = ids
    return histories.change_points(pd.concat([found[exact], found[~exact]]))


def models(
    facts: Sequence[Facts],
    stored: pd.DataFrame,
    new: Mapping[str, pd.DataFrame],
    aliases: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``models``, and ``runs`` with their models' one name.

    Of several sources the first that knows a column wins: ``facts`` stand in order of precedence,
    ``stored`` (the table so far) comes last. ``sold`` is ``api`` where a price is known.
    Models that no price, run or alias names, and that
    are the base of none that is named, are left out.
    """
    found = [f.tables["models"] for f in facts if "models" in f.tables]
    rows = pd.concat([*found, stored], ignore_index=True)
    ids = pd.concat([rows["model_id"], rows["base_model_id"], new["runs"]["model_id"]]).dropna()
    names = one_name(pd.concat([ids, new["prices"]["model_id"]]), aliases)
    for column in ("model_id", "base_model_id"):
        rows[column] = rows[column].map(names)
    rows["base_model_id"] = rows["base_model_id"].mask(rows["base_model_id"] == rows["model_id"])
    runs = new["runs"].assign(model_id=new["runs"]["model_id"].map(names))
    named = pd.concat([new["prices"]["model_id"], runs["model_id"], aliases["model_id"]])
    used = set(named.dropna())
    used |= set(rows.loc[rows["model_id"].isin(used), "base_model_id"].dropna())
    stubs = pd.DataFrame({"model_id": sorted(used - set(rows["model_id"]))})
    stubs = stubs.assign(name=stubs["model_id"], source_id=identity.EVERY_SOURCE)
    rows = pd.concat([rows[rows["model_id"].isin(used)], shaped(stubs, "models")])
    rows = shaped(rows.groupby("model_id", sort=True, as_index=False).first(), "models")
    return rows.assign(sold=_sold(rows, set(new["prices"]["model_id"]))), runs


def _sold(models: pd.DataFrame, priced: Collection[str]) -> pd.Series[Any]:
    """Return how each model is sold: as is known already, else by an API that has its price."""
    base = models["base_model_id"].fillna(models["model_id"])
    listed = base.isin(priced) | models["model_id"].isin(priced)
    return models["sold"].astype("string").fillna(listed.map({True: "api"}))


def known(frame: pd.DataFrame, models: pd.DataFrame, aliases: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``frame`` whose model the record has, by its one id.

    Of rows that then say the same thing that of most lists stays, else the first; a row without a
    model is of them all.
    """
    ids = one_name(pd.concat([models["model_id"], frame["model_id"].dropna()]), aliases)
    rows = frame.assign(model_id=frame["model_id"].map(ids))
    rows = rows[frame["model_id"].isna() | rows["model_id"].isin(models["model_id"])]
    keys = [c for c in ("model_id", "provider", "tier", "above_tokens", "fee", "date", "source_id")
            if c in rows]  # fmt: skip
    if "lists" in rows:
        rows = rows.sort_values("lists", ascending=False, kind="stable")
    return rows.drop_duplicates(keys).sort_index()


def stacked(table: str, facts: Sequence[Facts], stored: pd.DataFrame) -> pd.DataFrame:
    """Return ``stored`` with the rows of every source that the facts bring replaced by theirs."""
    new = [f.tables[table] for f in facts if table in f.tables]
    brought = {source for frame in new for source in frame["source_id"].dropna()}
    kept = stored[~stored["source_id"].isin(brought)]
    frame = shaped(pd.concat([*new, kept], ignore_index=True), table)
    unique = [name for name, column in TABLES[table].items() if column.unique]
    return frame.drop_duplicates(unique or None)


def intake(
    facts: Sequence[Facts],
    merged: Mapping[str, pd.DataFrame],
    stored: pd.DataFrame,
    growing: Collection[str] = (),
) -> pd.DataFrame:
    """Count what became of every row, by source: kept, merged into another, rejected and why.

    Sources that the facts do not bring keep their ``stored`` counts; to those of ``growing``, of
    which the facts hold only what came since, the new ones are added. Columns: ``INTAKE``.
    """
    earlier = stored[stored["source_id"].isin(growing)]
    rejects = _rejected(pd.concat([f.rejects for f in facts], ignore_index=True))
    parts = [_summed(pd.concat([earlier[~earlier["outcome"].isin(TAKEN)], rejects]))]
    brought = set(parts[0]["source_id"]) | set(earlier["source_id"])
    for table in TABLES:
        if table == "sources" or table not in merged:
            continue
        new = [f.tables[table]["source_id"] for f in facts if table in f.tables]
        before = earlier[earlier["outcome"].isin(TAKEN) & (earlier["reason"] == table)]
        given = pd.concat(
            [before.groupby("source_id")["rows"].sum(), *(ids.value_counts() for ids in new)]
        )
        given = given.groupby(level=0).sum()
        brought |= set(given.index)
        weights = merged[table]["observations"] if table == "prices" else 1
        kept = merged[table].assign(n=weights).groupby("source_id")["n"].sum()
        kept = kept.reindex(given.index, fill_value=0).clip(upper=given)
        parts += [_outcome(kept, "kept", table), _outcome(given - kept, "merged", table)]
    parts.append(stored[~stored["source_id"].isin(brought)])
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["rows"] > 0].astype({"rows": "int64"})
    return rows.sort_values(["source_id", "outcome", "reason"], ignore_index=True)


def _summed(counts: pd.DataFrame) -> pd.DataFrame:
    """Add up counts of one outcome and reason; the first example stands for them."""
    grouped = counts.groupby(["source_id", "outcome", "reason"], as_index=False)
    return grouped.agg(rows=("rows", "sum"), example=("example", "first"))[list(INTAKE)]


def _outcome(rows: pd.Series[Any], outcome: str, reason: str) -> pd.DataFrame:
    frame = rows.rename("rows").rename_axis("source_id").reset_index()
    return frame.assign(outcome=outcome, reason=reason, example="")[list(INTAKE)]


def _rejected(rejects: pd.DataFrame) -> pd.DataFrame:
    rejects = rejects.assign(
        outcome=rejects["reason"].eq(ONE_CELL).map({True: "cell", False: "rejected"}),
        example=rejects["value"].astype("string"),
    )
    grouped = rejects.groupby(["source_id", "outcome", "reason"], as_index=False)
    return grouped.agg(rows=("line", "size"), example=("example", "first"))[list(INTAKE)]
