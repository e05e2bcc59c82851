from __future__ import annotations

import json

import pytest

from analysis.benchprice.errors import UserError
from analysis.register import versions
from analysis.release import cut, metadata, publish, tree, verify
from analysis.release.stores import Branch, Folder
from tests.release import repository as release_repository
from tests.release.repository import commit, git, maker, repository


@pytest.fixture
def root(tmp_path):
    return repository(tmp_path / "repository")


def released(root, version, date=None, store=None, make=maker):
    said: list[str] = []
    parsed = versions.parse(version)
    date = date or f"{parsed.year}-{parsed.month:02}-01"
    cut.cut(root, parsed, date, store or Branch(root), make, said.append)
    return said


def verified(root, version):
    return verify.verify(root, versions.parse(version), Branch(root), maker, lambda _: None)


def test_a_release_stamps_commits_tags_and_publishes(root):
    released(root, "2026.2")
    assert git(root, "log", "-1", "--format=%s") == "Release 2026.2"
    assert git(root, "rev-parse", "v2026.2^{commit}") == git(root, "rev-parse", "main")
    assert git(root, "status", "--porcelain") == ""
    texts = cut.texts_of(root)
    assert set(metadata.named(texts).values()) == {"2026.2"}
    assert metadata.dated(texts) == {"CITATION.cff": "2026-02-01"}
    store = Branch(root)
    assert json.loads(store.read("versions.json"))["latest"] == "2026.2"
    assert store.read("v/2026.2/build.log") == b"built\n"
    manifest = json.loads(store.read("v/2026.2/manifest.json"))
    assert manifest["signed-off-by"] == "A. Maintainer <a@example.org>"
    assert manifest["commit"] == git(root, "rev-parse", "main")


def test_a_release_goes_into_any_folder_as_well(root, tmp_path):
    store = Folder(tmp_path / "public")
    released(root, "2026.2", store=store)
    assert publish.check(store) == 1
    assert git(root, "branch", "--list", "gh-pages") == ""


def test_the_next_version_knows_the_one_before(root):
    for version in ("2026.2", "2026.3"):
        released(root, version)
    manifest = json.loads(Branch(root).read("v/2026.3/manifest.json"))
    assert manifest["previous"] == "2026.2"


def test_the_same_release_again_changes_nothing(root):
    released(root, "2026.2")
    before = git(root, "rev-parse", "main", "gh-pages", "v2026.2")
    assert "published already" in released(root, "2026.2", date="2026-02-09")[-1]
    assert git(root, "rev-parse", "main", "gh-pages", "v2026.2") == before


def test_a_moved_tag_cannot_replace_what_is_published(root):
    released(root, "2026.2")
    commit(root, {"text": "Ten times cheaper."})
    git(root, "tag", "--force", "-a", "-m", "moved", "v2026.2")
    with pytest.raises(UserError, match=r"2026\.2 is published, with other bytes"):
        released(root, "2026.2")
    assert b"Nine times" in Branch(root).read("index.html")


@pytest.mark.parametrize("where", ["build", "tree"])
def test_after_an_interruption_the_same_command_completes_the_release(root, monkeypatch, where):
    def stopped(*_):
        raise KeyboardInterrupt

    if where == "build":
        with pytest.raises(KeyboardInterrupt):
            released(root, "2026.2", make=stopped)
        assert git(root, "tag") == ""
    else:
        with monkeypatch.context() as patch:
            patch.setattr(Branch, "commit", stopped)
            with pytest.raises(KeyboardInterrupt):
                released(root, "2026.2")
        assert git(root, "tag") == "v2026.2"
        commit(root, {"text": "Later work."})
    released(root, "2026.2", date="2026-02-02")
    assert b"Nine times cheaper. Version 2026.2." in Branch(root).read("index.html")
    assert publish.check(Branch(root)) == 1


def test_uncommitted_work_is_not_released(root):
    (root / "text").write_text("Eleven times")
    with pytest.raises(UserError, match="commit or set aside these changes"):
        released(root, "2026.2")
    assert git(root, "tag") == ""


def test_a_version_names_the_month_of_its_day(root):
    with pytest.raises(UserError, match=r"2026\.3 would be released on 2026-02-28.*2026\.2, or"):
        released(root, "2026.3", date="2026-02-28")
    assert git(root, "tag") == ""


