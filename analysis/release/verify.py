"""Rebuilds a published version from its tag, with its lock file, and compares every byte."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import venv
from pathlib import Path

from analysis.benchprice.errors import UserError
from analysis.register.versions import Version
from analysis.release import tree
from analysis.release.cut import WORK, Maker, Say, Task, date_of, made_by
from analysis.release.git import checkout, commit_of
from analysis.release.make import read
from analysis.release.stores import Store

LOCK = "requirements.txt"


def verify(
    root: Path, version: Version, store: Store, maker: Maker | None = None, say: Say = print
) -> list[str]:
    """Return the files of a published version that differ from what its tag gives again.

    Each is named with what is the matter: differs (from which byte), only published, only rebuilt.
    Raises UserError where the version is not published or its tag is not in the repository.
    """
    published = store.read(f"{tree.folder(version)}manifest.json")
    commit = commit_of(root, version.tag)
    if published is None:
        raise UserError(f"{version} is not published here; versions.json lists those that are")
    if commit is None:
        raise UserError(f"there is no tag {version.tag} here; `git fetch --tags` may bring it")
    manifest = json.loads(published)
    if manifest["commit"] != commit:
        say(f"{version.tag} is {commit[:10]}, published was {manifest['commit'][:10]}")
    before = manifest["previous"]
    previous = store.read(f"v/{before}/numbers.json") if before else None
    with checkout(root, commit, root / WORK / f"verify-{version}") as place:
        python = interpreter(root, place, say) if maker is None else ""
        say(f"rebuilding {version} from {commit[:10]}")
        task = Task(place, version, date_of(place), commit, manifest["signed-off-by"], previous)
        output, _ = (maker or made_by(python))(task)
        release = read(output, version, task.date, "", "")
    return _compared(release, store)


def _compared(release: tree.Release, store: Store) -> list[str]:
    at = tree.folder(release.version)
    rebuilt = {at + name: content for name, content in release.kept.items()}
    # The log tells how long things took; it is kept with a version, but is no part of it.
    there = {name for name in store.names(at) if name != at + tree.LOG}
    found = [f"only published: {name}" for name in there - rebuilt.keys()]
    for name, content in (rebuilt | dict(release.shared)).items():
        old = store.read(name)
        if old is None:
            found.append(f"only rebuilt: {name}")
        elif old != content:
            found.append(f"differs: {name} (from byte {_first_difference(old, content)})")
    return sorted(found)


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def interpreter(root: Path, place: Path, say: Say) -> str:
    """Return a Python with the packages that a checkout's lock file names.

    The running one where its lock is the same; else one in ``.cache``, made on first use.
    """
    lock = (place / LOCK).read_bytes()
    if lock == (root / LOCK).read_bytes():
        return sys.executable
    folder = root / ".cache" / "environments" / hashlib.sha256(lock).hexdigest()[:16]
    python, stamp = folder / "bin" / "python", folder / "complete"
    if not stamp.exists():
        say(f"making an environment from the {LOCK} of the version (a minute or two)")
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
        if subprocess.run([*install, str(place / LOCK)]).returncode:
            raise UserError("the version's packages could not be installed; pip says why above")
        stamp.touch()
    return str(python)
