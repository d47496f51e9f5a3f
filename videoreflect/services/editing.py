"""Editing a transcript: the owner's, one statement for each change, undone and made again without limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from videoreflect.domain.changes import Change, Replacing, edit_for, replacing_edit
from videoreflect.domain.edits import Edit, EditKind, edit_body
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.domain.replacing import Replaced
from videoreflect.domain.voices import Moved, saying_body
from videoreflect.errors import ChangedElsewhere, NotFound
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.services.transcripts import EDIT, Edited, read_edited
from videoreflect.services.undoing import EditState, Turn, read_state, turned
from videoreflect.services.voices import SAID
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Row, Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

NO_TRANSCRIPT = "There is no transcript yet that could be changed. Write it first."


@dataclass(frozen=True, slots=True)
class Replaceable:
    """How often and in how many lines something stands that could be replaced; ``across`` of them over a line's end."""

    places: int
    lines: int
    across: int = 0


def edit(session: SignIn, lesson: str, change: Change) -> str:
    """Change the transcript; returns the edit's id, "" if everything is so already. Durable when this returns.

    Raises NotAllowed for anybody but the owner, and while a transcript is not agreed (deleting lines stays possible),
    ChangedElsewhere if a line is not there any more, InvalidInput, NotFound without a transcript.
    """
    capsule, held = opened_to_edit(session, lesson, change.kind)
    now = existing(capsule, held)
    made = edit_for(now.replay, change, duration_ms(session, lesson), new_id())
    return say(capsule, held, now, made) if made else ""


def replaceable(session: SignIn, lesson: str, replacing: Replacing) -> Replaceable:
    """What :func:`replace_all` would change. Raises NotAllowed, InvalidInput, NotFound."""
    capsule = session.capsule(lesson)
    now = existing(capsule, permit(session, capsule, Action.VIEW))
    return _told(replacing_edit(now.transcript.lines, replacing, new_id())[1])


def replace_all(session: SignIn, lesson: str, replacing: Replacing, expected: int | None = None) -> Replaceable:
    """Replace words in the whole transcript, as one edit. ``expected``: how many places the person was told.

    Raises ChangedElsewhere if there are more or fewer by now, and what :func:`edit` raises.
    """
    capsule, held = opened_to_edit(session, lesson, EditKind.REPLACE)
    now = existing(capsule, held)
    made, found = replacing_edit(now.transcript.lines, replacing, new_id())
    if expected is not None and found.places != expected:
        raise ChangedElsewhere("The transcript was changed elsewhere meanwhile. Look at the number again.")
    if made.takes:
        say(capsule, held, now, made)
    return _told(found)


def undo(session: SignIn, lesson: str, expected: str | None = None) -> Turn:
    """Take back the newest edit or naming; ``expected`` is the one that the person saw as the newest.

    Raises NotFound if there is none, ChangedElsewhere if another one is the newest by now, NotAllowed.
    """
    capsule, held = opened_to_edit(session, lesson)
    return turned(capsule, held, "undoes", expected)


def redo(session: SignIn, lesson: str, expected: str | None = None) -> Turn:
    """Make again what was undone last. Raises as :func:`undo`."""
    capsule, held = opened_to_edit(session, lesson)
    return turned(capsule, held, "redoes", expected)


def edit_state(session: SignIn, lesson: str) -> EditState:
    """What could be undone and made again now."""
    capsule = session.capsule(lesson)
    return read_state(capsule, permit(session, capsule, Action.VIEW))


def opened_to_edit(session: SignIn, lesson: str, kind: EditKind | None = None) -> tuple[Capsule, Permit]:
    """A lesson whose transcript this person may change. Raises NotAllowed.

    Its owner may take lines out at any time; to add to it is to write a transcript, and needs what that needs.
    """
    capsule = session.capsule(lesson)
    takes_away = kind is EditKind.DELETE and session.person in capsule.header.owners
    return capsule, permit(session, capsule, Action.ANNOTATE if takes_away else Action.TRANSCRIBE)


def existing(capsule: Capsule, held: Permit) -> Edited:
    """The transcript as it stands. Raises NotFound if there is none."""
    found = read_edited(capsule, held)
    if not found.transcript.run:
        raise NotFound(NO_TRANSCRIPT)
    return found


def say(capsule: Capsule, held: Permit, now: Edited, made: Edit, erasing: Iterable[Row] = ()) -> str:
    """Write an edit down. Raises ChangedElsewhere unless it counts, by what the transcript is by then."""
    if not now.replay.fits(made):
        raise ChangedElsewhere
    voices = _with_voices(now, made)
    capsule.erase(erasing, [Statement(EDIT, edit_body(now.transcript.run, made)), *voices])
    if made.id not in read_edited(capsule, held).replay.done:  # another window was quicker
        capsule.append([Statement(SAID, {"undoes": made.id}) for _ in voices])
        raise ChangedElsewhere
    return made.id


def _with_voices(now: Edited, made: Edit) -> list[Statement]:
    """Who speaks stands by time: what was said of lines that are moved goes with them."""
    if made.kind is not EditKind.SHIFT:
        return []
    moved = [line for one in made.takes if (line := now.replay.line(one)) is not None]
    start, end = min(line.start_ms for line in moved), max(line.end_ms for line in moved)
    return [Statement(SAID, saying_body(Moved(start, end, made.by_ms)) | {"edit": made.id})]


def _told(found: Replaced) -> Replaceable:
    return Replaceable(found.places, len(found.lines), found.across)
