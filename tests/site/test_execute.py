"""A page's cells run with the libraries of this environment, whatever else is active."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from analysis.site.execute import Session


@pytest.mark.filterwarnings("error")
def test_cells_see_no_library_of_another_active_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    others = tmp_path / "lib" / version / "site-packages"
    others.mkdir(parents=True)
    (others / "stranger.py").write_text("")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    monkeypatch.setattr(sys, "path", [*sys.path])
    session = Session()
    (shown,) = session.run("import importlib.util\nimportlib.util.find_spec('stranger')\n'ran'")
    assert (shown.text, session.value("importlib.util.find_spec('stranger') is None").text) == (
        "'ran'",
        "True",
    )
