"""Inspect's ``.eval`` archives: their header and summaries, without their transcripts."""

from __future__ import annotations

import sys
import warnings
import zipfile as standard_zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ...errors import UserError
from ...usage import Log
from ..shared.stream import Progress, Text, elements, members
from . import inspect

if sys.version_info >= (3, 14):
    zipfile = standard_zipfile
else:  # Inspect compresses with Zstandard, which the standard library reads from 3.14 on
    from backports.zstd import zipfile

MEMBER = 2 << 30  # bytes; the largest member read out of an archive
RATIO = 500  # times; text packed more tightly than this is a bomb


def read(path: Path, progress: Progress | None = None) -> Log:
    """Read an ``.eval`` log. Raises UserError if it is damaged or not an Inspect archive."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of members that overlap, say
            with zipfile.ZipFile(path) as archive:
                return _from_archive(path, archive, progress)
    except UserWarning as warning:
        raise UserError(f"{path.name}: a damaged archive ({warning}); copy it again") from None
    except (zipfile.BadZipFile, standard_zipfile.BadZipFile, EOFError, OSError) as error:
        raise UserError(f"{path.name}: a damaged archive ({error}); copy it again") from None
    except (NotImplementedError, RuntimeError, ValueError) as error:
        raise UserError(f"{path.name}: not an Inspect archive ({error})") from None
    except Exception as error:
        if type(error).__name__ in ("ZstdError", "error", "LZMAError"):  # three compressors
            raise UserError(f"{path.name}: a damaged archive ({error}); copy it again") from None
        raise


def _from_archive(path: Path, archive: Any, progress: Progress | None) -> Log:
    names = archive.namelist()
    if "header.json" in names:
        header = dict(members(_text(archive, "header.json", path)))
    elif "_journal/start.json" in names:  # the evaluation did not end
        header = {"status": "started", **dict(members(_text(archive, "_journal/start.json", path)))}
    else:
        raise UserError(
            f"{path.name}: an archive without header.json; not a log of Inspect "
            "(is it complete, and is it an .eval file?)"
        )
    return inspect.from_parts(path, header, _summaries(path, archive, names, progress))


def _summaries(
    path: Path, archive: Any, names: list[str], progress: Progress | None
) -> Iterator[Any]:
    """Yield the summary of each sample; of an old log that has none, the samples themselves."""
    if "summaries.json" in names:
        yield from elements(_text(archive, "summaries.json", path, progress))
        return
    journal = [n for n in names if n.startswith("_journal/summaries/")]
    if journal:
        for name in journal:
            yield from elements(_text(archive, name, path, progress))
        return
    for name in names:
        if name.startswith("samples/"):
            yield dict(members(_text(archive, name, path, progress)))


def _text(archive: Any, name: str, path: Path, progress: Progress | None = None) -> Text:
    info = archive.getinfo(name)
    where = f"{path.name}: {name}"
    if info.file_size > MEMBER or info.file_size > RATIO * max(info.compress_size, 1 << 16):
        raise UserError(f"{where}: unpacks to {info.file_size} bytes; refused as a zip bomb")
    stream: BinaryIO = archive.open(info)
    return Text(stream, where, progress)
