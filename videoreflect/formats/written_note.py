"""A note as files hold it: what it says, and by name who said it.

In a file ``note.voice`` is always empty, since the sound does not go along; ``note.voice_ms`` still says how long
it is. A note of another program has no id.
"""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.domain.note import Note

MOST_NOTES = 5_000
"""Of one file. An hour with a note every second has 3,600."""


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """One note, the name of its author, who could see it, and what its codes are called (``codebook/code``, name)."""

    note: Note
    author: str = ""
    visibility: str = ""
    code_names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """A layer of a file, of which people may want some only: its name, and how many notes it holds."""

    name: str
    notes: int


@dataclass(frozen=True, slots=True)
class ReadNotes:
    """What a file holds, in its order.

    ``left_out`` says in words what was not read, each with its number. ``tiers``: layers that can be chosen, if the
    form has any.
    """

    notes: tuple[WrittenNote, ...]
    left_out: tuple[tuple[str, int], ...] = ()
    tiers: tuple[Tier, ...] = ()
