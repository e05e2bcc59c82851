"""``python -m analysis.release.parts``: what the project is made of, and under which licences.

Writes a bill of materials (CycloneDX 1.6, JSON) of every package that the site is built with, each
with its version, its files' digests and its licence as installed, and of what the site ships of
others (Vega, and Pyodide with what is compiled into it). It ends with 1 where a licence is unknown,
or is one that what we ship may not be under.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis.facts.tables import ROOT
from analysis.page.python import carried

FILE = Path("dist/sbom.cdx.json")
# Words of licences that ask nothing of a reader or a user but to be named.
FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python|MPL|Mozilla|Unlicense|HPND|0BSD|CC0|Zlib|OFL|PostgreSQL", re.I
)
# Tools that build, which we neither ship nor link, and what their files do not say.
TOOLS = {
    "pypandoc-binary": "MIT; carries pandoc, GPL-2.0-or-later, run as a program",
}
SHIPPED = {  # in the site's vega.js, as vl-convert-python carries them
    "vega": "BSD-3-Clause",
    "vega-lite": "BSD-3-Clause",
    "vega-embed": "BSD-3-Clause",
    "vega-interpreter": "BSD-3-Clause",
    "d3": "ISC",
}
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+?))? ?\\?$")


@dataclass(frozen=True)
class Part:
    """A package of the lock: name, version, SHA-256 of its files, licence (empty if unknown)."""

    name: str
    version: str
    digests: tuple[str, ...]
    licence: str


def locked(text: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield name, version and digests of each package in a lock with hashes."""
    name, version, digests = "", "", list[str]()
    for line in text.splitlines():
        if found := _PIN.match(line):
            if name:
                yield name, version, tuple(digests)
            name, version, digests = found[1], found[2], []
        digests += re.findall(r"--hash=sha256:([0-9a-f]{64})", line)
    if name:
        yield name, version, tuple(digests)


def licence(name: str) -> str | None:
    """Return a package's licence as its own files say; None where it is not installed here."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:  # for another system or another Python
        return None
    classes = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or () if "License" in c]
    expression, free = (
        (told[name] or "").strip() if name in told else ""
        for name in ("License-Expression", "License")
    )
    return expression or " / ".join(classes) or free.partition("\n")[0][:80]


def parts(root: Path) -> list[Part]:
    """Return the packages of the lock that are installed here, with their licences."""
    found = []
    for name, version, digests in locked((root / "requirements.txt").read_text(encoding="utf-8")):
        told = licence(name)
        if told is not None:
            found.append(Part(name, version, digests, TOOLS.get(name, told)))
    return found


def faults(found: list[Part]) -> Iterator[str]:
    """Yield what is wrong with the licences and the digests of packages."""
    for part in found:
        if not part.digests:
            yield f"{part.name}: the lock has no digest of it; run `nox -s lock`"
        if not part.licence:
            yield f"{part.name}: its files name no licence; look it up and list it in {__name__}"
        elif part.name not in TOOLS and not FREE.search(part.licence):
            yield f"{part.name}: {part.licence}: may it be shipped? if it is a tool only, say so"


def bill(found: list[Part], project: Mapping[str, Any]) -> dict[str, Any]:
    """Return the bill of materials in CycloneDX's JSON."""
    own = {"type": "application", "name": project["name"], "version": project["version"]}
    ships = SHIPPED | {name: licence for name, licence, _ in carried.PARTS}
    shipped = [
        {"type": "library", "name": name, "licenses": [{"license": {"id": licence}}]}
        for name, licence in ships.items()
    ]
    for one in shipped:
        if one["name"] == "pyodide":
            one |= {"version": carried.VERSION, "purl": f"pkg:npm/pyodide@{carried.VERSION}"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own | {"licenses": [{"license": {"id": project["license"]}}]}},
        "components": [_component(part) for part in found] + shipped,
    }


def _component(part: Part) -> dict[str, Any]:
    return {
        "type": "library",
        "name": part.name,
        "version": part.version,
        "purl": f"pkg:pypi/{part.name}@{part.version}",
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in part.digests],
        "licenses": [{"license": {"name": part.licence}}],
    }


def main(root: Path = ROOT) -> int:
    """Write the bill and say what is in it; 1 where a licence is unknown or may not be shipped."""
    found = parts(root)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    target = root / FILE
    target.parent.mkdir(exist_ok=True)
    aside = target.with_suffix(".part")
    aside.write_text(json.dumps(bill(found, project), indent=1) + "\n", encoding="utf-8")
    aside.replace(target)
    wrong = list(faults(found))
    ships = len(SHIPPED) + len(carried.PARTS)
    print(f"{len(found)} packages and {ships} parts of scripts that the site ships: {target}")
    print("\n".join(wrong) or "Every licence is known and lets what we ship be shipped.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
