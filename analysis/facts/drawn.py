"""Priced questions drawn at random from the record, and how many of its answers are right.

``python -m analysis.facts.drawn [--seed N] [--questions N]``. A question is a model, a seller (or
none: then the maker's price, else whose price counts) and a day. It is settled by two lists of
different families that were read around that day and agree to the cent, or, where two lists of
retirements say that the seller had stopped by then, by that: price lists go on for years. The
record's answer is what ``offers`` says. One that no two lists settle is drawn again.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import pandas as pd

from analysis.facts import tables
from analysis.facts.prices import disputes, offers, retired
from analysis.facts.prices.corroboration import SAME, TOKEN
from analysis.facts.tables import Dataset

SEED, QUESTIONS = 20261125, 300
WANTED = 0.98  # of the answers right
NEVER = pd.Timestamp.max


def drawn(data: Dataset, questions: int, seed: int) -> pd.DataFrame:
    """Return settled questions: model_id, provider ("" for none), day, and the settled prices."""
    settled = disputes.settled(data.prices)
    chance = np.random.default_rng(seed)
    rows = settled.iloc[
        chance.choice(len(settled), size=min(questions, len(settled)), replace=False)
    ]
    span = (rows["end"] - rows["start"]).dt.days.to_numpy() + 1
    days = rows["start"] + pd.to_timedelta(chance.integers(0, span), unit="D")
    sellers = data.providers[data.providers["kind"] == "maker"]  # its cloud may ask another price
    pairs = offers.makers(sellers).merge(data.models[["model_id", "creator"]], on="creator")
    own = pd.MultiIndex.from_frame(rows[["model_id", "provider"]]).isin(
        pd.MultiIndex.from_frame(pairs[["model_id", "provider"]])
    )
    unnamed = own & (chance.random(len(rows)) < 1 / 2)  # a maker's price is the answer to both
    return rows.assign(day=days, asked=rows["provider"].mask(unnamed, "")).reset_index(drop=True)


def answered(data: Dataset, questions: pd.DataFrame) -> pd.DataFrame:
    """Return the questions with the record's answers: ``right``, ``doubted``, ``given``."""
    every = offers.offers(data)
    sure = data.retirements[data.retirements["lists"] >= retired.SURE]
    stopped = retired.ends(data.prices, sure).set_index(["model_id", "provider"])["end"].to_dict()
    known = {str(model): rows for model, rows in every.groupby("model_id")}
    found = []
    for row in questions.to_dict("records"):
        model = str(row["model_id"])
        one = offers.offer(known.get(model, every.iloc[:0]), model, row["day"], row["asked"])
        right = one is not None and all(abs(one[p] / row[p] - 1) <= SAME for p in TOKEN)
        if one is None or one["provider"] != row["provider"]:
            right |= stopped.get((model, row["provider"]), NEVER) <= row["day"]
        doubted = one is None or bool(one["doubts"])  # no answer is a doubt said
        given = None if one is None else f"{one['provider']} {one['input']:g}/{one['output']:g}"
        found.append({**row, "right": right, "doubted": doubted, "given": given})
    return pd.DataFrame(found)


def main(arguments: list[str]) -> int:
    """Draw, answer and count; return 0 where the record is right often enough, else 1."""
    ask = argparse.ArgumentParser(prog="python -m analysis.facts.drawn", description=__doc__)
    ask.add_argument("--seed", type=int, default=SEED)
    ask.add_argument("--questions", type=int, default=QUESTIONS)
    options = ask.parse_args(arguments)
    data = tables.load()
    rows = answered(data, drawn(data, options.questions, options.seed))
    wrong = rows[~rows["right"]]
    columns = ["model_id", "asked", "day", *TOKEN, "given", "doubted"]
    print(wrong[columns].to_string(index=False) if len(wrong) else "none wrong")
    silent = int((~wrong["doubted"]).sum())
    share = float(rows["right"].mean())
    print(f"{share:.1%} of {len(rows)} right; {len(wrong)} wrong, {silent} without a doubt said")
    return int(share < WANTED or silent > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
