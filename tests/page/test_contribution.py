"""The forms of the page are those of the repository, and links to them fill in fields they have."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs

import pytest
import yaml

from analysis.facts.tables import ROOT
from analysis.page import contribution
from analysis.page.contribution import FORMS
from analysis.page.made import known, sources


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


def test_links_fill_in_fields_that_the_form_has(living) -> None:
    fields = {name: {field.name for field in asked} for name, (_, asked) in FORMS.items()}
    facts = known.of(living)
    page = str(sources.section(facts, [], "", {"model": "A & B", "page": "report/models/a.html"}))
    found = re.findall(r"contribute\.html\?([^#\"]+)#sec-(\w+)", html.unescape(page))
    assert [form for _, form in found] == ["run", "price"]
    for asked, form in found:
        told = parse_qs(asked)
        assert set(told) <= fields[form] and told["model"] == ["A & B"]
    script = (ROOT / "report" / "theme" / "share.js").read_text(encoding="utf-8")
    heads = re.search(r"const FIELDS = \{(.*?)\}", script)
    assert heads
    assert set(re.findall(r': "(\w+)"', heads[1])) <= set().union(*fields.values())
