"""How a build behaves: whole or not at all, no work twice, the same bytes everywhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.site import digests, links, quarto, rests, serve, workers
from analysis.site.__main__ import main
from analysis.site.build import build
from analysis.site.problems import SiteError
from tests.conftest import copy_features

Make = Callable[..., Path]
REPOSITORY = Path(__file__).resolve().parents[2]


def told(root: Path, **options: object) -> list[str]:
    lines: list[str] = []
    build(root, tell=lines.append, **options)  # type: ignore[arg-type]
    return lines


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_a_fault_leaves_the_last_good_site_untouched(small: Make):
    root = small("Good.")
    build(root, tell=lambda _: None)
    before = contents(root / "_site")
    small("Bad: @fig-nowhere.")
    with pytest.raises(SiteError):
        build(root, tell=lambda _: None)
    assert contents(root / "_site") == before
    assert sorted(p.name for p in root.iterdir() if p.name.startswith("_site")) == ["_site"]


AFTER = """\
import os, pathlib
out = pathlib.Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])
assert (out / "index.html").is_file()
(out / "data").mkdir()
(out / "data" / "x.csv").write_text("a\\n1\\n")
"""


def test_a_post_render_script_adds_files_that_pages_link_to(small: Make):
    root = small("[Rows](/data/x.csv)", **{"after.py": AFTER})
    settings = root / "_quarto.yml"
    plain = settings.read_text()
    settings.write_text(plain.replace("website\n", "website\n  post-render: after.py\n", 1))
    build(root, tell=lambda _: None)
    assert (root / "_site" / "data" / "x.csv").read_text() == "a\n1\n"
    good = contents(root / "_site")
    (root / "after.py").write_text("import os")  # adds nothing: the link leads nowhere
    with pytest.raises(SiteError, match=r"broken link `/data/x.csv`"):
        build(root, tell=lambda _: None)
    (root / "after.py").write_text("raise SystemExit(1)")
    with pytest.raises(SiteError, match="post-render script failed"):
        build(root, tell=lambda _: None)
    assert contents(root / "_site") == good


def test_an_address_that_a_page_had_leads_on_and_is_a_page_itself(small: Make):
    root = small(header="title: Here\naliases: [/there.html, /old/]")
    build(root, tell=lambda _: None)
    for name, address in (("there.html", "index.html"), ("old/index.html", "../index.html")):
        page = (root / "_site" / name).read_text()
        assert page.startswith('<!DOCTYPE html>\n<html lang="')
        assert f'content="0; url={address}"' in page
        assert f'<main><h1><a href="{address}">Here</a></h1></main>' in page


def test_a_build_that_was_stopped_between_its_two_moves_is_repaired(small: Make):
    root = small("Good.")
    build(root, tell=lambda _: None)
    (root / "_site").rename(root / "_site.old")
    build(root, tell=lambda _: None)
    assert [p.name for p in root.glob("_site*")] == ["_site"]


def test_only_pages_that_changed_are_rendered_again(small: Make):
    root = small("Text.")
    page = root / "report/second.qmd"
    page.write_text("---\ntitle: Second\n---\n\n{{< include _part.qmd >}}\n")
    (root / "report/_part.qmd").write_text("One.\n")
    assert told(root)[-1].startswith("2 pages, 2 rendered")
    assert told(root)[-1].startswith("2 pages, 0 rendered")
    (root / "report/_part.qmd").write_text("Two.\n")
    progress = told(root)
    assert progress[0].startswith("[1/1] report/second.qmd ")
    assert "Two." in (root / "_site/report/second.html").read_text()


def test_nothing_is_imported_for_pages_where_none_is_rendered(
    small: Make, monkeypatch: pytest.MonkeyPatch
):
    root = small("Text.")
    told(root)
    (root / "_site" / "index.html").write_text("changed")  # so that the next looks again
    monkeypatch.setattr(workers, "begin", lambda *_: pytest.fail("begun"))
    assert told(root)[-1].startswith("1 pages, 0 rendered")


@pytest.mark.slow
def test_a_page_is_not_kept_where_its_code_was_written_since_the_process_began(
    small: Make, monkeypatch: pytest.MonkeyPatch
):
    """What ran may be what stood there before; only a build that began after it can tell."""
    root = small("`{python} 1 + 1`")
    with monkeypatch.context() as earlier:
        earlier.setattr(rests, "BEGUN", 0)
        assert told(root)[-1].startswith("1 pages, 1 rendered")
        (root / "_site" / "index.html").write_text("changed")  # so that the next looks again
        assert told(root)[-1].startswith("1 pages, 1 rendered")
    (root / "_site" / "index.html").write_text("changed")
    assert told(root)[-1].startswith("1 pages, 1 rendered")
    (root / "_site" / "index.html").write_text("changed")
    assert told(root)[-1].startswith("1 pages, 0 rendered")


def test_a_resource_is_linked_from_the_site_before_only_where_that_has_it_unchanged(small: Make):
    root = small("[One](one.txt) [Two](two.txt)", **{"one.txt": "one", "two.txt": "two"})
    build(root, tell=lambda _: None)
    one, two = root / "_site/one.txt", root / "_site/two.txt"
    first = one.stat().st_ino
    two.write_text("TWO")  # somebody's hand, in the built site
    small("[One](one.txt) [Two](two.txt) again")
    build(root, tell=lambda _: None)
    assert (one.read_text(), two.read_text()) == ("one", "two")
    assert (one.stat().st_ino, one.stat().st_nlink) == (first, 1)
    assert not one.samefile(root / "one.txt")
    (root / "one.txt").write_text("new")
    build(root, tell=lambda _: None)
    assert one.read_text() == "new"


@pytest.mark.slow
def test_a_page_depends_on_the_files_that_it_read_and_on_no_other(small: Make):
    reading = "`{python} len(open('data/prices.csv').read())`"
    root = small("Text.")
    (root / "data").mkdir()
    prices = root / "data/prices.csv"
    prices.write_text("a")
    (root / "report/second.qmd").write_text(f"---\ntitle: Second\n---\n\n{reading}\n")
    (root / "report/third.qmd").write_text("---\ntitle: Third\n---\n\n`{python} 1 + 1`\n")
    assert told(root)[-1].startswith("3 pages, 3 rendered")
    (root / "data/runs.csv").write_text("a")
    assert told(root)[-1].startswith("3 pages, 0 rendered")
    prices.write_text("ab")
    assert told(root)[0].startswith("[1/1] report/second.qmd ")
    prices.write_text("a")  # as it was: what was made of it is still there
    assert told(root)[-1].startswith("3 pages, 0 rendered")


@pytest.mark.slow
def test_no_code_runs_where_only_words_change(small: Make, monkeypatch: pytest.MonkeyPatch):
    code = (
        "```{python}\nn = len(open('data/a.csv').read())\nprint(n)\n```\n\n`{python} n * 2` rows."
    )
    root = small(f"One.\n\n{code}")
    (root / "data").mkdir()
    (root / "data/a.csv").write_text("abc")
    page = root / "_site/index.html"

    def shown() -> str:
        assert told(root)[0].startswith("[1/1] index.qmd ")
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page.read_text()))

    with pytest.raises(SiteError, match="No such file"):  # what fails is not noted
        (root / "data/a.csv").rename(root / "data/b.csv")
        told(root)
    (root / "data/b.csv").rename(root / "data/a.csv")
    assert "One. 3 6 rows." in shown()
    with monkeypatch.context() as idle:
        idle.setattr(workers, "begin", lambda *_: pytest.fail("begun"))
        small(f"Two words.\n\n{code} And more.")
        assert "Two words. 3 6 rows. And more." in shown()
        small(f"Two words.\n\n{code} See @fig-nowhere.")
        with pytest.raises(SiteError, match="fig-nowhere"):
            told(root)
    small(f"Two words.\n\n{code.replace('* 2', '* 3')}")
    assert "Two words. 3 9 rows." in shown()
    small(f"Three.\n\n{code.replace('```{python}', '```{python}' + chr(10) + '#| eval: false')}")
    with pytest.raises(SiteError, match="not defined"):
        told(root)
    small(f"Four.\n\n{code.replace('* 2', '* 3')}")
    (root / "data/a.csv").write_text("abcd")
    assert "Four. 4 12 rows." in shown()


@pytest.mark.parametrize("changed", ["_renderer", "libraries"])
def test_pages_depend_on_the_renderer_and_the_libraries(
    small: Make, monkeypatch: pytest.MonkeyPatch, changed: str
):
    root = small("Text.")
    told(root)
    shutil.rmtree(root / "_site")  # or it stands
    if changed == "_renderer":
        monkeypatch.setattr(digests, "_renderer", lambda: {"a.py": "other"})
    else:
        monkeypatch.setattr(digests.rests, "libraries", lambda: "other")
    assert told(root)[-1].startswith("1 pages, 1 rendered")


@pytest.mark.parametrize(
    "damage",
    [lambda b: b[:-9], lambda b: b"", lambda b: b"{}", lambda b: b.replace(b"Text.", b"Lies.")],
)
def test_a_damaged_cache_is_no_harm(small: Make, damage: Callable[[bytes], bytes]):
    root = small("Text.")
    told(root)
    (kept,) = (root / ".cache/site").iterdir()
    assert b"Text." in kept.read_bytes()
    kept.write_bytes(damage(kept.read_bytes()))
    shutil.rmtree(root / "_site")  # or it stands
    assert told(root)[-1].startswith("1 pages, 1 rendered")
    assert "Text." in (root / "_site/index.html").read_text()


def test_pages_that_are_gone_leave_the_site(small: Make):
    root = small("Text.")
    (root / "report/second.qmd").write_text("---\ntitle: Second\n---\n")
    told(root)
    (root / "report/second.qmd").unlink()
    told(root)
    assert not (root / "_site/report/second.html").exists()


def test_a_page_that_kills_its_process_is_named(small: Make):
    root = small("```{python}\nimport os\nos._exit(3)\n```")
    with pytest.raises(SiteError, match=r"index.qmd:1: the process .* died \(exit code 3\)"):
        build(root, tell=lambda _: None)


def run(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analysis.site", "--root", str(root), *arguments]
    return subprocess.run(
        command,
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_two_builds_in_different_places_give_the_same_bytes(features_site: Path, tmp_path: Path):
    root = copy_features(tmp_path / "elsewhere" / "another name")
    environment = {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "USER": "other",
    }
    done = run(root, "build", "--renderer", "embedded", "--jobs", "1", **environment)
    assert done.returncode == 0, done.stderr
    assert contents(root / "_site") == contents(features_site)


def test_the_command_line_tells_faults_and_exits_with_one(small: Make, capsys):
    root = small("@fig-a")
    assert main(["--root", str(root), "build", "--renderer", "embedded"]) == 1
    told = capsys.readouterr().err
    assert "rendering with the embedded renderer (as asked)" in told
    assert "index.qmd:5: unknown reference `@fig-a`" in told
    assert "Traceback" not in told


def program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for Quarto: a program that gets its arguments (render ROOT --output-dir SITE)."""
    path = folder / "quarto"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(path))
    return path


