from __future__ import annotations

from pathlib import Path

import pytest

from tests import killing


@pytest.mark.kills
def test_killed_anywhere_a_build_leaves_a_whole_site_and_the_next_one_is_right(tmp_path: Path):
    count = killing.kills(2)
    ((old, new),) = killing.told("tests.site.crash", tmp_path, count)
    assert old + new == count
    assert old > 0
