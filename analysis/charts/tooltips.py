"""What a run tells on hover or focus."""

from __future__ import annotations

import altair as alt
import pandas as pd

RUN_FIELDS: dict[str, str] = {
    "model": "Model",
    "date": "Price from",
    "score": "Score",
    "price": "Price of the run",
    "seller": "Seller",
    "tokens": "Tokens",
    "token_prices": "Token price",
    "source": "Source",
}


def used(rows: pd.DataFrame) -> list[str]:
    """List the columns of ``rows`` that a tooltip shows; others would only weigh on a page."""
    return [field for field in (*RUN_FIELDS, "score_se") if field in rows]


def run_tooltip(rows: pd.DataFrame) -> list[alt.Tooltip]:
    """List what a run tells on hover or focus: those of ``RUN_FIELDS`` that ``rows`` has.

    ``score_text`` and ``price_text``, made by ``run_texts``, stand for score and price.
    """
    texts = {"date": "date_text", "score": "score_text", "price": "price_text"}
    known = {"date", "price", *rows.columns}
    return [
        alt.Tooltip(f"{texts.get(field, field)}:N", title=title)
        for field, title in RUN_FIELDS.items()
        if field in known
    ]


def run_texts(chart: alt.Chart, rows: pd.DataFrame) -> alt.Chart:
    """Add the tooltip's words: score with its error, price in dollars, date."""
    error = "(isValid(datum.score_se) ? ' ± ' + format(164.5 * datum.score_se, '.1f') : '')"
    if "score_se" not in rows:
        error = "''"
    if "score" in rows:
        score = f"format(100 * datum.score, '.1f') + {error} + ' %'"
        chart = chart.transform_calculate(score_text=score)
    return chart.transform_calculate(
        price_text="'$' + format(datum.price, datum.price < .1 ? '.2~r' : ',.2f')",
        date_text="timeFormat(toDate(datum.date), '%d %b %Y')",
    )
