"""JSON that does not fit in memory, or wants to do harm: read piece by piece, with limits.

The standard decoder is used throughout, because Inspect writes NaN where a score is not a number
and the streaming parsers refuse it.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from ...errors import UserError
from ...usage import MOST

CHUNK = 1 << 20
DIGITS = 16  # of a count that is written as text
PIECE = 16 << 20  # characters; the largest single value we hold in memory
Progress = Callable[[int], None]  # told how many bytes more have been read

_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\n\r]*")


class Text:
    """The undecoded rest of a UTF-8 file, read as needed."""

    def __init__(self, raw: BinaryIO, where: str, progress: Progress | None = None) -> None:
        self.raw, self.where, self.progress = raw, where, progress
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.rest, self.at, self.ended = "", 0, False

    def fill(self, size: int = CHUNK) -> None:
        """Read on. Raises UserError if it is not UTF-8."""
        data = self.raw.read(size)
        self.ended = not data
        try:
            text = self.decoder.decode(data, final=self.ended)
        except UnicodeDecodeError:
            raise UserError(f"{self.where}: not UTF-8 text; save it as UTF-8") from None
        self.rest, self.at = self.rest[self.at :] + text, 0
        if self.progress:
            self.progress(len(data))

    def peek(self) -> str:
        """Return the next character that is not a space, without taking it ("" at the end)."""
        while True:
            self.at = _BLANK.match(self.rest, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.rest):
                return self.rest[self.at]
            if self.ended:
                return ""
            self.fill()

    def expect(self, characters: str) -> str:
        """Take and return one of ``characters``; raises UserError if something else comes."""
        found = self.peek()
        if not found or found not in characters:
            raise UserError(
                f"{self.where}: "
                + (f"{found!r} where one of {characters} belongs" if found else "ends too early")
                + "; the file is damaged or not JSON"
            )
        self.at += 1
        return found

    def value(self) -> Any:
        """Take and return one JSON value; raises UserError if it is damaged, too big or too deep.

        The buffer grows until the value fits, fourfold: what did not fit is decoded again.
        """
        self.peek()
        size = 4 * CHUNK
        while True:
            try:
                found, end = _DECODER.raw_decode(self.rest, self.at)
                damage = "ends too early"
            except RecursionError:
                raise UserError(f"{self.where}: nested too deeply to be a log") from None
            except ValueError as error:
                found, end, damage = None, len(self.rest) + 1, _said(error)
            if end < len(self.rest) or (self.ended and end == len(self.rest)):
                self.at = end  # a number at the end of the buffer might have gone on
                return found
            if self.ended:
                raise UserError(f"{self.where}: not valid JSON: {damage}; the file is damaged")
            if len(self.rest) - self.at > PIECE:
                raise UserError(f"{self.where}: one value is over {PIECE >> 20} MB; not a log")
            self.fill(size)
            size = min(4 * size, PIECE)

    def skip_line(self) -> None:
        """Take everything up to the end of the line."""
        while (end := self.rest.find("\n", self.at)) < 0:
            if self.ended:
                self.at = len(self.rest)
                return
            self.at = len(self.rest)
            self.fill()
        self.at = end + 1


def _said(error: ValueError) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)[:100]


def members(text: Text, lists: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the members of one JSON object; those named in ``lists`` element by element.

    A list named in ``lists`` that is empty or null yields nothing.
    """
    text.expect("{")
    if text.peek() == "}":
        text.expect("}")
        return
    while True:
        if text.peek() != '"':
            text.expect('"')
        name = text.value()
        text.expect(":")
        if name in lists and text.peek() == "[":
            for element in elements(text):
                yield name, element
        else:
            yield name, text.value()
        if text.expect(",}") == "}":
            return


def elements(text: Text) -> Iterator[Any]:
    """Yield the elements of one JSON array."""
    text.expect("[")
    if text.peek() == "]":
        text.expect("]")
        return
    while True:
        yield text.value()
        if text.expect(",]") == "]":
            return


def lines(text: Text, bad: Callable[[str], None] | None = None) -> Iterator[Any]:
    """Yield JSON values that follow one another, as in JSON lines.

    ``bad`` is told of each line that is damaged; without it UserError is raised, and so it is where
    a damaged first line has no object after it, or opens a list: that text is not JSON lines.
    """
    first, good = "", False
    listed = text.peek() == "["
    while text.peek():
        try:
            found = text.value()
        except UserError as error:
            if bad is None or first or (listed and not good):
                raise UserError(first or str(error)) from None
            if good:
                bad(str(error))
            else:
                first = str(error)
            text.skip_line()
            continue
        if first and bad is not None:
            if not isinstance(found, dict):
                break
            bad(first)
            first = ""
        good = True
        yield found
    if first:
        raise UserError(first)


def count(value: Any, where: str) -> int | None:
    """Return a token count; None stays None. Raises UserError for anything that is not one."""
    if value is None or (type(value) is int and 0 <= value <= MOST):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= DIGITS:
        value = int(value)  # as protocol buffers write 64-bit numbers
    whole = isinstance(value, int) or (
        isinstance(value, float) and math.isfinite(value) and value == int(value)
    )
    if isinstance(value, bool) or not whole or not 0 <= value <= MOST:
        raise UserError(
            f"{where}: {_short(value)} is not a token count (a whole number from 0 to {MOST:.0e});"
            " correct the log"
        )
    return int(value)


def counted(row: dict[str, Any], name: str, where: str) -> int | None:
    """Return the count under a name of a row; no text is made for what is not there, or plain."""
    value = row.get(name)
    if value is None or (type(value) is int and 0 <= value <= MOST):
        return value
    return count(value, f"{where}: {name}")


def number(value: Any, where: str, low: float = 0.0, high: float = 1e12) -> float | None:
    """Return a finite number within bounds; None stays None. Raises UserError otherwise."""
    if value is None:
        return None
    ok = isinstance(value, int | float) and not isinstance(value, bool)
    if not ok or not low <= value <= high:  # NaN fails every comparison
        raise UserError(
            f"{where}: {_short(value)} is not a number from {low:g} to {high:g}; correct the log"
        )
    return float(value)


def mapping(value: Any, where: str) -> dict[str, Any]:
    """Return a JSON object; None is an empty one. Raises UserError for anything else."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UserError(f"{where}: {_short(value)} where an object belongs; the log is damaged")
    return value


def sequence(value: Any, where: str) -> list[Any]:
    """Return a JSON array; None is an empty one. Raises UserError for anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise UserError(f"{where}: {_short(value)} where a list belongs; the log is damaged")
    return value


def word(value: Any, where: str, most: int = 300) -> str:
    """Return a short name; None is empty. Raises UserError for anything else."""
    if value is None:
        return ""
    if isinstance(value, str) and len(value) <= most and value.isascii():
        return value
    half = isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value)
    if not isinstance(value, str) or len(value) > most or half:  # half a character: no UTF-8 for it
        raise UserError(f"{where}: {_short(value)} is not a name of at most {most} characters")
    return value


def _short(value: Any) -> str:
    shown = repr(value) if not isinstance(value, int) or abs(value) < 10**30 else "a huge number"
    return shown if len(shown) <= 60 else shown[:57] + "..."
