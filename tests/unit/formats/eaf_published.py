"""What the published schema of ELAN files (EAF 3.0) asks of a document, as far as ours has such parts.

Written down from the schema, so that the tests need neither the schema nor a connection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

CHILDREN = {
    "ANNOTATION_DOCUMENT": (
        "LICENSE", "HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE", "LOCALE", "LANGUAGE", "CONSTRAINT",
        "CONTROLLED_VOCABULARY", "LEXICON_REF", "REF_LINK_SET", "EXTERNAL_REF",
    ),
    "HEADER": ("MEDIA_DESCRIPTOR", "LINKED_FILE_DESCRIPTOR", "PROPERTY"),
    "TIME_ORDER": ("TIME_SLOT",),
    "TIER": ("ANNOTATION",),
    "ANNOTATION": ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"),
    "ALIGNABLE_ANNOTATION": ("ANNOTATION_VALUE",),
    "REF_ANNOTATION": ("ANNOTATION_VALUE",),
}  # fmt: skip
"""Of each element, its children in their order; others have none."""

REQUIRED = {
    "ANNOTATION_DOCUMENT": {"DATE", "AUTHOR", "VERSION"},
    "MEDIA_DESCRIPTOR": {"MEDIA_URL", "MIME_TYPE"},
    "TIME_SLOT": {"TIME_SLOT_ID"},
    "TIER": {"TIER_ID", "LINGUISTIC_TYPE_REF"},
    "ALIGNABLE_ANNOTATION": {"ANNOTATION_ID", "TIME_SLOT_REF1", "TIME_SLOT_REF2"},
    "REF_ANNOTATION": {"ANNOTATION_ID", "ANNOTATION_REF"},
    "LINGUISTIC_TYPE": {"LINGUISTIC_TYPE_ID"},
    "LANGUAGE": {"LANG_ID"},
    "CONSTRAINT": {"STEREOTYPE"},
}
OPTIONAL = {
    "ANNOTATION_DOCUMENT": {"FORMAT", "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"},
    "HEADER": {"MEDIA_FILE", "TIME_UNITS"},
    "MEDIA_DESCRIPTOR": {"RELATIVE_MEDIA_URL", "TIME_ORIGIN", "EXTRACTED_FROM"},
    "TIME_SLOT": {"TIME_VALUE"},
    "TIER": {"PARTICIPANT", "ANNOTATOR", "DEFAULT_LOCALE", "PARENT_REF", "EXT_REF", "LANG_REF"},
    "ALIGNABLE_ANNOTATION": {"EXT_REF", "LANG_REF", "CVE_REF", "SVG_REF"},
    "REF_ANNOTATION": {"EXT_REF", "LANG_REF", "CVE_REF", "PREVIOUS_ANNOTATION"},
    "LINGUISTIC_TYPE": {"TIME_ALIGNABLE", "CONSTRAINTS", "GRAPHIC_REFERENCES", "CONTROLLED_VOCABULARY_REF"},
    "LANGUAGE": {"LANG_DEF", "LANG_LABEL"},
    "CONSTRAINT": {"DESCRIPTION"},
}
IDS = {
    "TIME_SLOT": "TIME_SLOT_ID", "ALIGNABLE_ANNOTATION": "ANNOTATION_ID", "REF_ANNOTATION": "ANNOTATION_ID",
    "LANGUAGE": "LANG_ID",
    "CONSTRAINT": "STEREOTYPE",
}  # fmt: skip
"""Attributes of the type xsd:ID: unique in the whole document, and names as XML has them."""

KEYS = (
    ("TIER", "PARENT_REF", "TIER", "TIER_ID"),
    ("TIER", "LINGUISTIC_TYPE_REF", "LINGUISTIC_TYPE", "LINGUISTIC_TYPE_ID"),
    ("TIER", "LANG_REF", "LANGUAGE", "LANG_ID"),
    ("ALIGNABLE_ANNOTATION", "LANG_REF", "LANGUAGE", "LANG_ID"),
    ("ALIGNABLE_ANNOTATION", "TIME_SLOT_REF1", "TIME_SLOT", "TIME_SLOT_ID"),
    ("ALIGNABLE_ANNOTATION", "TIME_SLOT_REF2", "TIME_SLOT", "TIME_SLOT_ID"),
    ("REF_ANNOTATION", "ANNOTATION_REF", "ALIGNABLE_ANNOTATION", "ANNOTATION_ID"),
    ("LINGUISTIC_TYPE", "CONSTRAINTS", "CONSTRAINT", "STEREOTYPE"),
)
"""An attribute, and the attribute that it refers to; what is referred to is unique among its kind."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")


def faults(root: Any) -> Iterator[str]:
    """Everything in which a document differs from the schema."""
    if root.tag != "ANNOTATION_DOCUMENT":
        yield f"the root is {root.tag}"
    for one in root.iter():
        yield from _of_element(one)
    ids = [one.get(IDS[one.tag]) for one in root.iter(*IDS)]
    yield from (f"no name: {one}" for one in ids if not _NAME.fullmatch(one or ""))
    yield from (f"twice: {one}" for one in {one for one in ids if ids.count(one) > 1})
    for tag, attribute, kind, key in KEYS:
        there = [one.get(key) for one in root.iter(kind)]
        if len(set(there)) != len(there):
            yield f"{key} is not unique"
        yield from (
            f"{attribute} leads nowhere: {one.get(attribute)}"
            for one in root.iter(tag)
            if one.get(attribute) is not None and one.get(attribute) not in there
        )


def _of_element(one: Any) -> Iterator[str]:
    allowed = CHILDREN.get(one.tag, ())
    places = [allowed.index(child.tag) if child.tag in allowed else -1 for child in one]
    if -1 in places or places != sorted(places):
        yield f"children of {one.tag}: {[child.tag for child in one][:9]}"
    required, optional = REQUIRED.get(one.tag, set()), OPTIONAL.get(one.tag, set())
    if not required <= set(one.attrib) <= required | optional:
        yield f"attributes of {one.tag}: {sorted(one.attrib)}"
    if one.tag == "TIME_SLOT" and not 0 <= int(one.get("TIME_VALUE", 0)) < 2**32:
        yield "a time is no unsigned integer"
