"""What moved from one version's numbers to the next one's, by how much, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pandas as pd

from analysis.benchprice.errors import UserError

WHYS = ("data", "price", "method", "correction")
_PRICES = frozenset({"prices", "blended_prices"})
_SAME = 1e-9  # relative; below it a difference is one of summation order, not of facts
FIELDS = ("value", "low", "high", "unit", "method", "function", "tables", "data", "digest")
_NUMERIC = ("value", "low", "high")


@dataclass(frozen=True)
class Edition:
    """A version's cited numbers and the tables behind them, as its ``numbers.json`` keeps them.

    ``numbers``: key to the fields of ``numbers.Number``. ``tables``: a table (``prices``, or
    ``price-of-progress/prices`` for a vintage's) to its ``rows`` and ``sha256``. ``headlines``: the
    keys that its front page cites, in that order; none where nobody recorded them.
    """

    version: str
    date: str
    numbers: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, Mapping[str, Any]]
    headlines: tuple[str, ...] = ()


def compare(
    then: Edition, now: Edition, reasons: pd.DataFrame, headlines: Collection[str] = ()
) -> pd.DataFrame:
    """Return one row a number that is new, gone, moved, or computed in another way.

    ``reasons``: version, key (a pattern), why, reason, as the maintainer entered them; the first
    that fits a number holds. Columns: key, change (moved, method, new, gone), unit, then,
    then_low, then_high, now, now_low, now_high, why (one of ``WHYS``, or empty), reason, headline,
    and moved: the difference in units of the earlier interval on that side, so that beyond 1 the
    number left its interval (of the whole one where the value was its end); NaN without one.
    """
    both = _frame(then).add_suffix("_then").join(_frame(now).add_suffix("_now"), how="outer")
    both = both.sort_index()
    table = pd.DataFrame(index=both.index)
    table["change"] = _change(both)
    table["unit"] = both["unit_now"].where(both["unit_now"].notna(), both["unit_then"])
    for when in ("then", "now"):
        table[when] = both[f"value_{when}"]
        table[[f"{when}_low", f"{when}_high"]] = both[[f"low_{when}", f"high_{when}"]]
    table["moved"] = _moved(table)
    table["why"] = _why(both, _changed_tables(then, now)).where(table["change"] != "new", "")
    table["reason"] = ""
    keys, why, reason = (column.tolist() for column in (table.index, table["why"], table["reason"]))
    for row in _holding(reasons, now.version):
        for at, key in enumerate(keys):
            if not reason[at] and fnmatchcase(key, row.key):
                why[at], reason[at] = row.why, row.reason
    table["why"], table["reason"] = why, reason
    table["headline"] = table.index.isin(list(headlines))
    return table[table["change"] != ""].rename_axis("key").reset_index()


def _frame(edition: Edition) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(dict(edition.numbers), orient="index")
    frame = frame.set_index(frame.index.astype("str")).reindex(columns=list(FIELDS))
    return frame.astype(dict.fromkeys(_NUMERIC, "float64")).assign(there=True)


def _change(both: pd.DataFrame) -> pd.Series[str]:
    then, now = both["value_then"], both["value_now"]
    size = np.maximum(then.abs(), now.abs())
    same = ((now - then).abs() <= _SAME * size) | (then.isna() & now.isna())
    rules = [
        both["there_then"].isna(),
        both["there_now"].isna(),
        ~same,
        both["method_then"] != both["method_now"],
    ]
    chosen = np.select(
        [rule.to_numpy(bool) for rule in rules], ["new", "gone", "moved", "method"], ""
    )
    return pd.Series(chosen, index=both.index)


def _moved(table: pd.DataFrame) -> pd.Series[float]:
    shift = table["now"] - table["then"]
    room = (table["then_high"] - table["then"]).where(shift > 0, table["then"] - table["then_low"])
    whole = table["then_high"] - table["then_low"]
    at_end = room.abs() <= _SAME * whole
    return shift / room.mask(at_end, whole.where(whole > 0))


def _changed_tables(then: Edition, now: Edition) -> set[str]:
    names = then.tables.keys() | now.tables.keys()
    return {
        n
        for n in names
        if then.tables.get(n, {}).get("sha256") != now.tables.get(n, {}).get("sha256")
    }


def _why(both: pd.DataFrame, changed: set[str]) -> pd.Series[str]:
    """Say what can be told without the maintainer: other method, other prices, other data."""

    def cause(row: Any) -> str:
        if row.method_then != row.method_now or row.digest_then == row.digest_now:
            return "method"
        vintage = "" if row.data_now == "living" else f"{row.data_now}/"
        read = row.tables_now if isinstance(row.tables_now, list | tuple) else ()
        moved = {name for name in read if vintage + name in changed}
        return "price" if moved and moved <= _PRICES else "data"

    return pd.Series([cause(row) for row in both.itertuples()], both.index, dtype="str")


def _holding(reasons: pd.DataFrame, version: str) -> list[Any]:
    return list(reasons[reasons["version"] == version].itertuples(index=False))


def unexplained(table: pd.DataFrame) -> pd.DataFrame:
    """Return the headlines that left their interval, or were lost, and have no reason yet."""
    lost = (table["change"] == "gone") | (table["then"].notna() & table["now"].isna())
    left = table["moved"].abs() > 1
    return table[table["headline"] & (lost | left) & (table["reason"] == "")]


def check_explained(table: pd.DataFrame, version: str) -> None:
    """Raise UserError naming the headlines that need a reason before ``version`` goes out."""
    open_ = unexplained(table)
    if open_.empty:
        return
    lines = [f"  {row['key']}: {told(row)}" for row in open_.to_dict("records")]
    first = open_.iloc[0]
    raise UserError(
        f"{version}: headline numbers left their interval and data/changes.csv gives no reason:\n"
        + "\n".join(lines)
        + f"\nadd a line for each ({', '.join(WHYS)}), such as\n"
        f'  {version},{first["key"]},{first["why"] or "data"},"why it moved, for readers"'
    )


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Put headlines first and then the largest moves, in units of their interval.

    What has no interval follows, by how many times it grew or shrank; then what has no value.
    """
    with np.errstate(divide="ignore", invalid="ignore"):  # from or to 0 is the largest move of all
        times = (np.log(table["now"].abs()) - np.log(table["then"].abs())).abs()
    order = table.assign(moved=table["moved"].abs(), times=times)
    order = order.sort_values(
        ["headline", "moved", "times"], ascending=False, na_position="last", kind="stable"
    )
    return table.loc[order.index]


def led(then: Edition, now: Edition, reasons: pd.DataFrame) -> pd.DataFrame:
    """Compare what leads either front page, by reason and in the order of the pages.

    What is new and needs no reason is left out, what has none yet comes last.
    """
    keys = list(dict.fromkeys([*now.headlines, *then.headlines]))
    table = compare(then, now, reasons, keys)
    table = table[table["headline"] & ((table["change"] != "new") | (table["reason"] != ""))]
    place = table["key"].map(keys.index)
    order = {
        "none": table["reason"] == "",
        "bare": table[["then_low", "now_low"]].isna().all(axis=1),  # counts, such as of rows
        "first": place.groupby(table["reason"]).transform("min"),
        "parts": table["key"].str.count(r"\."),  # the whole before its parts
        "place": place,
    }
    return table.loc[pd.DataFrame(order).sort_values(list(order)).index]


def told(row: Mapping[Any, Any]) -> str:
    """Say in a few words what a number was, what it is, and by how much of its interval it moved.

    ``row``: a row of ``compare``.
    """
    then, now = ("nothing" if np.isnan(row[w]) else f"{row[w]:.4g}" for w in ("then", "now"))
    by = "" if np.isnan(row["moved"]) else f" ({row['moved']:+.1f} of its interval)"
    return f"{then} then, {now} now{by}"


def rows_added(then: Edition, now: Edition) -> pd.DataFrame:
    """Return one row a table whose facts differ: table, then, now (rows), added (net)."""
    names = sorted(_changed_tables(then, now))
    counts = {
        when: [int(edition.tables.get(name, {}).get("rows", 0)) for name in names]
        for when, edition in (("then", then), ("now", now))
    }
    table = pd.DataFrame({"table": pd.Series(names, dtype="str"), **counts})
    return table.assign(added=table["now"] - table["then"])


def as_json(then: Edition, now: Edition, table: pd.DataFrame) -> dict[str, Any]:
    """Return the comparison ready for ``json.dumps``; missing values are null."""
    plain = table.astype(object).where(table.notna(), None)
    return {
        "from": then.version,
        "to": now.version,
        "date": now.date,
        "numbers": plain.to_dict("records"),
        "tables": rows_added(then, now).to_dict("records"),
        "methods": table.loc[table["change"] == "method", "key"].tolist(),
    }
