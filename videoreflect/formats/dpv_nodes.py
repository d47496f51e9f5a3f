"""Nodes of a JSON-LD document that others may have written, with our prefixes. Bounded; no context is fetched."""

from __future__ import annotations

import datetime
import re
from typing import Any

from videoreflect.errors import InvalidInput
from videoreflect.formats.dpv_terms import CONTEXT

MAX_TEXT = 2_000
MAX_LIST = 500
MAX_NODES = 20_000
_PREFIX = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,40}):(?!//)")
_BY_IRI = {iri: prefix for prefix, iri in CONTEXT.items()}
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def refused(why: str, sentence: str) -> InvalidInput:
    """The error for a record that is not taken in; ``why`` is a stable word for scripts."""
    return InvalidInput(f"{sentence} Nothing was recorded.", reason=why)


class Node:
    """One node; its properties have our prefixes, whatever those of the document are."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields

    @property
    def id(self) -> str:
        """The IRI, or ""."""
        found = self.fields.get("@id", "")
        return found if isinstance(found, str) else ""

    @property
    def types(self) -> frozenset[str]:
        """Classes of the node."""
        found = self.fields.get("@type", [])
        return frozenset(one for one in _as_list(found) if isinstance(one, str))

    def nodes(self, name: str) -> list[Node]:
        """Values of a property that are nodes. Raises InvalidInput for others."""
        found = _as_list(self.fields.get(name, []))
        if len(found) > MAX_LIST or not all(isinstance(one, dict) for one in found):
            raise refused("form", "This record has another form than the W3C guide gives it.")
        return [Node(one) for one in found]

    def text(self, name: str, default: str = "") -> str:
        """The one text of a property. Raises InvalidInput for more, or for anything else."""
        found = _as_list(self.fields.get(name, default))
        value = found[0] if len(found) == 1 else None
        value = value.get("@value") if isinstance(value, dict) else value
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            raise refused("form", "This record has another form than the W3C guide gives it.")
        return value

    def term(self, name: str) -> str:
        """The one term that a property names."""
        found = self.nodes(name)
        if len(found) != 1:
            raise refused("missing", "This record leaves out something that has to be there.")
        return found[0].id

    def time_ms(self, name: str) -> int:
        """The one time of a property, in ms; without an offset it is UTC. Raises InvalidInput."""
        try:
            at = datetime.datetime.fromisoformat(self.text(name))
            at = at.replace(tzinfo=at.tzinfo or datetime.UTC)
            ms = (at - _EPOCH) // datetime.timedelta(milliseconds=1)
        except (OverflowError, ValueError):
            raise refused("date", "A date in this record cannot be read.") from None
        if ms < 0:
            raise refused("date", "A date in this record cannot be right.")
        return ms


def nodes_of(document: dict[str, Any]) -> list[Node]:
    """The nodes at the top of a document. Raises InvalidInput for a context that would have to be fetched."""
    context = document.get("@context")
    if not isinstance(context, dict) or not all(isinstance(one, str) for one in context.values()):
        raise refused("context", "This record leaves the meaning of its terms to the internet, so it was not read.")
    prefixes = {name: _BY_IRI.get(iri, "") for name, iri in context.items()}
    top = _as_list(document.get("@graph", {name: one for name, one in document.items() if name != "@context"}))
    if len(top) > MAX_LIST or not all(isinstance(one, dict) for one in top):
        raise refused("form", "This record has another form than the W3C guide gives it.")
    budget = [MAX_NODES]
    return [Node(_with_our_prefixes(one, prefixes, budget)) for one in top]


def _with_our_prefixes(value: Any, prefixes: dict[str, str], budget: list[int]) -> Any:
    budget[0] -= 1
    if budget[0] < 0:
        raise refused("size", "This file holds more than a few records.")
    if isinstance(value, list):
        return [_with_our_prefixes(one, prefixes, budget) for one in value]
    if not isinstance(value, dict):
        return value
    return {_ours(name, prefixes): _value(name, one, prefixes, budget) for name, one in value.items()}


def _value(name: str, value: Any, prefixes: dict[str, str], budget: list[int]) -> Any:
    if name in {"@id", "@type"}:
        return [_ours(one, prefixes) for one in value] if isinstance(value, list) else _ours(value, prefixes)
    return value if name == "@value" else _with_our_prefixes(value, prefixes, budget)


def _ours(name: Any, prefixes: dict[str, str]) -> Any:
    """A term with our prefix; one of a vocabulary that we do not know gets a name that nothing equals."""
    if not isinstance(name, str) or name.startswith("@"):
        return name
    for iri, prefix in _BY_IRI.items():
        if name.startswith(iri):
            return f"{prefix}:{name[len(iri) :]}"
    found = _PREFIX.match(name)
    if found is None or found[1] not in {*prefixes, *CONTEXT}:
        return name
    return f"{prefixes.get(found[1]) or 'unknown'}:{name[found.end() :]}"


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
