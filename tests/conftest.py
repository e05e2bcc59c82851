"""Websites to try the renderer on: the feature pages, built once, and small ones made by a test."""

from __future__ import annotations

import contextlib
import functools
import gc
import http.server
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pandas as pd
import pytest

from analysis import kept
from analysis.benchprice.record import carried
from analysis.facts import runs, tables
from analysis.facts.downloads import export
from analysis.facts.observations import Samples
from analysis.facts.prices import offers
from analysis.published import observed
from analysis.site.build import build

FEATURES = Path(__file__).parent / "features"
SITE = """\
project:
  type: website
website:
  title: Small
  search: false
execute:
  echo: false
"""

HOME = kept.FOLDER
kept.FOLDER = None  # tests compute what they test, but those of the living facts
# how long an example takes says more of what else the machine does than of the code
hypothesis.settings.register_profile(
    "steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("steady")


LIVING = {"living", "priced_runs", "observations_of_living", "record_of_living"}
NOT_QUICK = {"slow", "facts", "browser", "kills", "live", "formats", "quarto"}
# with several processes: the modules that take longest, the first of which builds the site; those
# after ``site/test_killed`` ask for what is kept of the living facts when it is built
LONGEST = (
    "browser/test_overprint",
    "update/test_update",
    "site/test_build",
    "site/test_refusals",
    "update/test_killed",
    "release/test_stores",
    "charts/test_charts",
    "facts/test_runs",
    "facts/prices/test_faults",
    "facts/prices/test_offers",
    "site/test_copies",
    "site/test_standing",
    "site/test_place",
    "site/test_killed",
    "page/test_pages",
    "facts/test_audit",
    "page/test_releases",
    "register/test_chapters",
    "browser/test_report",
    "browser/test_release",
    "browser/test_ways",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what asks for the living facts, the browser's room, and as quick what is nothing else.

    What asks the package registries is left out unless ``-m`` names it. Where several processes
    share the tests, each takes a module at a time: the longest first.
    """
    if "live" not in config.option.markexpr:
        live = [item for item in items if item.get_closest_marker("live")]
        config.hook.pytest_deselected(items=live)
        items[:] = [item for item in items if item not in live]
    order = {name: place for place, name in enumerate(LONGEST)}
    for item in items:
        if LIVING & set(getattr(item, "fixturenames", ())):
            item.add_marker("facts")
        if item.path.parent.name == "browser":
            item.add_marker("browser")
        if not NOT_QUICK & {marker.name for marker in item.iter_markers()}:
            item.add_marker("quick")
    items.sort(key=lambda item: order.get(_module(item), len(order)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of garbage leave alone what stays: else it walks them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _module(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).with_suffix("").as_posix()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let tests of the living facts, and the fixtures they ask for, find what the build kept.

    It holds for the same facts, code and libraries only (see ``analysis.kept``); no others may.
    """
    kept.FOLDER = HOME if item.get_closest_marker("facts") is not None else None


def shared(factory: pytest.TempPathFactory, name: str) -> Path:
    """Return a folder that all processes of this run have in common."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def offers_kept(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what was computed of the same few offers for the session, whatever else is known."""
    monkeypatch.setattr(kept, "FOLDER", shared(tmp_path_factory, "kept-of-offers"))
    monkeypatch.setattr(offers, "_offers", kept.kept(offers._offers))


@pytest.fixture(scope="session")
def living() -> tables.Dataset:
    """The living facts, read once for all tests; nobody changes them."""
    return tables.load(check=False)


@pytest.fixture(scope="session")
def priced_runs(living: tables.Dataset) -> pd.DataFrame:
    """Every run of the living facts at each price it had."""
    return runs.priced_runs(living)


@pytest.fixture(scope="session")
def observations_of_living(living: tables.Dataset) -> Samples:
    """The observation tables of the living facts."""
    return observed.of(living)


@pytest.fixture(scope="session")
def record_of_living(living: tables.Dataset) -> carried.Record:
    """The record that the command carries, of the living facts; nobody changes it."""
    return export.opened(living)


def copy_features(target: Path) -> Path:
    """Copy the feature pages, without anything that was built, from them or for the report."""
    ignore = shutil.ignore_patterns("_site*", ".cache", "vega.js")
    return Path(shutil.copytree(FEATURES, target, ignore=ignore))


@pytest.fixture(scope="session")
def features_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of the feature pages."""
    return build(
        copy_features(tmp_path_factory.mktemp("features") / "project"), tell=lambda _: None
    )


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """Make a project of one or more pages; ``page`` is the body of the front page."""

    def make(page: str = "Text.", header: str = "title: Front", **files: str) -> Path:
        (tmp_path / "report").mkdir(exist_ok=True)
        (tmp_path / "_quarto.yml").write_text(SITE)
        (tmp_path / "index.qmd").write_text(f"---\n{header}\n---\n\n{page}\n")
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        return tmp_path

    return make


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a built site on the loopback address; give the address, with a slash at its end."""
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium. Where it is missing: a failure in CI, a skip that says so elsewhere."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "no `chromium` on the PATH: install Debian's package chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}; in CI the browser tests must run")
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()
