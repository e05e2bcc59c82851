"""Rebuild ``data/vintages/`` from what the published analyses read: ``--vintages --from FOLDER``.

A vintage is frozen, so a rebuild that changes one is news: what differs is said, file by file.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.sources.intake import Facts
from analysis.sources.vintages import epoch_price_trends, lesswrong, origin, price_of_progress
from analysis.update import place

MODULES: tuple[ModuleType, ...] = (epoch_price_trends, lesswrong, origin, price_of_progress)


def rebuild(
    data: Path, folder: Path | None, *, check: bool = False, only: frozenset[str] = frozenset()
) -> bool:
    """Read the vintages anew from the source files in ``folder``; return whether any changed.

    Tables kept by hand stay. ``only``: the vintages to read; none named means all. Raises
    UserError for one that is not among them, a missing folder or file, or a broken rule.
    """
    if folder is None:
        raise UserError("--vintages: say where the source files are with --from FOLDER")
    chosen = importers(only)
    with place.beside(data) as aside:
        for name, module in chosen.items():
            print(f"reading {name}", flush=True)
            write(module.read(folder / module.FOLDER), aside / "vintages" / name)
            tables.load(aside / "vintages" / name)
        changed = differing(data, aside)
        for file in changed:
            print(f"{file} differs from what was stored")
        if changed and not check:
            place.swap(data, aside)
    if not changed:
        print("every vintage read is as it was stored")
    return bool(changed)


def importers(only: frozenset[str] = frozenset()) -> dict[str, ModuleType]:
    """Return the importers by the vintage that they write: those in ``only``, or all."""
    known = {module.VINTAGE: module for module in MODULES}
    if strange := ", ".join(sorted(only - set(known))):
        raise UserError(f"--only {strange}: no such vintage; here are {', '.join(known)}")
    return {name: module for name, module in known.items() if not only or name in only}


def write(facts: Facts, folder: Path) -> None:
    """Write a vintage's tables and its rejects into ``folder``."""
    for table, frame in facts.tables.items():
        tables.write_table(frame, folder / f"{table}.csv", table, bare=True)
    facts.rejects.to_csv(folder / "rejects.csv", index=False, lineterminator="\n")


def differing(data: Path, aside: Path) -> list[Path]:
    """Return the files of the vintages in ``aside`` that are not so in ``data``."""
    files = [file.relative_to(aside) for file in sorted((aside / "vintages").glob("*/*.csv"))]
    return [f for f in files if not _same(data / f, aside / f)]


def _same(old: Path, new: Path) -> bool:
    return old.exists() and old.read_bytes() == new.read_bytes()