def test_a_release_does_not_pass_for_the_first_where_earlier_ones_are_on_record(root, tmp_path):
    released(root, "2026.2")
    commit(root, {f"data/releases/{each}.json": "{}" for each in ("2026.2", "2026.3")})
    released(root, "2026.3")  # its own numbers are recorded before it is published
    other = Folder(tmp_path / "public")
    for version in ("2026.3", "2026.4"):
        with pytest.raises(UserError, match=r"2026\.2.* came before 2026\.\d, .*gh-pages"):
            released(root, version, store=other)
    assert git(root, "tag").split() == ["v2026.2", "v2026.3"]


def test_a_correction_must_say_what_it_corrects_and_then_says_so(root):
    released(root, "2026.2")
    with pytest.raises(UserError, match=r"2026\.2\.1 corrects 2026\.2, and data/changes\.csv"):
        released(root, "2026.2.1")
    head = "version,key,why,reason\n"
    commit(root, {"data/changes.csv": head + '2026.2.1,*,correction,"A price was wrong."\n'})
    released(root, "2026.2.1")
    newest = json.loads(Branch(root).read("versions.json"))["versions"][0]
    assert (newest["corrects"], newest["note"]) == ("2026.2", "A price was wrong.")


def test_an_anchor_that_others_may_link_to_is_kept(root, monkeypatch):
    released(root, "2026.2")
    made = release_repository.site
    monkeypatch.setattr(
        release_repository,
        "site",
        lambda text: {n: c.replace(b"sec-a", b"sec-b") for n, c in made(text).items()},
    )
    with pytest.raises(UserError, match=r"report/a\.html#sec-a\n.*\[\]\{#fig-name\}"):
        released(root, "2026.3")
    assert git(root, "tag") == "v2026.2"


def test_a_version_verifies_even_after_later_work_and_later_versions(root):
    released(root, "2026.2")
    commit(root, {"text": "Ten times cheaper."})
    released(root, "2026.3")
    assert verified(root, "2026.2") == []
    assert verified(root, "2026.3") == []


def test_verifying_names_each_file_that_differs(root):
    released(root, "2026.2")
    store = Branch(root)
    page = store.read("v/2026.2/index.html")
    at = page.index(b"Nine")
    changes = {
        "v/2026.2/index.html": page.replace(b"Nine", b"Five"),
        "v/2026.2/data/prices.csv": None,
        "v/2026.2/extra.txt": b"x",
    }
    store.commit(changes, "tampered with")
    assert verified(root, "2026.2") == [
        f"differs: v/2026.2/index.html (from byte {at})",
        "only published: v/2026.2/extra.txt",
        "only rebuilt: v/2026.2/data/prices.csv",
    ]
    with pytest.raises(
        UserError, match=r"not as they were published:\n  v/2026\.2/data/prices\.csv"
    ):
        publish.check(store)


def test_what_cannot_be_verified_says_why(root):
    with pytest.raises(UserError, match=r"2026\.5 is not published here"):
        verified(root, "2026.5")
    released(root, "2026.2")
    git(root, "tag", "-d", "v2026.2")
    with pytest.raises(UserError, match=r"there is no tag v2026\.2 here; `git fetch --tags`"):
        verified(root, "2026.2")


def test_sending_pushes_branch_and_tags_and_says_when_there_is_no_remote(root, tmp_path):
    released(root, "2026.2")
    with pytest.raises(UserError, match="there is no remote 'origin'"):
        publish.send(root, Branch(root), "origin", print)
    git(tmp_path, "init", "-q", "--bare", "host")
    git(root, "remote", "add", "origin", str(tmp_path / "host"))
    publish.send(root, Branch(root), "origin", lambda _: None)
    assert Branch(tmp_path / "host").read("index.html") == Branch(root).read("index.html")
    assert git(tmp_path / "host", "tag") == "v2026.2"


def test_an_empty_tree_is_not_shown(tmp_path):
    with pytest.raises(UserError, match="nothing is published here yet"):
        publish.check(Folder(tmp_path / "public"))


def test_the_index_lists_pages_of_every_version(root):
    released(root, "2026.2")
    index = tree.read_index(Branch(root).read("versions.json"))
    assert index["pages"] == {"index.html": ["2026.2"], "report/a.html": ["2026.2"]}
