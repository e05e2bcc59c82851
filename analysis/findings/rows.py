"""What the pages' rooms share: cited numbers as the rows of a forest, and when one is too wide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.number import Register

WIDEST = 1e3  # ratio of an interval's ends beyond which it says nothing and is not drawn
NOTHING = "pins nothing down"
COLUMNS = ["group", "label", "key", "factor", "low", "high", "n", "models", "r2", "note"]


def too_wide(low: float | None, high: float | None) -> bool:
    """Whether an interval's ends are so far apart that it says nothing; unknown ends are not."""
    if low is None or high is None:
        return False
    return high > WIDEST * low


def estimates(
    register: Register,
    wanted: Iterable[tuple[str, str, str]],
    **more: Mapping[str, object],
) -> pd.DataFrame:
    """Return one row a number for ``charts.forest``, in the order asked for: ``COLUMNS``.

    ``wanted``: key, group, label; keys without a number or a value are left out. An interval
    that is ``too_wide`` is taken away and the note says so. ``more``: further columns, by key.
    """
    rows = []
    for key, group, label in wanted:
        number = register.get(key)
        if number is None or number.value is None:
            continue
        wide = too_wide(number.low, number.high)
        bounded = number.low is not None and not wide
        rows.append(
            {
                "group": group,
                "label": label,
                "key": key,
                "factor": number.value,
                "low": number.low if bounded else None,
                "high": number.high if bounded else None,
                "n": number.n,
                "models": number.models,
                "r2": number.r2,
                "note": "" if bounded else NOTHING if wide else number.note.split(":")[0],
                **{column: values[key] for column, values in more.items()},
            }
        )
    columns = [*COLUMNS, *more]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})
