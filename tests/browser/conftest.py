"""The report as each renderer builds it, served for a browser."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.facts import tables
from analysis.site import build, quarto
from tests.conftest import served, shared

SETTLED = 20_000  # milliseconds a page may take on a busy machine
# a chart draws itself anew in the frame after its column has another width
DRAWN_ANEW = """new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"""


def come_alive(page: Any) -> None:
    """Move as a reader does, or charts come alive by themselves after a moment; see each drawn."""
    page.mouse.move(1, 1)
    page.mouse.move(2, 2)  # on a page after another the pointer is where it was
    for chart in page.locator(".bp-chart").all():
        if chart.is_visible():  # others are in a tab that is not open
            chart.scroll_into_view_if_needed()
            chart.locator(".bp-drawn").wait_for(timeout=SETTLED)


@pytest.fixture(scope="session")
def embedded_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built report; the first process that asks builds it, the next finds it standing."""
    return build.build(tables.ROOT, shared(tmp_path_factory, "report") / "_site")


@pytest.fixture(scope="session")
def quarto_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report as Quarto makes it; where there is none, a warning and skips say so."""
    program = quarto.find()
    if program is None:
        said = "NOT TESTED: the report under Quarto; set QUARTO_PATH to a Quarto"
        warnings.warn(said, stacklevel=2)
        pytest.skip(said)
    folder = tmp_path_factory.mktemp("quarto") / "_site"
    return quarto.render(program, tables.ROOT, folder, build.say)


@pytest.fixture(
    scope="session", params=["embedded", pytest.param("quarto", marks=pytest.mark.quarto)]
)
def report_site(request: pytest.FixtureRequest) -> Path:
    site: Path = request.getfixturevalue(f"{request.param}_site")
    return site


@pytest.fixture(scope="module")
def address(report_site: Path) -> Iterator[str]:
    with served(report_site) as where:
        yield where
