"""Names of models as a reader sees them, where a source gives an identifier for a name."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

IDENTIFIER = re.compile(r"(?:[a-z0-9]+/)*([a-z0-9][a-z0-9.:\-]*)")  # after whose it is: ollama/x
SETTING = re.compile(r"_(none|minimal|low|medium|high|xhigh|max|unknown|\d+[kK])$")
DATE = re.compile(r"-20\d\d-?\d\d-?\d\d\b")
SIZE = re.compile(r"[a-z]?\d+(?:\.\d+)?b|fp\d+|vl|ocr")  # and other words in capitals
# Families written as a word of their own; o1, gpt-oss and their like are spelled as they are.
FAMILIES = {
    "claude": "Claude", "codeqwen": "CodeQwen", "codestral": "Codestral", "command": "Command",
    "deepseek": "DeepSeek", "devstral": "Devstral", "doubao": "Doubao", "falcon": "Falcon",
    "gemini": "Gemini", "gemma": "Gemma", "glm": "GLM", "granite": "Granite", "grok": "Grok",
    "hermes": "Hermes", "internlm": "InternLM", "jamba": "Jamba", "kimi": "Kimi", "ling": "Ling",
    "llama": "Llama", "magistral": "Magistral", "mercury": "Mercury", "mimo": "MiMo",
    "minimax": "MiniMax", "ministral": "Ministral", "mistral": "Mistral", "moonshot": "Moonshot",
    "muse": "Muse", "nemotron": "Nemotron", "phi": "Phi", "pixtral": "Pixtral", "qwen": "Qwen",
    "seed": "Seed", "solar": "Solar", "sonar": "Sonar", "starcoder": "StarCoder", "step": "Step",
    "titan": "Titan", "vicuna": "Vicuna", "voxtral": "Voxtral",
}  # fmt: skip


def titles(names: pd.Series[Any]) -> pd.Series[Any]:
    """Return each name for a reader; two that would look the same say their dates, or stay.

    >>> titles(pd.Series(["gpt-5.2-2025-12-11_medium", "claude-opus-4-6", "Nova Lite"])).tolist()
    ['GPT-5.2 (medium)', 'Claude Opus 4.6', 'Nova Lite']
    """
    told = names.map(_title, na_action="ignore")
    twice = told.duplicated(keep=False)
    told = told.where(~twice, names.map(_dated, na_action="ignore"))
    return told.where(~told.duplicated(keep=False), names)


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


def _dated(name: str) -> str:
    """Return a name with the date that its identifier ends with, in front of its setting."""
    date = DATE.search(SETTING.sub("", name))
    title, paren, setting = _title(name).partition(" (")
    return f"{title} ({date[0].strip('-')}){paren}{setting}" if date else title + paren + setting


def _title(name: str) -> str:
    setting = SETTING.search(name)
    bare = name[: setting.start()] if setting else name
    if found := IDENTIFIER.fullmatch(bare):
        bare = _spelled(DATE.sub("", found[1]))
    told = setting[1].replace("unknown", "effort unknown") if setting else ""
    return f"{bare} ({told})" if told else bare


def _spelled(identifier: str) -> str:
    family, _, rest = identifier.replace(":", "-").partition("-")
    if family == "gpt" and not rest.startswith("oss"):
        version, _, variant = rest.partition("-")
        return f"GPT-{version} {variant.replace('-', ' ')}".strip()
    known = re.fullmatch(r"([a-z]+)([\d.]*)", family)
    if not known or known[1] not in FAMILIES or not rest:
        return identifier
    rest = re.sub(r"(?<!\d)(\d)-(\d)(?![\dbk])", r"\1.\2", rest)  # 4-6 is 4.6, but not 2-9b
    words = [w.upper() if SIZE.fullmatch(w) else w for w in rest.split("-")]
    return " ".join(
        [FAMILIES[known[1]] + known[2], *(w if w == "it" else w[:1].upper() + w[1:] for w in words)]
    )
