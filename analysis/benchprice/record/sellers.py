"""Who sold a run: what the log says, what the command line says, and what the record knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as day

from ..doubts import Doubt
from ..errors import UserError
from ..usage import Usage
from . import moving, offer_doubts, tariffs
from .carried import Offer, Record

# prefixes of programs that run weights on a machine of one's own: no seller sends a bill
OWN_MACHINES = frozenset(
    (
        "hf",
        "hosted_vllm",
        "huggingface-local",
        "llama-cpp",
        "llama-cpp-python",
        "llama_cpp",
        "llamacpp",
        "lm_studio",
        "llamafile",
        "lmdeploy",
        "lmstudio",
        "local",
        "local-chat-completions",
        "local-completions",
        "mlx",
        "mlx_lm",
        "nnterp",
        "ollama",
        "ollama_chat",
        "sglang",
        "tgi",
        "transformer_lens",
        "transformers",
        "vllm",
        "xinference",
    )
)
# forms of names that one seller alone gives its models
_NAMED = (
    (re.compile(r"^arn:aws[\w-]*:bedrock:"), "amazon-bedrock"),
    (re.compile(r"^(?:us|eu|apac|au|jp|ca|global|us-gov)\.[a-z0-9]+\.[a-z]"), "amazon-bedrock"),
    (re.compile(r"^[a-z0-9]+\.[a-z][^/]*-(?:v\d+|\d+):\d+"), "amazon-bedrock"),
    (re.compile(r"^accounts/fireworks/"), "fireworks"),
    (re.compile(r"^(?:projects/|publishers/)|^claude-[^/]*@\d"), "google-vertex"),
    (re.compile(r"^models/gem"), "google"),
    (re.compile(r"^databricks-"), "databricks"),
    (re.compile(r"^@cf/"), "cloudflare"),
)
# OpenTelemetry's names of providers (its registry, gen_ai.provider.name), and what they sell under
_SPELT = {
    "aws.bedrock": "amazon-bedrock",
    "azure.ai.inference": "azure",
    "azure.ai.openai": "azure",
    "azure-openai": "azure",
    "azureai": "azure",
    "gcp.gemini": "google",
    "google-gla": "google",
    "google.vertex": "google-vertex",
    "gcp.vertex_ai": "google-vertex",
    "ibm.watsonx.ai": "watsonx",
    "mistral_ai": "mistral",
    "togetherai": "together",
    "vertex.anthropic": "google-vertex",
    "x_ai": "xai",
}
# what the AI SDK adds to a provider's name for which of its interfaces was asked
_INTERFACE = re.compile(r"\.(?:chat|completion|embedding|generative-ai|messages|responses)$")
# Inspect names a service within a provider's interface second: openai/azure/gpt-4o
_SERVICES = ("azure", "bedrock", "vertex")
GRACE = 31  # days after the record's last in which its prices are taken to hold without a word


class Unpriced(UserError):
    """A model was used whose price is not known: the run is not free, it is not priced."""


def prefix(usage: Usage) -> str:
    """Return who served a usage as the log spells it: its provider, else the path of the name."""
    path, *rest = usage.model.split("/")
    own = (usage.provider or named(usage.model) or (path if rest else "")).strip().lower()
    if own == path.lower() and len(rest) > 1 and (own == "openai-api" or rest[0] in _SERVICES):
        own = rest[0].lower()
    own = _INTERFACE.sub("", own)
    return _SPELT.get(own, own)


def named(model: str) -> str:
    """Return the seller whose form a model's name has; empty for a name that any could give."""
    return next((seller for form, seller in _NAMED if form.search(model)), "")


def chosen(
    usage: Usage, record: Record, date: str, provider: str = ""
) -> tuple[Offer, list[Doubt]] | None:
    """Return the offer that counts for a usage on a day, and what is doubted of it.

    None where the record has no offer by then. A ``provider`` that is named is never changed;
    where the one that a log names has no offer, another's price is taken and a doubt says so.
    Raises Unpriced for a run on a machine of one's own, and for a day that the record cannot know.
    """
    served = prefix(usage)
    path = usage.model.partition("/")[0].lower()
    if not provider and OWN_MACHINES & {served, path}:
        raise Unpriced(
            f"{usage.model}: run on a machine of one's own ({served}), which no seller bills; give"
            " what the machine cost with --rate, or price it as if bought with --provider NAME"
        )
    _, priced = record.model(usage.model)
    known = record.offers(priced)
    offers = [o for o in known if o.since <= date]
    doubts = _of_day(record, date)
    asked = record.sellers.get(provider.lower(), provider)
    reasoning = usage.tokens.reasoning
    if asked:
        offers = [o for o in offers if o.provider == asked]
        found = _best(offers, date)
        if found is None:
            return None
        found, moved = moving.settled(usage, found, record, date)
        doubts += moved + offer_doubts.of_offer(usage, found, date, known)
        return tariffs.answered(record, found, reasoning, date), doubts
    said = record.sellers.get(served) or record.sellers.get(path)
    theirs = [o for o in offers if o.provider == said and o.holds(date)]
    found = _best(theirs or offers, date)
    if found is None:
        return None
    found, moved = moving.settled(usage, found, record, date)
    doubts += moved + offer_doubts.of_offer(usage, found, date, known)
    if said and found.provider != said:
        doubts.append(offer_doubts.of_seller(usage, found, said, date, known))
    elif not said:
        held = [o for o in offers if o.holds(date)]
        doubts += offer_doubts.of_maker(usage, found, record, date) or offer_doubts.unnamed(
            usage, served, held, found
        )
    return tariffs.answered(record, found, reasoning, date), doubts


def _best(offers: Sequence[Offer], date: str) -> Offer | None:
    """Return the first of the offers that hold; where none does, the one that ended last."""
    held = [o for o in offers if o.holds(date)]
    if held:
        return min(held, key=lambda o: o.rank)
    last = max((o.until for o in offers), default="")
    return min((o for o in offers if o.until == last), key=lambda o: o.rank, default=None)


def _of_day(record: Record, date: str) -> list[Doubt]:
    """Doubt a day soon after the record's last; raise Unpriced for one much later."""
    late = (day.fromisoformat(date) - day.fromisoformat(record.date)).days
    if late > 366:
        raise Unpriced(
            f"{date}: the record ends on {record.date}; no price is known of a day so much later."
            " Take a newer record with --record FILE, or give rates with --rate"
        )
    if late <= GRACE:
        return []
    return [
        Doubt(
            "after-record",
            f"The record ends on {record.date}; a price that changed by {date} is not in it.",
        )
    ]
