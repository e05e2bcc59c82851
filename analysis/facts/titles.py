"""Names of models as a reader sees them, where a source gives an identifier for a name."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9.\-]*")
SETTING = re.compile(r"_(none|minimal|low|medium|high|xhigh|max|unknown|\d+[kK])$")
DATE = re.compile(r"-20\d\d-?\d\d-?\d\d\b")
# Families written as a word of their own; o1, gpt-oss and their like are spelled as they are.
FAMILIES = {
    "claude": "Claude", "deepseek": "DeepSeek", "gemini": "Gemini", "gemma": "Gemma",
    "grok": "Grok", "kimi": "Kimi", "llama": "Llama", "mistral": "Mistral", "qwen": "Qwen",
    "phi": "Phi", "glm": "GLM",
}  # fmt: skip


def titles(names: pd.Series[Any]) -> pd.Series[Any]:
    """Return each name for a reader; two that would look the same stay as they are.

    >>> titles(pd.Series(["gpt-5.2-2025-12-11_medium", "claude-opus-4-6", "Nova Lite"])).tolist()
    ['GPT-5.2 (medium)', 'Claude Opus 4.6', 'Nova Lite']
    """
    told = names.map(_title, na_action="ignore")
    return names.where(told.duplicated(keep=False), told)


def short(names: pd.Series[Any]) -> pd.Series[Any]:
    """Return benchmarks' names up to what sets their editions apart, for narrow labels.

    >>> short(pd.Series(["τ²-Bench, telecom", "OTIS mock AIME 2024-2025", "GPQA Diamond"])).tolist()
    ['τ²-Bench', 'OTIS mock AIME', 'GPQA Diamond']
    """
    return names.str.replace(r", .*| 20\d\d-20\d\d$", "", regex=True)


def bare(names: pd.Series[Any]) -> pd.Series[Any]:
    """Return models' names without their settings, for narrow labels.

    >>> bare(pd.Series(["GPT-5.2 (medium)", "Nova Lite"])).tolist()
    ['GPT-5.2', 'Nova Lite']
    """
    return names.str.replace(r" \(.*", "", regex=True)


def _title(name: str) -> str:
    setting = SETTING.search(name)
    bare = name[: setting.start()] if setting else name
    if IDENTIFIER.fullmatch(bare):
        bare = _spelled(DATE.sub("", bare))
    told = setting[1].replace("unknown", "effort unknown") if setting else ""
    return f"{bare} ({told})" if told else bare


def _spelled(identifier: str) -> str:
    family, _, rest = identifier.partition("-")
    if family == "gpt" and not rest.startswith("oss"):
        version, _, variant = rest.partition("-")
        return f"GPT-{version} {variant.replace('-', ' ')}".strip()
    known = re.fullmatch(r"([a-z]+)([\d.]*)", family)
    if not known or known[1] not in FAMILIES or not rest:
        return identifier
    rest = re.sub(r"(?<!\d)(\d)-(\d)(?![\db])", r"\1.\2", rest)  # 4-6 is 4.6, but not 2-9b
    words = [w.upper() if re.fullmatch(r"\d+(?:\.\d+)?b", w) else w for w in rest.split("-")]
    return " ".join(
        [FAMILIES[known[1]] + known[2], *(w if w == "it" else w[:1].upper() + w[1:] for w in words)]
    )
