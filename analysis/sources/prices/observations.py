"""Raw price observations -> clean rows of ``prices``, with every refusal counted.

An observation is one price list's price of one model at one provider on one date. The rules here
refuse what is not a standard token price; ``facts.prices.histories`` judges what is left. Rows
leave as observations: ``analysis.update.merge`` makes change points of them once every model has
its one name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.facts.csvs import DIGITS
from analysis.facts.schema import PRICES
from analysis.sources.intake import REJECT_COLUMNS, Facts, shaped
from analysis.sources.prices import spellings

RAW = ("provider", "name", "date", *PRICES, "mode", "unit", "line")
TEXT_MODES = ("", "chat", "completion", "responses", "standard")
ONE_CELL = "zero in one cell, taken as unknown"
SMALLEST, LARGEST = 0.001, 10_000.0  # USD per million tokens; below it is a price per token

_OTHER_OUTPUT = re.compile(
    r"embed|rerank|(?:^|-)tts|text-to-|whisper|transcri|dall-e|(?:^|-)imagen|(?:^|/)veo|sora"
    r"|(?:^|/)flux|stable-diffusion|moderation|speech|-asr|-stt|lyria|video|(?:^|-)image"
    r"|nova-(?:canvas|reel|sonic)|kling|seedance|seedream|hailuo|(?:^|/)wan-|recraft|ideogram"
    r"|realtime|voice|sonic-|elevenlabs|riva-|colbert|(?:^|[-/])(?:bge|e5)-|safety-guard"
    r"|-live-|live-translate|music|(?:^|/)lyra|runway|pixverse|topaz|ocr(?:-|$)|docparse"
    r"|all-(?:minilm|mpnet)|(?:^|[-/])gte-(?:base|large)|clip-vit|paraphrase-|text2vec|nano-banana"
    r"|novasonic",
    re.IGNORECASE,
)
_TIER = re.compile(
    r":(?:free|batch|nitro|flex|floor|online|extended|discounted|exacto|priority|fast|peft.*)$"
    r"|[-/](?:batch|flex|priority|ultrafast)(?:$|/)|(?:^|/)fast/|-free$|-eco$|-discounted$"
    r"|-spot$|^pro[/-]deepseek",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"^(?:(?:bedrock(?:_mantle)?|azure(?:_ai)?)/)?"
    r"(?:(?:eu|apac|au|jp|ca|in|us-gov)\.|(?:us|eu|apac|us-gov)/|fast/us/"
    r"|(?:us|eu|ap|sa|ca)-(?:gov-)?[a-z]+-\d/)|@(?:eu|us|us-\w+|eu-\w+)$|-eu$"
)
_GEMINI = re.compile(r"(?:^|/)(?:gemini-|palm)|bison|unicorn|medlm", re.IGNORECASE)
_TOKENS_AT_VERTEX = pd.Timestamp("2025-01-01")  # litellm's bare Gemini keys, from then per token
_TOKENS_AT_OPENROUTER = pd.Timestamp("2024-11-01")  # Google's models there, likewise


def _per_character(raw: pd.DataFrame) -> pd.Series[bool]:
    google = raw["name"].str.contains(_GEMINI)
    vertex = (raw["provider"] == "google-vertex") & (raw["date"] < _TOKENS_AT_VERTEX)
    router = (raw["provider"] == "openrouter") & (raw["date"] < _TOKENS_AT_OPENROUTER)
    palm = raw["name"].str.contains("bison|unicorn|medlm")
    return (raw["unit"] == "character") | (google & (vertex | router)) | palm


def _both(raw: pd.DataFrame, test: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.Series[bool]:
    return test(raw[["input", "output"]]).all(axis=1)


def _any(raw: pd.DataFrame, test: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.Series[bool]:
    return test(raw[["input", "output"]]).any(axis=1)


# the first rule that holds names the reason; the order matters for the counts only
RULES: tuple[tuple[str, Callable[[pd.DataFrame], pd.Series[bool]]], ...] = (
    ("no model named", lambda raw: raw["name"].str.strip() == ""),
    ("not a text model", lambda raw: ~raw["mode"].isin(TEXT_MODES)),
    ("not a text model", lambda raw: raw["name"].str.contains(_OTHER_OUTPUT)),
    ("not priced by the token", lambda raw: ~raw["unit"].isin(("token", "character"))),
    ("per character, not per token", _per_character),
    (
        "subscription, not a token price",
        lambda r: r["provider"].str.contains(spellings.SUBSCRIPTIONS),
    ),
    ("fine-tuned model", lambda raw: raw["name"].str.contains(r"(?:^|/)ft:|finetuned")),
    ("another service tier", lambda raw: raw["name"].str.contains(_TIER)),
    ("regional price", lambda raw: raw["name"].str.contains(_REGION)),
    ("no price", lambda raw: _both(raw, pd.DataFrame.isna)),
    ("negative price", lambda raw: _any(raw, lambda p: p < 0)),
    ("zero placeholder", lambda raw: _both(raw, lambda p: p.isna() | (p == 0))),
    ("not per million tokens", lambda raw: _both(raw, lambda p: ~(p >= SMALLEST))),
    ("not per million tokens", lambda raw: _any(raw, lambda p: p > LARGEST)),
)


def price_facts(raw: pd.DataFrame, source_id: str, file: str, basis: str = "snapshot") -> Facts:
    """Turn one source's observations into rows of ``models`` and ``prices``.

    ``raw``: one row an observation, with some of ``RAW`` (prices in USD per million tokens;
    ``seen`` where it differs from ``date``, ``last_seen`` where the source asserts it;
    ``refused`` where the importer itself has a reason). Of several spellings of one model the
    shortest comes first: it is the plain offer, the others are variants of it.
    """
    raw = _complete(raw)
    reason = _reasons(raw)
    kept = raw[reason == ""].copy()
    zeros = kept[list(PRICES)].eq(0)
    kept[list(PRICES)] = kept[list(PRICES)].mask(zeros).map(_settled)
    kept["model_id"] = kept["name"].map({n: spellings.model(n) for n in kept["name"].unique()})
    kept = kept.assign(length=kept["name"].str.len()).sort_values(["date", "length", "name"])
    for column in ("seen", "last_seen"):
        kept[column] = kept[column] if column in kept else kept["date"]
    kept = kept.assign(source_id=source_id, basis=basis, observations=1.0)
    rejects = pd.concat(
        [_row_rejects(raw, reason), _cell_rejects(kept, zeros)], ignore_index=True
    ).assign(source_id=source_id, file=file)
    tables = {"models": models(kept, source_id), "prices": shaped(kept, "prices")}
    return Facts(tables, rejects[list(REJECT_COLUMNS)], read=len(raw))


def _complete(raw: pd.DataFrame) -> pd.DataFrame:
    raw = raw.reset_index(drop=True)
    for column, empty in (("mode", ""), ("unit", "token"), ("line", 0), ("refused", "")):
        raw[column] = raw.get(column, empty)
    raw["line"] = raw["line"].where(raw["line"] != 0, raw.index + 2)
    raw["mode"] = raw["mode"].astype("object").where(raw["mode"].notna(), "")
    raw[["provider", "name"]] = raw[["provider", "name"]].astype("string").fillna("")
    raw["provider"] = raw["provider"].map(
        {p: spellings.provider(p) for p in raw["provider"].unique()}
    )
    raw["date"] = pd.to_datetime(raw["date"]).astype("datetime64[us]").dt.normalize()
    for column in PRICES:
        raw[column] = pd.to_numeric(raw[column]) if column in raw else np.nan
    return raw


def _reasons(raw: pd.DataFrame) -> pd.Series[Any]:
    reason = raw["refused"].astype("object").fillna("")
    for text, rule in RULES:
        reason = reason.mask((reason == "") & rule(raw).astype(bool), text)
    return reason


def refusals(raw: pd.DataFrame) -> pd.Series[Any]:
    """Return why each row of ``raw`` is no token price of a text model; empty where it is one.

    Rates of audio tokens count as a price, in rows that have columns of them.
    """
    rows = _complete(raw.assign(refused=""))
    rows["input"] = rows["input"].fillna(rows["audio_input"]).fillna(rows["audio_output"])
    return _reasons(rows).set_axis(raw.index)


def _settled(price: float) -> float:
    """Undo the dust of floating point (3.74997 for 3.75); a real fourth digit stays.

    Nothing finer than the tables write is kept: else a difference that the CSV does not show
    would make two change points of one.
    """
    if not price > 0:
        return price
    short = float(f"{price:.4g}")
    return short if abs(price / short - 1) < 1e-4 else float(f"{price:{DIGITS}}")


def _row_rejects(raw: pd.DataFrame, reason: pd.Series[Any]) -> pd.DataFrame:
    bad = raw[reason != ""]
    shown = bad["provider"] + " " + bad["name"]
    return pd.DataFrame(
        {"line": bad["line"], "field": "row", "value": shown, "reason": reason[bad.index]}
    )


def _cell_rejects(kept: pd.DataFrame, zeros: pd.DataFrame) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "line": kept.loc[zeros[price], "line"],
                "field": price,
                "value": kept.loc[zeros[price], "provider"] + " " + kept.loc[zeros[price], "name"],
                "reason": ONE_CELL,
            }
        )
        for price in PRICES
    ]
    return pd.concat(parts)


def models(kept: pd.DataFrame, source_id: str) -> pd.DataFrame:
    """Return one row a model, with what most of its rows say of it besides prices."""
    frame = pd.DataFrame({"model_id": sorted(set(kept["model_id"]))})
    for column in ("release_date", "weights"):
        if column in kept:
            said = kept.groupby(["model_id", column]).size().reset_index(name="times")
            said = said.sort_values("times", kind="stable").drop_duplicates("model_id", keep="last")
            frame = frame.merge(said[["model_id", column]], on="model_id", how="left")
    frame["name"] = frame["model_id"]
    frame["creator"] = frame["model_id"].map(spellings.creator).replace("", None)
    return shaped(frame.assign(source_id=source_id), "models")


def events(log: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Turn a change log (date, event, provider, name, prices) into observations.

    The last event of a day counts. A price is seen until the day before the next event of its
    model, or until ``end``, the log's last day.
    """
    log = log.assign(date=pd.to_datetime(log["date"])).reset_index(names="order")
    series = ["provider", "name"]
    log["provider"] = log["provider"].fillna("")
    log = log.drop_duplicates([*series, "date"], keep="last").sort_values([*series, "date"])
    following = log.groupby(series, sort=False)["date"].shift(-1)
    log["last_seen"] = (following - pd.Timedelta(days=1)).fillna(end)
    return log[log["event"] != "removed"].sort_values("order")


def sources(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Return rows of the ``sources`` table; what the upstream's licence allows is passed on."""
    return shaped(pd.DataFrame([{"redistributable": True, **row} for row in rows]), "sources")


def concat(parts: Iterable[Facts]) -> Facts:
    """Join the facts of several files of one upstream."""
    parts = list(parts)
    names = sorted({table for part in parts for table in part.tables})
    tables = {
        name: pd.concat([p.tables[name] for p in parts if name in p.tables], ignore_index=True)
        for name in names
    }
    rejects = pd.concat([p.rejects for p in parts], ignore_index=True)
    return Facts(tables, rejects, sum(p.read for p in parts))
