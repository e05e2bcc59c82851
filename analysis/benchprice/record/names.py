"""Rules on names: slugs, hosts, configurations, and which model a name means.

A model id is one model in one configuration: ``gpt-5-2025-08-07-high`` is the base
``gpt-5-2025-08-07`` at the effort ``high``. A name that no rule and no alias settles stays
unmatched: a wrong match is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache

_HOST_VENDOR = re.compile(
    r"^(?:(?:us|eu|apac|au|jp|ca|global|us-gov)\.)?"
    r"(?:ai21|amazon|anthropic|cohere|deepseek|google|meta|minimax|mistral|moonshot|moonshotai"
    r"|nvidia|openai|qwen|writer|zai)\.(?=[a-z])",
    re.IGNORECASE,
)
_HOST_VERSION = re.compile(r"(?<!claude)-v\d+:\d+(?::\d+k)?$")  # claude-v2:1 is Claude 2.1 itself
_TURBO = re.compile(r"^((?:meta-)?(?:llama|qwen2).*-instruct)-turbo$", re.IGNORECASE)
_NUMBER_FIRST = re.compile(r"^claude-([4-9](?:[.-]\d)?)-(haiku|opus|sonnet)(?=-|$)")
_EFFORTS = "none|minimal|low|medium|high|xhigh|max|unknown"
_SETTING = rf"(?:{_EFFORTS}|(?:non-?)?reasoning|(?:no)?thinking|\d+k)"
_UNDERSCORED = re.compile(rf"^(.+)_({_SETTING})$", re.IGNORECASE)
_BRACKETED = re.compile(r"^(.+?)\s*\(([^()]*)\)$")
_BRACKET_WORDS = re.compile(
    rf"(?:(?:{_SETTING}|adaptive|extended|effort)(?:[\s,]+|$))+", re.IGNORECASE
)
_FALLBACK = re.compile(r",[^,()]* fallback(?=\))", re.IGNORECASE)  # the host's other model
_HYPHENED = re.compile(rf"^(.+?)-((?:thinking-|reasoning-)?{_SETTING})$", re.IGNORECASE)


@lru_cache(2**16)  # a record's ids are asked for again and again
def slug(name: str) -> str:
    """Return ``name`` in lower case with hyphens; dots between digits stay. Idempotent.

    >>> slug("Command-R+ (Aug '24)")
    'command-r-plus-aug-24'
    """
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"\+", "-plus-", text.replace("'", ""))
    text = re.sub(r"[^a-z0-9.]+", "-", text)
    text = re.sub(r"(?<!\d)\.|\.(?!\d)", "-", text)
    return re.sub(r"-{2,}", "-", text).strip("-")


def key(name: str) -> str:
    """Return the form in which names are compared: the slug without dots (4.5 is 4-5)."""
    return slug(name).replace(".", "-")


def without_host(name: str) -> str:
    """Return ``name`` without the host that serves it: paths, regions, vendors, host versions.

    >>> without_host("bedrock/us.anthropic.claude-3-5-sonnet-20241022-v2:0")
    'claude-3-5-sonnet-20241022'
    """
    text = name.strip().rsplit("/", 1)[-1]
    text = _HOST_VERSION.sub("", _HOST_VENDOR.sub("", text))
    text = re.sub(r"@(?:default|latest)$|\[1m\]$", "", text)  # Claude Code's, of a long context
    text = re.sub(r"(?:-v\d+)?@(?=\d)", "-", text)  # Vertex: claude-3-5-sonnet-v2@20241022
    # Fireworks writes 3.1 as v3p1; Llama's own name has no v before the number
    return re.sub(r"(?<=^llama-)v(?=\d)", "", re.sub(r"(?<=\d)p(?=\d)", ".", text))


def as_served(name: str) -> str:
    """Return the model that a seller names in its own way: Together's faster copy, or OpenRouter's
    Claude, whose number it writes first.

    >>> as_served("together_ai/meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo")
    'Meta-Llama-3.1-405B-Instruct'
    >>> as_served("anthropic/claude-4.5-sonnet-20250929")
    'claude-sonnet-4.5-20250929'
    """
    return _NUMBER_FIRST.sub(r"claude-\2-\1", _TURBO.sub(r"\1", without_host(name)))


def split_configuration(name: str, bases: Collection[str] = ()) -> tuple[str, str]:
    """Split ``name`` into the model and its configuration ("" where the name states none).

    Efforts, thinking budgets and reasoning switches count when set off by an underscore or in
    brackets; after a hyphen only where what stands before is the key of one of ``bases``
    (``mistral-medium`` is a model, ``gpt-5-medium`` a configuration). Dates stay in the base.
    """
    text = name.strip()
    if match := _UNDERSCORED.match(text):
        return match[1].strip(), _configuration(match[2])
    match = _BRACKETED.match(_FALLBACK.sub("", text))
    if match and _BRACKET_WORDS.fullmatch(match[2].strip()):
        return match[1].strip(), _configuration(match[2])
    match = _HYPHENED.match(text)
    if match and key(match[1]) in bases:
        return match[1], _configuration(match[2])
    return text, ""


def _configuration(words: str) -> str:
    """Return one spelling: effort or budget alone, or (non-)reasoning where neither is named."""
    text = re.sub(r"\bnon-?reasoning\b|\bnothinking\b|\bnone\b", "plain", words.lower())
    found = [w for w in re.split(r"[\s,-]+", text) if w not in ("", "adaptive", "extended")]
    switches = {"plain": "non-reasoning", "thinking": "reasoning", "reasoning": "reasoning"}
    levels = [w for w in found if w not in switches and w != "effort"]
    modes = [switches[w] for w in found if w in switches]
    if levels:
        modes = [m for m in modes if m == "non-reasoning"]
    return "-".join(dict.fromkeys(modes + levels))


def configured(base: str, configuration: str) -> str:
    """Return the model id of ``base`` in ``configuration``."""
    return f"{base}-{configuration}" if configuration else base


@dataclass(frozen=True)
class Book:
    """What is known about names, by key: what aliases stand for, and the ids of bases."""

    aliases: dict[str, str]
    bases: dict[str, str]

    def find(self, name: str) -> tuple[str, str] | None:
        """Return the id that a whole name means, and how it is known."""
        form = key(without_host(name))
        if form in self.aliases:
            return self.aliases[form], "alias"
        return (self.bases[form], "name") if form in self.bases else None

    def base_of(self, model_id: str) -> str:
        """Return the base of an alias's target: itself, unless it is known in parts only."""
        base, configuration = split_configuration(model_id, self.keys)
        if not configuration or key(model_id) in self.bases:
            return model_id
        return self.bases.get(key(base), slug(base))

    @cached_property
    def keys(self) -> set[str]:
        """Every key that is a model's or may stand for one."""
        return self.bases.keys() | self.aliases.keys() | {key(t) for t in self.aliases.values()}


def settle(name: str, book: Book) -> tuple[str, str, str] | None:
    """Return a name's model id, its base's id and how it was settled; None where nothing does.

    In this order: an alias; a known base with a configuration set off by an underscore or
    brackets; a known base; a known base with a configuration after a hyphen.
    """
    whole = book.find(name)
    if whole and whole[1] == "alias":
        return whole[0], book.base_of(whole[0]), "alias"
    for bases in ((), book.keys):
        base, configuration = split_configuration(name, bases)
        part = book.find(base) if configuration else None
        if part:
            base_model_id = book.base_of(part[0])
            return configured(base_model_id, configuration), base_model_id, "configuration"
        if whole:
            return whole[0], whole[0], "name"
    return None
