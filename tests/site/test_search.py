"""Pages rendered here and pages the project made have a search index each; the second is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.site import search, stored
from analysis.site.problems import SiteError

PAGE = (
    '<!DOCTYPE html><html lang="en"><title>{0}</title><body><main {1}><h1>{0}</h1>{2}</main></html>'
)


def site(folder: Path, **pages: str) -> Path:
    for name, words in pages.items():
        searched = "" if words == "hidden" else "data-pagefind-body"
        (folder / "more").mkdir(parents=True, exist_ok=True)
        (folder / "more" / f"{name}.html").write_text(PAGE.format(name, searched, words))
    return folder


def counted(index: Path) -> int:
    languages = json.loads((index / "pagefind-entry.json").read_text())["languages"]
    return sum(language["page_count"] for language in languages.values())


def test_each_page_is_in_one_index_and_hidden_ones_in_none(tmp_path: Path) -> None:
    folder = site(tmp_path / "site", front="One.", made="Two.", other="Three.", lost="hidden")
    search.index_made(folder, ["more/front.html"], stored.Store(None), tmp_path)
    search.index(folder, ["more/front.html"])
    assert counted(folder / search.FOLDER) == 1
    assert counted(folder / search.MADE) == 2
    assert not list(folder.parent.glob("site.*"))


def test_the_index_of_made_pages_is_kept_until_one_of_them_changes(tmp_path, monkeypatch) -> None:
    asked: list[Path] = []
    run = search._run
    monkeypatch.setattr(search, "_run", lambda f, n, o: asked.append(o) or run(f, n, o))
    kept = stored.Store(tmp_path / "cache")
    first, second, third = (
        site(tmp_path / name, front=words, made=made)
        for name, words, made in (("a", "One.", "Two."), ("b", "Else.", "Two."), ("c", "", "New."))
    )
    for folder in (first, second, third):
        search.index_made(folder, ["more/front.html"], kept, first)
    assert [path.parent.name for path in asked] == ["a", "c"]
    whole = [
        {p.name: p.read_bytes() for p in (f / search.MADE).rglob("*") if p.is_file()}
        for f in (first, second)
    ]
    assert whole[0] == whole[1]
    linked = first / search.MADE / "pagefind-entry.json"
    assert linked.samefile(second / search.MADE / linked.name)


@pytest.mark.slow
def test_what_is_not_searched_may_change_and_the_index_stays(tmp_path, monkeypatch) -> None:
    asked: list[str] = []
    run = search._run
    monkeypatch.setattr(search, "_run", lambda f, n, o: asked.append(f.name) or run(f, n, o))
    kept = stored.Store(tmp_path / "cache")
    page = "Words.<svg><text>{0}</text></svg><div data-pagefind-ignore>{0}</div>{1}"
    anchor = '<section data-pagefind-ignore><h2 id="{}">Else</h2></section>'
    made = {
        "a": page.format("One", anchor.format("x")),
        "b": page.format("Two", anchor.format("x")),
        "c": page.format("Two", anchor.format("y")),
    }
    wholes = []
    for name, words in made.items():
        folder = site(tmp_path / name, made=words)
        search.index_made(folder, [], kept, tmp_path)
        search._run(folder, ["more/made.html"], tmp_path / "anew" / name)
        wholes.append(
            [
                {p.name: p.read_bytes() for p in at.rglob("*") if p.is_file()}
                for at in (folder / search.MADE, tmp_path / "anew" / name)
            ]
        )
    assert asked == ["a", "a", "b", "c", "c"]
    assert all(one == anew for one, anew in wholes)


def test_a_damaged_index_of_the_site_before_is_not_taken_over(tmp_path: Path) -> None:
    kept = stored.Store(tmp_path / "cache")
    first, second = (site(tmp_path / name, made="Two.") for name in "ab")
    search.index_made(first, [], kept, tmp_path)
    entry = first / search.MADE / "pagefind-entry.json"
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-1])
    search.index_made(second, [], kept, first)
    assert (second / search.MADE / entry.name).read_bytes() == whole


def test_a_site_of_rendered_pages_has_one_index(tmp_path: Path) -> None:
    folder = site(tmp_path / "site", front="One.", lost="hidden")
    search.index_made(folder, ["more/front.html"], stored.Store(tmp_path / "cache"), folder)
    assert not (folder / search.MADE).exists()


def test_a_failure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.pagefind_bin, "get_executable", lambda: "/bin/false")
    with pytest.raises(SiteError, match="pagefind could not index"):
        search.index(site(tmp_path / "site", front="One."), ["more/front.html"])
