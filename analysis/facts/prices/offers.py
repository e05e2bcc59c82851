"""Whose price counts: every offer of a model, ranked, and the one that holds on a date.

The report, the planner, the command and the pages all ask here, so that one question has one
answer. The rule, in this order:

1. An offer counts on the days from ``from`` until ``until`` (not included), never outside them, nor
   before its model's release, nor after the end that its seller has said (``scheduled``).
2. The maker's own list price comes before anybody else's, wherever the maker sells
   (``data/providers.csv``: ``maker_of``; its own interface before its cloud).
3. Then, for closed weights, who passes the maker's price on: clouds, then gateways that bill the
   seller's own price. For open weights the cheapest host or cloud on which two families of lists
   agree, then such a gateway, then hosts that one list alone names.
4. Then figures of lists that sell nothing, then other gateways (points, credits, margins), then
   subscriptions: nobody is given those unless he names the seller.
5. Among equals, the price of the configuration itself before its base's (a maker may sell thinking
   apart), the cheaper before the dearer.

What nothing corroborates (``doubts`` says why) comes after everything else. What its list has not
shown for long, though that was read no more (``silent``), holds on as stale: after every seller
whose price was seen, before gateways and subscriptions.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.benchprice.record import tiers
from analysis.facts.prices import (
    disputes,
    faults,
    histories,
    passed_on,
    ranked,
    released,
    retired,
    scheduled,
)
from analysis.facts.prices.corroboration import FIRST_PARTY, TOKEN, judged
from analysis.facts.schema import PRICES
from analysis.facts.tables import Dataset
from analysis.kept import kept

COLUMNS = (
    "model_id", "priced_id", "provider", "kind", "from", "until", *PRICES,
    "first_party", "agreed", "corroborated", "doubts", "source_id", "seen", "last_seen",
    "weights", "stale", "ends", "tier", "rank", "market",
)  # fmt: skip
STALE = pd.Timedelta(days=365)  # how long one list alone is believed that a host still offers
UNCORROBORATED = "uncorroborated"
ONE_LIST = "one-list"
CONTRADICTED = "contradicted"  # by who passes the maker's price on
NO_SELLER = "no-seller"  # a gateway or a list shows the price
UNSEEN = "stale"  # no list has shown it for ``FRESH``: the one that did fell silent
AHEAD = "announced"  # its seller has said from when it will hold; no list has shown it
OUTDATED = "outdated"  # no list has it any more, and one has changed to another price since
DISPUTED = "disputed"  # two families that were read on a day of it agree on another price


@kept
def offers(data: Dataset) -> pd.DataFrame:
    """Return every offer: one row a model, provider and span of one price (columns ``COLUMNS``).

    Prices are USD per million tokens. ``priced_id`` is the model whose list price it is: the model
    itself or, where that has prices of its own besides, its base. ``rank`` orders a model's offers
    by the rule above: of those that hold on a date the lowest is the chosen one. ``market`` orders
    them by price alone within what may be called a seller. Sorted by model and rank.
    """
    rows = lasting(data)
    begun: pd.Series[bool] = rows["from"] <= data.prices["last_seen"].max()
    return rows[begun].reset_index(drop=True)


@kept
def lasting(data: Dataset) -> pd.DataFrame:
    """Return ``offers`` and, beyond the newest day of the lists, what will hold on as stale."""
    wanted = ["model_id", "creator", "weights", "base_model_id", "release_date"]
    end = retired.ends(data.prices, data.retirements)
    ahead = scheduled.plans(data.scheduled, data.prices)
    return _offers(data.prices, data.models[wanted], data.providers, end, ahead)


@kept
def said_ahead(data: Dataset) -> pd.DataFrame:
    """Return the offers to come that their sellers have dated beforehand; columns as above."""
    rows = lasting(data)
    later: pd.Series[bool] = rows["from"] > data.prices["last_seen"].max()
    return rows[later & rows["doubts"].str.contains(AHEAD)].reset_index(drop=True)


def _offers(
    prices: pd.DataFrame,
    models: pd.DataFrame,
    providers: pd.DataFrame,
    end: pd.DataFrame,
    ahead: pd.DataFrame,
) -> pd.DataFrame:
    said = judged(prices)
    rows = histories.weighed(said).dropna(subset=TOKEN)
    rows = rows[rows["input"] + rows["output"] > 0].rename(columns={"date": "from"})
    rows = _with_bases(rows, models)
    facts = models.set_index("model_id")[["creator", "weights"]]
    rows = rows.join(facts, on="model_id")
    rows = rows.join(providers.set_index("provider")[["kind", "passes_on"]], on="provider")
    rows["kind"] = rows["kind"].astype("object").fillna("host")  # of whom nothing is known
    rows["first_party"] = _first_party(rows, providers)
    rows = rows[~faults.redirected(rows)].reset_index(drop=True)
    rows["until"] = retired.until_closed(rows, providers)
    rows = released.begun(rows, models.set_index("model_id")["release_date"])
    rows = passed_on.begun_in_the_gap(rows[rows["from"] < rows["until"]].reset_index(drop=True))
    rows = retired.ended(scheduled.changed(rows, ahead), end)
    rows["doubts"] = _doubts(rows)
    rows["doubts"] = _with(rows["doubts"], rows["stale"], UNSEEN)
    rows["doubts"] = _with(rows["doubts"], rows["ahead"], AHEAD)
    rows = passed_on.split(rows, passed_on.contradicted(rows), CONTRADICTED)
    rows["doubts"] = _with(rows["doubts"], rows[CONTRADICTED], CONTRADICTED)
    rows = passed_on.split(rows, disputes.outdated(rows, said), OUTDATED)
    rows["doubts"] = _with(rows["doubts"], rows[OUTDATED], OUTDATED)
    spans = disputes.settled(prices)
    rows["doubts"] = _with(rows["doubts"], disputes.disputed(rows, spans), DISPUTED)
    against = rows[CONTRADICTED].astype("int64")
    rows["tier"] = ranked.placed(rows, _sure(rows)) + tiers.DOUBTED * against
    rows["rank"] = ranked.order(rows, "tier")
    rows["market"] = ranked.order(rows.assign(tier=ranked.market(rows)), "tier", by_price=True)
    return rows.sort_values(["model_id", "rank"])[list(COLUMNS)].reset_index(drop=True)


def _with_bases(rows: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    """Add their bases' offers to models that have prices of their own and a base with prices."""
    bases = models.dropna(subset="base_model_id")
    bases = bases[bases["model_id"].isin(rows["model_id"].unique())][["model_id", "base_model_id"]]
    inherited = bases.merge(rows.rename(columns={"model_id": "priced_id"}),
                            left_on="base_model_id", right_on="priced_id")  # fmt: skip
    own = rows.assign(priced_id=rows["model_id"])
    return pd.concat([own, inherited.drop(columns="base_model_id")], ignore_index=True)