def test_quarto_is_used_where_there_is_one(small: Make, tmp_path: Path, monkeypatch, capsys):
    script = 'echo "[IPKernelApp] WARNING | harmless" >&2\nmkdir $4; echo "$@" > $4/index.html'
    path = program(tmp_path, script, monkeypatch)
    assert main(["--root", str(small()), "build"]) == 0
    assert f"rendering with Quarto: {path}" in capsys.readouterr().err
    called = (tmp_path / "_site/index.html").read_text()
    assert re.fullmatch(
        f"render {tmp_path} --output-dir {tmp_path}/_site\\.\\w+\\.new/site\n", called
    )


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("mkdir $4; echo half > $4/index.html; exit 3", "could not render the site"),
        ("mkdir $4; echo > $4/index.html; echo '[WARNING] lost @fig-x' >&2", "\n[WARNING] lost"),
        (
            "mkdir $4; echo > $4/index.html\n"
            "printf '\\033[1m[ 2/20] report/a.qmd\\033[39m\\n\\033[33mWARN: x\\033[39m\\n' >&2",
            "left on the pages:\nreport/a.qmd: WARN: x\n",
        ),
        ("mkdir $4", "lacks 1 of its pages, first index.html"),
    ],
)
def test_where_quarto_fails_or_warns_the_last_good_site_stays(
    small: Make, tmp_path: Path, monkeypatch, capsys, script: str, message: str
):
    root = small()
    program(tmp_path, script, monkeypatch)
    (root / "_site").mkdir()
    (root / "_site/index.html").write_text("good")
    assert main(["--root", str(root), "build"]) == 1
    assert message in capsys.readouterr().err
    assert (root / "_site/index.html").read_text() == "good"
    assert not list(root.glob("_site.*"))


