"""What the AI SDK writes: results of several calls, and its own counts beside a seller's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def calls(lines: Iterable[Any]) -> Iterator[Any]:
    """Yield lines, of a result each of its calls: its total has less of them."""
    for line in lines:
        steps = line.get("steps") if isinstance(line, dict) else None
        each = steps if isinstance(steps, list) else []
        yield from each if each and all(map(_is_call, each)) else [line]


def _is_call(step: Any) -> bool:
    return isinstance(step, dict) and {"usage", "response"} <= step.keys()


def sellers_own(found: dict[str, Any], usage: dict[str, Any]) -> dict[str, Any]:
    """Return Anthropic's own counts where they are beside the AI SDK's, which lack cache writes.

    Up to its fifth version its own leave the cache out of the input, in whatever name; its sixth
    says it in ``inputTokenDetails``. Of several steps only the last one's are there.
    """
    noted = found.get("providerMetadata")
    said = noted.get("anthropic") if isinstance(noted, dict) else None
    if not isinstance(said, dict) or "totalUsage" in found:
        return usage
    if any(str(name).startswith("inputTokenDetails") for name in usage):
        return usage
    if isinstance(said.get("usage"), dict):
        return dict(said["usage"])
    return {
        "input_tokens": usage.get("inputTokens", usage.get("promptTokens")),
        "output_tokens": usage.get("outputTokens", usage.get("completionTokens")),
        "cache_read_input_tokens": said.get("cacheReadInputTokens", usage.get("cachedInputTokens")),
        "cache_creation_input_tokens": said.get("cacheCreationInputTokens"),
    }
