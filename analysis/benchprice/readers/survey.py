"""A folder that is not one run's: which of its files are logs of which format, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

SUFFIXES = (".eval", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".traj")
MOST = 500  # files that are looked into; more take minutes
SHOWN = 3  # files of a format that are named


def formats(
    folder: Path, form_of: Callable[[Path], str], leave: Iterable[Path] = ()
) -> dict[str, list[str]]:
    """Return the logs in a folder, at whatever depth, by the name of their format.

    ``form_of`` tells a file's format, empty for what is no log. Links are not followed, and the
    files in ``leave`` are not looked into; of many files the first ``MOST`` are.
    """
    known = set(leave)
    plain = (p for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink())
    likely = (p for p in plain if p.suffix.lower() in SUFFIXES and p not in known)
    found: dict[str, list[str]] = {}
    for path in islice(likely, MOST):
        if form := form_of(path):
            found.setdefault(form, []).append(path.relative_to(folder).as_posix())
    return found


def told(folder: Path, found: dict[str, list[str]]) -> str:
    """Return why a folder of such logs is not priced as one run, and what to do."""
    parts = []
    for form, names in found.items():
        more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
        parts.append(f"{form}: {', '.join(name[:80] for name in names[:SHOWN])}{more}")
    several = "logs of several formats" if len(found) > 1 else "several logs"
    return (
        f"{folder.name or folder}: {several}, and a price is of one run. Name those of one run,"
        " benchprice price FILE [FILE ...], each run by itself. There are\n" + "\n".join(parts)
    )