def test_a_quarto_path_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("QUARTO_PATH", "gone/quarto")
    with pytest.raises(SiteError, match="QUARTO_PATH is gone/quarto, and that is no program"):
        quarto.find()


def test_without_quarto_the_embedded_renderer_is_used(small: Make, monkeypatch, capsys):
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setattr(quarto.shutil, "which", lambda _: None)
    assert main(["--root", str(small()), "build"]) == 0
    assert "rendering with the embedded renderer (no Quarto here)" in capsys.readouterr().err


@pytest.mark.slow
def test_the_preview_serves_and_rebuilds(small: Make, monkeypatch):
    root, stop, said = small("First."), threading.Event(), list[str]()
    monkeypatch.setattr(serve.build, "say", said.append)
    monkeypatch.chdir(REPOSITORY)
    thread = threading.Thread(target=serve.preview, args=(root, 0, (), stop))
    thread.start()
    try:
        address = wait_for(lambda: next((s.split()[1] for s in said if "http" in s), None))
        page = wait_for(lambda: fetched(address))
        assert "First." in page
        assert serve.SCRIPT in page
        assert serve.VERSION in fetched(address.rstrip("/") + serve.SCRIPT)
        small("Second.")
        assert wait_for(lambda: "Second." in fetched(address))
        assert wait_for(lambda: fetched(address + serve.VERSION[1:]) == "2")
    finally:
        stop.set()
        thread.join()


