"""Whether a leaderboard's name and a model's name can mean the same thing, and if not, why.

The published ARC-AGI-1 sample took scores and costs from ARC Prize's board by fuzzy name. The
rule here is strict and blind to results: same family, same version numbers, same size or
variant, no contradiction in thinking or effort, and no system built on top of the model.
"""

from __future__ import annotations

import re

import pandas as pd

from analysis.explained import explained
from analysis.facts.tables import Dataset

SNAPSHOT = re.compile(r"\((?:jan|feb|march?|april?|may|june?|july?|aug|sept?|oct|nov|dec)\b[^)]*\)")
TOKEN = re.compile(r"[a-z]+|\d+(?:\.\d+)*[a-z]?\b|\d+")
EFFORTS = frozenset({"low", "medium", "high", "minimal", "xhigh"})
THINKING = frozenset({"thinking", "reasoning", "cot"})
SYSTEMS = frozenset({"refine", "refinement"})
# Words that tell nothing of the model: run options and marks of a preview. A snapshot's month is
# dropped too, because the board seldom names one.
NEUTRAL = frozenset({"option", "aime", "swe", "extended", "non", "preview", "instruct"})
TIERS = frozenset({"sonnet", "opus", "haiku"})  # compared where both names give one
# Models without a way to turn thinking off, whatever a name says of it.
ALWAYS_THINK = re.compile(
    r"\bo\d|gpt-5|gemini (?:2\.5|3(?:\.\d)?) pro|\br1\b|magistral|grok 4\b(?! fast)"
)
RUN_OPTIONS = re.compile(r"\(?(?:option ?\d|aime ?\d|aime|swe)\)?|\+a48")
BUDGET = re.compile(r"\b\d+k\b")


def contradiction(model: str, board: str) -> str:
    """Say what keeps two names from meaning one model; an empty text where nothing does.

    A setting that only one of them states is no contradiction, except thinking: a board entry
    that thinks is no run of a model whose name says that it does not, or does not say.
    """
    ours, theirs = _words(model), _words(board)
    if SYSTEMS & theirs:
        return "a system built on the model"
    effort = (ours & EFFORTS, theirs & EFFORTS)
    if all(effort) and effort[0] != effort[1]:
        return "another effort"
    thinks = _thinks(model), _thinks(board)
    ignored = EFFORTS | THINKING | NEUTRAL | (set() if ours & TIERS and theirs & TIERS else TIERS)
    core = [w - ignored for w in (ours, theirs)]
    if core[0] != core[1]:
        numbers = [{w for w in c if w[0].isdigit()} for c in core]
        return "another version" if numbers[0] != numbers[1] else "another variant"
    if thinks[1] and not thinks[0]:
        return "thinking against not"
    return ""


def _words(name: str) -> frozenset[str]:
    plain = BUDGET.sub(" ", RUN_OPTIONS.sub(" ", SNAPSHOT.sub(" ", name.lower())))
    return frozenset(TOKEN.findall(plain))


def _thinks(name: str) -> bool:
    """Tell whether a name says that the model thinks; budgets and o-series models do so too."""
    lower = name.lower()
    if re.search(r"non-?\s?reasoning", lower):
        return False
    says = frozenset(TOKEN.findall(lower)) & THINKING
    return bool(says) or bool(BUDGET.search(lower) or ALWAYS_THINK.search(lower))


@explained("sec-audit")
def judged(data: Dataset, observations: pd.DataFrame) -> pd.DataFrame:
    """Add to observations of matched runs the board's name and why it is wrong.

    Columns added: ``board`` (the name matched), ``wrong`` (the contradiction, or "the same
    record again" for all but the nearest name that repeats a board entry; empty where it is right).
    Raises nothing: a model without a match on record is judged by its own name, which is right.
    """
    board = data.aliases.drop_duplicates("model_id").set_index("model_id")["alias"]
    rows = observations.assign(
        board=observations["model_id"].map(board).fillna(observations["model"])
    )
    wrong = pd.Series(
        [contradiction(m, b) for m, b in zip(rows["model"], rows["board"], strict=True)],
        index=rows.index, dtype="object",
    )  # fmt: skip
    right = rows[wrong == ""]
    unlike = [
        len(_words(m) ^ _words(b)) for m, b in zip(right["model"], right["board"], strict=True)
    ]
    nearest = right.assign(unlike=unlike).sort_values(["unlike", "date"], kind="stable")
    again = nearest.index[nearest.duplicated(["board", "score", "price"])]
    wrong.loc[again] = "the same record again"
    return rows.assign(wrong=wrong)
