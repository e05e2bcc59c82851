"""No text in a chart is cut off, cut short or stands over another: phone, tablet, desk and paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from analysis.facts import tables
from tests.browser.conftest import DRAWN_ANEW, come_alive
from tests.browser.test_report import SOURCES

CHARTED = [
    str(source.relative_to(tables.ROOT).with_suffix(""))
    for source in SOURCES
    if "show(" in source.read_text(encoding="utf-8")
]
MADE = (
    "report/benchmarks/gpqa-diamond",
    "report/benchmarks/hle",
    "report/models/deepseek-v4-flash",
)
WIDTHS = (360, 768, 1280)
NEAR = 4  # pixels from a tick's label to the next that are too few to tell them apart
PAPER = 680  # pixels across a printed page within its margins

# The texts of every drawing on show: their boxes, less a pixel of antialiasing on each side. Words
# written twice, once as a ground for the other, are one. Boxes of turned texts say nothing. A tick
# has its label, and room beside it.
FAULTS = """(live) => {
  const faults = []
  for (const chart of document.querySelectorAll('.bp-chart, figure:has(> .bp-steps)')) {
    const plot = chart.querySelector('.bp-plot') ?? chart
    const drawing = [...chart.querySelectorAll('svg')]
      .find((svg) => svg.getBoundingClientRect().width && getComputedStyle(svg).visibility !== 'hidden')
    if (!drawing) continue
    const name = chart.id.replace(/-[0-9a-f]{10}$/, '') || 'steps'
    const frame = plot.getBoundingClientRect()
    const page = document.documentElement.clientWidth
    const seen = new Map()
    for (const text of drawing.querySelectorAll('text')) {
      const words = text.textContent.trim()
      const look = getComputedStyle(text)
      const tick = text.closest('.role-axis-label')
      if (words && tick && look.opacity === '0') faults.push(`${name}: tick "${words}" has no room`)
      if (!words || look.opacity === '0' || look.display === 'none') continue
      if (words.endsWith('…')) faults.push(`${name}: "${words}" is cut short`)
      if (/rotate/.test(text.getAttribute('transform'))) continue
      const box = text.getBoundingClientRect()
      if (box.width < 1 || box.height < 1) continue
      const key = `${words}|${Math.round(box.left / 3)}|${Math.round(box.top / 3)}`
      if (!seen.has(key)) seen.set(key, { words, tick, left: box.left + 1, right: box.right - 1, top: box.top + 3, bottom: box.bottom - 3 })
    }
    const boxes = [...seen.values()]
    for (const { words, left, right } of boxes) {
      if (left < Math.max(0, frame.left - 12) || right > Math.min(page, frame.right + 12)) faults.push(`${name}: "${words}" is cut`)
    }
    boxes.forEach((one, i) => boxes.slice(i + 1).forEach((other) => {
      if (one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
        faults.push(`${name}: "${one.words}" over "${other.words}"`)
      const apart = Math.max(one.left - other.right, other.left - one.right) - 2
      if (one.tick && one.tick === other.tick && Math.abs(one.top - other.top) < 3 && apart >= -2 && apart < NEAR)
        faults.push(`${name}: ticks "${one.words}" and "${other.words}" nearly touch`)
    }))
  }
  return faults
}"""


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """A page of a browser that keeps the scripts that all pages share."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def opened(page: Any, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(media="screen")
    page.goto(address, wait_until="load")


def faults(page: Any, width: int, media: str = "screen") -> list[str]:
    """Return what is cut or overprinted on the page that is open where it has this width."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(media=media)
    if media == "screen":
        come_alive(page)
    page.evaluate(DRAWN_ANEW)
    found: list[str] = page.evaluate(FAULTS.replace("NEAR", str(NEAR)))
    return found


@pytest.mark.browser
@pytest.mark.parametrize("name", [*CHARTED, *MADE])
def test_no_text_of_a_chart_is_cut_or_overprinted(page: Any, address: str, name: str) -> None:
    # loaded once: a chart that comes alive fits itself as it does in a window of another width
    opened(page, f"{address}{name}.html", WIDTHS[0])
    found = {f"{width}": faults(page, width) for width in WIDTHS}
    found["paper"] = faults(page, PAPER, "print")
    assert {view: faulty for view, faulty in found.items() if faulty} == {}


@pytest.mark.browser
@pytest.mark.parametrize("name", ["report/findings/price-of-a-score", "report/findings/why"])
def test_a_column_narrower_than_ours_shrinks_a_chart_and_lays_no_label_over_another(
    page: Any, address: str, name: str
) -> None:
    opened(page, f"{address}{name}.html", 310)
    assert {width: faults(page, width) for width in (310, 540)} == {310: [], 540: []}
