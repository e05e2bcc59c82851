"""YAML as Quarto reads it (1.2: ``on`` and ``no`` are words), with the line of every key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import yaml

from analysis.site.problems import Problem, Problems

Path = tuple[str | int, ...]


class _Core(yaml.SafeLoader):  # type: ignore[misc]
    """The core schema of YAML 1.2: null, true, false, numbers; everything else is text."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


@dataclass(frozen=True)
class Document:
    """A YAML mapping, the file it stands in, and the line of every key and list item."""

    data: dict[str, Any]
    file: str
    lines: Mapping[Path, int]

    def problem(self, path: Path, text: str) -> Problem:
        """Make a Problem at the line of ``path``, or of its nearest parent that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return Problem(self.file, self.lines.get(path, 1), text)


def load(text: str, file: str, first_line: int = 1) -> Document:
    """Read a YAML mapping; ``first_line`` is the line of ``file`` that ``text`` begins on.

    Raises Problems for text that is no YAML, is no mapping, or has a key twice.
    """
    lines: dict[Path, int] = {(): first_line}
    loader = _Core(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return Document({}, file, lines)
        if not isinstance(root, yaml.MappingNode):
            raise Problems([Problem(file, first_line, "write `key: value` lines here")])
        _locate(root, (), first_line, file, lines)
        return Document(loader.construct_document(root), file, lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise Problems([Problem(file, line, f"not valid YAML: {error.problem}")]) from None
    finally:
        loader.dispose()


def _locate(node: yaml.Node, path: Path, first: int, file: str, lines: dict[Path, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            line = first + key.start_mark.line
            if here in lines:
                text = f"the key `{key.value}` stands twice; keep one"
                raise Problems([Problem(file, line, text)])
            lines[here] = line
            _locate(value, here, first, file, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[(*path, index)] = first + item.start_mark.line
            _locate(item, (*path, index), first, file, lines)
