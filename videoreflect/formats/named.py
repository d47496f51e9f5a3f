"""Who speaks, written in front of a text, as in “Teacher: Good morning.”

People, subtitles and Zoom write voices so; but “Note: read page 4” names nobody. So a name in front counts
only if half of all lines begin with a name, or if it stands there at least three times. Where that would
misread what is written here, an invisible character in front says what is meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from videoreflect.formats.given import printable

MOST_LETTERS = 60
MOST_WORDS = 6
OFTEN = 3

_PLAIN = "\u200b"
"""In front: the rest is text, whatever it looks like (a zero width space)."""
_NAMED = "\u2060"
"""In front: a name goes as far as a colon with another of these (a word joiner)."""
_SIGNS = _PLAIN + _NAMED
_CANDIDATE = re.compile(r"([^\W_][^\n:!?…;\"“”„]{0,59}|[\[(][^\n:!?…;\"“”„]{0,59}[\])]): ")

Spoken = tuple[str, str]
"""A voice, "" for nobody, and what was said."""


def one_name(voice: str) -> str:
    """A voice as files can hold it: one line, single spaces, no invisible characters at word level."""
    return " ".join("".join(sign for sign in printable(voice) if sign not in _SIGNS).split())


def joined(spoken: Sequence[Spoken]) -> list[str]:
    """Write the name of each voice in front of its text, so that ``parted`` gives the very same back."""
    meant = [(one_name(voice), text) for voice, text in spoken]
    plain = [f"{voice}: {text}" if voice else text for voice, text in meant]
    return [
        row if understood == said else _marked(*said)
        for said, row, understood in zip(meant, plain, parted(plain), strict=True)
    ]


def parted(rows: Sequence[str]) -> list[Spoken]:
    """Tell voices from texts."""
    named = [_candidate(row) for row in rows]
    counted = Counter(filter(None, named))
    most = 2 * counted.total() >= sum(1 for row in rows if row.strip())
    believed = {name for name, times in counted.items() if most or times >= OFTEN}
    return [_parted(row, name if name in believed else "") for row, name in zip(rows, named, strict=True)]


def _marked(voice: str, text: str) -> str:
    return f"{_NAMED}{voice}:{_NAMED} {text}" if voice else _PLAIN + text


def _candidate(row: str) -> str:
    """The name that seems to stand in front; the same whether or not it is marked."""
    found = _CANDIDATE.match(row.lstrip(_SIGNS).replace(f":{_NAMED} ", ": ", 1))
    name = found[1] if found else ""
    return name if name == one_name(name) and len(name.split()) <= MOST_WORDS else ""


def _parted(row: str, name: str) -> Spoken:
    if row.startswith(_PLAIN):
        return "", row[1:]
    voice, mark, text = row[1:].partition(f":{_NAMED} ")
    if row.startswith(_NAMED) and mark and voice == one_name(voice):
        return voice, text
    return (name, row[len(name) + 2 :]) if name and row.startswith(name) else ("", row)
