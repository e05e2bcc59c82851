from __future__ import annotations

import pytest

from analysis.benchprice.errors import UserError
from analysis.register import versions
from analysis.register.versions import Version


@pytest.mark.parametrize(
    ("text", "parts"),
    [("2026.11", (2026, 11, 0)), ("2027.4", (2027, 4, 0)), ("2026.11.12", (2026, 11, 12))],
)
def test_a_version_is_read_and_written_back(text, parts):
    version = versions.parse(text)
    assert (version.year, version.month, version.correction) == parts
    assert str(version) == text
    assert version.tag == f"v{text}"


@pytest.mark.parametrize(
    "text", ["2026.04", "2026.13", "2026.0", "2026", "2026.11.0", "v2026.11", "26.11"]
)
def test_what_is_no_version_is_refused_with_the_form(text):
    with pytest.raises(UserError, match=r"is no version; write year\.month"):
        versions.parse(text)


def test_versions_are_ordered_by_time_not_by_text():
    texts = ["2026.12", "2026.4", "2026.11.2", "2026.11", "2026.11.10"]
    ordered = [str(v) for v in sorted(map(versions.parse, texts))]
    assert ordered == ["2026.4", "2026.11", "2026.11.2", "2026.11.10", "2026.12"]


def test_the_second_correction_corrects_the_first():
    assert versions.parse("2026.11.2").corrects == Version(2026, 11, 1)
    assert versions.parse("2026.11.1").corrects == Version(2026, 11)
    assert versions.parse("2026.11").corrects is None


def test_a_month_may_not_go_back_but_a_correction_may():
    out = [Version(2026, 10), Version(2026, 12)]
    versions.check_next(Version(2027, 1), out)
    versions.check_next(Version(2026, 10, 1), out)
    with pytest.raises(UserError, match=r"2026\.11 is older than 2026\.12"):
        versions.check_next(Version(2026, 11), out)


def test_a_correction_needs_what_it_corrects():
    with pytest.raises(UserError, match=r"would correct 2026\.11, which is not published"):
        versions.check_next(Version(2026, 11, 1), [Version(2026, 10)])
