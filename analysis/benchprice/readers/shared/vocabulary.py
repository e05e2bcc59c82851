"""What the keys of a usage object mean, in every spelling that is known.

Keys are compared in snake case with their path, so ``inputTokens`` and ``input_tokens`` are one.
The names come from the clients' own types: OpenAI, Anthropic, Google, Mistral, DeepSeek, Moonshot,
xAI, Bedrock, Cohere, LangChain, pydantic-ai, the AI SDK, litellm, Inspect, Codex and Strands.
"""

from __future__ import annotations

import functools
import re
from typing import Any

# words in the names of what is billed, and in those of what a call was set to or came to
_BILLED = ("cache", "reasoning", "thinking", "audio")
_SETTINGS = ("budget", "effort", "max_", "cost", "price", "usd", "discount", "ttl")
LONG = 80  # characters; longer keys are not kept in mind
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SENT = ("prompt_tokens_details", "input_tokens_details", "input_token_details")
_GOT = (
    "candidates_tokens_details",
    "response_tokens_details",
    "completion_tokens_details",
    "output_tokens_details",
    "output_token_details",
    "completion_token_details",
)


def _in(parents: tuple[str, ...], *names: str) -> tuple[str, ...]:
    return tuple(f"{parent}.{name}" for parent in parents for name in names)


# kind: its names, in snake case
NAMES: dict[str, tuple[str, ...]] = {
    "input": (
        "prompt_tokens", "input_tokens", "request_tokens", "prompt_token_count",
        "input_token_count", "uncached_input_tokens", "prompt_eval_count", "tokens_in",
        "billed_units.input_tokens", "n_input_tokens", "num_input_tokens", "input_tokens.total",
    ),
    "output": (
        "completion_tokens", "output_tokens", "response_tokens", "candidates_token_count",
        "output_token_count", "eval_count", "tokens_out", "billed_units.output_tokens",
        "n_output_tokens", "num_output_tokens", "response_token_count", "output_tokens.total",
    ),
    "total": ("total_tokens", "total_token_count"),
    "cache_read": (
        "cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens",
        "cache_read_tokens", "cached_input_tokens", "input_tokens_cache_read",
        "cached_content_token_count", "cache_read_input_token_count", "input_cached_tokens",
        "num_cached_tokens", "cache_hit_tokens", "cached_prompt_tokens", "cache_tokens",
        "cached_prompt_text_tokens", "cached_content_tokens",
        "n_cache_tokens", "prompt_cached_tokens", "input_tokens.cache_read",
        *_in(_SENT, "cached_tokens", "cache_read", "cache_read_tokens", "cache_read_input_tokens"),
    ),
    "cache_write": (
        "cache_creation_input_tokens", "cache_write_tokens", "cache_write_input_tokens",
        "input_tokens_cache_write", "input_cache_write_tokens", "cache_write_input_token_count",
        "cache_creation_tokens", "cached_write_tokens", "input_tokens.cache_write",
        *_in(_SENT, "cache_creation_tokens", "cache_write_tokens", "cache_creation",
             "cached_creation_tokens", "cache_creation_input_tokens", "cache_write"),
    ),
    "write_short": (
        "cache_creation.ephemeral_5m_input_tokens", "cache_creation_5m_tokens",
        "cache_write5m_tokens", "cache_write_5m_tokens", "cache_details.5m",
        *_in(_SENT, "ephemeral_5m_input_tokens",
             "cache_creation_token_details.ephemeral_5m_input_tokens"),
    ),
    "write_long": (
        "cache_creation.ephemeral_1h_input_tokens", "cache_creation_1h_tokens",
        "cache_write1h_tokens", "cache_write_1h_tokens", "cache_write_long_tokens",
        "cache_details.1h",
        *_in(_SENT, "ephemeral_1h_input_tokens",
             "cache_creation_token_details.ephemeral_1h_input_tokens"),
    ),
    "reasoning": (
        "reasoning_tokens", "thoughts_token_count", "reasoning_output_tokens", "thinking_tokens",
        "thoughts_tokens", "output_tokens.reasoning", "output_reasoning_tokens",
        *_in(_GOT, "reasoning_tokens", "reasoning", "thinking_tokens"),
    ),
    "tool_prompt": ("tool_use_prompt_token_count",),
    "citation": ("citation_tokens",),
    "audio_input": ("input_audio_tokens", "prompt_audio_tokens", "audio_prompt_tokens",
                    *_in(_SENT, "audio_tokens", "audio")),
    "audio_output": ("output_audio_tokens", "completion_audio_tokens", "audio_candidates_tokens",
                     *_in(_GOT, "audio_tokens", "audio")),
    "audio_cached": (
        "cache_audio_read_tokens", "cache_tokens_details.audio_tokens", "audio_cache_tokens",
        *_in(_SENT, "cached_tokens_details.audio_tokens", "cached_audio_tokens"),
    ),
    "image_output": ("output_image_tokens", "image_candidates_tokens",
                     *_in(_GOT, "image_tokens", "image")),
}  # fmt: skip
# Parts of what is counted already, or no counts of tokens at all.
PARTS = frozenset({
    "prompt_cache_miss_tokens", "cached_write_tokens_details", "max_tokens", "max_output_tokens",
    "context_tokens", "context_window", "tokens.input_tokens", "tokens.output_tokens",
    "num_model_requests", "total_thinking_tokens", "cache_creation.total_tokens",
    "response_reasoning_tokens", "input_text_tokens", "output_text_tokens",
    "prompt_text_tokens", "prompt_image_tokens", "text_prompt_tokens", "image_prompt_tokens",
    "video_prompt_tokens", "text_candidates_tokens", "text_cache_tokens", "image_cache_tokens",
    "input_tokens.no_cache", "output_tokens.text",
    *_in(("cache_tokens_details", "tool_use_prompt_tokens_details"), "text_tokens",
         "image_tokens", "video_tokens", "document_tokens"),
    "tool_use_prompt_tokens_details.audio_tokens",
    *_in(_SENT, "text_tokens", "image_tokens", "video_tokens", "file_tokens", "no_cache_tokens",
         "text", "image", "video", "cached_tokens_details.text_tokens", "document_tokens",
         "cached_tokens_details.image_tokens", "cached_image_tokens", "cached_text_tokens",
         "pdf_tokens"),
    *_in(_GOT, "text_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens", "text",
         "video_tokens"),
})  # fmt: skip
KIND = {name: kind for kind, names in NAMES.items() for name in names}
_KNOWN = KIND.keys() | PARTS
# Names of cached counts that lie beside the input in the vendors' own objects. Of every other
# name the cached tokens are part of the input.
BESIDE = frozenset({
    "cache_read_input_tokens", "cache_creation_input_tokens", "cache_write_input_tokens",
    "cache_creation.ephemeral_5m_input_tokens", "cache_creation.ephemeral_1h_input_tokens",
    "input_tokens_cache_read", "input_tokens_cache_write", "cache_read_input_token_count",
    "cache_write_input_token_count",
})  # fmt: skip


