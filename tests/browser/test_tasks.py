"""Everyday tasks, each from the front page in at most three actions of a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import SETTLED

pytestmark = pytest.mark.browser
LOGS = Path(__file__).parents[1] / "benchprice" / "logs"
MOST = 3  # actions: a click, a choice, a search typed


class Reader:
    """A reader who starts on the front page; counts what he does."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.actions = page, 0
        page.set_default_timeout(SETTLED)
        page.goto(f"{address}index.html")

    def click(self, place: Any) -> None:
        """Follow a link or press a button."""
        self.actions += 1
        place.first.click()

    def search(self, words: str, result: str) -> None:
        """Search the site and open a result: two actions."""
        self.actions += 2
        self.page.keyboard.press("/")
        self.page.locator("input[type=search]:visible").fill(words)
        self.page.locator("#bp-search li a, .aa-Item a").filter(has_text=result).first.click()

    def choose(self, name: str, value: str) -> None:
        """Set a field of a form."""
        self.actions += 1
        field = self.page.locator(f"[name={name}]")
        if field.evaluate("f => f.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def text(self) -> str:
        """Return the words of the page's own part."""
        words: str = self.page.locator("main").inner_text()
        return words


@pytest.fixture
def reader(browser: Any, address: str) -> Iterator[Reader]:
    options = {"viewport": {"width": 1280, "height": 900}, "accept_downloads": True}
    context = browser.new_context(**options)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield (reading := Reader(context.new_page(), address))
    assert 0 < reading.actions <= MOST
    context.close()


def copied(reader: Reader) -> str:
    told: str = reader.page.evaluate("navigator.clipboard.readText()")
    return told


def test_the_price_of_a_benchmark_with_a_named_model(reader: Reader) -> None:
    reader.search("Kimi K2.5", "Kimi K2.5")
    row = reader.page.locator("tr", has=reader.page.locator("th", has_text="SWE-bench Verified"))
    assert re.search(r"\$\d", row.first.inner_text())


def test_the_cheapest_way_to_a_score_today(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="Choose a benchmark and a score"))
    reader.choose("benchmark", "gpqa-diamond")
    reader.choose("score", "85")
    answer = reader.page.locator(".bp-ways output p", has_text="85 % or more on GPQA Diamond")
    answer.wait_for()
    assert re.search(r"\$[\d.,]+ a pass.* at \w", answer.inner_text())
    assert reader.page.url.endswith("#benchmark=gpqa-diamond&score=85")


def test_the_price_of_a_dropped_log(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="Drop its log"))
    box = reader.page.locator(".bp-guide-price")
    box.or_(reader.page.get_by_text("is not in this build")).first.wait_for()
    if not box.count():
        pytest.skip("this build has no Pyodide: npm could not bring it")
    reader.actions += 1  # a drop, or a choice of files
    box.locator("[name=logs]").set_input_files(LOGS / "codex.jsonl")
    card = box.locator(".price-card")
    card.wait_for(timeout=120_000)  # the first log waits for Python
    assert re.search(r"\d USD", card.inner_text())


def test_citing_a_number(reader: Reader) -> None:
    reader.click(reader.page.locator("main a.num"))
    reader.click(reader.page.get_by_role("button", name="Copy BibTeX"))
    assert copied(reader).startswith("@misc{")


def test_the_data_of_a_chart(reader: Reader) -> None:
    reader.click(reader.page.locator(".bp-data summary"))
    with reader.page.expect_download() as caught:
        reader.click(reader.page.get_by_text("Download as CSV"))
    assert ",source,licence,version" in Path(caught.value.path()).read_text().splitlines()[0]


def test_embedding_a_chart(reader: Reader) -> None:
    reader.click(reader.page.locator(".bp-data summary"))
    reader.click(reader.page.get_by_role("button", name="Copy a line to embed it"))
    assert "?embed=fig-" in copied(reader)


def test_a_number_followed_to_an_address_of_its_sources(reader: Reader) -> None:
    number = "main a.num[data-key^='score.'], main a.num[data-key^='reach.gpqa']"
    reader.click(reader.page.locator(number))
    reader.click(reader.page.get_by_role("link", name="Its runs"))
    links = reader.page.locator("#sources ~ .bp-table a[href^=http]")
    links.first.wait_for()
    assert (links.first.get_attribute("href") or "").startswith("http")


def test_what_changed_since_a_version(reader: Reader) -> None:
    reader.click(reader.page.locator("a.bp-versions"))
    assert "/report/reference/releases" in reader.page.url and "2026.11" in reader.text()


def test_a_models_price_on_a_date(reader: Reader) -> None:
    reader.search("GPT-4o (May '24)", "GPT-4o (May")
    reader.click(reader.page.get_by_text(re.compile(r"^\d+ offers$")))
    assert "2024-05-13" in reader.text()


def test_how_to_add_a_run(reader: Reader) -> None:
    reader.click(reader.page.get_by_text("The record", exact=True))
    reader.click(reader.page.get_by_role("link", name="Add a run, correct a price"))
    assert "tokens in and out" in reader.text()
