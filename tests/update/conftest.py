"""Updates price the same few offers again and again: what they are is kept for the session."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _kept(offers_kept: None) -> None:
    pass
