"""A log dropped on the page *Price a run* is priced there, as the command prices it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice import inpage

pytestmark = pytest.mark.browser
LOGS = Path(__file__).parents[1] / "benchprice" / "logs"
PATIENCE = 120_000  # ms; the first log waits for Python
DROP = """async (box, given) => {
  const data = new DataTransfer()
  for (const [name, text] of given) data.items.add(new File([text], name))
  for (const kind of ["dragover", "drop"]) {
    box.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}))
  }
}"""


class Pricing:
    """The page, with a reader before it, and every address that it asked for."""

    def __init__(self, context: Any, address: str) -> None:
        self.page, self.asked = context.new_page(), list[str]()
        self.page.set_default_timeout(PATIENCE)
        context.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{address}report/guide/price-a-run.html", wait_until="networkidle")
        self.box = self.page.locator(".bp-guide-price")
        if not self.box.count() and "is not in this build" in self.page.inner_text("main"):
            pytest.skip("this build has no Pyodide: npm could not bring it")

    def clear(self) -> None:
        """Leave nothing of the log before: no field, no answer, and the options folded away."""
        self.box.evaluate("""box => {
          box.querySelector("form").reset()
          box.querySelector("details").open = false
          box.querySelector("output").replaceChildren()
        }""")

    def drop(self, *names: str) -> None:
        self.clear()
        given = [[name, (LOGS / name).read_text(encoding="utf-8")] for name in names]
        self.box.evaluate(DROP, given)

    def answer(self) -> Any:
        """Wait for the statement and return it, as the page gives it to take away."""
        self.box.locator(".price-card").wait_for()
        with self.page.expect_download() as caught:
            self.box.get_by_role("link", name="JSON").click()
        return json.loads(Path(caught.value.path()).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(browser: Any, address: str) -> Iterator[Pricing]:
    """One page for all tests: Python takes seconds to begin. The first finds it untouched."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, accept_downloads=True)
    yield Pricing(context, address)
    context.close()


@pytest.fixture
def pricing(page: Pricing) -> Pricing:
    """The page with empty fields."""
    page.clear()
    return page


def by_command(*names: str, options: str = "") -> Any:
    found = json.loads(inpage.run([str(LOGS / name) for name in names], options, lambda _: None))
    return json.loads(found["forms"]["json"])


def test_a_dropped_log_is_priced_as_by_the_command_and_sent_nowhere(pricing: Pricing) -> None:
    before = len(pricing.asked)
    assert not any("python" in asked for asked in pricing.asked)  # nothing before a log comes
    pricing.drop("codex.jsonl")
    assert pricing.answer() == by_command("codex.jsonl")
    loaded = [asked.rpartition("/")[2] for asked in pricing.asked[before:] if "/report/" in asked]
    assert "pyodide.asm.wasm" in loaded and len(loaded) == len(set(loaded))
    before = len(pricing.asked)
    pricing.drop("claude-code.jsonl", "codex.jsonl")  # shards, and a second log: nothing is loaded
    assert pricing.answer() == by_command("claude-code.jsonl", "codex.jsonl")
    assert [asked for asked in pricing.asked[before:] if not asked.startswith("blob:")] == []


def test_a_pasted_log_says_as_the_command_what_it_lacks(pricing: Pricing) -> None:
    pricing.box.locator("textarea").fill((LOGS / "run.csv").read_text(encoding="utf-8"))
    pricing.box.get_by_role("button", name="Price").press("Enter")
    said = pricing.box.locator("output pre")
    assert "not priced, which is not free; give it with --rate" in said.inner_text()
    pricing.box.get_by_text("What the log does not say").press("Enter")
    more = "--rate acme-large=2,10,0.2,2.5 --rate acme-small=1,2,0.1,1"
    pricing.box.get_by_label("Other options").fill(more)
    pricing.box.get_by_label("Benchmark").fill("GPQA Diamond")
    pricing.box.get_by_label("Benchmark").press("Enter")
    made = pricing.answer()
    wanted = by_command("run.csv", options=f"{more} --benchmark 'GPQA Diamond'")
    assert {**made, "record": 0} == {**wanted, "record": 0}
    assert made["record"][0]["file"] == "pasted"


def test_hostile_names_are_only_shown(pricing: Pricing) -> None:
    name = "<img src onerror><script>alert(2)</script>"
    text = f'model,input_tokens,output_tokens\n"{name}",10,10\n'
    pricing.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    pricing.box.get_by_text("What the log does not say").click()
    pricing.box.get_by_label("Other options").fill(f"--rate '{name}=1,2'")
    pricing.box.evaluate(DROP, [["<b>.csv", text]])
    card = pricing.box.locator(".price-card")
    assert name in card.inner_text() and card.locator("img, script").count() == 0


def test_a_log_that_no_python_survives_is_one_message_and_the_next_is_priced(
    pricing: Pricing,
) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    pricing.box.evaluate(DROP, [["deep.json", deep]])
    assert "too deep or too large" in pricing.box.locator("output pre").inner_text()
    pricing.drop("codex.jsonl")
    assert pricing.answer() == by_command("codex.jsonl")
