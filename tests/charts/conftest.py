"""Every chart is held against Vega-Lite's schema here, which a build leaves out."""

from __future__ import annotations

import pytest
from altair.utils import schemapi

from analysis.charts import theme  # turns it off


@pytest.fixture(scope="session", autouse=True)
def held_against_the_schema() -> None:
    assert theme
    schemapi.enable_debug_mode()
