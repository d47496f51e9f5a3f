"""Everything held about one person, lesson by lesson, with others left out; and what is not in it, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from videoreflect.domain.ids import is_id
from videoreflect.errors import InvalidInput

MAX_PSEUDONYM = 100


@dataclass(frozen=True, slots=True)
class About:
    """Whom it is about: a person of the vault (id), or somebody in the picture by pseudonym.

    The same pseudonym in another class may be somebody else: ``class_name``, if it is given, bounds it.
    ``leave_out`` are names that the asker knows and the program does not.
    """

    person: str = ""
    pseudonym: str = ""
    class_name: str = ""
    leave_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.person) is bool(self.pseudonym.strip()) or (self.person and not is_id(self.person)):
            raise InvalidInput("Say whom it is about: one person of this vault, or a pseudonym such as “pupil 7”.")
        if len(self.pseudonym) > MAX_PSEUDONYM:
            raise InvalidInput("A pseudonym is a few words, such as “pupil 7”.")


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """One thing that is held: ``heading`` says what it is and when, ``text`` what it says."""

    heading: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class HeldInLesson:
    """What one lesson holds, by kinds of things; ``name`` is class, subject and date."""

    lesson: str
    name: str
    entries: dict[str, list[HeldEntry]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """All of it. ``closed`` counts lessons that did not open, ``others`` those whose owner has to be asked.

    ``private`` names, by lesson, the people whose private notes nobody else can open, and which are not in it.
    """

    about: About
    name: str
    lessons: tuple[HeldInLesson, ...]
    private: dict[str, tuple[str, ...]]
    closed: int = 0
    others: int = 0
