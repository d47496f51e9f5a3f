"""What the school says once for all lessons: who answers for them, who takes complaints, how long they are kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from videoreflect.domain.consent import Basis, Purpose
from videoreflect.errors import FormatError, InvalidInput

SCHEMA = "videoreflect/school/1"
MAX_LINE = 300
MAX_TEXT = 2_000
MOST_KEEP_DAYS = 7_300
"""Twenty years: what is longer was mistyped."""

MOST_WARN_DAYS = 90
MOST_GRACE_DAYS = 365
MOST_DUE_DAYS = 365

_TEXTS = frozenset({"address", "complaints", "dpia"})
"""These may have several lines."""

_LINES = frozenset({"controller", "contact", "email", "phone", "jurisdiction", "authority", "authority_address"})
_LANGUAGES = frozenset({"language", "notice_language"})
_NO_TEXT = frozenset({"Cc", "Cs"})
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class School:
    """Settings of the school; an empty text is a gap, which templates show.

    ``controller`` is who answers for the recordings in law, ``contact`` the data protection officer or whoever is
    asked, ``authority`` the supervisory authority, ``complaints`` how to complain at the school first. Languages are
    BCP 47 tags. ``keep_days`` after being added a lesson is kept unless its owner says otherwise (None: they are
    asked); ``warn_days`` before its end its owner is warned; ``grace_days`` after it, it is erased; within
    ``due_days`` a refusal or withdrawal is dealt with. ``basis`` and ``purposes`` are what is usually chosen.
    """

    controller: str = ""
    address: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    jurisdiction: str = ""
    authority: str = ""
    authority_address: str = ""
    complaints: str = ""
    language: str = "en-GB"
    notice_language: str = "en-GB"
    dpia: str = ""
    keep_days: int | None = None
    warn_days: int = 14
    grace_days: int = 0
    due_days: int = 14
    basis: Basis = Basis.PUBLIC_TASK
    purposes: frozenset[Purpose] = frozenset({Purpose.SELF_REFLECTION, Purpose.MENTORING})

    def __post_init__(self) -> None:
        for name in sorted(_LINES | _TEXTS):
            _check_text(name, getattr(self, name))
        if self.email and not _EMAIL.fullmatch(self.email):
            raise InvalidInput(
                "This e-mail address cannot be right. It looks like office@school.example.", field="email"
            )
        for name in sorted(_LANGUAGES):
            if not _LANGUAGE_TAG.fullmatch(getattr(self, name)):
                raise InvalidInput("A language is written like en-GB or cy: its short sign.", field=name)
        if self.keep_days is not None:
            _check_days("keep_days", self.keep_days, 1, MOST_KEEP_DAYS, "A lesson is kept")
        _check_days("warn_days", self.warn_days, 0, MOST_WARN_DAYS, "The warning comes")
        _check_days("grace_days", self.grace_days, 0, MOST_GRACE_DAYS, "Erasing waits")
        _check_days("due_days", self.due_days, 1, MOST_DUE_DAYS, "An objection is dealt with within")

    def content(self) -> dict[str, Any]:
        """The body of a ``school`` row."""
        said = asdict(self) | {"schema": SCHEMA, "basis": str(self.basis)}
        return said | {"purposes": sorted(map(str, self.purposes))}


def school_from(content: Mapping[str, Any]) -> School:
    """Read the body of a ``school`` row. Raises FormatError."""
    said = dict(content)
    names = {one.name for one in fields(School)}
    if said.pop("schema", None) != SCHEMA or said.keys() != names:
        raise FormatError
    try:
        basis, purposes = Basis(said.pop("basis")), frozenset(map(Purpose, said.pop("purposes")))
        return School(**said, basis=basis, purposes=purposes)
    except (InvalidInput, TypeError, ValueError):
        raise FormatError from None


def _check_text(name: str, value: object) -> None:
    allowed = "\n" if name in _TEXTS else ""
    if not isinstance(value, str):
        raise InvalidInput(field=name)
    if len(value) > (MAX_TEXT if allowed else MAX_LINE):
        raise InvalidInput("One of these texts is too long. Keep it to what parents need to know.", field=name)
    if any(unicodedata.category(sign) in _NO_TEXT and sign not in allowed for sign in value):
        raise InvalidInput(
            "One of these texts has a sign or a line break that it cannot hold. Type it again.", field=name
        )


def _check_days(name: str, value: object, least: int, most: int, what: str) -> None:
    if type(value) is not int or not least <= value <= most:
        raise InvalidInput(f"{what} {least} to {most:,} days. Type a whole number between these.", field=name)
