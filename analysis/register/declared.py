"""What the register is made of: the functions that register numbers, and on which facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analysis.explained import dotted
from analysis.facts.tables import Dataset
from analysis.findings import reporting
from analysis.findings.claims import arc
from analysis.findings.how_sure import choices, study
from analysis.findings.how_sure import numbers as how_sure
from analysis.findings.is_it_slowing import numbers as is_it_slowing
from analysis.findings.price_of_a_score import dollars, line_numbers, reach_numbers, recounted
from analysis.findings.price_of_a_score import numbers as price_of_a_score
from analysis.findings.price_of_the_best import numbers as price_of_the_best
from analysis.findings.record import numbers as record
from analysis.findings.token_prices import numbers as token_prices
from analysis.findings.training_and_inference import numbers as training
from analysis.findings.why import numbers as why
from analysis.findings.why import reached
from analysis.number import Number
from analysis.published import (
    audit,
    epoch_2025,
    lesswrong,
    llmflation,
    origin,
    price_of_progress,
)

LIVING = ""
PAPER = "price-of-progress"
LESSWRONG_2025 = "lesswrong-2025"
EPOCH_2025 = "epoch-2025"
ORIGIN = "origin"


@dataclass(frozen=True)
class Chapter:
    """A function that registers numbers, and the facts it is given: vintages, or the living.

    ``replicates``: it repeats others' published analyses to hold them against what they printed,
    with or without ground; see ``number.held``.
    """

    function: Callable[[Dataset], Iterable[Number]]
    on: tuple[str, ...] = (LIVING,)
    replicates: bool = False

    @property
    def name(self) -> str:
        """The function's dotted name, less what all have in common."""
        return dotted(self.function).removeprefix("analysis.")


# in the order in which they are begun: long ones first, and what several ask for before these
CHAPTERS = (
    Chapter(reach_numbers.numbers, on=(LIVING, PAPER)),
    Chapter(price_of_a_score.numbers),
    Chapter(is_it_slowing.predictions),
    Chapter(why.splits),
    Chapter(why.causes, on=(LIVING, PAPER)),
    Chapter(why.kinds),
    Chapter(price_of_the_best.successes, on=(LIVING, PAPER)),
    Chapter(price_of_the_best.falls, on=(LIVING, PAPER)),
    Chapter(token_prices.numbers),
    Chapter(training.numbers, on=(ORIGIN,)),
    Chapter(how_sure.intervals, on=(LIVING, PAPER)),
    Chapter(how_sure.estimates, on=(LIVING, PAPER)),
    Chapter(how_sure.influence, on=(LIVING, PAPER)),
    Chapter(how_sure.specifications, on=(LIVING, PAPER)),
    Chapter(choices.numbers),
    # begun when the first has what they all ask for, which two at once would both compute
    Chapter(reached.numbers),
    Chapter(is_it_slowing.trend),
    Chapter(line_numbers.numbers),
    Chapter(recounted.numbers),
    Chapter(dollars.numbers),
    Chapter(study.numbers),
    Chapter(arc.numbers),
    Chapter(record.numbers),
    Chapter(reporting.numbers),
    Chapter(price_of_progress.numbers, on=(PAPER,), replicates=True),
    Chapter(audit.numbers, on=(PAPER,)),
    Chapter(lesswrong.numbers, on=(LESSWRONG_2025,), replicates=True),
    Chapter(epoch_2025.numbers, on=(EPOCH_2025,), replicates=True),
    Chapter(llmflation.numbers, on=(EPOCH_2025,), replicates=True),
    Chapter(origin.numbers, on=(ORIGIN,), replicates=True),
)
