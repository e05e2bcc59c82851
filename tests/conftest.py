"""Websites to try the renderer on: the feature pages, built once, and small ones made by a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

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


def copy_features(target: Path) -> Path:
    """Copy the feature pages, without anything that was built from them."""
    ignore = shutil.ignore_patterns("_site*", ".cache")
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
