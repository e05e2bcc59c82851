"""The axis of dates names its years at every size."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis import charts
from analysis.page.pieces import figure


@pytest.mark.parametrize("years", [2, 4, 7])
def test_an_axis_of_dates_names_its_years_where_it_is_wide_and_where_it_is_narrow(
    years: int,
) -> None:
    dates = pd.date_range("2022-06-01", periods=12 * years, freq="MS")
    rows = pd.DataFrame({"kind": "Prices", "date": dates, "count": range(1, len(dates) + 1)})
    markup = figure.figure(charts.coverage_over_time(rows, "held"), rows, name="dates").markup
    drawn = re.findall(r'<svg class="bp-static bp-(\w+)".*?</svg>', markup, re.DOTALL)
    assert sorted(drawn) == ["narrow", "wide"]
    for picture in re.findall(r"<svg.*?</svg>", markup, re.DOTALL):
        texts = re.findall(r"<text([^>]*)>(.*?)</text>", picture)
        said = "".join(text for seen, text in texts if 'opacity="0"' not in seen)
        assert len(set(re.findall(r">?(?:’|20)(\d\d)<?", said))) >= years - 1, said
