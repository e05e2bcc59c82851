"""Rows for the page *Why*: what the fall is made of, whose steps it is, what a parameter costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.facts.titles import short
from analysis.findings.rows import estimates, too_wide
from analysis.findings.why import hardware, reached, rent
from analysis.methods import falls
from analysis.number import Register

PARTS = {"competition": "Competition", "hardware": "Hardware", "algorithms": "Algorithms",
         "total": "Total"}  # fmt: skip
KINDS = {"dense": "Dense", "experts": "Mixture of experts"}
COUNTED = {"active": "Parameters used", "total": "Parameters held"}
DEFLATORS = {
    "constant": hardware.CONSTANT.title,
    "chips": "Chips sold, price per FLOP/s",
    "rents": "The same chip rented",
    "rent-per-flop": "Rent per FLOP/s",
}
HARDWARE = {key: f"hardware.{key}.factor" for key in DEFLATORS} | {
    "constant": "price-of-progress.gpqa-diamond.decomposition.hardware"
}


def split(facts: Samples, data: Dataset, register: Register) -> pd.DataFrame:
    """Return the split of each headline by each deflator, for ``charts.waterfall``."""
    names = facts.benchmarks["name"].to_dict()
    rows = []
    for deflator in hardware.deflators(data.hardware):
        for benchmark in facts.headlines:
            for part, label in PARTS.items():
                number = register.get(_key(f"{facts.prefix}.{benchmark}", deflator.key, part))
                if number:
                    rows.append(
                        {
                            "benchmark": names[benchmark], "deflator": deflator.title,
                            "label": label, "factor": number.value, "low": number.low,
                            "high": number.high, "kind": "total" if part == "total" else "part",
                            "note": number.note, "key": number.key,
                        }
                    )  # fmt: skip
    table = pd.DataFrame(rows).astype({"factor": float, "low": float, "high": float})
    ends = zip(table["low"], table["high"], strict=True)
    wide = pd.Series([too_wide(low, high) for low, high in ends], index=table.index)
    wide |= table["factor"].isna()  # one part without ground, and the parts are no whole
    return table[~wide.groupby(table["benchmark"]).transform("any")].reset_index(drop=True)


def _key(stem: str, deflator: str, part: str) -> str:
    """Return the one number of a part: the whole and hardware have theirs outside the split."""
    outside = {"total": f"{stem}.frontier-all.factor", "hardware": HARDWARE[deflator]}
    return outside.get(part, f"{stem}.split.{deflator}.{part}")


def kinds(facts: Samples, register: Register) -> pd.DataFrame:
    """Return the price falls of dense models and of mixtures of experts, for ``charts.forest``."""
    names = short(facts.benchmarks["name"]).to_dict()
    stems = {"all benchmarks": f"{facts.prefix}.all-benchmarks."} | {
        names[b]: f"{facts.prefix}.{b}.kind." for b in facts.headlines
    }
    buyer = "The buyer's price, mean"
    wanted = [(f"why.{kind}.same-benchmarks.annual", buyer, label) for kind, label in KINDS.items()]
    wanted += [
        (f"{stem}{kind}.factor", f"Line, {group}", label)
        for group, stem in stems.items()
        for kind, label in KINDS.items()
    ]
    return estimates(register, wanted)


def parameter_prices(facts: Samples) -> pd.DataFrame:
    """Return the keys of what a billion parameters cost, a row a way to count and a kind."""
    kinds = {**KINDS, "ratio": "Ratio of the two"}
    rows = [
        (f"{counted}: {label}", f"{facts.prefix}.price-per-parameter.{size}.{kind}")
        for size, counted in COUNTED.items()
        for kind, label in kinds.items()
    ]
    return pd.DataFrame(rows, columns=["what", "key"])


def causes(facts: Samples) -> pd.DataFrame:
    """Return each cause's share of the fall of milestone prices, for ``charts.decline_shares``."""
    names = short(facts.benchmarks["name"]).to_dict()
    parts = []
    for benchmark in facts.every:
        found = falls.steps(facts.tables[benchmark])
        if len(found) >= falls.FEWEST_STEPS:
            parts.append(falls.shares(found).assign(benchmark=names[benchmark]))
    table = pd.concat(parts, ignore_index=True)
    cut = table["cause"] == falls.CAUSES[0]
    order = table[cut].sort_values("share")["benchmark"].tolist()
    rank = table["benchmark"].map({name: at for at, name in enumerate(order)})
    return table.iloc[np.lexsort((table.index, -rank))].reset_index(drop=True)


def licences(register: Register) -> pd.DataFrame:
    """Return the fall among all, open and closed models on the same benchmarks, and the ratios."""
    key, fall, ratio = "reach.same-benchmarks.", "Times cheaper a year", "One over the other"
    wanted = [
        (f"{key}all.annual", fall, "All models"),
        (f"{key}open.annual", fall, "Open weights"),
        (f"{key}closed.annual", fall, "Closed weights"),
        (f"{key}all-over-open.annual", ratio, "All over open"),
        (f"{key}all-over-closed.annual", ratio, "All over closed"),
        (f"{key}closed-over-open.annual", ratio, "Closed over open"),
    ]
    return estimates(register, wanted)


def rents(data: Dataset) -> pd.DataFrame:
    """Return the rent of one chip and of the same chips by month, for ``charts.indices``."""
    every = rent.monthly(data.hardware)
    one = every[every["name"] == reached.CHIP]
    parts = [
        pd.DataFrame({"method": label, "month": found.index, "index": np.exp(found.to_numpy())})
        for label, rows in ((f"{reached.CHIP} alone", one), ("The same chips", every))
        for found in (rent.index(rows),)
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(date=table["month"].to_numpy("datetime64[M]").astype("datetime64[s]"))


def parts(register: Register) -> pd.DataFrame:
    """Return the fall with and without cuts, and beside rents, for ``charts.forest``."""
    cuts, rents = "Cuts to models on sale", "What rents leave"
    wanted = [
        ("reach.all-benchmarks.all.annual", cuts, "As prices were"),
        ("why.uncut.all-benchmarks.annual", cuts, "At every run's first price"),
        ("why.beyond-rent.all-benchmarks.annual", rents, "Whole record"),
        ("why.beyond-rent.all-benchmarks.last", rents, "Last twelve months"),
    ]
    return estimates(register, wanted)


def deflators(register: Register) -> pd.DataFrame:
    """Return the measures of hardware's price, for ``charts.forest``."""
    wanted = [(HARDWARE[key], "Computing power", title) for key, title in DEFLATORS.items()]
    table = estimates(register, wanted)
    return table.assign(note=table["note"].mask(table["low"].isna(), "taken as known"))
