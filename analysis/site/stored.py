"""Things kept on disk: each under a name, with a checksum; what is not whole is not there.

Writing is best effort: a full or read-only disk costs time, never a result. An entry that is
damaged, cut short, renamed or made by something else is a miss.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

_reading = threading.local()


def quiet() -> bool:
    """Tell whether this thread is reading an entry, which is no source of what it computes."""
    return getattr(_reading, "entry", False)


@contextlib.contextmanager
def silently() -> Iterator[None]:
    """Read files inside that are no sources, or that are told of in another way."""
    before, _reading.entry = quiet(), True
    try:
        yield
    finally:
        _reading.entry = before


def write(path: Path, content: bytes) -> None:
    """Write a file aside first, so that an interruption leaves no half. Raises OSError."""
    aside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


class Store:
    """Entries of bytes in a folder; None as the folder keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, name: str) -> bytes | None:
        """Return what is kept under a name, if it is there and whole."""
        if self.folder is None:
            return None
        path = self.folder / name
        try:
            with silently():
                first, _, content = path.read_bytes().partition(b"\n")
            if first != _sum(name, content):
                return None
            with contextlib.suppress(OSError):
                os.utime(path)  # what is used last is forgotten last
        except OSError:
            return None
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keep something; written aside first, so that an interruption leaves no half."""
        if self.folder is None:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            write(self.folder / name, _sum(name, content) + b"\n" + content)

    def names(self, prefix: str = "") -> list[str]:
        """List the entries whose names begin so, the last used first."""
        found: list[tuple[int, str]] = []
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir() if self.folder else ():
                if path.name.startswith(prefix):
                    with contextlib.suppress(OSError):
                        found.append((-path.stat().st_mtime_ns, path.name))
        return [name for _, name in sorted(found) if not name.endswith(".part")]

    def forget(self, names: list[str]) -> None:
        """Delete entries."""
        for name in names if self.folder else ():
            with contextlib.suppress(OSError):
                (self.folder / name).unlink()  # type: ignore[operator]

    def shrink(self, most: int) -> None:
        """Delete the entries used longest ago, until the rest has at most ``most`` bytes."""
        total, old = 0, list[str]()
        for name in self.names():
            with contextlib.suppress(OSError):
                total += (self.folder / name).stat().st_size  # type: ignore[operator]
            if total > most:
                old.append(name)
        self.forget(old)


def _sum(name: str, content: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + content).hexdigest().encode()
