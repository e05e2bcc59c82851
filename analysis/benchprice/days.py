"""Days as logs write them: text in ISO form or seconds since 1970, in any of the usual units."""

from __future__ import annotations

import functools
import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

from .errors import UserError

_YEAR_3000 = 32_503_680_000  # seconds; a larger number counts a smaller unit
TODAY = "BENCHPRICE_TODAY"  # in the environment: a day (YYYY-MM-DD) to take for today
LONGEST = 40  # characters of a time with its offset; nanoseconds have 19


def day(text: str) -> str:
    """Return a date as YYYY-MM-DD. Raises UserError if it is none."""
    try:
        return datetime.strptime(text[:10], "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise UserError(f"{text[:40]!r} is not a date (YYYY-MM-DD)") from None


def today() -> str:
    """Return today's date (UTC), or the day that ``TODAY`` names in the environment.

    Not SOURCE_DATE_EPOCH: tools set it for purposes of their own, and a price is of its day.
    """
    told = os.environ.get(TODAY, "")
    return day(told) if told else datetime.now(UTC).date().isoformat()


def of(value: Any) -> str:
    """Return the day (YYYY-MM-DD, UTC) of a point in time; empty where there is none to read.

    ``value``: ISO text, with or without a time and an offset, or seconds, milli-, micro- or
    nanoseconds since 1970, as a number or as digits.
    """
    if type(value) is int and 0 <= value < _YEAR_3000:
        return _nth(value // 86_400)
    text = value if isinstance(value, str) and len(value) <= LONGEST else ""
    utc = len(text) == 10 or text[-1:] == "Z"
    if utc and (begun := _first_ten(text[:10])):  # whatever time follows it
        return begun
    text = str(value).strip() if isinstance(value, str | float) or _short(value) else ""
    if len(text) > LONGEST:
        return ""
    try:
        if text.replace(".", "", 1).isdigit():
            seconds = float(text)
            while seconds >= _YEAR_3000:
                seconds /= 1000
            moment = datetime.fromtimestamp(seconds, UTC)
        else:
            moment = datetime.fromisoformat(text)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return _first_ten(text[:10])


def _short(value: Any) -> bool:
    """Whether a value is a whole number that Python writes as text without complaint."""
    return isinstance(value, int) and abs(value) < 10**LONGEST


@functools.lru_cache(maxsize=512)
def _nth(days: int) -> str:
    return (date(1970, 1, 1) + timedelta(days)).isoformat()


@functools.lru_cache(maxsize=512)
def _first_ten(text: str) -> str:
    """Return the day that begins a text whose time of day is written in some other way."""
    try:
        return day(text)
    except UserError:
        return ""
