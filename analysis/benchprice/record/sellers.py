"""Who sold a run: what the log says, what the command line says, and what the record knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day

from ..doubts import Doubt
from ..errors import UserError
from ..usage import Usage
from . import tariffs
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
        "lmstudio",
        "local",
        "local-chat-completions",
        "local-completions",
        "mlx",
        "nnterp",
        "ollama",
        "ollama_chat",
        "sglang",
        "tgi",
        "transformer_lens",
        "transformers",
        "vllm",
    )
)
GRACE = 31  # days after the record's last in which its prices are taken to hold without a word


class Unpriced(UserError):
    """A model was used whose price is not known: the run is not free, it is not priced."""


def prefix(usage: Usage) -> str:
    """Return who served a usage as the log spells it: its provider, else the path of the name."""
    path = usage.model.partition("/")[0] if "/" in usage.model else ""
    return (usage.provider or path).strip().lower()


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
    offers = [o for o in record.offers(priced) if o.since <= date]
    doubts = _of_day(record, date)
    asked = record.sellers.get(provider.lower(), provider)
    reasoning = usage.tokens.reasoning
    if asked:
        offers = [o for o in offers if o.provider == asked]
        found = _best(offers, date)
        if found is None:
            return None
        doubts += _of_offer(usage, found, date)
        return tariffs.answered(record, found, reasoning, date), doubts
    said = record.sellers.get(served) or record.sellers.get(path)
    theirs = [o for o in offers if o.provider == said and o.holds(date)]
    found = _best(theirs or offers, date)
    if found is None:
        return None
    doubts += _of_offer(usage, found, date)
    if said and found.provider != said:
        doubts.append(
            Doubt(
                "seller-changed",
                f"{usage.model}: the log names {said}, whose price on {date} is not in the record;"
                f" priced as sold by {found.provider}.",
            )
        )
    elif not said:
        doubts += _of_maker(usage, found, record, date)
    return tariffs.answered(record, found, reasoning, date), doubts


def _best(offers: Sequence[Offer], date: str) -> Offer | None:
    """Return the first of the offers that hold; where none does, the one that ended last."""
    held = [o for o in offers if o.holds(date)]
    if held:
        return min(held, key=lambda o: o.rank)
    last = max((o.until for o in offers), default="")
    return min((o for o in offers if o.until == last), key=lambda o: o.rank, default=None)


def _of_offer(usage: Usage, offer: Offer, date: str) -> list[Doubt]:
    found = []
    if not offer.holds(date):
        found.append(
            Doubt(
                "offer-ended",
                f"{usage.model}: the record has no offer on {date}; the last, of {offer.provider},"
                f" ended by {offer.until}.",
            )
        )
    if "contradicted" in offer.doubts.split():
        found.append(
            Doubt(
                "rate-contradicted",
                f"{usage.model}: one list alone has the price of {offer.provider}, and a gateway"
                " that bills the maker's own price has another.",
            )
        )
    if "disputed" in offer.doubts.split():
        found.append(
            Doubt(
                "rate-disputed",
                f"{usage.model}: on some days of this price of {offer.provider} two independent"
                " lists agreed on another.",
            )
        )
    if "uncorroborated" in offer.doubts.split():
        found.append(
            Doubt(
                "rate-uncorroborated",
                f"{usage.model}: one source alone has the price of {offer.provider}, and it is far"
                " from the others'.",
            )
        )
    return found


def _of_maker(usage: Usage, offer: Offer, record: Record, date: str) -> list[Doubt]:
    """Doubt another seller's price of a model that its maker had stopped selling."""
    stopped = record.stopped(offer.model_id, date)
    if stopped is None or offer.own:
        return []
    return [
        Doubt(
            "maker-stopped",
            f"{usage.model}: {stopped[0]} stopped selling it on {stopped[1]}; priced as sold by"
            f" {offer.provider}.",
        )
    ]


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
