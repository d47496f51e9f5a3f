"""Chapters of a lesson: named by its owner, seen by everybody who may open it."""

from __future__ import annotations

from videoreflect.domain.chapter import MOST_CHAPTERS, Chapter, chapter_from, checked_chapter
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.errors import FormatError, InvalidInput, NotAllowed, NotFound
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Row, Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

KIND = "chapter"
ONLY_THE_OWNER = "Only the owner of a lesson names its chapters. Write a note there instead."


def list_chapters(session: SignIn, lesson: str) -> list[Chapter]:
    """The chapters in the order of the clip."""
    capsule = session.capsule(lesson)
    return chapters_in(capsule, permit(session, capsule, Action.VIEW))


def save_chapter(session: SignIn, lesson: str, at_ms: int, name: str, chapter: str | None = None) -> Chapter:
    """Save a new chapter, or a new form of one; only its newest words stay. Durable when this returns.

    A new one may be sent with an id that the page chose, and comes once then. Raises NotAllowed for anybody but the
    owner, InvalidInput, NotFound for one that was deleted.
    """
    capsule, held = opened_to_change(session, lesson)
    there = chapters_in(capsule, held)
    known = {one.id for one in there}
    made = checked_chapter(Chapter(chapter or new_id(), at_ms, name), duration_ms(session, lesson))
    if made in there:
        return made  # an answer that was lost, or nothing changed
    if made.id not in known and len(there) >= MOST_CHAPTERS:
        raise InvalidInput(f"A lesson has at most {MOST_CHAPTERS} chapters. Delete one first.")
    earlier = _rows(capsule, held, made.id)
    if earlier and made.id not in known:
        raise NotFound("That chapter was deleted. Make a new one.")
    capsule.erase(earlier, [Statement(KIND, made.content())])
    return made


def delete_chapter(session: SignIn, lesson: str, chapter: str) -> None:
    """Erase a chapter with every earlier form of it. Raises NotAllowed for anybody but the owner, NotFound."""
    capsule, held = opened_to_change(session, lesson)
    if chapter not in {one.id for one in chapters_in(capsule, held)}:
        raise NotFound("That chapter is not there any more.")
    capsule.erase(_rows(capsule, held, chapter), [Statement(KIND, Chapter(chapter, 0, "", deleted=True).content())])


def opened_to_change(session: SignIn, lesson: str) -> tuple[Capsule, Permit]:
    """The lesson, and leave to write in it. Raises NotAllowed for anybody but its owner."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    if session.person not in capsule.header.owners:
        raise NotAllowed(ONLY_THE_OWNER)
    return capsule, held


def chapters_in(capsule: Capsule, held: Permit) -> list[Chapter]:
    """The newest form of each, in the order of the clip. What cannot be read (of other software) counts for nothing."""
    newest: dict[str, Chapter] = {}
    for _, body in capsule.read(held, KIND):
        try:
            chapter = chapter_from(body)
        except FormatError:
            continue
        newest[chapter.id] = chapter
    there = [one for one in newest.values() if not one.deleted and one.name]
    return sorted(there, key=lambda one: (one.at_ms, one.id))[:MOST_CHAPTERS]


def _rows(capsule: Capsule, held: Permit, chapter: str) -> list[Row]:
    return [placed.row for placed, body in capsule.read(held, KIND) if body.get("chapter") == chapter]
