"""Faults of price lists that no single row shows: what a maker's word and its neighbours tell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.facts.prices.corroboration import (
    FIRST_PARTY,
    LINE,
    SAME,
    SERIES,
    TOKEN,
    VENDORS,
    turned,
)
from analysis.facts.prices.pricing import differ

ANNOUNCED = "vendor-announcements"  # typed by hand with its evidence: dated by that
_VERSION = r"-(?:\d{3,4}|\d{6}|\d{8}|\d{4}-\d{2}-\d{2})$"
BACKDATED = pd.Timedelta(days=60)  # first seen so long after its date, a price is dated afterwards


def without_older_lists(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` (judged, with ``until``) in which no list goes back behind a maker's word.

    A first-party price ends whatever another list said before it, and a list that begins later
    with a price from before it lags: its row is left out. Else, when the statement lapses, the old
    price would come back (gemini-1.5-pro changed once and would seem to change six times).
    """
    if not rows["source_id"].isin(FIRST_PARTY).any():
        return rows
    rows = _with_versions(rows)
    said = rows["source_id"].isin(FIRST_PARTY)
    told = rows.loc[said, [*SERIES, "date", *TOKEN]].reset_index(names="statement")
    listed = rows.loc[~said, [*SERIES, "date", "last_seen", "until", *TOKEN]].reset_index()
    pairs = listed.merge(told, on=SERIES, suffixes=("", "_said"))
    pairs = pairs[(pairs[TOKEN].to_numpy() != pairs[["input_said", "output_said"]]).any(axis=1)]
    ended = pairs[pairs["date"] < pairs["date_said"]]
    lagging = _lagging(rows, pairs)
    rows = _borne_on(rows, pd.concat([ended, pairs[pairs["index"].isin(lagging)]]))
    stop = ended.groupby("index")["date_said"].min().reindex(rows.index)
    until = rows["until"].where(~(stop < rows["until"]), stop)
    return rows.assign(until=until).drop(index=lagging).reset_index(drop=True)


