"""Where the methods page explains what a function computes."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

PAGE = "/report/reference/methods.qmd"
# The section of a module, or of a function where its module has several.
SECTIONS: Mapping[str, str] = {
    "findings.record.agreement": "agreement",
    "published.audit": "audit",
    "findings.training_and_inference.bridge": "training",
    "methods.change": "change",
    "methods.coverage": "coverage",
    "methods.decomposition": "split",
    "published.epoch_2025": "epoch",
    "methods.estimators": "estimators",
    "findings.why.experts": "experts",
    "methods.falls": "falls",
    "methods.forecasts": "forecasts",
    "findings.why.hardware": "hardware",
    "methods.indices": "indices",
    "methods.influence": "influence",
    "published.lesswrong": "bands",
    "findings.price_of_a_score.numbers": "trend",
    "findings.price_of_a_score.numbers.decomposition": "split",
    "findings.price_of_a_score.numbers.numbers": "rise",
    "findings.token_prices.numbers": "epoch",
    "findings.token_prices.numbers.latest": "bands",
    "published.llmflation": "llmflation",
    "published.matches": "audit",
    "methods.milestones": "forecasts",
    "published.origin": "training",
    "published.price_of_progress": "trend",
    "published.price_of_progress.best_run_rise": "rise",
    "published.price_of_progress.decomposition": "split",
    "findings.record.numbers": "agreement",
    "findings.reporting": "reporting",
    "facts.observations": "living",
    "findings.training_and_inference.refits": "training",
    "methods.specification": "specifications",
    "findings.price_of_the_best.success": "success",
    "findings.price_of_the_best.success.pairs": "reversals",
    "methods.uncertainty": "bootstrap",
}


@dataclass(frozen=True)
class Explained:
    """The dotted name of a function, linked to the section that explains it, if there is one."""

    function: str

    def __str__(self) -> str:
        return self.function

    @property
    def section(self) -> str | None:
        """The anchor on the methods page, without its ``#``."""
        name = self.function.removeprefix("analysis.")
        found = SECTIONS.get(name) or SECTIONS.get(name.rpartition(".")[0])
        return found and f"sec-{found}"

    def __html__(self) -> str:
        name = f"<code>{html.escape(self.function)}</code>"
        return f'<a href="{PAGE}#{self.section}">{name}</a>' if self.section else name
