"""Croissant 1.0 metadata (JSON-LD) of the data package, as machine learning catalogues read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.facts.downloads import described
from analysis.facts.schema import Column

_TYPES = {
    "text": "sc:Text",
    "date": "sc:Date",
    "number": "sc:Float",
    "flag": "sc:Boolean",
    "fractions": "sc:Text",
}
_CONTEXT = {
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
}


def metadata(
    schemas: Mapping[str, Mapping[str, Column]],
    digests: Mapping[str, str],
    told: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the description of the tables in ``schemas``, whose CSV files have these digests.

    ``told``: name, description, version, license and the like, in the words of schema.org.
    """
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        **told,
        "distribution": [_file(name, digests[name]) for name in schemas],
        "cr:recordSet": [_record_set(name, columns) for name, columns in schemas.items()],
    }


def _file(table: str, digest: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{table}.csv",
        "name": f"{table}.csv",
        "description": described.TABLES.get(table, ""),
        "contentUrl": f"{table}.csv",
        "encodingFormat": "text/csv",
        "sha256": digest,
    }


def _record_set(table: str, columns: Mapping[str, Column]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": described.TABLES.get(table, ""),
        "cr:field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{name}",
                "name": name,
                "description": described.description(table, name, column),
                "cr:dataType": _TYPES[column.kind],
                "cr:source": {
                    "cr:fileObject": {"@id": f"{table}.csv"},
                    "cr:extract": {"cr:column": name},
                },
            }
            for name, column in columns.items()
        ],
    }
