"""A folder of trajectories, one file a task: SWE-agent, mini-SWE-agent and ATIF write such.

Only files that hold one task each are put together here. Transcripts of sessions are not: a
session that is resumed repeats the calls of the one before it in a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...errors import UserError
from ...merging import merged
from ...usage import Log
from ..shared.partial import Gaps
from . import atif, swe_bench

NAME = "trajectories"
MOST = 5_000  # trajectories; more take minutes, and are a job to be split
_NAMES = ("*.traj.json", "*.traj", "trajectory.json")
_READERS: tuple[Any, ...] = (swe_bench, atif)


def recognises_folder(folder: Path) -> bool:
    """Whether a folder holds trajectories, at whatever depth."""
    return next(files(folder), None) is not None


def files(folder: Path) -> Iterator[Path]:
    """Yield the trajectories in a folder; links are not followed, for they may lead out."""
    for pattern in _NAMES:
        yield from (p for p in folder.rglob(pattern) if p.is_file() and not p.is_symlink())


def read_folder(folder: Path, load: Callable[[Path], Any]) -> Log:
    """Read every trajectory and add them up; what cannot be read makes the price a lower bound.

    Raises UserError if none can be read, or if there are too many.
    """
    paths = sorted(set(files(folder)))
    if len(paths) > MOST:
        raise UserError(f"{folder.name}: over {MOST:,} trajectories; split the folder")
    gaps, logs = Gaps("trajectories", "cannot be read"), []
    for path in paths:
        gaps.tried += 1
        try:
            logs.append(_read(path, folder, load))
        except UserError as error:
            gaps.missed(str(error))
    doubts = gaps.doubts()
    log = merged(logs)
    return replace(
        log,
        source=folder.name,
        items=len({item.item for item in log.items_used}) or None,
        attempts=len(logs),
        doubts=(*log.doubts, *doubts),
        notes=tuple(dict.fromkeys(log.notes)),
    )


def _read(path: Path, folder: Path, load: Callable[[Path], Any]) -> Log:
    name = path.relative_to(folder).as_posix()
    document = load(path)
    for reader in _READERS:
        if reader.recognises(document):
            found: Log = reader.read_document(name, document)
            return found
    raise UserError(f"{name}: no trajectory that is read here")
