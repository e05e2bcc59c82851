"""Which price rows are believed: who states them, how long they lasted, who else says so.

Price tables hold zero placeholders, factor-of-ten errors and prices that flip back after a day. A
new low counts only where it lasted or where a list of another family agrees: a copy of a list
corroborates nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts.prices.pricing import blended
from analysis.kept import kept

SERIES = ["model_id", "provider"]
LINE = [*SERIES, "source_id"]
TOKEN = ["input", "output"]


@dataclass(frozen=True)
class Standing:
    """How far a source is believed: ``rank`` (0 first), and whose list it repeats (``family``).

    ``whole``: the list of which each reading of the source shows all; what it had and shows no more
    has ended. Empty where rows are checked one by one, or a reading may show a part.
    """

    rank: int
    family: str
    whole: str = ""


# first-party statements, then registries with dates and links, then dated snapshots, then copies,
# then lists kept by hand, which lag: they corroborate, and fill what nobody else has
STANDING: dict[str, Standing] = {
    "vendor-announcements": Standing(0, "vendors"),
    "model-prices": Standing(1, "model-prices", "model-prices"),
    "metergraph-core": Standing(2, "metergraph", "metergraph"),
    "vendor-pages": Standing(3, "vendors", "vendor-pages"),
    "genai-prices": Standing(4, "genai-prices", "genai-prices"),
    "langchain-openai": Standing(5, "langchain", "langchain"),
    "openrouter-history": Standing(6, "openrouter", "openrouter"),
    "openrouter-api": Standing(7, "openrouter", "openrouter"),
    "pi-ai-openrouter": Standing(8, "openrouter", "openrouter"),
    "litellm-history": Standing(9, "litellm", "litellm"),
    "litellm-log": Standing(10, "litellm", "litellm"),
    "models-dev": Standing(11, "models.dev", "models.dev"),
    "models-dev-log": Standing(12, "models.dev", "models.dev"),
    "pi-ai": Standing(13, "models.dev", "pi-ai"),
    "model-prices-registry": Standing(14, "models.dev", "model-prices"),
    "metergraph-gateways": Standing(15, "metergraph", "metergraph"),
    "pi-ai-vercel": Standing(16, "vercel", "vercel"),
    "tokencost-history": Standing(17, "litellm", "litellm"),
    "tokencost-log": Standing(18, "litellm", "litellm"),
    "facet-models": Standing(19, "models.dev", "facet"),
    "genai-prices-undated": Standing(20, "genai-prices", "genai-prices"),
    "llm-prices": Standing(21, "llm-prices", "llm-prices"),
    "model-bank": Standing(22, "model-bank", "model-bank"),
    "artificial-analysis-prices": Standing(23, "artificial-analysis"),
}
VENDORS = "vendors"  # the family of lists read from sellers' own pages
FIRST_PARTY = ("vendor-announcements", "model-prices", "metergraph-core")
HAND_KEPT = ("llm-prices", "model-bank")  # no witnesses that a model is still sold: they lag
FRESH = pd.Timedelta(days=120)  # how long after its last sighting a price is still taken to hold
LASTING = pd.Timedelta(days=14)  # a change log has no second snapshot: two weeks stand for one
SAME = 0.01  # two sources agree when their prices differ by at most this fraction
SLIP = "slip of a power of ten"
NEW_LOW = "new low seen once"
FAR_ABOVE = 30  # times the middle host: another unit, not another price
TAKEN_BACK = 30  # times: by more no seller cuts at once, so the list had another unit
FAR_BELOW = 5  # times cheaper than the middle host: believed only if another family agrees


def check_standing(prices: pd.DataFrame) -> None:
    """Raise UserError naming sources of prices of which nobody said how far to believe them."""
    unknown = sorted(set(prices["source_id"].dropna()) - set(STANDING))
    if unknown:
        raise UserError(
            f"prices.csv: source_id: {', '.join(unknown)}: no standing; say how far to believe it "
            "in STANDING of analysis/facts/prices/corroboration.py"
        )


def turned(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether a list had another price of the offer before; ``rows`` of a line in order of date."""
    before = _step(rows, 1)
    changed: pd.Series[bool] = (before != rows[TOKEN]).any(axis=1)
    return before.notna().all(axis=1) & changed


