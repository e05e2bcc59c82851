"""The package stands on its own: a t quantile, a record, sellers, and the wheel installed alone."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
from scipy import special

from analysis.benchprice.bill import bill
from analysis.benchprice.errors import UserError
from analysis.benchprice.record import carried, sellers
from analysis.benchprice.record.carried import Offer, Record
from analysis.benchprice.record.names import Book
from analysis.benchprice.statements import student
from analysis.benchprice.usage import Tokens, Usage
from analysis.facts.tables import Dataset
from tests.benchprice.record.small import known

LOGS = Path(__file__).parent / "logs"


def test_the_quantile_of_t_is_scipys() -> None:
    for probability in (0.75, 0.95, 0.995):
        for freedom in (*range(1, 60), 499, 500, 1999, 2000, 2001, 10**5, 10**6):
            theirs = float(special.stdtrit(freedom, probability))
            assert student.quantile(probability, freedom) == pytest.approx(theirs, rel=1e-12)


def test_an_unknown_rate_of_used_tokens_is_no_bill() -> None:
    assert bill({"input": 1_000_000, "cache_read": 0}, {"input": 2.0}) == 2.0
    assert bill({"input": 1, "cache_read": 1}, {"input": 2.0, "cache_read": None}) is None


def test_a_file_that_is_no_record_is_one_message(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    with pytest.raises(UserError, match="there is no such record"):
        carried.read(path)
    for damaged in (b"", b"SQLite format 3\0" + bytes(900), os.urandom(4096)):
        path.write_bytes(damaged)
        with pytest.raises(UserError, match="not a record of prices"):
            carried.read(path)


def test_a_record_that_cannot_be_made_says_the_last_of_what_it_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carried, "MADE", tmp_path / "record.sqlite")
    for told, said in (("Traceback\nthe table is damaged\n", "the table is damaged"), ("", "no m")):
        done = subprocess.CompletedProcess([], 1, "", told)
        monkeypatch.setattr(subprocess, "run", lambda *_, done=done, **__: done)
        with pytest.raises(UserError, match=f"could not be made from data/: {said}"):
            carried._made()


NAMED = [("hle", "Humanity's Last Exam", 1), ("gpqa", "GPQA", 2), ("gpqa-diamond", "GPQA Diamond", 3),
         ("math-level-5", "MATH", 4), ("math-500", "MATH 500", 5)]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("hle", "hle"),
        ("org/HLE", "hle"),
        ("Humanity's last exam", "hle"),
        ("last-exam", "hle"),  # a part of one name
        ("GPQA", "gpqa"),  # a whole name before parts
        ("diamond", "gpqa-diamond"),
        ("level", "math-level-5"),
        ("math-", "math-level-5"),  # a whole title, however written
        ("ath", "math-500"),  # of several, the one that has tokens
        ("gpq", ""),  # of several, none of which has
        ("", ""),
        ("mmlu", ""),
    ],
)
def test_a_benchmark_is_found_by_its_name_or_by_a_part_that_is_its_own(
    name: str, found: str
) -> None:
    runs = [(str(n), "m", "math-500", "", 1, 0, 0, 1, None, 1) for n in range(2)]
    assert known(benchmarks=NAMED, spent=runs).benchmark(name) == found


def test_who_stopped_selling_last_by_a_day() -> None:
    ends = [("a", "2025-01-01"), ("b", "2025-03-01"), ("c", "2025-02-01")]
    record = known(ends=[("m", *one) for one in ends])
    days = ("2024-12-31", "2025-01-01", "2025-02-28", "2025-03-01", "2026-01-01")
    found = [record.stopped("m", day) for day in days]
    assert found == [None, ends[0], ends[2], ends[1], ends[1]]
    assert record.stopped("n", "2026-01-01") is None


class Few(Record):
    """A record of three sellers of one model, without a file."""

    def __init__(self) -> None:
        self.meta = {"date": "2026-06-01"}
        self.sellers = {"bedrock": "amazon-bedrock", "maker": "maker", "gone": "gone"}
        self.models, self.book = {}, Book({}, {"m": "m"})

    def rows(self, query: str, *values: Any) -> list[Any]:
        return []  # no tiers, no fees, nothing retired

    def offers(self, model_id: str) -> list[Offer]:
        rows = [
            ("maker", "2025-01-01", "2026-12-01", 0),
            ("amazon-bedrock", "2025-06-01", "2026-12-01", 1),
            ("gone", "2025-01-01", "2025-12-01", 2),
        ]
        return [
            Offer("m", who, since, until, 1, 2, None, None, rank, 0, not rank, "s", "")
            for who, since, until, rank in rows
            if model_id == "m"
        ]


@pytest.mark.parametrize(
    ("name", "date", "provider", "seller", "codes"),
    [
        ("m", "2026-01-01", "", "maker", []),
        ("bedrock/m", "2026-01-01", "", "amazon-bedrock", []),
        ("bedrock/m", "2025-02-01", "", "maker", ["seller-changed"]),  # not yet sold there
        ("gone/m", "2026-01-01", "", "maker", ["seller-changed"]),
        ("m", "2026-01-01", "gone", "gone", ["offer-ended"]),  # named: never another
        ("somebody/m", "2026-01-01", "", "maker", ["seller-not-known"]),
        ("m", "2026-07-10", "", "maker", ["after-record"]),
        ("m", "2026-12-24", "", "maker", ["after-record", "offer-ended"]),
        ("vllm/m", "2026-01-01", "maker", "maker", []),  # asked for
    ],
)
def test_a_seller_is_never_changed_in_silence(
    name: str, date: str, provider: str, seller: str, codes: list[str]
) -> None:
    found = sellers.chosen(Usage(name, Tokens(1)), Few(), date, provider)
    assert found is not None
    assert (found[0].provider, [d.code for d in found[1]]) == (seller, codes)


def test_what_no_seller_bills_and_what_no_record_knows_is_refused() -> None:
    for name in ("vllm/m", "ollama/m", "hf/org/m"):
        with pytest.raises(sellers.Unpriced, match="a machine of one's own"):
            sellers.chosen(Usage(name, Tokens(1)), Few(), "2026-01-01")
    with pytest.raises(sellers.Unpriced, match="the record ends on 2026-06-01"):
        sellers.chosen(Usage("m", Tokens(1)), Few(), "2035-01-01")
    assert sellers.chosen(Usage("m", Tokens(1)), Few(), "2024-01-01") is None


@pytest.fixture(scope="session")
def installed(living: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel alone, which carries the living facts; skipped where its dependencies cannot be had."""
    from analysis.page import wheel

    folder = tmp_path_factory.mktemp("wheel")
    built = wheel.build(folder)
    venv.create(folder / "alone", with_pip=True)
    pip = [str(folder / "alone/bin/python"), "-m", "pip", "install", "--quiet", str(built)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        reason = f"the wheel's dependencies cannot be installed: {done.stderr[-300:]}"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}; in CI this test must run")
        pytest.skip(reason)
    return folder / "alone"


