"""Numbers in text: in digits, in other numerals, in words, and the names that may hold them."""

from __future__ import annotations

import re
import unicodedata

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# What may hold a digit: dates and the names of things.
_NAMES = re.compile(
    rf"""(?<![\w$€£.])(?:
    (?:(?:19|20)\d\d)(?:-\d\d(?:-\d\d)?)?                    # years and dates
    | \d{{1,2}}[ ](?:{_MONTHS})
    | GPT-?\d[\w.-]* | o[134](?:-\w+)* | Claude[ ](?:[A-Z]\w+[ ])?\d[\d.]* | Gemini[ ]\d[\d.]*
    | Llama[ ]\d[\d.]*(?:[ ]\d+B)? | Qwen\d?[\w.-]* | DeepSeek[ ](?:R1|V\d[\d.]*) | Grok[ ]\d
    | Phi-\d | Kimi[ ]K\d[\d.]* | ARC-AGI-\d | AIME[ ]\d+ | MATH[ ]?(?:Level[ ])?\d+ | τ[²³]-Bench
    | H\d{{2,3}} | A100 | B200 | R² | draft[ ]2020-12 | TPC-\w+ | CV3 | arXiv[ ][\d.]+(?:v\d)?
    | (?:90|95)[ ]%(?=[ ](?:interval|band|level|ribbon)) | MMLU[ ]\d\d | \d+[ ]to[ ]\d+[ ]%[ ]band
    | (?:WCAG|Python|Quarto|SHA-|UTF-|ISO[ ]|CC[ ]BY(?:-NC)?[ ]|Apache-|CC0[ ])[ ]?[\d.]*
    )(?!\w|[ ]?(?:times\b|×|x\b|-?fold|percent|per[ ]cent|%))""",
    re.VERBOSE,
)
_ONES = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|dozen|hundred|thousand"
_ONES += "|million|billion|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
_WORD = rf"(?:half|{_ONES}|several|many)"
_IN_WORDS = re.compile(
    rf"""\b(?:
    (?:{_ONES})-?fold
    | (?:{_ONES})(?:[ ]and[ ]a[ ]half)?
      [ ](?:times|percent|per[ ]cent|dollars|cents|orders?[ ]of[ ]magnitude)
    | {_WORD}[ ](?:an[ ])?orders?[ ]of[ ]magnitude
    | (?:one|two|three|four)[ -](?:third|quarter|fifth|tenth|half|hundredth)s?
      [ ](?:of|as|the)[ ](?:the[ ])?(?:price|cost)
    | (?:twice|thrice|half|double|triple)[ ](?:as|the)[ ](?:cheap|dear|expensive|price|cost|much)
    | (?:doubled|tripled|quadrupled|halved)[ ](?:every|each|in)
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMERALS = re.compile(
    "[{}]".format("".join(c for c in map(chr, range(0x3000)) if unicodedata.category(c)[0] == "N"))
)
_OF_RESULTS = re.compile(r"\d\s*(?:×|x\b|times\b|-?fold|percent|per cent|%)|[$€£]\s*\d")
Found = re.Match[str] | None


def numeral(text: str) -> Found:
    """Find a number in text: in digits or other numerals, or in words."""
    return _IN_WORDS.search(text) or _NUMERALS.search(_without_names(text))


def result(text: str) -> Found:
    """Find a share, a factor, a price or a decimal fraction in a listing of code."""
    return _OF_RESULTS.search(text) or re.search(r"\d\.\d", text)


def formula(text: str) -> Found:
    """Find a digit in a formula."""
    return re.search(r"\d", text)


def string(text: str) -> Found:
    """Find a share, a factor or a price, in digits or words, in a string of a cell."""
    return _OF_RESULTS.search(_without_names(text)) or _IN_WORDS.search(text)


def _without_names(text: str) -> str:
    return _NAMES.sub(lambda name: " " * len(name[0]), text)
