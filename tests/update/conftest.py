"""Updates price the same few offers again and again: what they are is kept for the session."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import kept
from tests.conftest import shared


@pytest.fixture(autouse=True)
def offers_kept(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder: Path = shared(tmp_path_factory, "kept-of-updates")
    monkeypatch.setattr(kept, "FOLDER", folder)
