"""Putting a site in place: with real processes that meet, are killed, or find no room."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.site import place
from analysis.site.problems import SiteError

Make = Callable[..., Path]
REPOSITORY = Path(__file__).resolve().parents[2]


def say(_: str) -> None:
    pass


def put(target: Path, text: str, pages: tuple[str, ...] = ()) -> None:
    with place.locked([target.parent], say), place.aside(target, pages) as folder:
        folder.mkdir()
        (folder / "index.html").write_text(text)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_site_takes_the_place_of_the_old_whole(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    put(target, "old")
    (target / "gone.html").write_text("old")
    put(target, "new")
    assert names(tmp_path) == ["_site"] and names(target) == ["index.html"]
    assert (target / "index.html").read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o777 & ~umask()  # a host's server may read it


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_there_is_a_site_at_every_moment(tmp_path: Path) -> None:
    target, seen, stop = tmp_path / "_site", set[str](), threading.Event()
    put(target, "a")

    def read() -> None:
        while not stop.is_set():
            try:
                seen.add((target / "index.html").read_text())
            except OSError as error:
                seen.add(type(error).__name__)

    reader = threading.Thread(target=read)
    reader.start()
    for count in range(60):
        put(target, "ab"[count % 2])
    stop.set()
    reader.join()
    assert seen == {"a", "b"}


def test_where_nothing_can_be_swapped_two_moves_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "exchange", lambda *_: False)
    put(tmp_path / "_site", "old")
    put(tmp_path / "_site", "new")
    assert names(tmp_path) == ["_site"]
    assert (tmp_path / "_site/index.html").read_text() == "new"


@pytest.mark.parametrize(
    ("pages", "missing"), [((), "index.html"), (("report/a.html",), "report/a.html")]
)
def test_a_site_that_lacks_a_page_is_not_put_in_place(
    tmp_path: Path, pages: tuple[str, ...], missing: str
) -> None:
    target = tmp_path / "_site"
    put(target, "old")
    with pytest.raises(SiteError, match=f"lacks 1 of its pages, first {missing}"):
        put(target, "" if not pages else "new", pages)
    assert (target / "index.html").read_text() == "old" and names(tmp_path) == ["_site"]


@pytest.mark.parametrize("files", [["letter.txt"], ["index.html", "_quarto.yml"]])
def test_a_folder_with_something_else_in_it_is_never_replaced(
    tmp_path: Path, files: list[str]
) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    for name in files:
        (target / name).write_text("mine")
    with pytest.raises(SiteError, match="no built site"):
        put(target, "new")
    assert names(target) == sorted(files)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(SiteError, match="a file, and a site is a folder"):
        put(tmp_path / "file", "new")


def python(code: str, *arguments: object, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=REPOSITORY, text=True, **pipes, **more)  # type: ignore[call-overload, no-any-return]


BUILDER = """
    import sys
    from pathlib import Path
    from analysis.site import place
    target = Path(sys.argv[1])
    with place.locked([target.parent], lambda line: print(line, flush=True)):
        with place.aside(target) as folder:
            folder.mkdir()
            (folder / "half.html").write_text("half")
            print("half", flush=True)
            sys.stdin.readline()
            (folder / "index.html").write_text(sys.argv[2])
"""


def test_a_second_build_waits_for_the_first(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    first = python(BUILDER, target, "first")
    assert first.stdout and first.stdout.readline() == "half\n"
    second = python(BUILDER, target, "second")
    assert second.stdout and "another build is at work" in second.stdout.readline()
    assert first.communicate("go\n", 20)[1] == ""
    assert second.communicate("go\n", 20)[1] == ""
    assert (first.returncode, second.returncode) == (0, 0)
    assert names(tmp_path) == ["_site"] and names(target) == ["half.html", "index.html"]
    assert (target / "index.html").read_text() == "second"


def test_a_killed_build_leaves_the_old_site_and_the_next_one_its_own_only(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    put(target, "old")
    killed = python(BUILDER, target, "never")
    assert killed.stdout and killed.stdout.readline() == "half\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=20)
    assert (target / "index.html").read_text() == "old"
    put(target, "new")
    assert names(tmp_path) == ["_site"] and names(target) == ["index.html"]


# As root no mode forbids anything, and no test may mount a disk: the system's answer is put in.
SYSTEM = """
    import builtins, errno, io, os, pathlib, sys
    number, word = getattr(errno, sys.argv[1]), sys.argv[2]
    def refusing(real):
        def call(path, *args, **named):
            mode = args[0] if args and isinstance(args[0], str) else ""
            writes = real is os.mkdir or set(mode) & set("wax+")
            if writes and word in str(path):
                raise OSError(number, os.strerror(number), str(path))
            return real(path, *args, **named)
        return call
    builtins.open = io.open = refusing(io.open)
    os.mkdir = refusing(os.mkdir)
    from analysis.site.__main__ import main
    sys.exit(main(["--root", sys.argv[3], "build", "--renderer", "embedded"]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("error", "place_", "message"),
    [
        ("ENOSPC", "index.html", "No space left on device"),
        ("EROFS", "_site.", "Read-only file system"),
        ("EACCES", "_site.", "Permission denied"),
    ],
)
def test_a_full_or_forbidden_disk_is_told_in_one_line(
    small: Make, tmp_path: Path, error: str, place_: str, message: str
) -> None:
    root = small("New.")
    (root / "_site").mkdir()
    (root / "_site/index.html").write_text("old")
    done = python(SYSTEM, error, place_, root)
    told = done.communicate(timeout=60)[1].strip().splitlines()
    assert done.returncode == 1
    assert message in told[-1] and "what stood in its place stays" in told[-1]
    assert not any("Traceback" in line for line in told)
    assert (root / "_site/index.html").read_text() == "old"
    assert [name for name in names(root) if name.startswith("_site")] == ["_site"]


@pytest.mark.slow
def test_a_cache_that_cannot_be_written_costs_no_site(small: Make) -> None:
    root = small("New.")
    done = python(SYSTEM, "EROFS", ".cache", root)
    assert done.communicate(timeout=60)[1].count("Traceback") == 0
    assert done.returncode == 0 and "New." in (root / "_site/index.html").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("home", [None, "/nonexistent"])
def test_a_home_is_not_needed(small: Make, home: str | None) -> None:
    root = small("`{python} 1 + 1`")
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    environment |= {"HOME": home} if home else {}
    done = python(SYSTEM, "EROFS", "no such place", root, env=environment)
    told = done.communicate(timeout=60)[1]
    assert done.returncode == 0, told
    assert "Traceback" not in told and "2" in (root / "_site/index.html").read_text()
