"""The charts in a real browser: drawn, chosen from, read by pointer and keyboard, in two themes."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import charts
from analysis.facts import tables
from analysis.page.pieces import figure as embed
from analysis.page.pieces import vega
from analysis.site.policy import POLICY

pytestmark = pytest.mark.browser

THEME = tables.ROOT / "report" / "theme"
NAMES = (
    "fg bg muted rule accent surface knowledge reasoning mathematics software agents long-context"
)
STYLE = (
    ":root{" + "".join(f"--bp-{n}:#333;" for n in NAMES.split()) + "--bp-bg:#fff}"
    "body.quarto-dark{" + "".join(f"--bp-{n}:#ddd;" for n in NAMES.split()) + "--bp-bg:#111}"
    "body{background:var(--bp-bg);color:var(--bp-fg);margin:16px}main{max-width:720px}"
    ".apart{height:2500px}"
)
DAYS = pd.to_datetime(["2024-03-01", "2024-09-01", "2025-03-01", "2025-09-01"])
RUNS = pd.DataFrame(
    {
        "model": ["Alpha", "Beta", "Gamma", "Delta"],
        "benchmark": ["Planted", "Planted", "Planted", "Other"],
        "date": DAYS,
        "price": [100.0, 10.0, 1.0, 5.0],
        "score": [0.5, 0.6, 0.9, 0.2],
        "score_se": [0.01, 0.02, 0.01, 0.03],
        "weights": ["closed", "open", "closed", "open"],
        "source": "Planted source",
    }
)
HOSTILE = [
    "</script><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "<!--<script",
    "\"onmouseover='window.ran=1' ${alert(1)} {{7*7}}",
]
STEPS = RUNS[:3].assign(level=[0.5, 0.5, 0.5])
CARD = (
    '<a class="num" href="#row" data-key="planted.factor" data-value="9.0×" data-unit="factor"'
    ' title="90 % interval 3.9 to 21; n 57; 12 models; 2024-04-01 to 2026-02-01">9.0×</a>'
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    drawn = {
        "score": (charts.price_against_score(RUNS), RUNS),
        "reach": (charts.price_to_reach(STEPS, pd.Timestamp("2026-01-01")), STEPS),
    }
    blocks = [embed.figure(c, rows, name=name).markup for name, (c, rows) in drawn.items()]
    folder.joinpath("vega.js").write_text(vega.bundle(), encoding="utf-8")
    for script in ("charts.js", "numbers.js"):
        shutil.copy(THEME / script, folder)
    style = STYLE + (THEME / "charts.css").read_text(encoding="utf-8")
    folder.joinpath("page.css").write_text(style, encoding="utf-8")
    folder.joinpath("favicon.ico").touch()
    page = (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Charts</title>"
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        "<meta name='viewport' content='width=device-width'><meta name='quarto:offset' content='./'>"
        "<link rel='stylesheet' href='page.css'></head>"
        f"<body class='quarto-light'><main><p>{CARD}</p>{blocks[0]}"
        f"<div class='apart'></div>{blocks[1]}</main>"
        "<script defer src='charts.js' data-vega='/vega.js'></script><script defer src='numbers.js'></script></body></html>"
    )
    folder.joinpath("index.html").write_text(page, encoding="utf-8")
    hostile = RUNS.assign(model=HOSTILE, source=HOSTILE[0], benchmark="</script><b>Planted")
    block = embed.figure(charts.price_against_score(hostile), hostile, name="hostile").markup
    text = page.replace(blocks[0], block).replace(blocks[1], "")
    folder.joinpath("hostile.html").write_text(text, encoding="utf-8")
    with _served(folder) as where:
        yield where


class _served:
    """Serve a folder on a free port of this machine."""

    def __init__(self, folder: Path) -> None:
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        handler = functools.partial(Quiet, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class Seen:
    """A page with what it asked for and what it complained of."""

    def __init__(self, browser: Any, address: str, width: int = 1200, **context: Any) -> None:
        viewport = {"width": width, "height": 800}
        self.page = browser.new_context(viewport=viewport, **context).new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console", lambda m: m.type == "error" and self.errors.append(f"{m.text} {m.location}")
        )
        self.page.goto(address)

    def drawn(self, name: str = "score") -> Any:
        """Come near a figure, wait until it is alive, and return it."""
        figure = self.page.locator(f".bp-chart[id^={name}]")
        figure.scroll_into_view_if_needed()
        self.page.mouse.move(1, 1)
        figure.locator(".bp-drawn .bp-live svg").wait_for()
        return figure

    def close(self) -> None:
        self.page.context.close()


@pytest.fixture
def seen(browser: Any, address: str) -> Iterator[Seen]:
    opened = Seen(browser, address)
    yield opened
    opened.close()
    assert opened.errors == []
    assert all(url.startswith((address, "data:", "blob:")) for url in opened.requests)


def test_a_chart_comes_alive_only_near_the_reader_and_loads_vega_once(seen: Seen) -> None:
    seen.drawn("score")
    assert seen.page.locator(".bp-live").count() == 1, "the other chart is far below"
    seen.drawn("reach")
    assert sum(url.endswith("vega.js") for url in seen.requests) == 1


def test_the_page_is_read_before_vega_loads_for_a_move_or_after_a_moment(
    browser: Any, address: str
) -> None:
    opened = Seen(browser, address)  # the first chart is in view as the page opens
    assert not any(url.endswith("vega.js") for url in opened.requests)
    opened.page.mouse.move(20, 20)
    opened.page.locator(".bp-drawn").first.wait_for(timeout=2500)  # sooner than by itself
    opened.close()
    opened = Seen(browser, address)
    opened.page.locator(".bp-drawn").first.wait_for()
    opened.close()


def test_nothing_moves_when_a_chart_comes_alive(browser: Any, address: str) -> None:
    live = Seen(browser, "about:blank")
    live.page.route(
        "**/vega.js", lambda route: (live.page.wait_for_timeout(500), route.continue_())
    )
    live.page.goto(address)
    before = live.page.locator(".bp-chart[id^=score] .bp-plot").bounding_box()
    figure = live.drawn("score")
    after = figure.locator(".bp-plot").bounding_box()
    picture = figure.locator(".bp-live svg").bounding_box()
    shift = live.page.evaluate(
        "new Promise(done => new PerformanceObserver(list => done(list.getEntries()"
        ".reduce((sum, entry) => sum + entry.value, 0))).observe("
        "{type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))"
    )
    live.close()
    assert after == before
    assert picture["height"] == pytest.approx(after["height"], abs=1)
    assert shift == 0


def test_without_script_the_picture_stands_and_no_control_pretends(
    browser: Any, address: str
) -> None:
    still = Seen(browser, address, java_script_enabled=False)
    assert still.page.locator(".bp-chart[id^=score] .bp-wide").is_visible()
    assert not still.page.locator(".bp-controls").first.is_visible()
    assert still.page.locator(".bp-plot text", has_text="US$ a pass").first.is_visible()
    still.close()


def test_where_vega_fails_the_picture_stays(browser: Any, address: str) -> None:
    opened = Seen(browser, "about:blank")
    opened.page.route("**/vega.js", lambda route: route.abort())
    with opened.page.expect_console_message(lambda m: "static picture stays" in m.text):
        opened.page.goto(address)
    assert opened.page.locator(".bp-chart[id^=score] .bp-wide").is_visible()
    assert opened.page.locator(".bp-live").count() == 0
    assert opened.page.locator(".bp-chart[id^=score] .bp-controls").count() == 0
    opened.close()


def points(figure: Any) -> Any:
    return figure.locator(".bp-live .mark-symbol path[fill-opacity]")


def test_hover_tells_model_date_score_and_price(seen: Seen) -> None:
    figure = seen.drawn()
    points(figure).first.hover()
    tip = seen.page.locator(".bp-tip")
    tip.wait_for()
    text = tip.inner_text()
    assert "Alpha" in text
    assert "01 Mar 2024" in text
    assert "50.0 ± 1.6 %" in text  # 1.645 standard errors of 0.01
    assert "$100.00" in text
    assert "Planted source" in text


def test_arrow_keys_walk_the_points_and_enter_pins_across_figures(seen: Seen) -> None:
    figure = seen.drawn("score")
    other = seen.drawn("reach")
    figure.locator(".bp-plot").focus()
    seen.page.keyboard.press("ArrowRight")
    assert "Alpha" in seen.page.locator(".bp-tip").inner_text()
    seen.page.keyboard.press("ArrowRight")
    assert "Beta" in seen.page.locator(".bp-tip").inner_text()
    assert "Beta" in seen.page.locator(".bp-heard").inner_text()
    seen.page.keyboard.press("Enter")
    for chart in (figure, other):
        chart.locator(".bp-unpin", has_text="Pinned: Beta").wait_for()
        assert chart.locator(".bp-live path[stroke='var(--bp-accent)'][stroke-width='3']").count()
    seen.page.keyboard.press("Escape")
    other.locator(".bp-unpin").wait_for(state="hidden")


def test_a_selector_is_labelled_and_changes_what_is_drawn(seen: Seen) -> None:
    figure = seen.drawn()
    assert points(figure).count() == 3
    figure.get_by_role("radio", name="Other").check()
    seen.page.wait_for_function(
        "document.querySelectorAll('.bp-live path[fill-opacity]').length == 1"
    )
    label = figure.locator(".bp-plot").get_attribute("aria-label")
    assert label.endswith("Now showing Other.")


def test_the_slider_takes_the_chart_back_in_time(seen: Seen) -> None:
    figure = seen.drawn()
    slider = figure.get_by_role("slider", name="As of")
    slider.focus()
    seen.page.keyboard.press("Home")
    seen.page.wait_for_function(
        "document.querySelectorAll('.bp-live path[fill-opacity]').length == 1"
    )
    assert figure.locator(".bp-at-month").inner_text() == "Mar 2024"


def test_the_theme_switches_colours_without_drawing_again(seen: Seen) -> None:
    figure = seen.drawn()
    colour = "e => getComputedStyle(e).fill"
    text = figure.locator(".bp-live text", has_text="US$ a pass")
    light = text.evaluate(colour)
    seen.page.evaluate("document.body.className = 'quarto-dark'")
    assert (light, text.evaluate(colour)) == ("rgb(51, 51, 51)", "rgb(221, 221, 221)")


def test_a_phone_gets_its_own_picture_and_no_sideways_scroll(browser: Any, address: str) -> None:
    phone = Seen(browser, address, width=360)
    figure = phone.drawn("reach")
    width = phone.page.evaluate("document.documentElement.scrollWidth")
    assert width == 360
    sizes = figure.locator(".bp-live text").evaluate_all("all => all.map(e => e.getBBox().height)")
    assert min(sizes) > 11
    boxes = figure.locator(".bp-live .mark-text text").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(b => [b.left, b.right])"
    )
    assert all(left >= 0 and right <= 360 for left, right in boxes)
    assert figure.locator(".bp-live text", has_text="50 %: $1.0").count() == 1
    phone.close()


def test_a_number_opens_its_card_on_hover_and_focus(seen: Seen) -> None:
    link = seen.page.locator("a.num")
    link.hover()
    card = seen.page.locator(".bp-card")
    card.wait_for()
    text = card.inner_text()
    assert all(part in text for part in ("9.0×", "3.9 to 21", "57", "12", "planted.factor"))
    seen.page.keyboard.press("Escape")
    assert card.is_hidden()
    link.focus()
    assert card.is_visible()
    assert link.get_attribute("aria-describedby") == "bp-card"


def test_hostile_names_are_words_on_the_chart_in_its_card_and_in_its_data(
    browser: Any, address: str
) -> None:
    opened = Seen(browser, f"{address}/hostile.html")
    figure = opened.drawn("hostile")
    figure.locator(".bp-plot").focus()
    said = set()
    for _ in HOSTILE:
        opened.page.keyboard.press("ArrowRight")
        said.add(opened.page.locator(".bp-tip strong").inner_text())
    figure.locator("summary").click()
    assert said == set(HOSTILE)
    assert figure.locator("tbody tr", has_text="<!--<script").count()
    assert opened.page.evaluate("window.ran") is None
    assert opened.page.locator(".bp-chart img, .bp-chart b, script:not([src], [type])").count() == 0
    assert opened.errors == []
    opened.close()
