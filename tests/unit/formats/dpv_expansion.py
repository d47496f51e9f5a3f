"""A strict reader of our JSON-LD: expands every term by the context in the document, and takes nothing else.

Not a JSON-LD processor: it knows the few forms that we write, and fails on any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.unit.formats.dpv_published import CLASS, DATATYPE, PLACE, PROFILE, PROPERTY

OWN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(#(person|authority|process|by))?")


class Expansion:
    """Terms of a document with the kinds that fit where they stand."""

    def __init__(self, document: dict[str, Any]) -> None:
        assert set(document) == {"@context", "@graph"}
        self.context = document["@context"]
        assert all(isinstance(iri, str) and iri[-1] in "#/" for iri in self.context.values())
        self.terms = [used for node in document["@graph"] for used in self._node(node)]

    def iri(self, term: str) -> str:
        """The full IRI; a prefix that is not in the context fails."""
        prefix, _, name = term.partition(":")
        return f"{self.context[prefix]}{name}"

    def _node(self, node: dict[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
        assert isinstance(node, dict)
        assert node
        for name, value in node.items():
            if name == "@value":
                continue
            if name == "@type":
                fits = frozenset({DATATYPE}) if "@value" in node else frozenset({CLASS})
                yield from ((self.iri(one), fits) for one in (value if isinstance(value, list) else [value]))
            elif name == "@id":
                if not OWN.fullmatch(value):
                    assert set(node) == {"@id"}, "a term of others is only named"
                    yield self.iri(value), frozenset({CLASS, PLACE, PROFILE})
            else:
                yield self.iri(name), frozenset({PROPERTY})
                yield from self._value(value)

    def _value(self, value: Any) -> Iterator[tuple[str, frozenset[str]]]:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from self._node(one)
            else:
                assert isinstance(one, str), "numbers and nothing would lose their meaning"
