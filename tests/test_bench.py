"""The bench's own yardsticks: the plain way agrees, the table has its columns."""

from __future__ import annotations

from analysis import bench
from analysis.methods import frontier


def test_the_plain_way_counts_the_same_frontier() -> None:
    frame = bench.runs(400)
    assert bench.plain(frame) == frontier.on_frontier(frame).sum()


def test_scaling_times_each_size(monkeypatch) -> None:
    monkeypatch.setattr(bench, "SIZES", (200, 20_000))
    table = bench.scaling()
    assert table["runs"].tolist() == [200, 20_000]
    assert table["plain_s"].notna().tolist() == [True, False]
    assert (table["frontier_s"] > 0).all()
