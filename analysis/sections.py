"""Where the methods page explains what a function computes."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

PAGE = "/report/reference/methods.qmd"
# The section of a module, or of a function where its module has several.
SECTIONS: Mapping[str, str] = {
    "agreement": "agreement",
    "audit": "audit",
    "bridge": "training",
    "change": "change",
    "coverage": "coverage",
    "decomposition": "split",
    "epoch_2025": "epoch",
    "estimators": "estimators",
    "experts": "experts",
    "falls": "falls",
    "forecast": "forecasts",
    "hardware": "hardware",
    "index": "indices",
    "influence": "influence",
    "lesswrong": "bands",
    "living": "trend",
    "living.decomposition": "split",
    "living.numbers": "rise",
    "living_tokens": "epoch",
    "living_tokens.latest": "bands",
    "llmflation": "llmflation",
    "matches": "audit",
    "milestones": "forecasts",
    "origin": "training",
    "price_of_progress": "trend",
    "price_of_progress.best_run_rise": "rise",
    "price_of_progress.decomposition": "split",
    "record": "agreement",
    "reporting": "reporting",
    "samples": "living",
    "scaling": "training",
    "specification": "specifications",
    "success": "success",
    "success.pairs": "reversals",
    "uncertainty": "bootstrap",
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
        _, module, *name = self.function.split(".")
        found = SECTIONS.get(".".join([module, *name])) or SECTIONS.get(module)
        return found and f"sec-{found}"

    def __html__(self) -> str:
        name = f"<code>{html.escape(self.function)}</code>"
        return f'<a href="{PAGE}#{self.section}">{name}</a>' if self.section else name
