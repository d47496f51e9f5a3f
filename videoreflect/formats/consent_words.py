"""Terms of the consent register as people say them. British; for pages, notices and prints alike."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from videoreflect.domain.consent import Basis, ConsentKind, ExportKind, Purpose, Remedy

BASIS_WORDS = {
    Basis.PUBLIC_TASK: "public task (UK GDPR, Article 6(1)(e))",
    Basis.LEGITIMATE_INTERESTS: "legitimate interests (UK GDPR, Article 6(1)(f))",
    Basis.CONSENT: "consent (UK GDPR, Article 6(1)(a))",
}
PURPOSE_WORDS = {
    Purpose.SELF_REFLECTION: "The teacher looks back at the lesson.",
    Purpose.MENTORING: "The teacher talks about it with a mentor.",
    Purpose.GROUP_LEARNING: "A small group of teachers learns from it together.",
    Purpose.EXEMPLAR: "It is kept as an example for other teachers.",
    Purpose.RESEARCH: "It is used for research about teaching.",
}
EXPORT_WORDS = {
    ExportKind.NOTES: "the notes",
    ExportKind.TRANSCRIPT: "the transcript",
    ExportKind.TALK: "the record of the talk",
    ExportKind.CLIP: "the clip",
}
KIND_WORDS = {
    ConsentKind.REQUESTED: "asked for",
    ConsentKind.GIVEN: "agreed",
    ConsentKind.RENEWED: "agreed again",
    ConsentKind.REFUSED: "refused",
    ConsentKind.WITHDRAWN: "withdrawn",
    ConsentKind.REVOKED: "ended by the school",
    ConsentKind.EXPIRED: "run out",
    ConsentKind.INVALIDATED: "not valid",
    ConsentKind.OBJECTED: "objected",
}
REMEDY_WORDS = {
    Remedy.BLUR: "is to be blurred",
    Remedy.MUTE: "is to be muted",
    Remedy.CUT: "is to be cut out",
    Remedy.PRIVATE: "the lesson stays private",
}


def day_words(ms: int) -> str:
    """A day (UTC), such as “1 July 2027”. Times beyond the calendar give its last year."""
    last = datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC)
    day = datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC) if ms / 1000 < last.timestamp() else last
    return f"{day.day} {day:%B %Y}"


def listed(words: Iterable[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    found = list(words)
    return " and ".join(filter(None, [", ".join(found[:-1]), found[-1]])) if found else ""


def purpose_words(purposes: Iterable[Purpose]) -> list[str]:
    """Sentences, in the order of the terms."""
    chosen = frozenset(purposes)
    return [words for purpose, words in PURPOSE_WORDS.items() if purpose in chosen]
