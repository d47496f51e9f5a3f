"""A member's edit of a transcript is a suggestion: it changes nothing until the lesson's owner takes it up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from videoreflect.domain.changes import Change, edit_for
from videoreflect.domain.edits import Edit, EditKind, edit_body, edit_from, named_after
from videoreflect.domain.ids import is_id, new_id
from videoreflect.domain.policy import Action
from videoreflect.domain.transcript import Line
from videoreflect.errors import FormatError, InvalidInput, NotAllowed, NotFound
from videoreflect.services.editing import existing, opened_to_edit, say
from videoreflect.services.permits import lesson_state, permit
from videoreflect.services.playback import duration_ms
from videoreflect.services.transcripts import EDIT, SUGGESTION, Edited, read_edited
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Row, Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

OPEN, TAKEN, DECLINED, OVERTAKEN = "open", "taken", "declined", "overtaken"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody suggests. ``state``: open, taken, declined, or overtaken where its lines are others by now.

    ``before`` are the lines that it would take, as far as they stand there.
    """

    id: str
    author: str
    time_ms: int
    kind: EditKind
    takes: tuple[str, ...]
    gives: tuple[Line, ...]
    before: tuple[Line, ...]
    state: str


def suggest(session: SignIn, lesson: str, change: Change) -> str:
    """Suggest a change to the owner; returns its id. Raises NotAllowed, ChangedElsewhere, InvalidInput, NotFound."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    if session.person in capsule.header.owners:
        raise InvalidInput("This lesson is yours: change the line itself.")
    if not lesson_state(capsule).consent.scope.transcribe:
        raise NotAllowed("A transcript of this lesson is not agreed now, so nothing can be added to it.")
    if change.kind is EditKind.SHIFT:
        raise InvalidInput("Only the owner of the lesson moves the times of its lines.")
    now = existing(capsule, held)
    name = new_id()
    made = edit_for(now.replay, change, duration_ms(session, lesson), name)
    if made is None:
        raise InvalidInput("That is how the line stands already. Change something, then suggest it.")
    body = edit_body(now.transcript.run, made)
    body["suggestion"] = body.pop("edit")
    capsule.append([Statement(SUGGESTION, body)])
    return name


def suggestions(session: SignIn, lesson: str) -> tuple[Suggestion, ...]:
    """To the owner all suggestions for the transcript as it is now, the oldest first; to a member their own."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    owns = session.person in capsule.header.owners
    found = [one for one, _, _ in _all(capsule, held, read_edited(capsule, held))]
    return tuple(one for one in found if owns or one.author == session.person)


def take_up(session: SignIn, lesson: str, suggestion: str) -> str:
    """Make the edit that was suggested; returns the edit's id.

    Raises NotFound if no such suggestion is open, ChangedElsewhere, NotAllowed for anybody but the owner.
    """
    capsule, held = opened_to_edit(session, lesson)
    now = existing(capsule, held)
    _, edit, _ = _open(capsule, held, now, suggestion)
    name = new_id()
    made = replace(edit, id=name, kind=EditKind.SUGGESTION, suggestion=suggestion, gives=named_after(name, edit.gives))
    return say(capsule, held, now, made)


def decline(session: SignIn, lesson: str, suggestion: str) -> None:
    """Leave a suggestion; its author sees that. Raises NotFound, NotAllowed for anybody but the owner."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ERASE)  # the owner’s, whatever is agreed: it adds nothing
    now = existing(capsule, held)
    _open(capsule, held, now, suggestion)
    capsule.append([Statement(EDIT, {"run": now.transcript.run, "edit": new_id(), "declines": suggestion})])


def withdraw(session: SignIn, lesson: str, suggestion: str) -> None:
    """Take back one's own suggestion: its words are erased. Raises NotFound, NotAllowed."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    found = _all(capsule, held, read_edited(capsule, held))
    rows = [row for one, _, row in found if one.id == suggestion and one.author == session.person]
    if not rows:
        raise NotFound("That suggestion is not one of yours, or it is gone already.")
    # A row besides: open pages look at rows, not at bodies.
    capsule.erase(rows, [Statement(SUGGESTION, {"suggestion": suggestion, "withdrawn": True})])


def _open(capsule: Capsule, held: Permit, now: Edited, suggestion: str) -> tuple[Suggestion, Edit, Row]:
    for found in _all(capsule, held, now):
        if found[0].id == suggestion and found[0].state in (OPEN, OVERTAKEN):
            return found
    raise NotFound("That suggestion is not open any more. Look at the line again.")


def _all(capsule: Capsule, held: Permit, now: Edited) -> list[tuple[Suggestion, Edit, Row]]:
    """Suggestions for this run of the transcript; of two with one id the first counts."""
    taken = {edit.suggestion for edit in now.replay.done.values() if edit.suggestion}
    found: dict[str, tuple[Suggestion, Edit, Row]] = {}
    for placed, body in capsule.read(held, SUGGESTION):
        edit = _edit(body) if body.get("run") == now.transcript.run else None
        if edit is None or edit.id in found:
            continue
        before = tuple(line for one in edit.takes if (line := now.replay.line(one)) is not None)
        state = OPEN if now.replay.fits(edit) else OVERTAKEN
        state = TAKEN if edit.id in taken else DECLINED if edit.id in now.declined else state
        author, time = placed.row.author, placed.row.time
        one = Suggestion(edit.id, author, time, edit.kind, edit.takes, edit.gives, before, state)
        found[edit.id] = (one, edit, placed.row)
    return list(found.values())


def _edit(body: dict[str, Any]) -> Edit | None:
    """A suggestion as the edit that it would be; None if it cannot be read: that is nobody’s word."""
    if not is_id(body.get("suggestion")):
        return None
    try:
        found = edit_from({**body, "edit": body["suggestion"], "suggestion": ""})
    except FormatError:
        return None
    return None if found.kind is EditKind.SHIFT else found  # it would give nothing for what it takes
