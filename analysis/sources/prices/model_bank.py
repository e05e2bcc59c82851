"""Hand-kept price lists of 55 sellers, Chinese makers in yuan, from the npm package ``model-bank``.

Terms: none stated; facts. One row a rate, with a condition: ``up to N`` tokens of prompt, a span
of prompts in millions of tokens (a second span is of the answer, a word whether it thinks), or how
long a cache is kept. Yuan become USD at the reference rate of ``data/exchange_rates.csv`` of the
list's day. Gateways are left out: their own lists are read elsewhere. The date is the release's: a
day by which the price held.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.facts import tables
from analysis.sources.intake import Facts
from analysis.sources.prices import tiers
from analysis.sources.prices.observations import concat, price_facts, sources
from analysis.sources.rows import digested

FILE = "price-history/model_bank_2026-09-27.csv.gz"
FILES = (FILE,)
SOURCE = "model-bank"
RELEASED = pd.Timestamp("2026-09-27")
WEEK = pd.Timedelta(days=7)  # a rate of exchange older than this is not the day's
MILLION = 1e6
RATES = {
    "textInput": "input",
    "textOutput": "output",
    "textInput_cacheRead": "cache_read",
    "textInput_cacheWrite": "cache_write",
    "audioInput": "audio_input",
    "audioOutput": "audio_output",
}
GATEWAYS = ("aihubmix", "github", "higress", "opencodeCodingPlan", "opencodeZen", "openrouter",
            "v0", "vercelaigateway", "zenmux")  # fmt: skip
GATEWAY = "a gateway's list, read from itself"
NO_RATE = "in yuan, without a rate of exchange of its week"
# sellers by our names; where one asks yuan at home and dollars abroad, home is a seller of its own
SELLERS = {
    "ai360": "360",
    "antgroup": "bailing",
    "azureai": "azure",
    "bedrock": "amazon-bedrock",
    "fal": "fal-ai",
    "fireworksai": "fireworks",
    "hunyuan": "tencent",
    "qiniu": "qiniu-ai",
    "qwen": "alibaba-cn",
    "siliconcloud": "siliconflow-cn",
    "tencentcloud": "tencent",
    "vertexai": "google-vertex",
    "wenxin": "qianfan",
    "xiaomimimo": "xiaomi",
    "zeroone": "01-ai",
}
AT_HOME = {"deepseek": "deepseek-cn", "minimax": "minimax-cn", "moonshot": "moonshot-cn",
           "xiaomi": "xiaomi-cn"}  # fmt: skip
_SERIES = ["provider", "name"]
_OFFER = [*_SERIES, "currency", "above", "tier"]

SOURCES = sources(
    {
        "source_id": SOURCE,
        "title": "model-bank: price lists of 55 sellers, kept by hand",
        "authors": "LobeHub",
        "publisher": "npm",
        "url": "pkg:npm/model-bank",
        "licence": "none stated; facts",
        "retrieved": "2026-11-25",
    }
)


def read(folder: Path) -> Facts:
    """Read the package's rates below ``folder``."""
    described = digested(SOURCES, folder, {SOURCE: FILES})
    exchange = tables.one("exchange_rates")
    facts = rate_facts(pd.read_csv(folder / FILE), exchange, RELEASED)
    return concat([Facts({"sources": described}), facts])


def rate_facts(table: pd.DataFrame, exchange: pd.DataFrame, released: pd.Timestamp) -> Facts:
    """Turn rates (provider, model, type, currency, name, unit, rate, condition) into facts.

    ``exchange``: rows of the table ``exchange_rates``, USD for one unit of a currency.
    """
    raw = table[(table["type"] == "chat") & (table["unit"] == "millionTokens")]
    raw = raw.rename(columns={"name": "rate_of", "model": "name"})
    offers = _offers(_placed(raw[raw["rate_of"].isin(RATES)]))
    rates = [*RATES.values(), "cache_write_long"]
    offers = offers.reindex(columns=list(dict.fromkeys([*_OFFER, *rates])))
    offers["refused"] = offers["provider"].isin(GATEWAYS).map({True: GATEWAY, False: ""})
    usd = offers["currency"].map(_usd(exchange, released))
    offers["refused"] = offers["refused"].mask(usd.isna(), NO_RATE)
    offers[rates] = offers[rates].mul(usd, axis=0)
    offers["provider"] = _seller(offers)
    offers = tiers.beside(offers.assign(date=released, mode="chat"), _SERIES)
    plain = (offers["tier"] == "standard") & (offers["above"] == 0)
    said = tiers.tier_facts(offers[offers["refused"] == ""], SOURCE)
    return concat([price_facts(offers[plain], SOURCE, FILE), said])


def _placed(raw: pd.DataFrame) -> pd.DataFrame:
    """Add ``above`` (tokens of a prompt) and ``tier``, out of each rate's condition."""
    said = raw["condition"].fillna("")
    spans = said.str.extract(r"^\[(?P<low>[\d.]+), [^\]]+\](?:_\[(?P<then>[^\],]+)(?P<more>,?))?")
    upto = pd.to_numeric(said.str.extract(r"^up to (\d+)$", expand=False))
    starts = upto.groupby([raw[c] for c in (*_SERIES, "currency", "rate_of")]).shift().fillna(0)
    ends = said.str.startswith("up to")
    low = pd.to_numeric(spans["low"]).fillna(0) * MILLION
    thinks = (spans["then"] == "true").map({True: "thinking", False: "standard"})
    short = (spans["more"] == ",") & (spans["then"] == "0")  # of answers, which are as often long
    kept = raw.assign(above=low.where(~ends, starts), tier=thinks, lasts=said.eq("1h"))
    return kept[~short.fillna(False).astype(bool)]


def _offers(rates: pd.DataFrame) -> pd.DataFrame:
    """Return a row an offer and length of prompt, its rates in columns.

    A rate without a span holds for every length.
    """
    column = rates["rate_of"].map(RATES)
    long = rates["lasts"] & (column == "cache_write")
    rows = rates.assign(column=column.mask(long, "cache_write_long"))
    wide = rows.pivot_table(index=_OFFER, columns="column", values="rate", aggfunc="first")
    wide = wide.reset_index()
    rates_of = list(wide.columns[len(_OFFER) :])
    wide[rates_of] = wide.groupby(_OFFER[:3])[rates_of].ffill()
    return wide


def _usd(exchange: pd.DataFrame, day: pd.Timestamp) -> dict[str, float]:
    """Return what a unit of each currency was worth on ``day``: the last rate of the week."""
    known = exchange[(exchange["date"] <= day) & (exchange["date"] > day - WEEK)]
    usd = known.sort_values("date").set_index("currency")["usd"]
    return {"USD": 1.0} | {str(currency): float(rate) for currency, rate in usd.items()}


def _seller(offers: pd.DataFrame) -> pd.Series[str]:
    named = offers["provider"].map(lambda name: SELLERS.get(name, name))
    return named.where(offers["currency"] == "USD", named.map(lambda name: AT_HOME.get(name, name)))