_NESTED = (dict, list)  # a union of types would be made anew for each key


def snake(name: str) -> str:
    """Return a key in snake case."""
    return _snaked(name) if len(name) < LONG else _HUMP.sub("_", name).lower()


@functools.lru_cache(maxsize=4096)
def _snaked(name: str) -> str:
    return _HUMP.sub("_", name).lower()


@functools.lru_cache(maxsize=4096)
def _path(prefix: str, key: str) -> str:
    return prefix + _snaked(key)


def flat(usage: dict[str, Any], prefix: str = "", depth: int = 4) -> dict[str, Any]:
    """Return a usage object's scalars by path in snake case; of lists only counts by kind."""
    found: dict[str, Any] = {}
    for key, value in usage.items():
        path = _path(prefix, key) if len(prefix) + len(key) < LONG else prefix + snake(key)
        if not isinstance(value, _NESTED):
            found[path] = value
            continue
        if isinstance(value, list) and path.endswith("tokens_details"):
            value = _by_modality(value)
        elif isinstance(value, list) and path == "cache_details":  # Bedrock's, of writes
            value = {
                str(one.get("ttl")): one.get("inputTokens")
                for one in value
                if isinstance(one, dict)
            }
        if isinstance(value, dict) and depth:
            found.update(flat(value, f"{path}.", depth - 1))
    return found


def _by_modality(details: list[Any]) -> dict[str, Any]:
    """Return Google's list of counts by modality as the other vendors' details have them."""
    pairs = [(one.get("modality"), one) for one in details if isinstance(one, dict)]
    return {
        f"{kind.lower()}_tokens": one.get("tokenCount", one.get("token_count"))
        for kind, one in pairs
        if isinstance(kind, str)
    }


def unknown(paths: dict[str, Any]) -> list[str]:
    """Return the keys that count what may be billed under a name that nobody has: more than 0."""
    if paths.keys() <= _KNOWN:
        return []
    return [
        path
        for path, value in paths.items()
        if path not in _KNOWN
        and isinstance(value, int | float)
        and not isinstance(value, bool)
        and value
        and _counts(path, value)
    ]


def _counts(path: str, value: float) -> bool:
    """Whether a name is one of a count: of tokens, or a whole number of what is billed so."""
    part_of_one = value % 1 > 0  # neither of infinity nor of what is no number
    billed = any(part in path for part in _BILLED) and not part_of_one
    return ("token" in path or billed) and not any(part in path for part in _SETTINGS)
