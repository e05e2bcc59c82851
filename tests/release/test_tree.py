from __future__ import annotations

import json
import subprocess

import pytest

from analysis.benchprice.errors import UserError
from analysis.release import freeze, tree
from tests.release.site import page, release, site


def published(*releases):
    """The tree as a mapping, after publishing one release after the other."""
    files: dict[str, bytes] = {}
    for each in releases:
        for name, content in tree.plan(each, files.get).items():
            if content is None:
                del files[name]
            else:
                files[name] = content
    return files


def test_the_root_shows_the_latest_and_each_version_keeps_its_own_text():
    files = published(release("2026.10"), release("2026.11"))
    assert b"Text of 2026.11." in files["index.html"]
    assert b"Text of 2026.11." in files["v/2026.11/index.html"]
    assert b"Text of 2026.10." in files["v/2026.10/index.html"]
    assert files["v/2026.10/data/prices.csv"] == site()["data/prices.csv"]


def test_publishing_one_more_leaves_every_byte_of_the_old_ones():
    before = published(release("2026.10"), release("2026.11"))
    after = published(release("2026.10"), release("2026.11"), release("2026.12"))
    kept = {n: c for n, c in before.items() if n.startswith(("v/", "assets/"))}
    assert kept.items() <= after.items()


def test_versions_share_assets_by_content_and_name_them_relatively():
    other = site() | {"report/theme/site.css": b"main { max-width: 60ch }"}
    files = published(release("2026.10"), release("2026.11"), release("2026.12", other))
    names = [name for name in files if name.startswith("assets/site.")]
    assert len(names) == 3  # one script, two states of the style sheet
    assert not any(name.endswith("theme/site.js") for name in files)
    script = next(name for name in names if name.endswith(".js"))
    assert files[script] == site()["report/theme/site.js"]
    assert f'src="../../../{script}"'.encode() in files["v/2026.11/report/a.html"]
    assert f'src="../{script}"'.encode() in files["report/a.html"]


def test_a_file_that_finds_others_by_its_own_place_stays_there():
    files = site() | {
        "report/theme/site.css": b"@font-face { src: url('f.woff2?v=1') }",
        "report/theme/f.woff2": b"font",
        "report/theme/site.js": b"import{x}from'./x.js'",
        "report/theme/x.js": b"export const x = 1",
    }
    files["index.html"] = page("Front", '<img src="report/theme/f.woff2"><img src="i.png">')
    files["i.png"] = b"image"
    files["v.js"] = b"draw('url(#a) url(b.png)')"  # a script's words are no style sheet
    files["index.html"] += b'<script src="v.js"></script>'
    moved = freeze.assets(files)
    assert set(moved) == {"i.png", "v.js", freeze.SCRIPT, freeze.STYLE}


def test_a_data_attribute_names_an_asset_too_but_a_download_keeps_its_address():
    head = '<script src="c.js" data-vega="v.js"></script>'
    files = site() | {"c.js": b"1", "v.js": b"2", "p.svg": b"<svg/>"}
    files["index.html"] = page("Front", '<a href="p.svg">picture</a>', head=head)
    out = published(release("2026.11", files))
    vega = next(name for name in out if name.startswith("assets/v."))
    assert f'data-vega="../../{vega}"'.encode() in out["v/2026.11/index.html"]
    assert b'<a href="p.svg">' in out["v/2026.11/index.html"]
    assert out["v/2026.11/p.svg"] == b"<svg/>"


def test_each_page_knows_its_version_its_tree_and_its_latest_address():
    text = published(release("2026.11"))["v/2026.11/report/a.html"].decode()
    assert 'data-version="2026.11" data-page="report/a.html" data-tree="../../../"' in text
    assert '<link rel="canonical" href="../../../report/a.html">' in text
    assert '<a class="bp-versions" href="../../../versions.html">' in text


def test_a_canonical_address_that_the_builder_wrote_stays_the_only_one():
    files = site() | {
        "index.html": page("Front", "x", head='<link rel="canonical" href="https://example.org/">')
    }
    text = published(release("2026.11", files))["v/2026.11/index.html"].decode()
    assert text.count('rel="canonical"') == 1


def test_a_page_that_is_gone_leads_to_the_last_version_that_had_it():
    first, second = release("2026.10", site(old="Old words")), release("2026.11")
    files = published(first, second, release("2026.12"))
    assert b'url=../v/2026.10/report/old.html"' in files["report/old.html"]
    index = json.loads(files["versions.json"])
    assert index["pages"]["report/old.html"] == ["2026.10"]
    assert index["pages"]["report/a.html"] == ["2026.12", "2026.11", "2026.10"]


def test_files_that_only_an_older_site_had_leave_the_root_but_not_the_host_s_own():
    first = release("2026.10", site() | {"data/old.csv": b"x\n"})
    files = published(first) | {"CNAME": b"example.org"}
    changes = tree.plan(release("2026.11"), files.get)
    assert changes["data/old.csv"] is None
    assert "CNAME" not in changes


def test_a_redirect_page_is_copied_as_it_is():
    alias = b'<!DOCTYPE html>\n<meta http-equiv="refresh" content="0; url=a.html">\n'
    files = published(release("2026.11", site() | {"report/was.html": alias}))
    assert files["v/2026.11/report/was.html"] == alias


def test_the_same_version_again_changes_nothing_with_the_same_bytes():
    files = published(release("2026.10"))
    assert tree.plan(release("2026.10"), files.get) == {}


def test_the_same_version_with_other_bytes_is_refused():
    files = published(release("2026.10"))
    with pytest.raises(UserError, match=r"2026\.10 is published, with other bytes.*2026\.10\.1"):
        tree.plan(release("2026.10", site("Other.")), files.get)


def test_a_correction_of_an_old_version_is_listed_and_leaves_the_root():
    correction = release("2026.10.1", note="A price was typed wrongly.")
    files = published(release("2026.10"), release("2026.11"), correction)
    assert b"Text of 2026.11." in files["index.html"]
    index = json.loads(files["versions.json"])
    assert [e["version"] for e in index["versions"]] == ["2026.11", "2026.10.1", "2026.10"]
    assert index["versions"][1]["corrects"] == "2026.10"
    assert b"Corrects 2026.10: A price was typed wrongly." in files["versions.html"]


def test_a_correction_of_the_latest_becomes_the_latest():
    files = published(release("2026.10"), release("2026.10.1", note="Why."))
    assert json.loads(files["versions.json"])["latest"] == "2026.10.1"
    assert b"Text of 2026.10.1." in files["index.html"]


def test_an_index_of_another_form_is_left_alone():
    with pytest.raises(UserError, match="its form is 2, this code knows 1"):
        tree.plan(release("2026.11"), {"versions.json": b'{"form": 2}'}.get)


def test_sha256sum_accepts_a_published_version(tmp_path):
    from analysis.release.stores import write_out

    files = published(release("2026.10"), release("2026.11"))
    write_out(files, tmp_path)
    check = ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path / "v/2026.10").returncode == 0
    (tmp_path / "v/2026.10/index.html").write_bytes(b"changed")
    assert subprocess.run(check, cwd=tmp_path / "v/2026.10", capture_output=True).returncode == 1
