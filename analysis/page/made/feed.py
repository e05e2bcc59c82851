"""What is new, for programs: an Atom feed of releases and corrections, and the log as JSON."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as Xml

from analysis.page import changelog, cite
from analysis.page.changelog import Entry
from analysis.page.made import files
from analysis.page.made.known import records
from analysis.register.compare import Edition

FILE = "feed.xml"
PAGE, RELEASES = "report/reference/changes.html", "report/reference/releases.html"
_ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "benchmark-prices/feed")


def feed(entries: Sequence[Entry], found: Sequence[Edition], site: str) -> str:
    """Return the Atom feed, newest first; ``site`` is the site's address, or empty.

    Without an address its links are relative to the feed, which stands at the site's root. Ids are
    made from what an entry says: they stay whatever the address.
    """
    Xml.register_namespace("", _ATOM)
    root = Xml.Element(f"{{{_ATOM}}}feed")
    newest = max((edition.date for edition in found), default="1970-01-01")
    _texts(root, id=_id("feed"), title=cite.TITLE, updated=_time(newest))
    _texts(_child(root, "author"), name=cite.AUTHORS)
    _child(root, "link", rel="self", href=f"{site}{FILE}")
    _child(root, "link", rel="alternate", href=f"{site}{PAGE}")
    for edition in reversed(found):
        version = edition.version
        text = f"Version {version} of {edition.date}; the log says what it corrects."
        href = f"{site}{RELEASES}"
        _entry(root, f"release {version}", f"Version {version}", edition.date, text, href)
        for number, entry in enumerate(entries, 1):
            if entry.version == version:
                name = f"{changelog.WHYS[entry.why]}: {changelog.title(entry)}"
                words = f"{entry.reason} {changelog.moved(entry)}."
                href = f"{site}{PAGE}#{changelog.anchor(number)}"
                _entry(root, f"{version} {entry.reason}", name, entry.date, words, href)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, "unicode") + "\n"


def _entry(root: Xml.Element, key: str, title: str, date: str, text: str, href: str) -> None:
    entry = _child(root, "entry")
    _texts(entry, id=_id(key), title=title, updated=_time(date), summary=text)
    _child(entry, "link", rel="alternate", href=href)


def _child(parent: Xml.Element, name: str, **attributes: str) -> Xml.Element:
    return Xml.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def _texts(parent: Xml.Element, **texts: str) -> None:
    for name, text in texts.items():
        _child(parent, name).text = text


def _id(key: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_SPACE, key)}"


def _time(date: str) -> str:
    return f"{date}T00:00:00Z"


def as_json(entries: Sequence[Entry], head: Mapping[str, str]) -> str:
    """Return ``changes.json``: every entry with all numbers that it moved."""
    told = [
        {
            "version": entry.version,
            "date": entry.date or None,
            "why": entry.why,
            "reason": entry.reason,
            "keys": list(entry.keys),
            "moved": [_moved(row) for row in records(entry.moved)],
        }
        for entry in entries
    ]
    content = {"$schema": "schemas/changes.json", **head, "count": len(told), "changes": told}
    return files.as_json(content, light=True)


def _moved(row: Mapping[str, Any]) -> dict[str, Any]:
    wanted = ("key", "change", "unit", "then", "then_low", "then_high", "now", "now_low",
              "now_high", "moved")  # fmt: skip
    return {name: row[name] for name in wanted}