def makers(providers: pd.DataFrame) -> pd.DataFrame:
    """Return one row a creator and provider where it sells its own models: creator, provider."""
    rows = providers.dropna(subset="maker_of")[["provider", "maker_of"]]
    rows = rows.assign(creator=rows["maker_of"].str.split("; ")).explode("creator")
    return rows[["creator", "provider"]].reset_index(drop=True)


def _first_party(rows: pd.DataFrame, providers: pd.DataFrame) -> pd.Series[bool]:
    pairs = makers(providers)
    known = pd.MultiIndex.from_frame(pairs)
    return pd.Series(
        pd.MultiIndex.from_frame(rows[["creator", "provider"]]).isin(known), index=rows.index
    )


def _sure(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether two families of lists agree, or a register reads it from the seller's own page."""
    return rows["agreed"] | rows["source_id"].isin(FIRST_PARTY)


def _doubts(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return the codes of what is doubted of each row, joined by a blank; empty where nothing."""
    codes = (~_sure(rows)).map({True: ONE_LIST, False: ""})
    codes += (~rows["corroborated"]).map({True: f" {UNCORROBORATED}", False: ""})
    return codes.str.strip().astype("string")


def _with(doubts: pd.Series[Any], where: pd.Series[bool], code: str) -> pd.Series[Any]:
    """Return ``doubts`` with one more code where that holds."""
    return (doubts + where.map({True: f" {code}", False: ""})).str.strip()


def priced_as(data: Dataset) -> pd.Series[Any]:
    """Return, for each model id, the id under which its offers stand: its own, else its base's."""
    return _priced_as(data)["priced_as"]


@kept
def _priced_as(data: Dataset) -> pd.DataFrame:
    bases = data.models.set_index("model_id")["base_model_id"]
    own = bases.index.to_series()
    priced = own.where(own.isin(data.prices["model_id"].unique()), bases.fillna(own))
    return priced.to_frame("priced_as")


def on(rows: pd.DataFrame, date: pd.Timestamp) -> pd.DataFrame:
    """Return the ``offers`` that hold on ``date``; ``chosen`` marks the one that counts a model."""
    held = rows[(rows["from"] <= date) & (date < rows["until"])]
    held = held.sort_values(["model_id", "rank"]).drop_duplicates(["model_id", "provider"])
    return held.assign(chosen=~held["model_id"].duplicated()).reset_index(drop=True)


def offer(
    rows: pd.DataFrame, model: str, date: pd.Timestamp, provider: str = ""
) -> pd.Series[Any] | None:
    """Return the offer of ``model`` that counts on ``date``, or None where none holds.

    ``rows`` are ``offers``, ``model`` an id of ``priced_as``. A ``provider`` that is named is never
    changed for another: None says that it had no offer then.
    """
    held = on(rows[rows["model_id"] == model], date)
    held = held[held["provider"] == provider] if provider else held
    return None if held.empty else held.iloc[0]


def at_the_maker(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each model's list price over time, from ``offers``: the maker's own.

    Of closed weights, while the maker's is not known, that of those who pass it on or print it.
    One row a change: model_id, provider, date, until, the prices and what is known of them.
    """
    passed_on = (rows["weights"] != "open").fillna(True) & (rows["tier"] <= tiers.LISTED)
    return _over_time(rows[rows["corroborated"] & (rows["first_party"] | passed_on)], "rank")


def cheapest(rows: pd.DataFrame, *, sold: bool = False) -> pd.DataFrame:
    """Return each model's cheapest believed price over time, from ``offers``; columns as above.

    Sellers on which two families agree, and the maker, come before those that one list alone
    names; these drop out ``STALE`` after that list first said so (lists keep dead offers). The
    minimum can therefore rise. A gateway or a list is no seller: who asks for sellers (``sold``) is
    given its price only where no seller's was seen, with the doubt ``NO_SELLER``.
    """
    sellers = rows[rows["corroborated"] & (rows["tier"] <= tiers.ALONE)].copy()
    alone = sellers["from"].where(~sellers["stale"], sellers["seen"]) + STALE
    sure = _sure(sellers) | sellers["first_party"] | (sellers["until"] < alone)
    sellers["until"] = sellers["until"].where(sure, alone)
    if sold:
        sells = sellers["tier"].map(tiers.whose) == ""
        sellers["doubts"] = _with(sellers["doubts"], ~sells, NO_SELLER)
        order = sellers.assign(other=~sells).sort_values(["model_id", "stale", "other", "market"])
        sellers["market"] = order.groupby("model_id").cumcount().reindex(sellers.index)
    return _over_time(sellers, "market")


def _over_time(rows: pd.DataFrame, order: str) -> pd.DataFrame:
    rows = rows.rename(columns={"from": "date"})
    points = histories.timeline(rows, ["model_id"], ["priced_id", "provider"], order)
    points["until"] = histories.bounded(points, ["model_id"])
    return points.drop(columns="sighted").reset_index(drop=True)
