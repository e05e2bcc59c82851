"""What every column of every table means, for the descriptions that go with the data."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.facts.schema import Column

TABLES: Mapping[str, str] = {
    "models": "Models, each in one configuration: a model at an effort or thinking budget",
    "aliases": "Names under which sources know a model",
    "providers": "Who sells tokens: makers, clouds, hosts, gateways, subscriptions, lists",
    "prices": "Token prices as each source saw them: a row where something changed",
    "price_history": "Token prices settled by one rule: a row a model, seller and span of a price",
    "priced_runs": "What one pass of each evaluated run cost: a row a run, rule and span",
    "tiers": "Token prices beside the standard one: long prompts, batch and other tiers, audio",
    "fees": "What sellers bill a call beside tokens",
    "exchange_rates": "What a unit of another currency was worth on a day, to price lists in it",
    "retirements": "The day a seller stops selling a model",
    "scheduled": "Price changes that a seller has dated beforehand: the ends of promotions",
    "blended_prices": "Prices of input and output in one number, as a publication states them",
    "benchmarks": "Benchmarks, each at one version",
    "runs": "Evaluated runs: score, tokens, stated cost",
    "hardware": "What chips cost to buy or rent",
    "training_runs": "Points of training curves, for the scaling fits",
    "parameters": "Constants that a publication uses",
    "intake": "What was read from each source and what became of it",
    "claims": "Published statements that the report holds against the record",
    "sources": "Where everything comes from, under which terms",
}

_EVERYWHERE: Mapping[str, str] = {
    "model_id": "The model in its configuration",
    "benchmark_id": "The benchmark",
    "source_id": "The source that states the row",
    "date": "The day from which it holds",
    "input": "Price of input tokens",
    "output": "Price of output tokens, reasoning among them",
    "cache_read": "Price of input read from a cache; empty where unknown",
    "cache_write": "Price of input written to a cache; empty where unknown",
    "score": "The share reached, between 0 and 1",
    "score_se": "Standard error of the score; empty where unknown",
    "evaluator": "Who ran it",
    "scaffold": "The agent that the model ran in",
    "creator": "Who made the model",
    "release_date": "The day the model came out",
    "weights": "Whether anybody may run the model (open) or its maker only (closed)",
    "seen": "The first day on which a source showed it",
    "last_seen": "The last day on which a source showed it; before the first day of a row that "
    "holds on unseen (doubts: stale, outdated)",
    "agreed": "Whether lists of two independent families have the price; empty where none applies",
    "doubts": "Codes of what is doubted, joined by blanks: one-list (one family of lists alone "
    "says so), uncorroborated (nothing bears it out), contradicted (who passes the maker's price "
    "on has another), disputed (two other families agree on another), outdated (no list has it "
    "any more, and one that was read since has another), announced (its seller has said so, and "
    "no list has shown it yet), stale (from that day on no list had shown it for months, and the "
    "one that did is read no more); empty where nothing is",
    "evidence": "Where the row can be read: a page, or the list's own address (of a package its "
    "Package URL); empty where none",
    "basis": "How the value came about",
    "name": "The name that readers see",
    "kind": "What sort of thing it is",
    "url": "The address; pkg:pypi/NAME is a package",
    "provider": "Who sells",
    "unit": "The unit of the value",
    "value": "The value",
    "low": "The lower end of a stated range",
    "high": "The upper end of a stated range",
    "input_tokens": "Tokens put in",
    "output_tokens": "Tokens put out",
    "reasoning_tokens": "Tokens of hidden reasoning; empty where unknown",
    "seller": "Who sells at that price; empty where an evaluator states the cost",
    "until": "The first day on which it held no more; empty while it still held on the newest day",
}

_OF_TABLE: Mapping[str, Mapping[str, str]] = {
    "models": {
        "licence": "The licence of the weights",
        "total_params_b": "Parameters, as the maker states them",
        "active_params_b": "Parameters at work on a token, as the maker states them",
        "reasoning": "Whether it reasons before it answers",
        "base_model_id": "The model that this is a setting of; empty for a base",
        "sold": "How it is sold",
    },
    "aliases": {"alias": "The name as the source spells it"},
    "providers": {
        "variants": "Other spellings of the name, joined by blanks",
        "maker_of": "Whose own models it sells at the maker's price, joined by semicolons",
        "passes_on": "Whether it passes the maker's price on unchanged",
        "first_day": "Its first day; empty where unknown",
        "last_day": "Its last day; empty while it sells",
    },
    "prices": {
        "observations": "How many dated sightings the row stands for",
        "basis": "A list's own date, a snapshot's day, or transcribed by hand",
    },
    "price_history": {
        "from": "The day from which the price held, at the latest",
        "until": "The first day on which it held no more, also one to come where its seller has "
        "said so; empty of others that still held on the newest day",
        "kind": "What the seller is",
        "first_party": "Whether the seller is the model's maker, or sells for it",
    },
    "priced_runs": {
        "run_id": "The run, as in the table of runs",
        "model": "The model's name in its configuration",
        "from": "The day from which the run cost this; empty where a stated cost has no day",
        "price": "What one pass over the benchmark cost; what one task did where basis is task",
        "basis": "tokens: counted tokens at token prices; stated: the evaluator's cost of a run; "
        "task: the evaluator's cost of one task",
        "rule": "Whose price: the maker's list (first-party), of open weights the cheapest seller "
        "of the day (cheapest), or the evaluator's word (stated)",
        "input_tokens": "Tokens put in during one pass",
        "output_tokens": "Tokens put out during one pass, billed reasoning among them",
        "price_source_id": "The source of the token price; empty for stated costs",
        "price_evidence": "Where the token price can be read; empty where no address is known",
    },
    "tiers": {
        "tier": "The tier",
        "above_tokens": "The prompts it is for",
        "cache_write_long": "Price of input written to a cache that lasts longer",
        "audio_input": "Price of sound put in",
        "audio_output": "Price of sound put out",
        "beside_input": "The standard price of input that stood beside it",
        "beside_output": "The standard price of output that stood beside it",
    },
    "fees": {"fee": "What is billed", "usd": "Its price"},
    "exchange_rates": {"currency": "The currency", "usd": "What one unit of it was worth"},
    "retirements": {"date": "The first day without it", "lists": "How many lists say so"},
    "scheduled": {
        "date": "The first day on which the price before holds no more",
        "seen": "A day by which it was said",
        "was_input": "Price of input tokens that ends",
        "was_output": "Price of output tokens that ends",
        "input": "Price of input tokens from then on; empty where it was not said",
        "output": "Price of output tokens from then on; empty where it was not said",
    },
    "blended_prices": {"blended": "One price for input and output together"},
    "benchmarks": {
        "domain": "What it tests",
        "items": "How many items it has",
        "chance": "The score of guessing",
        "metric": "What the score counts",
        "about": "What it sets its takers to do, as words that follow on its name",
        "headline": "Whether slow analyses are run on it and charts of a choice show it",
        "levels": "Scores whose price is drawn; empty: shares of the best score so far",
        "ahead": "Scores whose price is forecast in a chart; empty: none",
        "front": "The score that the front page tells of; empty: not there",
        "milestones": "Whether token prices are followed at the scores of its best models",
        "composite": "Whether it is a mean of benchmarks, on a scale of its own; in no fit",
        "same_tasks": "The benchmark with the same tasks that stands for it in means",
        "ended": "The day from which it is run no more, where its evaluator says so",
        "successor": "The benchmark that is its next version; both may be run",
    },
    "runs": {
        "run_id": "The run",
        "date": "The day of the run, or a later one by which it was there; see dated",
        "dated": "What the date says",
        "passes": "How often every item was tried",
        "reasoning_in_output": "Whether output_tokens hold the reasoning",
        "cache_read_tokens": "Input tokens read from a cache",
        "cache_write_tokens": "Input tokens written to a cache",
        "cache_in_input": "Whether input_tokens hold the cached ones",
        "reported_cost": "The cost that the evaluator states",
        "reported_cost_basis": "What the stated cost is of",
        "cost_date": "When the stated cost was true",
    },
    "hardware": {
        "usd": "Price of one chip",
        "flop_per_second": "Peak arithmetic of one chip",
        "usd_per_hour": "Rent of one chip",
    },
    "training_runs": {
        "architecture": "What was trained",
        "learning_rate": "How the learning rate was chosen",
        "dimension": "The width of the network",
        "compute_flop": "Arithmetic spent in training",
        "loss": "Loss reached on held-out text",
    },
    "parameters": {"meaning": "What the constant is"},
    "intake": {
        "outcome": "What became of the rows",
        "reason": "Why",
        "rows": "How many rows",
        "example": "One of them",
    },
    "claims": {
        "claim_id": "The statement",
        "statement": "What was said",
        "quantity": "What it is about",
        "period": "When it was so",
        "where": "Where in the source it stands",
    },
    "sources": {
        "title": "Its title",
        "authors": "Its authors",
        "publisher": "Who publishes it",
        "licence": "Its terms",
        "retrieved": "The day it was read",
        "sha256": "Its digest",
        "citation_key": "Its entry in the report's references",
        "redistributable": "Whether its rows may be passed on",
    },
}


def description(table: str, name: str, column: Column) -> str:
    """Return what a column means, with its unit or the rule its schema states; "" if unknown."""
    meaning = _OF_TABLE.get(table, {}).get(name) or _EVERYWHERE.get(name, "")
    return "; ".join(part for part in (meaning, column.unit) if part)
