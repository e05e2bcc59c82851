"""Names of models as a reader sees them, where a source gives an identifier for a name."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from typing import Any

import pandas as pd

IDENTIFIER = re.compile(r"(?:[a-z0-9]+/)*([a-z0-9][a-z0-9.:_\-]*)")  # after whose it is: ollama/x
SETTING = re.compile(
    r"_(none|minimal|low|medium|high|xhigh|max|unknown|thinking|non-reasoning|\d+[kK])$"
)
SAID = re.compile(r" \(([^()]+)\)$")  # a setting that is a word of its own already
# or a product's name: see ``_with_setting``
EFFORT = re.compile(r"-(low|medium|high|xhigh|max|non-reasoning)$")
DATE = re.compile(r"-20\d\d-?\d\d-?\d\d\b")
MONTH = re.compile(r"-(0[1-9]|1[0-2])(20\d\d)$")
CLAUDE = re.compile(r"^Claude ([4-9][\d.]*) (Opus|Sonnet|Haiku)\b")  # its maker's order of words
DAY = re.compile(r"(?<=-)(\d\d)-(\d\d)(?=-|$)")  # of a preview: 04-17
PRO = re.compile(r"_pro(max|unknown)$")  # a mode of a model, with its effort
QUANT = re.compile(r"\b(q\d)_(\w+)$")  # bits of the weights, such as q8_0
SIZE = re.compile(r"[a-z]?\d+(?:\.\d+)?b|fp\d+|vl|ocr|q\d~\w+")  # and other words in capitals
# Families written as a word of their own; o1, gpt-oss and their like are spelled as they are.
FAMILIES = {
    "apodex": "Apodex", "ark": "Ark", "chatglm": "ChatGLM", "claude": "Claude",
    "codegeex": "CodeGeeX", "codeqwen": "CodeQwen", "codestral": "Codestral",
    "command": "Command", "deepseek": "DeepSeek", "devstral": "Devstral", "dola": "Dola",
    "dolly": "Dolly", "doubao": "Doubao", "elephant": "Elephant", "ember": "Ember",
    "falcon": "Falcon", "gemini": "Gemini", "gemma": "Gemma", "glm": "GLM", "granite": "Granite",
    "grok": "Grok", "hermes": "Hermes", "internlm": "InternLM", "jamba": "Jamba", "k": "K",
    "kat": "KAT", "kimi": "Kimi", "ling": "Ling", "llama": "Llama", "magistral": "Magistral",
    "mai": "MAI", "mercury": "Mercury", "mimo": "MiMo", "minicpm": "MiniCPM",
    "minimax": "MiniMax",
    "ministral": "Ministral", "mistral": "Mistral", "moonshot": "Moonshot", "mpt": "MPT",
    "muse": "Muse", "nemotron": "Nemotron", "opt": "OPT", "palmyra": "Palmyra", "phi": "Phi",
    "pixtral": "Pixtral", "quasar": "Quasar", "qvq": "QVQ", "qwen": "Qwen", "qwq": "QwQ",
    "seed": "Seed", "solar": "Solar", "sonar": "Sonar", "stablelm": "StableLM",
    "starcoder": "StarCoder", "step": "Step", "titan": "Titan", "tulu": "Tülu",
    "vicuna": "Vicuna", "voxtral": "Voxtral", "xgen": "XGen", "yi": "Yi",
}  # fmt: skip
VARIANTS = {"astra", "codex", "cyber", "luna", "max", "rosalind", "sol", "spark", "terra", "turbo"}
OWN = {"opus", "sonnet", "haiku"}  # names that sources use without their family's
# What follows no rule: systems that one team built for one benchmark, and old names.
NAMED = {
    "bloom": "BLOOM",
    "eric_pang_sept_2025": "Eric Pang's system (Sep 2025)",
    "arcee-trinity-large-preview": "Trinity Large Preview",
    "gdm-ai-co-mathematician": "Google DeepMind AI co-mathematician",
    "gpt-j-6b": "GPT-J 6B",
    "gpt-neo-2.7B": "GPT-Neo 2.7B",
    "gpt-neox-20b": "GPT-NeoX 20B",
    "hrm-2-2508": "HRM (Aug 2025)",
    "jeremy_sept_2025": "Jeremy Berman's system (Sep 2025)",
    "johan_land_gpt_5_2_refine": "Johan Land's refinement of GPT-5.2",
    "k2-horizon-0-9b": "K2 Horizon 0.9B",
    "k2-horizon-3-7b": "K2 Horizon 3.7B",
    "mai-ds-r1": "MAI-DS-R1",
    "NVARC_2025": "NVARC (2025)",
    "open_llama_7b": "OpenLLaMA 7B",
    "phi-1_5": "Phi-1.5",
    "poetiq-arc-agi-gemini-3-d_v1": "Poetiq's system on Gemini 3 (d, v1)",
    "trm-2025-10-07": "TRM (Oct 2025)",
}  # fmt: skip


def titles(names: pd.Series[Any]) -> pd.Series[Any]:
    """Return each name for a reader; two that would look the same say their dates, or stay.

    >>> titles(pd.Series(["gpt-5.2-2025-12-11_medium", "claude-opus-4-6", "Nova Lite"])).tolist()
    ['GPT-5.2 (medium)', 'Claude Opus 4.6', 'Nova Lite']
    """
    known = set(names.dropna())
    plain = {name: _with_setting(name, known) for name in known}
    told = names.map(lambda name: _title(plain[name]), na_action="ignore")
    # of two that look the same, first what was guessed gives way, then both say their dates
    told = told.where(~told.duplicated(keep=False), names.map(_title, na_action="ignore"))
    told = told.where(~told.duplicated(keep=False), names.map(_dated, na_action="ignore"))
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


def apart(shorter: pd.Series[Any], names: pd.Series[Any]) -> pd.Series[Any]:
    """Return the shorter names of what a figure shows, the whole ones where two would be alike.

    >>> names = pd.Series(["GAIA, HAL", "GAIA, OpenHands", "τ²-Bench, telecom"])
    >>> apart(short(names), names).tolist()
    ['GAIA, HAL', 'GAIA, OpenHands', 'τ²-Bench']
    """
    pairs = pd.DataFrame({"short": shorter, "name": names})
    alike = pairs.drop_duplicates().loc[lambda p: p["short"].duplicated(keep=False), "short"]
    return shorter.mask(shorter.isin(alike), names)


def _with_setting(name: str, known: Collection[str]) -> str:
    """Return an identifier with the effort at its end apart: gpt-6-sol-low is gpt-6-sol_low.

    Low, high and xhigh are efforts; medium and max may be a product's (qwen-max), unless the same
    model is there at low or high.
    """
    name = PRO.sub(r"-pro_\1", name)
    found = EFFORT.search(name) if IDENTIFIER.fullmatch(name) else None
    if not found:
        return name
    stem = name[: found.start()]
    others = (f"{stem}{mark}{effort}" for mark in "-_" for effort in ("low", "high"))
    sure = found[1] not in ("medium", "max") or any(other in known for other in others)
    return f"{stem}_{found[1]}" if sure else name


def _dated(name: str) -> str:
    """Return a name with the date that its identifier ends with, in front of its setting."""
    date = DATE.search(SETTING.sub("", name))
    title, paren, setting = _title(name).partition(" (")
    return f"{title} ({date[0].strip('-')}){paren}{setting}" if date else title + paren + setting


@functools.cache
def _title(name: str) -> str:
    if name in NAMED:
        return NAMED[name]
    setting = SETTING.search(name) or SAID.search(name)
    bare = name[: setting.start()] if setting else name
    if found := IDENTIFIER.fullmatch(bare):
        bare = _spelled(QUANT.sub(r"\1~\2", DAY.sub(r"\1·\2", DATE.sub("", found[1]))))
    told = setting[1].replace("unknown", "effort unknown") if setting else ""
    bare = re.sub("^ollama/", "", bare)
    bare = CLAUDE.sub(r"Claude \2 \1", bare)
    return f"{bare} ({told})" if told else bare


def _spelled(identifier: str) -> str:
    """Spell an identifier as its maker writes the name; one of no known family stays."""
    words = re.sub(r"^([a-z]+\d)-(\d)(?=-\d+b)", r"\1.\2", re.sub("[:_]", "-", identifier))
    family, _, rest = words.partition("-")
    if family in OWN:
        family, rest = "claude", words
    if family == "gpt" and rest[:1].isdigit():
        return _gpt(rest)
    known = re.fullmatch(r"([a-z]+)([\d.]*)", family)
    if not known or known[1] not in FAMILIES or not (rest or known[2] or len(family) > 3):
        return identifier.replace("~", "_").replace("·", "-")
    month = MONTH.search(words)
    rest = MONTH.sub("", rest) if month else rest
    rest = re.sub(r"(?<!\d)(\d)-(\d)(?![\dbk])", r"\1.\2", rest)  # 4-6 is 4.6, but not 2-9b
    told = [w.upper() if SIZE.fullmatch(w) else w for w in rest.split("-") if w]
    told = [w if w == "it" else w[:1].upper() + w[1:] for w in told]
    dated = [f"({month[2]}-{month[1]})"] if month else []
    spelled = " ".join([FAMILIES[known[1]] + known[2], *told, *dated])
    return spelled.replace("~", "_").replace("·", "-")


def _gpt(rest: str) -> str:
    """Spell what follows gpt-: 6-1-sol is GPT-6.1 Sol, 5-nano is GPT-5 nano."""
    version, _, variant = re.sub(r"^(\d)-(\d)(?=-|$)", r"\1.\2", rest).partition("-")
    words = (w.capitalize() if w in VARIANTS else w for w in variant.split("-"))
    return f"GPT-{version} {' '.join(words)}".strip()
