"""The forms of the page are those of the repository, and links to them fill in fields they have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from analysis.facts.tables import ROOT
from analysis.page import contribution
from analysis.page.contribution import FORMS


@pytest.mark.parametrize("name", FORMS)
def test_the_repositorys_form_asks_the_same(name: str) -> None:
    title, fields = FORMS[name]
    path = ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml"
    asked = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert asked["name"] == title and asked["description"]
    assert [
        (one["id"], one["attributes"]["label"], one["validations"]["required"])
        for one in asked["body"]
    ] == [(field.name, field.label, field.required) for field in fields]


def test_every_form_stands_on_the_page_under_its_own_heading() -> None:
    page = (ROOT / "report" / "guide" / "contribute.qmd").read_text(encoding="utf-8")
    found = re.findall(r'#sec-(\w+)|contribution\.form\("(\w+)"\)', page)
    assert [a or b for a, b in found if (a or b) in FORMS] == [n for n in FORMS for _ in (1, 2)]
    for name in FORMS:
        assert contribution.form(name).markup.count("<input") == len(FORMS[name][1])


def test_links_fill_in_fields_that_the_form_has() -> None:
    fields = {name: {field.name for field in asked} for name, (_, asked) in FORMS.items()}
    made = Path(contribution.__file__).parent / "made"
    links = [
        found
        for path in made.glob("*.py")
        for found in re.findall(r"\?(\w+)=\{quote\([\w.]+\)\}#sec-(\w+)", path.read_text())
    ]
    assert len(links) == 3 and all(field in fields[form] for field, form in links)
