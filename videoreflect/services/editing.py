"""Editing a transcript: the owner's, one statement for each change, undone and made again without limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from videoreflect.domain.changes import Change, Replacing, edit_for, replacing_edit
from videoreflect.domain.edits import Edit, EditKind, edit_body, newest
from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.errors import ChangedElsewhere, NotFound
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.services.transcripts import EDIT, Edited, read_edited
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Row, Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

NO_TRANSCRIPT = "There is no transcript yet that could be changed. Write it first."


@dataclass(frozen=True, slots=True)
class EditState:
    """What the next undo and redo would be about: an edit's id and kind; None if nothing."""

    undo: Edit | None
    redo: Edit | None


@dataclass(frozen=True, slots=True)
class Replaceable:
    """How often and in how many lines something stands that could be replaced."""

    places: int
    lines: int


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
    made, places = replacing_edit(now.transcript.lines, replacing, new_id())
    return Replaceable(places, len(made.takes))


def replace_all(session: SignIn, lesson: str, replacing: Replacing, expected: int | None = None) -> Replaceable:
    """Replace words in the whole transcript, as one edit. ``expected``: how many places the person was told.

    Raises ChangedElsewhere if there are more or fewer by now, and what :func:`edit` raises.
    """
    capsule, held = opened_to_edit(session, lesson, EditKind.REPLACE)
    now = existing(capsule, held)
    made, places = replacing_edit(now.transcript.lines, replacing, new_id())
    if expected is not None and places != expected:
        raise ChangedElsewhere("The transcript was changed elsewhere meanwhile. Look at the number again.")
    if made.takes:
        say(capsule, held, now, made)
    return Replaceable(places, len(made.takes))


def undo(session: SignIn, lesson: str, expected: str | None = None) -> Edit:
    """Take back the newest edit; ``expected`` is the one that the person saw as the newest.

    Raises NotFound if there is none, ChangedElsewhere if another one is the newest by now, NotAllowed.
    """
    capsule, held = opened_to_edit(session, lesson)
    return _turned(capsule, newest(existing(capsule, held).replay.done), expected, "undoes", held)


def redo(session: SignIn, lesson: str, expected: str | None = None) -> Edit:
    """Make the edit again that was undone last. Raises as :func:`undo`."""
    capsule, held = opened_to_edit(session, lesson)
    return _turned(capsule, newest(existing(capsule, held).replay.undone), expected, "redoes", held)


def edit_state(session: SignIn, lesson: str) -> EditState:
    """What could be undone and made again now."""
    capsule = session.capsule(lesson)
    replay = read_edited(capsule, permit(session, capsule, Action.VIEW)).replay
    return EditState(newest(replay.done), newest(replay.undone))


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
    capsule.erase(erasing, [Statement(EDIT, edit_body(now.transcript.run, made))])
    if made.id not in read_edited(capsule, held).replay.done:  # another window was quicker
        raise ChangedElsewhere
    return made.id


def _turned(capsule: Capsule, edit: Edit | None, expected: str | None, word: str, held: Permit) -> Edit:
    if edit is None:
        raise NotFound("There is nothing left to undo." if word == "undoes" else "There is nothing to make again.")
    if expected is not None and edit.id != expected:
        raise ChangedElsewhere("The transcript was changed elsewhere meanwhile. Look at it again, then undo.")
    run = read_edited(capsule, held).transcript.run
    capsule.append([Statement(EDIT, {"run": run, "edit": new_id(), word: edit.id})])
    return edit