@kept
def judged(prices: pd.DataFrame) -> pd.DataFrame:
    """Return ``prices`` with rank, family, ``corroborated`` and ``refused`` (a reason or "").

    Corroborated: stated by a first party, or it lasted two snapshots, or its family shows it again
    later, or a source of another family has the same price at the time. Refused are, unless
    corroborated by another family, flip-flops (back after one snapshot), errors of a power of ten
    (``SLIP`` where only other sellers show which side of the step is wrong), new lows seen once,
    output below input (the two exchanged, or a digit of one lost), prices that the list itself
    takes back by more than ``TAKEN_BACK`` times, and those ``FAR_BELOW`` or ``FAR_ABOVE`` the
    middle of three or more hosts of the model.
    """
    check_standing(prices)
    rows = prices.sort_values([*LINE, "date"]).reset_index(drop=True)
    rows["rank"] = rows["source_id"].map({s: v.rank for s, v in STANDING.items()})
    rows["family"] = rows["source_id"].map({s: v.family for s, v in STANDING.items()})
    agreed = _agreed(rows)
    lasted = (rows["observations"] > 1) | (rows["last_seen"] - rows["date"] >= LASTING)
    rows["agreed"] = agreed
    rows["corroborated"] = agreed | lasted | _again(rows) | rows["source_id"].isin(FIRST_PARTY)
    refused = pd.Series("", index=rows.index, dtype="object")
    slipped = _slipped(rows) & ~agreed
    for reason, bad in (
        ("flip-flop", _flip_flop(rows) & ~lasted),
        (SLIP, slipped),
        ("error of a power of ten", _power_of_ten(rows[~slipped])),
        (NEW_LOW, _new_low(rows) & ~lasted),
        ("output below input", _upside_down(rows)),
        ("taken back by its list", _taken_back(rows)),
        ("far below the other hosts", _far_below(rows)),
        ("far above the other hosts", _far_above(rows)),
    ):
        found = bad.reindex(rows.index, fill_value=False)
        refused = refused.mask((refused == "") & found & ~agreed, reason)
    rows["refused"] = refused.mask(rows["source_id"].isin(FIRST_PARTY), "")
    return rows