def seconds(command: list[str], folder: Path) -> tuple[float, str]:
    """Return the least CPU seconds of three runs of a command, and its output."""
    least, out = float("inf"), ""
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        out = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return least, out


def test_the_wheel_alone_prices_a_log_from_its_own_record(installed: Path, tmp_path: Path) -> None:
    command = str(installed / "bin/benchprice")
    log = tmp_path / "run.csv"
    log.write_text(
        "model,input_tokens,output_tokens,date\ngpt-5-2025-08-07,1000000,100000,2026-03-01\n"
    )
    cpu, text = seconds([command, "price", str(log), "--json", "--quiet"], tmp_path)
    made = json.loads(text)
    assert made["price"]["total"] == pytest.approx(1.25 + 1.0)  # its list price of 2025-08-07
    assert made["rates"][0]["provider"] == "openai" and cpu < 0.5
    cpu, _ = seconds([command, "--help"], tmp_path)
    assert cpu < 0.3
    _, version = seconds([command, "--version"], tmp_path)
    assert "record of 20" in version
    packages = next((installed / "lib").glob("python*")) / "site-packages"
    given = ("pip", "setuptools", "pkg_resources")  # what a new environment holds of itself
    ours = [p for p in packages.iterdir() if not p.name.startswith((*given, "_distutils"))]
    files = [f for p in ours for f in (p.rglob("*") if p.is_dir() else [p]) if f.is_file()]
    assert sum(f.stat().st_size for f in files) < 12e6
    names = {p.name for p in packages.iterdir()}
    assert "analysis" not in names and "numpy" not in names and sys.prefix != str(installed)


def test_a_wheel_is_of_every_file_of_the_package(tmp_path: Path, monkeypatch) -> None:
    from analysis.page import wheel

    monkeypatch.setattr(wheel, "PACKAGE", tmp_path)
    (tmp_path / "card.html.j2").write_text("one")
    before = wheel._state()
    (tmp_path / "card.html.j2").write_text("two")
    assert wheel._state() != before