def wait_for(found: Callable[[], object], seconds: float = 20) -> str:
    for _ in range(int(seconds / 0.1)):
        if value := found():
            return str(value)
        threading.Event().wait(0.1)
    raise AssertionError("it took too long")


def fetched(address: str) -> str:
    """Return what stands at an address; nothing while the site is being put in its place."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError:
        return ""


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("other.qmd#a", ("report/other.html", "a")),
        ("/index.qmd", ("index.html", "")),
        ("../index.qmd", ("index.html", "")),
        ("#here", ("report/page.html", "here")),
        ("/report/", ("report/index.html", "")),
        ("data%20set.csv", ("report/data set.csv", "")),
    ],
)
def test_addresses_are_resolved_as_in_quarto(address: str, target: tuple[str, str]):
    assert links.resolve(address, "report/page.html") == target


def test_rewriting_changes_addresses_and_nothing_else():
    html = (
        '<p data-x="/a.qmd">/a.qmd &amp; &#955; <a class="n" href="/a.qmd?x=1&amp;y=2#b">t</a>'
        '<svg viewBox="0 0 1 1"><path d="M0"/></svg><script>if (a < b) "<a href=/a.qmd>"</script>'
        '<a href="https://example.org/a.qmd">out</a><!-- kept --></p>'
    )
    expected = html.replace('href="/a.qmd?', 'href="../a.html?')
    assert links.rewrite(html, "report/page.html").html == expected