def _again(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether the family shows the price again ``LASTING`` later, on whichever of its lists."""
    same = rows.groupby([*SERIES, *TOKEN, "family"], dropna=False)
    span: pd.Series[bool] = (
        same["last_seen"].transform("max") - same["date"].transform("min") >= LASTING
    )
    return span


def _step(rows: pd.DataFrame, by: int) -> pd.DataFrame:
    return rows.groupby(LINE, sort=False)[TOKEN].shift(by)


def _flip_flop(rows: pd.DataFrame) -> pd.Series[bool]:
    before, after = _step(rows, 1), _step(rows, -1)
    return (before == after).all(axis=1) & (before != rows[TOKEN]).any(axis=1)


def _power_of_ten(rows: pd.DataFrame) -> pd.Series[bool]:
    """Both prices off by one power of ten from a neighbour that more observations support."""
    bad = pd.Series(False, index=rows.index)
    for by in (1, -1):
        ratio = (rows[TOKEN] / _step(rows, by)).apply(np.log10)
        power = ratio.round()
        tens = (ratio - power).abs().max(axis=1) < 1e-3
        same = tens & (power["input"] == power["output"]) & (power["input"] != 0)
        support = rows.groupby(LINE, sort=False)["observations"].shift(by)
        weaker = (rows["observations"] < support) | (
            (rows["observations"] == support) & (power["input"] < 0)
        )
        bad |= same & weaker
    return bad


def _slipped(rows: pd.DataFrame) -> pd.Series[bool]:
    """Both prices step by one power of ten, away from what lists of other families have.

    However long a list repeats its slip, the other families' middle price of the model, whoever
    sells it, stands nearer to what the list said before. Its copies in the family slip with it.
    """
    ratio = (rows[TOKEN] / _step(rows, 1)).apply(np.log10)
    power = ratio.round()
    tens = ((ratio - power).abs().max(axis=1) < 1e-3) & (power["input"] == power["output"])
    tens &= power["input"] != 0
    if not tens.any():
        return tens
    mixed = blended(rows).where(lambda price: price > 0).map(np.log10)
    heads = rows[tens]
    others = (
        heads[["model_id", "family"]]
        .reset_index()
        .merge(rows.assign(mixed=mixed)[["model_id", "family", "mixed"]], on="model_id")
    )
    others = others[others["family_x"] != others["family_y"]]
    middle = others.groupby("index")["mixed"].median().reindex(heads.index)
    there = mixed[heads.index]
    away = (there - middle).abs() > (there - power.loc[heads.index, "input"] - middle).abs()
    wrong = heads.loc[away, [*SERIES, *TOKEN, "family"]]
    return pd.Series(
        pd.MultiIndex.from_frame(rows[wrong.columns]).isin(pd.MultiIndex.from_frame(wrong)),
        index=rows.index,
    )


def _new_low(rows: pd.DataFrame) -> pd.Series[bool]:
    """Cheaper than the source ever had it: such a row must last, or be seen elsewhere too."""
    mixed = blended(rows)
    line = [rows[c] for c in LINE]
    lowest = mixed.groupby(line, sort=False).cummin()
    return mixed < lowest.groupby(line, sort=False).shift()


def _upside_down(rows: pd.DataFrame) -> pd.Series[bool]:
    """Output cheaper than input, which no list of another family has of the model at any seller."""
    bad = rows["output"] < rows["input"]
    families = rows["family"].where(bad).groupby(rows["model_id"]).transform("nunique")
    return bad & (families == 1)


def _taken_back(rows: pd.DataFrame) -> pd.Series[bool]:
    """Many times what the list says next: dollars a thousand tokens, or cents (watsonx, Novita)."""
    mixed = blended(rows)
    following = mixed.groupby([rows[c] for c in LINE], sort=False).shift(-1)
    return (following > 0) & (mixed > TAKEN_BACK * following)


def _far_below(rows: pd.DataFrame) -> pd.Series[bool]:
    return blended(rows) * FAR_BELOW < _middle(rows)


def _far_above(rows: pd.DataFrame) -> pd.Series[bool]:
    return blended(rows) > FAR_ABOVE * _middle(rows)


def _middle(rows: pd.DataFrame) -> pd.Series[float]:
    """Return the middle price of each row's model over its hosts, where it has three or more."""
    hosts = blended(rows).groupby([rows["model_id"], rows["provider"]]).median()
    of_model = hosts.groupby("model_id")
    middle = of_model.median()[of_model.count() >= 3]
    # of a part of the table no model may have three hosts: then nothing maps, and to no number
    return rows["model_id"].map(middle).astype("float64")


def _agreed(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether another family has the same input and output price at about the same time."""
    numbers = rows[[*TOKEN, "date", "last_seen"]].assign(
        series=rows.groupby(SERIES, sort=False).ngroup(), family=pd.factorize(rows["family"])[0]
    )
    pairs = numbers.reset_index().merge(numbers, on="series", suffixes=("", "_other"))
    pairs = pairs[pairs["family"] != pairs["family_other"]]
    close = pd.Series(True, index=pairs.index)
    for price in TOKEN:
        close &= (pairs[price] - pairs[f"{price}_other"]).abs() <= SAME * pairs[price]
    slack = FRESH / 2
    meets = (pairs["date"] <= pairs["last_seen_other"] + slack) & (
        pairs["date_other"] <= pairs["last_seen"] + slack
    )
    return rows.index.to_series().isin(pairs.loc[close & meets, "index"])
