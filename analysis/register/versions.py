"""Calendar versions: ``2026.11`` is the release of a month, ``2026.11.1`` a correction of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.benchprice.errors import UserError

_FORM = re.compile(r"(20\d\d)\.([1-9]|1[0-2])(?:\.([1-9]\d*))?")


@dataclass(frozen=True, order=True)
class Version:
    """A version, in the order of time; ``correction`` is 0 for the release of the month."""

    year: int
    month: int
    correction: int = 0

    def __str__(self) -> str:
        whole = f"{self.year}.{self.month}"
        return f"{whole}.{self.correction}" if self.correction else whole

    @property
    def tag(self) -> str:
        """The name of its git tag."""
        return f"v{self}"

    @property
    def corrects(self) -> Version | None:
        """The version that a correction replaces."""
        if not self.correction:
            return None
        return Version(self.year, self.month, self.correction - 1)


def parse(text: str) -> Version:
    """Read a version. Raises UserError where it is not written as ``2026.11`` or ``2026.11.1``.

    Months have no leading zero: package tools drop it (PEP 440), and then names would disagree.
    """
    found = _FORM.fullmatch(text)
    if not found:
        raise UserError(
            f"{text!r} is no version; write year.month without a leading zero (2026.11, 2027.4), "
            "and year.month.number for a correction (2026.11.1)"
        )
    year, month, correction = found.groups(default="0")
    return Version(int(year), int(month), int(correction))


def check_month(version: Version, date: datetime.date) -> None:
    """Raise UserError where a release would name another month than that of its date.

    A correction keeps the month of what it corrects, whenever it comes.
    """
    if not version.correction and (version.year, version.month) != (date.year, date.month):
        raise UserError(
            f"{version} would be released on {date}, which is no day of that month; "
            f"release {Version(date.year, date.month)}, or name the day (--date)"
        )


def check_known(
    version: Version, published: Iterable[Version], recorded: Iterable[Version]
) -> None:
    """Raise UserError where earlier versions, whose numbers are on record, are not published here.

    Without them a version would pass for the first, with nothing to be compared with.
    """
    lost = sorted({each for each in recorded if each < version} - {*published})
    if lost:
        raise UserError(
            f"{', '.join(map(str, lost))} came before {version}, as data/releases says, and is not "
            "among the published versions here; fetch their branch (`git fetch origin "
            "gh-pages:gh-pages`), or name the folder that has them (--tree)"
        )


def check_next(version: Version, published: Iterable[Version]) -> None:
    """Raise UserError unless ``version`` may follow what is published.

    A month's release comes after every other one; a correction follows the version it corrects.
    """
    known = sorted(published)
    corrected = version.corrects
    if corrected and corrected not in known:
        raise UserError(
            f"{version} would correct {corrected}, which is not published; "
            f"published: {', '.join(map(str, known)) or 'nothing'}"
        )
    if not corrected and known and version < known[-1]:
        raise UserError(
            f"{version} is older than {known[-1]}, which is published; "
            "give a later month, or correct an old version with one more number"
        )
