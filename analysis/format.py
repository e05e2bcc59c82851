"""Numbers to the words and digits that a reader sees.

A value is rounded to what its interval supports; a price reads in dollars, a share in percent, a
factor with a times sign. Floats are rounded half to even on their exact binary value.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import pandas as pd

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
MISSING = "–"


def supported_digits(value: float, low: float | None, high: float | None) -> int:
    """Significant digits (2 to 4) of ``value`` that its interval supports.

    The fewest whose last place is no wider than half the interval: 9.03 in [3.9, 20.9] keeps two
    digits, 104.3 in [103, 106] keeps three. Without an interval: two.
    """
    if not (_finite(value) and _finite(low) and _finite(high)) or value == 0:
        return 2
    assert low is not None and high is not None
    for digits in (2, 3):
        last_place = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
        if last_place <= (high - low) / 2:
            return digits
    return 4


def shortened(value: float, digits: int) -> float:
    """Return the float nearest to ``value`` of those with so many significant digits."""
    return float(f"{value:.{digits}g}")


def significant(value: float, digits: int = 2) -> str:
    """Write ``value`` with so many significant digits: 9.0, 1,240, 0.012, 6.9 × 10²³."""
    if not _finite(value):
        return MISSING
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if not -5 <= power < 12:
        return _signed(f"{mantissa} × 10{str(power).translate(_SUPERSCRIPTS)}")
    return _signed(f"{float(f'{mantissa}e{power}'):,.{max(0, digits - 1 - power)}f}")


def unbroken(text: str) -> str:
    """Let no line end between a number and its percent sign, or within a power of ten."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%").replace(
        " × 10", "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10"
    )


def times(value: float, digits: int = 2) -> str:
    """Write a factor: 9.0×, 0.46×, 6,900×."""
    return f"{significant(value, digits)}×" if _finite(value) else MISSING


def usd(value: float, digits: int = 3) -> str:
    """Write dollars: $1,240, $12.40, $0.50, $0.0123 (whole cents from a dime to a hundred)."""
    if not _finite(value):
        return MISSING
    sign, size = ("−" if value < 0 else ""), abs(value)
    cents = digits >= 3 and 0.1 <= size < 99.995
    return f"{sign}${f'{size:.2f}' if cents else significant(size, digits)}"


def rate(value: float) -> str:
    """Write a list price, which is exact, in dollars and cents or finer: $10.00, $0.125."""
    if not _finite(value):
        return MISSING
    text = f"{value:,.6f}".rstrip("0")
    whole, _, part = text.partition(".")
    return f"${whole}.{part.ljust(2, '0')}"


def percent(share: float, digits: int = 2) -> str:
    """Write a fraction as a percentage: 0.42 is 42 %, 0.995 is 99.5 % (never rounded up to 100)."""
    if not _finite(share):
        return MISSING
    text = significant(100 * share, digits)
    while 0.9 < share < 1 and float(text) == 100:
        digits += 1
        text = significant(100 * share, digits)
    return f"{text} %"


def quantity(
    value: float | None,
    unit: str,
    low: float | None = None,
    high: float | None = None,
    *,
    digits: int | None = None,
) -> str:
    """Write a value in the form of its unit, with the digits that its interval supports.

    Units: "factor ..." and "ratio" are 9.0×; "USD ..." is dollars; "share" is percent; "count ..."
    is whole; "probability" is bare; any other follows its value.
    """
    if value is None:
        return MISSING
    if digits is None:
        bare = 3 if unit.startswith("USD") else 2  # a list price is exact
        digits = bare if low is None else supported_digits(value, low, high)
    kind = unit.split(" ")[0]
    if kind in _FORMS:
        return _FORMS[kind](value, digits)
    return f"{significant(value, digits)} {unit}".strip()


def _whole(value: float, _digits: int) -> str:
    return f"{value:,.0f}"


_FORMS: dict[str, Callable[[float, int], str]] = {
    "factor": times,
    "ratio": times,
    "USD": usd,
    "share": percent,
    "count": _whole,
    "probability": significant,
}


def either_way(factor: float, digits: int = 2) -> str:
    """Write by how much a factor is off one, whichever way: a half and a double are 2.0×."""
    return times(max(factor, 1 / factor), digits)


def interval(low: float, high: float, unit: str) -> str:
    """Write an interval: 3.9 to 21, $1.2 to $3.4, 12 to 20 %; with the digits that part its ends.

    A unit of words, such as months, is not said: the value that the interval is of has said it.
    """
    for digits in (2, 3, 4):
        ends = _end(low, unit, digits), _end(high, unit, digits)
        if ends[0] != ends[1]:
            break
    return f"{ends[0].removesuffix(' %')} to {ends[1]}"


def _end(value: float, unit: str, digits: int) -> str:
    """Write an interval's end, without a times sign; 1.04 not as 1.0, which would hold one."""
    kind = unit.split(" ")[0]
    if kind in _FORMS and _FORMS[kind] is not times:
        return _FORMS[kind](value, digits)
    text = significant(value, digits)
    return significant(value, digits + 1) if kind in _FORMS and text == "1.0" else text


def month(day: date | pd.Timestamp) -> str:
    """Write a date as its month: Mar 2025."""
    return f"{day:%b %Y}"


def word(count: int) -> str:
    """Write a count up to twelve as a word, a larger one in digits: three, 1,204."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else f"{count:,}"


def listing(items: list[str]) -> str:
    """Join items as prose does: a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _signed(text: str) -> str:
    return text.replace("-", "−")
