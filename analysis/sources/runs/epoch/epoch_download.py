"""Epoch AI's benchmarking hub as it is today: the archive behind its download (CC BY 4.0).

One CSV a benchmark, as in the download that ``epoch_hub`` reads; ``python -m analysis.update
--open`` asks for it. It brings the runs that no stored source has, and never takes one away.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pandas as pd
import requests

from analysis.benchprice.errors import UserError
from analysis.sources.intake import Facts
from analysis.sources.rows import Names, refused, run_rows, source_row
from analysis.sources.runs.epoch import epoch_hub

ADDRESS = "https://epoch.ai/data/benchmark_data.zip"
SOURCE = "epoch-hub"
TIMEOUT = 60  # seconds
LARGEST = 64 << 20  # bytes of one CSV; the largest of 2026 has two million
KNOWN = "the same run is counted in another source"
RUN_KEYS = ["benchmark_id", "model_id", "evaluator"]


def fetched() -> bytes:
    """Return the archive. Raises UserError where the host cannot be reached."""
    try:
        answer = requests.get(ADDRESS, timeout=TIMEOUT)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise UserError(f"{ADDRESS}: Epoch AI's host cannot be reached: {error}") from error
    return answer.content


def read(stored: Mapping[str, pd.DataFrame], fetch: Callable[[], bytes] = fetched) -> Facts:
    """Return the archive's runs and models that ``stored`` (the tables so far) does not have.

    Raises UserError where there is no archive to use, or a board is missing in it.
    """
    names = Names(stored["aliases"], frozenset(stored["prices"]["model_id"]))
    with TemporaryDirectory() as place:
        folder = Path(place)
        unpack(fetch(), folder / epoch_hub.HUB)
        rows = epoch_hub.hub_runs(folder, names)
        models = epoch_hub.hub_models(folder, names).assign(source_id=SOURCE)
        source = source_row(
            SOURCE,
            folder,
            epoch_hub.HUB_FILES,
            title="AI Benchmarking Hub, runs since the download of 2026-04",
            publisher="Epoch AI",
            url="https://epoch.ai/benchmarks",
            licence="CC BY 4.0",
            citation_key="epoch2026hub",
        )
    others = stored["runs"][stored["runs"]["source_id"] != SOURCE]
    others = others[others["scaffold"].isna()]  # the hub's are of today's
    keys = pd.MultiIndex.from_frame(others[RUN_KEYS].astype("string"))
    again = pd.MultiIndex.from_frame(rows[RUN_KEYS].astype("string")).isin(keys)
    runs, repeats = run_rows(rows[~again], SOURCE, ADDRESS, RUN_KEYS)
    rejects = pd.concat([refused(rows[again], SOURCE, ADDRESS, "name", KNOWN), repeats])
    newest = source.assign(retrieved=pd.to_datetime(rows["date"]).max())
    return Facts({"models": models, "runs": runs, "sources": newest}, rejects, len(rows))


def unpack(archive: bytes, folder: Path) -> None:
    """Write the archive's CSVs into ``folder``, whatever folders they lie in there."""
    folder.mkdir(parents=True)
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            for member in packed.infolist():
                name = PurePosixPath(member.filename).name
                if name.endswith(".csv") and member.file_size <= LARGEST:
                    (folder / name).write_bytes(packed.read(member))
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise UserError(f"{ADDRESS}: not an archive to use: {error}") from None