def without_late_lists(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` (judged, with ``until``) in which no list outlives what two others agree on.

    A list that goes on saying what it said before two families began to agree on another price of
    the offer was not kept up: its price ends there (open-mistral-nemo stayed at 0.3 in one list for
    two years after the cut to 0.15). A list that changes later than they do has news and stands, as
    does one that reads the seller's own pages.
    """
    if not rows["agreed"].any():
        return _lasting(rows)
    seller = rows["family"].eq(VENDORS) | rows["source_id"].isin(FIRST_PARTY)
    ordered = rows.sort_values([*LINE, "date"])
    before = ordered.groupby(LINE, sort=False)[TOKEN].shift()
    fresh = (ordered[TOKEN] != before).any(axis=1)
    begun = ordered["date"].where(fresh).groupby([ordered[c] for c in LINE]).ffill()
    columns = [*SERIES, *TOKEN, "date"]
    late = rows.assign(begun=begun)[~rows["agreed"] & ~seller].reset_index()
    pairs = late.merge(rows.loc[rows["agreed"], columns], on=SERIES, suffixes=("", "_agreed"))
    differs = pairs[TOKEN].to_numpy() != pairs[["input_agreed", "output_agreed"]].to_numpy()
    over = differs.any(axis=1) & (pairs["date_agreed"] > pairs["begun"])
    stop = pairs[over].groupby("index")["date_agreed"].min().reindex(rows.index)
    until = rows["until"].where(~(stop < rows["until"]), stop)
    kept = rows.assign(until=until)
    return _lasting(kept)


def _borne_on(rows: pd.DataFrame, overruled: pd.DataFrame) -> pd.DataFrame:
    """Let statements hold for as long as lists that they overrule still show the model on sale."""
    last = overruled.groupby("statement")[["last_seen", "until"]].max().reindex(rows.index)
    said = rows[rows["source_id"].isin(FIRST_PARTY)].sort_values("date")
    following = said.groupby(SERIES)["date"].shift(-1).reindex(rows.index)
    last["until"] = last["until"].where(~(following < last["until"]), following)
    longer = last["until"] > rows["until"]
    return rows.assign(
        until=rows["until"].mask(longer, last["until"]),
        last_seen=rows["last_seen"].mask(longer & (last["last_seen"] > rows["last_seen"]),
                                         last["last_seen"]),
    )  # fmt: skip


def _with_versions(rows: pd.DataFrame) -> pd.DataFrame:
    """Add a maker's statement on a name to those of the name's versions that lists lag on.

    A list lags where it begins after the statement with the name's price from before it, though
    another seller's row of the version has the stated one (gemini-1.5-pro-002 in October 2024). A
    version of which the maker said something itself is left alone. What is so inferred is no
    corroborated price.
    """
    plain = rows["model_id"].str.replace(_VERSION, "", regex=True)
    told = rows.loc[rows["source_id"].isin(FIRST_PARTY), SERIES].drop_duplicates()
    versions = rows.assign(plain=plain)[plain != rows["model_id"]]
    versions = versions.merge(told, how="left", indicator=True).query("_merge == 'left_only'")
    said = rows[rows["source_id"] == ANNOUNCED].rename(columns={"model_id": "plain"})
    pairs = versions[[*SERIES, "plain", *TOKEN, "date"]].merge(
        said, on=["plain", "provider"], suffixes=("_listed", "")
    )
    listed = ["input_listed", "output_listed"]
    before = rows.rename(columns={"model_id": "plain", "date": "earlier"})
    before = before[["plain", "provider", *TOKEN, "earlier"]].set_axis(
        ["plain", "provider", *listed, "earlier"], axis=1
    )
    other = (pairs[listed].to_numpy() != pairs[TOKEN].to_numpy()).any(axis=1)
    late: pd.DataFrame = pairs[(pairs["date_listed"] > pairs["date"]) & other]
    found = late.merge(before, on=["plain", "provider", *listed])
    found = found[found["earlier"] < found["date"]].assign(seen=lambda pairs: pairs["date_listed"])
    elsewhere = rows[["model_id", *TOKEN]].drop_duplicates()
    found = found.merge(elsewhere, on=["model_id", *TOKEN])[list(rows.columns)].drop_duplicates()
    inferred = found.assign(corroborated=False, agreed=False)
    return pd.concat([rows, inferred], ignore_index=True)


def _lagging(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.Index[Any]:
    """Return the first rows of lists that begin after a first-party price with one from before."""
    before = pairs[pairs["date"] > pairs["date_said"]]
    before = before.assign(plain=before["model_id"].str.replace(_VERSION, "", regex=True))
    seen = rows[[*SERIES, *TOKEN, "date"]].set_axis(
        ["plain", "provider", *TOKEN, "earlier"], axis=1
    )
    own = seen.rename(columns={"plain": "model_id"})
    found = pd.concat(
        [
            before.merge(own, on=[*SERIES, *TOKEN]),
            before.merge(seen, on=["plain", "provider", *TOKEN]),
        ]
    )
    found = found[found["earlier"] < found["date_said"]]
    first = rows.index[rows.groupby(LINE, sort=False).cumcount() == 0]
    lagging: pd.Index[Any] = first[first.isin(found["index"])]
    return lagging


def _lasting(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["date"] < rows["until"]].reset_index(drop=True)


def without_backdating(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` in which no registry's start date overrules the lists read at the time.

    A registry states long afterwards from when a price held. Where lists that were read in those
    days began to show another one, its price holds only from the first day on which any seller's
    list shows it (claude-3-5-haiku: 1 and 5 until December 2024, in one registry 0.8 and 4 from
    the first day on). A start that no list contradicts stands.
    """
    late = (rows["seen"] - rows["date"] > BACKDATED) & ~rows["source_id"].eq(ANNOUNCED)
    if not late.any():
        return _lasting(rows)
    then = rows[~late]
    claims = rows.loc[late, [*SERIES, *TOKEN, "date", "until"]].reset_index()
    shown = then.groupby(["model_id", *TOKEN])["date"].min().rename("shown")
    claims = claims.join(shown, on=["model_id", *TOKEN])
    others = claims.merge(then[[*SERIES, *TOKEN, "date", "corroborated"]], on=SERIES,
                          suffixes=("", "_then"))  # fmt: skip
    differs = (others["input"] != others["input_then"]) | (
        others["output"] != others["output_then"]
    )
    between = (others["date_then"] >= others["date"]) & (others["date_then"] < others["shown"])
    against = others[differs & between & others["corroborated"]].drop_duplicates("index")
    begun = against.set_index("index")["shown"].reindex(rows.index)
    moved = rows.assign(date=begun.fillna(rows["date"]))
    return _lasting(moved)


def sightings(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the first and the last day on which any list has each price of each offer."""
    return rows.groupby([*SERIES, *TOKEN]).agg(first=("date", "min"), last=("last_seen", "max"))


def without_missed_news(rows: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` (judged, with ``until``) in which no price outlives a change read since.

    How long a price is taken to hold after its last sighting is a guess. Where by then no list has
    it, and one of another family that was being read changes to a price that the offer had not had
    before, that is news: it ends what stands above it (OpenRouter's own list was read last in
    September 2026; its price of gpt-5.6-sol-pro doubled in October). What is typed by hand stands.
    ``shown``: the ``sightings`` of the rows as lists have them, before a statement was borne on.
    """
    ordered = rows.sort_values([*LINE, "date"])
    read = (ordered["seen"] - ordered["date"] <= BACKDATED) & ordered["corroborated"]
    news = ordered.loc[turned(ordered) & read, [*SERIES, *TOKEN, "date", "family"]]
    if news.empty:
        return rows
    news = news.join(shown["first"], on=[*SERIES, *TOKEN])
    listed = rows.loc[
        ~rows["source_id"].eq(ANNOUNCED), [*SERIES, *TOKEN, "date", "until", "family"]
    ]
    listed = listed.join(shown["last"], on=[*SERIES, *TOKEN]).reset_index()  # NaT: of a version
    pairs = listed.merge(news, on=SERIES, suffixes=("", "_news"))
    pairs = pairs[(pairs["family"] != pairs["family_news"]) & (pairs["first"] > pairs["date"])]
    pairs = pairs[(pairs["last"] < pairs["date_news"]) & (pairs["date_news"] < pairs["until"])]
    stop = pairs[apart(pairs, "_news")].groupby("index")["date_news"].min().reindex(rows.index)
    return rows.assign(until=rows["until"].where(~(stop < rows["until"]), stop))


def apart(pairs: pd.DataFrame, suffix: str) -> pd.Series[bool]:
    """Whether two pairs of prices, the second with ``suffix``, differ by more than ``SAME``."""
    return (differ(pairs, TOKEN, [f"{price}{suffix}" for price in TOKEN]) > SAME).any(axis=1)


def without_cache_above_input(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with cache reads dearer than input, and writes below half of it, unknown."""
    read = rows["cache_read"].mask(rows["cache_read"] > rows["input"])
    write = rows["cache_write"].mask(rows["cache_write"] < rows["input"] / 2)
    return rows.assign(cache_read=read, cache_write=write)


def redirected(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether a maker's name had, from that row on, become another model's (``offers``' rows).

    On one day two or more names of one maker, whose prices differed, move to one same pair that
    another of its models has already: the names then lead to that model, and what it costs is no
    price of theirs. A pair that the maker itself states for the name is one.
    """
    ordered = rows.sort_values([*SERIES, "from"])
    before = ordered.groupby(SERIES, sort=False)[TOKEN].shift()
    moved = before.notna().all(axis=1) & (before != ordered[TOKEN]).any(axis=1)
    listed = ordered["first_party"] & ~ordered["source_id"].isin(FIRST_PARTY) & ~ordered["stale"]
    if not (moved & listed).any():
        return pd.Series(False, rows.index)
    step = ordered.assign(was=before["input"].astype(str) + "/" + before["output"].astype(str))
    step = step[moved & listed]
    place = ["provider", *TOKEN, "from"]
    together = step.groupby(place)["was"].transform("nunique") >= 2
    there = step[together].reset_index().merge(
        ordered[["provider", *TOKEN, "from", "until", "model_id"]], on=["provider", *TOKEN],
        suffixes=("", "_other"),
    )  # fmt: skip
    held = (there["from_other"] < there["from"]) & (there["until_other"] >= there["from"])
    heads = there.loc[held & (there["model_id"] != there["model_id_other"]), "index"].unique()
    begun = ordered["from"].where(ordered.index.isin(heads))
    begun = begun.groupby([ordered[c] for c in SERIES], sort=False).ffill()
    return begun.notna().reindex(rows.index)
