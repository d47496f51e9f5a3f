"""XML from outside as a tree: no document type, so no entities and no bombs; nothing is fetched, nothing is huge."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from videoreflect.errors import InvalidInput
from videoreflect.formats.given import MOST_CHARACTERS, decoded

MOST_TAGS = 2_000_000
"""Opening and closing ones; a lesson of three hours with all its words has about 300,000 in an ELAN file."""

_DECLARATION = re.compile(r"\s*<\?xml[^<>]*\?>")


def tree(raw: bytes) -> Any:
    """The root element. Raises InvalidInput for what is no XML, declares a document type, or is too long.

    The text is decoded here and given on as UTF-8, so no declared encoding can hide anything from the check.
    """
    text = decoded(raw).removeprefix("\ufeff")
    if len(text) > MOST_CHARACTERS or text.count("<") > MOST_TAGS or "<!DOCTYPE" in text:
        raise _unreadable()
    body = _DECLARATION.sub("", text, count=1) if _DECLARATION.match(text) else text
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(body.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError, ValueError):
        raise _unreadable() from None


def _unreadable() -> InvalidInput:
    return InvalidInput("This file is damaged, or holds more than a transcript, so it was not read. Export it again.")
