"""Where a site is put: built aside first, then in place whole, so that a reader sees no half.

One build at a time has a folder; another waits. The new site and the old change places in one
step where the system can do that (Linux, macOS), so there is a site at every moment.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from analysis.site.problems import SiteError

FRONT = "index.html"
_HERE = {"linux": -100, "darwin": -2}  # AT_FDCWD: names are relative to the working directory
_SWAP = 2  # RENAME_EXCHANGE of renameat2(2) and RENAME_SWAP of renameatx_np(2) alike
_UNABLE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)  # what a file system says that cannot swap


@contextlib.contextmanager
def locked(folders: Iterable[Path], tell: Callable[[str], None]) -> Iterator[None]:
    """Have folders to oneself; wait, and say so, while another build has one of them.

    The lock is the system's (flock) on the folders themselves: it leaves no file and ends with
    its process, however that ends. Where a file system has no locks nothing is waited for; the
    swap is safe without, but two builds may then do the same work.
    """
    with contextlib.ExitStack() as held:
        for folder in sorted({folder.resolve() for folder in folders}):
            folder.mkdir(parents=True, exist_ok=True)
            opened = os.open(folder, os.O_RDONLY)
            held.callback(os.close, opened)
            _lock(opened, folder, tell)
        yield


def _lock(opened: int, folder: Path, tell: Callable[[str], None]) -> None:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell(f"another build is at work in {folder}; waiting for it to end")
        fcntl.flock(opened, fcntl.LOCK_EX)
    except OSError as error:
        tell(f"{folder}: {error.strerror}: building without a lock")


@contextlib.contextmanager
def aside(target: Path, pages: Iterable[str] = ()) -> Iterator[Path]:
    """Give a folder that is not there yet; made without a fault, it takes the target's place.

    ``pages``: what has to be in it, besides the front page. Hold the lock of the target's parent.
    Raises SiteError where something is missing, or where the target holds something else than a
    site; what stands there then stays.
    """
    target = target.resolve()
    _check_replaceable(target)
    for left in target.parent.glob(f"{target.name}.*.new"):  # by a build that was killed
        shutil.rmtree(left, ignore_errors=True)
    _repair(target)
    holder = Path(tempfile.mkdtemp(prefix=f"{target.name}.", suffix=".new", dir=target.parent))
    try:
        new = holder / "site"
        yield new
        _check_whole(new, pages)
        _put(new, target)
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def _check_replaceable(target: Path) -> None:
    if target.is_dir():
        entries = {path.name for path in target.iterdir()}
        if entries and (FRONT not in entries or "_quarto.yml" in entries):
            raise SiteError(
                f"{target}: the folder holds something that is no built site, and a build would "
                "take its place; name another folder, or delete it yourself"
            )
    elif target.exists():
        raise SiteError(f"{target}: a file, and a site is a folder; name another")


def _check_whole(new: Path, pages: Iterable[str]) -> None:
    missing = [
        name
        for name in (FRONT, *pages)
        if not (new / name).is_file() or not (new / name).stat().st_size
    ]
    if missing:
        raise SiteError(
            f"{new}: the built site lacks {len(missing)} of its pages, first {missing[0]}; "
            "what stood in its place stays; build again"
        )


def _put(new: Path, target: Path) -> None:
    """Put the new site in the old one's place; readers see one or the other."""
    if not target.exists():
        new.rename(target)
    elif not exchange(new, target):
        old = _old(target)
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def _old(target: Path) -> Path:
    return target.with_name(target.name + ".old")


def _repair(target: Path) -> None:
    """Put back what a build moved away that was stopped between two moves (see ``_put``)."""
    old = _old(target)
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; tell whether system and disk can do that.

    Raises OSError where they can and it fails.
    """
    system = ctypes.CDLL(None, use_errno=True)
    swap = getattr(system, "renameat2" if sys.platform == "linux" else "renameatx_np", None)
    here = _HERE.get(sys.platform)
    if swap is None or here is None:
        return False
    if swap(here, os.fsencode(one), here, os.fsencode(other), ctypes.c_uint(_SWAP)):
        number = ctypes.get_errno()
        if number not in _UNABLE:
            raise OSError(number, os.strerror(number), str(other))
        return False
    return True
