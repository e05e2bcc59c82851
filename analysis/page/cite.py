"""How to cite the site, a page or a figure: title, authors, version and date in one place."""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from analysis.facts.tables import ROOT
from analysis.register import chapters

TITLE = "Benchmark Prices: what it costs to run AI benchmarks, how fast that falls, and why"
AUTHORS = "The Benchmark Prices maintainers"


# What TeX would take for its own signs.
_TEX = str.maketrans(
    {
        **{sign: "\\" + sign for sign in "&%$#_{}"},
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
)


@dataclass(frozen=True)
class Citation:
    """What a citation says; ``version`` is a calendar version such as 2026.11.

    ``date`` is that of the newest fact, in words: the report says nothing about later days.
    ``part`` names a page or a figure of the whole; ``address`` is where the cited bytes stay
    (``report/x.html#fig-y`` under the version's own folder); ``released`` an ISO date.
    """

    title: str
    authors: str
    version: str
    date: str
    released: str = ""
    part: str = ""
    address: str = ""

    @property
    def year(self) -> str:
        """Return the year of the version."""
        return self.version.split(".")[0]

    @property
    def key(self) -> str:
        """Return the key of the entry: letters, digits and hyphens."""
        place = self.address.partition(f"v/{self.version}/")[2]
        place = re.sub(r"\b(index)?\.html", "", place)
        words = re.findall(r"[A-Za-z0-9]+", f"{self.version} {place}")
        return "-".join(["benchmark-prices", *words])

    def plain(self) -> str:
        """Return one line of text."""
        name = f"{self.part}. In: {self.title}" if self.part else self.title
        whole = (
            f"{self.authors} ({self.year}). {name}. Version {self.version}, data to {self.date}."
        )
        return f"{whole} {self.address}" if "://" in self.address else whole

    def bibtex(self) -> str:
        """Return a BibTeX entry, understood by BibLaTeX too."""
        fields = {
            "author": "{" + self.authors.translate(_TEX) + "}",
            "title": "{" + (self.part or self.title).translate(_TEX) + "}",
            "year": self.year,
            "version": self.version,
            "note": (f"In: {self.title}. " if self.part else "").translate(_TEX)
            + f"Version {self.version}, data to {self.date}",
        }
        if "://" in self.address:
            fields["url"] = self.address
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{{self.key},\n{lines}\n}}\n"

    def csl(self) -> dict[str, Any]:
        """Return an item of CSL-JSON."""
        days = [int(part) for part in (self.released or self.year).split("-")]
        item: dict[str, Any] = {
            "id": self.key,
            "type": "webpage" if self.part else "report",
            "title": self.part or self.title,
            "author": [{"literal": self.authors}],
            "issued": {"date-parts": [days]},
            "version": self.version,
        }
        if self.part:
            item["container-title"] = self.title
        if "://" in self.address:
            item["URL"] = self.address
        return item

    def ris(self) -> str:
        """Return an entry in RIS, which EndNote, Zotero and Mendeley read."""
        lines = [
            ("TY", "ELEC" if self.part else "RPRT"),
            ("AU", f"{self.authors},"),  # the comma: one name, no family and given one
            ("TI", self.part or self.title),
            *([("T2", self.title)] if self.part else []),
            ("PY", self.year),
            *([("DA", self.released.replace("-", "/"))] if self.released else []),
            ("ET", self.version),
            ("N1", f"Data to {self.date}"),
            *([("UR", self.address)] if "://" in self.address else []),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


@functools.cache
def current() -> Citation:
    """Return the citation of this version, as ``pyproject.toml`` names it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Citation(TITLE, AUTHORS, project["version"], newest_fact())


def newest_fact() -> str:
    """Return the month of the newest priced run, from its number in the register."""
    day = chapters.get("record.priced-runs").end or ""
    return datetime.date.fromisoformat(day).strftime("%B %Y")
