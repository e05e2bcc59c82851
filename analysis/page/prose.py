"""Whether a result is typed into a page: decided from the page as pandoc reads it, not its source.

Every number a reader sees comes from a call. So text, headings, captions, notes, the header's
title and description, raw HTML, formulas and code are walked, and what holds a number in digits,
in other numerals or in words is told with the words around it, unless it is the name of a thing, a
date, or a phrase that its page declares (a definition, an exit code).
"""

from __future__ import annotations

import ast
import contextlib
import json
import re
import subprocess
from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

from analysis.page import numerals
from analysis.site.convert import pandoc

READER = "markdown-smart-yaml_metadata_block"
FORMULAS = "formulas"  # declared by a page whose formulas are definitions
TOLD = ("title", "subtitle", "description", "pagetitle")  # of a header, what readers see
# What pages may say in digits, because it defines something and is no result.
DECLARED: Mapping[str, tuple[str, ...]] = {
    "report/reference/methods.qmd": ("more than tenfold either way", "at ninety percent", FORMULAS),
    "report/guide/what-to-report.qmd": (
        "1.0",
        "1.1",
        "at ninety per cent",
        FORMULAS,
    ),  # of the statements' schema
    "report/guide/plan-a-run.qmd": ("my-model=0.25,1.5", "90 % below, US$"),
    "report/guide/price-a-run.qmd": ("my-model=0.25,1.5",),
    "report/guide/what-a-score-costs.qmd": ("45 days",),
}

_AROUND = 40  # characters shown before and after what was found
_CELL = "python-cell"  # the class that cells get for pandoc, which has none


def typed(page: Path, declared: Collection[str] = ()) -> Iterator[str]:
    """Yield each passage of a page that holds a number nobody computed; ``declared`` may stand."""
    header, body = _parts(page.read_text(encoding="utf-8"))
    passages = [str(header[key]) for key in TOLD if key in header]
    for kind, text in [*(("text", t) for t in passages), *_walk(_parsed(body)["blocks"])]:
        if kind == "formula" and FORMULAS in declared:
            continue
        for phrase in declared:
            text = text.replace(phrase, "")
        if found := _CHECKS[kind](text):
            start = max(0, found.start() - _AROUND)
            yield f"{kind}: {' '.join(text[start : found.end() + _AROUND].split())}"


def _parts(text: str) -> tuple[dict[str, Any], str]:
    found = re.match(r"\A---\n(.*?\n)---\n", text, re.DOTALL)
    if not found:
        return {}, text
    return yaml.safe_load(found[1]) or {}, text[found.end() :]


def _parsed(text: str) -> dict[str, Any]:
    text = re.sub(r"\{\{<.*?>\}\}", "", text)  # shortcodes: computed, like calls
    text = re.sub(r"^(`{3,})\{python\}", rf"\1{{.{_CELL}}}", text, flags=re.MULTILINE)
    command = [pandoc(), "--from", READER, "--to", "json"]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _walk(node: Any) -> Iterator[tuple[str, str]]:
    """Yield what stands in a part of pandoc's tree: kind of passage and its text, in order."""
    if isinstance(node, list):
        if node and all(isinstance(n, dict) and n.get("t") in _INLINE for n in node):
            yield "text", "".join(map(_words, node))
        for each in node:
            yield from _walk(each)
    elif isinstance(node, dict):
        kind, content = node.get("t"), node.get("c", [])
        if kind in ("RawBlock", "RawInline"):
            yield "text", _visible(content[1])
        elif kind == "Math":
            yield "formula", content[1]
        elif kind in ("Code", "CodeBlock"):
            yield from _code(kind, *content)
        elif kind in ("Link", "Image"):
            yield "text", content[2][1]
            yield from _walk(content[1])
        elif kind == "Cite":  # a key may hold digits, what stands beside it none
            for cited in content[0]:
                yield from _walk([cited["citationPrefix"], cited["citationSuffix"]])
        else:
            yield from _walk([*node.values()])


_WRAPPED = ("Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps")
_HOLDING = ("Quoted", "Span", "Link")  # whose words come second
_BLANK = ("Space", "SoftBreak", "LineBreak")
_ALONE = ("Cite", "Code", "Math", "RawInline", "Image", "Note")
_INLINE = {"Str", *_WRAPPED, *_HOLDING, *_BLANK, *_ALONE}


def _words(node: dict[str, Any]) -> str:
    kind, content = node["t"], node.get("c", [])
    if kind == "Str":
        return str(content)
    if kind in _BLANK:
        return " "
    if kind in _WRAPPED or kind in _HOLDING:
        return "".join(map(_words, content if kind in _WRAPPED else content[1]))
    return " … "  # told by itself, or a citation, whose digits are a key's


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        seen = ("alt", "title", "aria-label", "content", "value", "placeholder")
        self.text += " ".join(["", *(value or "" for name, value in attrs if name in seen), ""])

    def handle_data(self, data: str) -> None:
        self.text += data


def _visible(markup: str) -> str:
    parser = _Visible()
    parser.feed(markup)
    parser.close()
    return parser.text


def _code(kind: str, attributes: list[Any], text: str) -> Iterator[tuple[str, str]]:
    """Yield a piece of code as what it is: a call in a line, the strings of a cell, a listing."""
    inline = text.removeprefix("{python} ")
    if kind == "Code" and inline != text:
        yield "call", inline
    elif kind == "CodeBlock" and _CELL in attributes[1]:
        with contextlib.suppress(SyntaxError):  # told where the page is rendered
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield "string", node.value
    else:
        yield "code", text


def _call(text: str) -> numerals.Found:
    """Find that an inline call brings a number of its own to the page."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return None  # told where the page is rendered
    return re.match(".*", text) if any(_of_itself(node) for node in _seen(tree)) else None


def _seen(node: ast.AST) -> Iterator[ast.AST]:
    """Walk what may reach the reader: no keys of a lookup, no formats, no names of numbers."""
    yield node
    for name, value in ast.iter_fields(node):
        hidden = name in ("slice", "format_spec", "keywords")
        if hidden or (name == "args" and _named(node) == "num"):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield from _seen(each)


def _named(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _of_itself(node: ast.AST) -> bool:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    if isinstance(node.value, str):
        return numerals.numeral(node.value) is not None
    return isinstance(node.value, (int, float))


_CHECKS = {
    "text": numerals.numeral,
    "formula": numerals.formula,
    "code": numerals.result,
    "call": _call,
    "string": numerals.string,
}
