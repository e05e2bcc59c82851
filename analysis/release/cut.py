"""Cuts a release: commit and tag in the repository, one more version in the publish tree.

Nothing is changed before the version is made and fits the tree; then comes the tag, then the tree.
Run again after an interruption, it goes on from the tag.
"""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.benchprice.errors import UserError
from analysis.register import compare, editions
from analysis.register.versions import Version, check_known, check_month, check_next, parse
from analysis.release import contents, freeze, metadata, tree
from analysis.release.git import check_clean, checkout, commit_of, committer, git, tagger
from analysis.release.make import read
from analysis.release.stores import Store
from analysis.release.tree import Release

WORK = ".cache/release"  # in the repository; git ignores it
Say = Callable[[str], None]


@dataclass(frozen=True)
class Task:
    """One version to make in a checkout of its commit (``place``); see ``make.Order``."""

    place: Path
    version: Version
    date: str
    commit: str
    signed: str
    previous: bytes | None


Maker = Callable[[Task], tuple[Path, str]]  # -> the folder that make.write filled, the log


def made_by(python: str) -> Maker:
    """Return a maker that runs the commit's own code with an interpreter of its lock file."""

    def make(task: Task) -> tuple[Path, str]:
        output = task.place / WORK / "made"
        arguments = [str(task.version), "--date", task.date, "--commit", task.commit]
        arguments += ["--signed", task.signed, "--output", str(output)]
        if task.previous is not None:
            previous = task.place / WORK / "previous.json"
            previous.parent.mkdir(parents=True, exist_ok=True)
            previous.write_bytes(task.previous)
            arguments += ["--previous", str(previous)]
        return output, run(python, task.place, "make", *arguments)

    return make


def run(python: str, place: Path, *arguments: str) -> str:
    """Run this package's command line with a checkout's code; return what it said.

    Clock, place, language and number of threads are the same for every run.
    """
    fixed = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONPATH": str(place)}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [python, "-m", "analysis.release", *arguments],
        cwd=place,
        env=os.environ | fixed | threads,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise UserError(done.stdout.strip())
    return done.stdout.replace(str(place), ".")


def cut(
    root: Path,
    version: Version,
    date: str,
    store: Store,
    maker: Maker | None = None,
    say: Say = print,
) -> None:
    """Release ``version`` of the commit that is checked out, on ``date`` (ISO).

    Raises UserError, with nothing changed, where the work tree is not clean, the version may not
    follow what is published, lies about its month or was published with other bytes, an earlier one
    is missing, a headline or a correction has no reason, or an anchor that others may link to is
    gone.
    """
    check_clean(root)
    tagged = commit_of(root, version.tag)
    index = tree.read_index(store.read(tree.INDEX))
    published = tree.published(index)
    if version not in published:
        check_next(version, published)
        check_known(version, published, _recorded(root))
    if not tagged:
        check_month(version, datetime.date.fromisoformat(date))
    with checkout(root, tagged or "HEAD", root / WORK / str(version)) as place:
        note = _note(place, version)
        commit = tagged or _committed(place, version, date, say)
        signed = tagger(root, version.tag) if tagged else committer(root)
        previous = _previous(version, published, store)
        say(f"making {version} of {commit[:10]}")
        task = Task(place, version, date_of(place), commit, signed, previous)
        output, log = (maker or made_by(sys.executable))(task)
        release = read(output, version, task.date, log, note)
        planned = tree.plan(release, store.read)
        _check_anchors(release, str(index["latest"]), store)
        if not tagged:
            git(root, "tag", "--annotate", "-m", f"Version {version}", version.tag, commit)
    _advance(root, commit)
    if planned:
        store.commit(planned, f"Publish version {version}")
        say(f"{version} is published, of {len(published) + 1} versions")
    else:
        say(f"{version} was published already, with these bytes")


def _recorded(root: Path) -> list[Version]:
    """Return the versions whose numbers a repository keeps."""
    return [parse(path.stem) for path in (root / "data" / "releases").glob("*.json")]


def _note(place: Path, version: Version) -> str:
    """Return what a correction corrects, in the maintainer's words."""
    rows = editions.reasons(place / "data" / "changes.csv")
    mine = rows[(rows["version"] == str(version)) & (rows["why"] == "correction")]
    if version.correction and mine.empty:
        raise UserError(
            f"{version} corrects {version.corrects}, and data/changes.csv does not say what; "
            f'add a line such as\n  {version},*,{compare.WHYS[-1]},"what was wrong, for readers"'
        )
    return " ".join(dict.fromkeys(mine["reason"]))


def _committed(place: Path, version: Version, date: str, say: Say) -> str:
    """Write version, date and edition into the checkout and commit them; return the commit."""
    texts = texts_of(place)
    for name, text in metadata.stamped(texts, str(version), date).items():
        (place / name).write_text(text, encoding="utf-8", newline="\n")
    if (place / "analysis" / "release").is_dir():
        say(f"recording the numbers of {version}")
        run(sys.executable, place, "record", str(version), "--date", date)
    git(place, "add", "--all")
    if git(place, "status", "--porcelain"):
        git(place, "commit", "--quiet", "-m", f"Release {version}")
    return git(place, "rev-parse", "HEAD")


def texts_of(place: Path) -> dict[str, str]:
    """Return the files of a checkout that name the version."""
    names = [name for name in metadata.FILES if (place / name).is_file()]
    return {name: (place / name).read_text(encoding="utf-8") for name in names}


def date_of(place: Path) -> str:
    """Return the date of publication that a checkout's files name."""
    return next(iter(metadata.dated(texts_of(place)).values()))


def _previous(version: Version, published: list[Version], store: Store) -> bytes | None:
    before = [each for each in published if each < version]
    return store.read(f"{tree.folder(before[-1])}numbers.json") if before else None


def _check_anchors(release: Release, latest: str, store: Store) -> None:
    """Raise UserError for anchors of the latest version that its pages have no more."""
    lost = []
    for page, content in sorted(release.latest.items()):
        old = store.read(f"v/{latest}/{page}") if latest and freeze.is_page(page, content) else None
        if old is not None:
            gone = contents.read(old.decode()).anchors - contents.read(content.decode()).anchors
            lost += [f"  {page}#{name}" for name in sorted(gone)]
    if lost:
        raise UserError(
            f"others may link to these places of {latest}, and they are gone:\n"
            + "\n".join(lost)
            + "\nleave an empty span where their readers should land, such as []{#fig-name}"
        )


def _advance(root: Path, commit: str) -> None:
    """Move the branch to the release's commit, unless it has moved on by itself."""
    if git(root, "merge-base", "HEAD", commit) == git(root, "rev-parse", "HEAD"):
        git(root, "merge", "--quiet", "--ff-only", commit)
