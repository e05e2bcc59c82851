from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from analysis.benchprice.commands import common
from analysis.benchprice.errors import UserError
from analysis.page import cite
from analysis.page.cite import Citation
from analysis.register import versions
from analysis.release import contents, cut, metadata
from analysis.release.contents import Contents
from analysis.release.git import commit_of

ROOT = Path(__file__).resolve().parents[2]
WHOLE = Citation(
    "Prices", "The maintainers", "2026.11", "October 2026", "2026-11-22", "", "v/2026.11/"
)


@pytest.mark.facts  # the citation's date is a number's, of the register
def test_every_place_names_one_version_and_one_date():
    texts = cut.texts_of(ROOT)
    project = tomllib.loads(texts["pyproject.toml"])["project"]["version"]
    assert set(metadata.named(texts).values()) == {project}
    assert len(set(metadata.dated(texts).values())) == 1
    assert str(versions.parse(project)) == project
    assert cite.current().version == project


def test_the_tag_of_the_commit_names_the_version_too():
    """Where this commit is a release; between releases there is no tag to agree with."""
    done = subprocess.run(
        ["git", "-C", str(ROOT), "tag", "--points-at", "HEAD"], capture_output=True, text=True
    )
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    tags = [tag for tag in done.stdout.split() if re.fullmatch(r"v20\d\d\..*", tag)]
    assert tags in ([], [f"v{version}"])


def test_a_statement_names_the_version_of_the_code_whatever_is_installed_beside_it(monkeypatch):
    """Another version's environment rebuilds this one, and may hold none or its own."""
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "1")
    assert common.made_by() == f"benchprice {cite.current().version}"


def test_the_footer_takes_its_version_from_the_project():
    # the version itself is put into _variables.yml by the preparation of a build
    footer = yaml.safe_load((ROOT / "_quarto.yml").read_text())["website"]["page-footer"]
    assert "{{< var version >}}" in json.dumps(footer)


def test_stamping_changes_version_and_date_and_nothing_else():
    texts = cut.texts_of(ROOT)
    stamped = metadata.stamped(texts, "2031.2.1", "2031-03-04")
    assert set(metadata.named(stamped).values()) == {"2031.2.1"}
    assert set(metadata.dated(stamped).values()) == {"2031-03-04"}
    old, date = metadata.named(texts)["pyproject.toml"], metadata.dated(texts)["CITATION.cff"]
    assert metadata.stamped(stamped, old, date) == texts


def test_a_file_without_a_version_is_named():
    with pytest.raises(UserError, match=r"CITATION\.cff: no line fits"):
        metadata.named({"CITATION.cff": "title: x\n"})


def test_the_citation_file_has_what_version_1_2_0_of_its_format_requires():
    data = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert data["cff-version"] == "1.2.0"
    assert data["type"] in ("software", "dataset")
    assert data["authors"] == [{"name": cite.AUTHORS}]
    assert data["title"] == cite.TITLE
    assert data["message"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", data["date-released"])
    assert isinstance(data["version"], str)  # unquoted, 2026.10 would be the number 2026.1


@pytest.mark.live
def test_the_citation_file_is_valid_by_its_own_schema():
    # in an environment of its own: cffconvert wants a jsonschema older than the project's
    command = ["uv", "tool", "run", "--from", "cffconvert", "cffconvert", "--validate"]
    done = subprocess.run(
        [*command, "-i", str(ROOT / "CITATION.cff")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_zenodo_reads_the_same_title_and_authors():
    data = json.loads((ROOT / ".zenodo.json").read_text())
    assert data["title"] == cite.TITLE
    assert [creator["name"] for creator in data["creators"]] == [cite.AUTHORS]
    assert data["upload_type"] in ("dataset", "publication", "software")


def scripts(text: str) -> list[dict]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return [json.loads(each) for each in found]


def test_the_front_page_is_report_and_dataset_with_version_and_files():
    package = {
        "title": "Prices", "description": "Facts.",
        "resources": [{"name": "prices", "path": "prices.csv", "mediatype": "text/csv"}],
    }  # fmt: skip
    front = Citation(**{**vars(WHOLE), "address": "https://example.org/v/2026.11/index.html"})
    empty = Contents("Front", "What it says", {}, frozenset(), frozenset())
    report, dataset = scripts(metadata.json_ld(front, empty, package))
    assert (report["@type"], dataset["@type"]) == ("Report", "Dataset")
    assert report["version"] == dataset["version"] == "2026.11"
    (download,) = dataset["distribution"]
    assert download["contentUrl"] == "https://example.org/v/2026.11/data/prices.csv"
    page = Citation(**{**vars(front), "part": "A </script> page"})
    (only,) = scripts(metadata.json_ld(page, empty, package))
    assert (only["@type"], only["name"]) == ("Report", "A </script> page")
    why = Citation(
        **{**vars(page), "address": "https://example.org/v/2026.11/report/findings/why.html"}
    )
    (article,) = scripts(metadata.json_ld(why, empty, package))
    assert (article["@type"], article["headline"]) == ("ScholarlyArticle", "A </script> page")
    assert article["author"]["name"] == why.authors and article["datePublished"] == why.released


PAGE = """<!DOCTYPE html><html><head><meta name="description" content="What it says"></head><body><main>
<h1 class="title" data-x>The <em>price</em></h1><h2 id="sec-one">One</h2>
<div id="fig-steps" class="quarto-float"><figure><div><svg><text>12</text></svg><script>var x = "<p>"</script></div>
<figcaption id="fig-steps-caption">Figure&nbsp;1: <strong>It falls.</strong> By much.</figcaption></figure></div>
<div id="tbl-all"><figure><figcaption>Table&nbsp;1: All</figcaption><table></table></figure></div>
<p id="other">See <a class="num" data-key="a.b" href="#">9</a><br>.</main></body></html>"""


def test_a_page_is_read_for_title_captions_anchors_and_numbers():
    told = contents.read(PAGE)
    assert told.title == "The price"
    assert told.description == "What it says"
    assert told.figures == {"fig-steps": "Figure 1: It falls. By much.", "tbl-all": "Table 1: All"}
    assert told.anchors == {"sec-one", "fig-steps", "tbl-all"}
    assert told.numbers == {"a.b"}


def test_the_box_cites_the_page_and_each_figure_and_offers_the_files():
    page = Citation(**{**vars(WHOLE), "part": "A & B"})
    figure = Citation(**{**vars(WHOLE), "part": "Figure 1: C", "address": "v/2026.11/a.html#fig-c"})
    box = metadata.citation_box(page, [figure], "../")
    assert "The maintainers (2026). A &amp; B. In: Prices. Version 2026.11" in box
    assert '<a href="#fig-c">Figure 1: C</a>: <code>benchmark-prices-2026-11-a-fig-c</code>' in box
    assert [f"../citations.{s}" in box for s in ("bib", "ris", "json")] == [True] * 3


def test_no_commit_has_no_tag(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert commit_of(tmp_path, "v2026.11") is None


def test_every_file_that_states_the_version_is_stamped_by_a_release() -> None:
    """One that is not named the package as it was, and no release could be cut."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    form = rf'^ *"?version"?( = |: )"{re.escape(version)}"'
    files = ("-lE", form, "--", ".", ":!data/releases")  # what a version said is its own
    done = subprocess.run(["git", "-C", str(ROOT), "grep", *files], capture_output=True)
    assert set(done.stdout.decode().split()) == set(metadata.FILES)
