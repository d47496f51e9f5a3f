"""What the next undo and redo are about: edits of the words, and what was said of who speaks, in one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from videoreflect.domain.edits import EditKind
from videoreflect.domain.ids import is_id, new_id
from videoreflect.errors import ChangedElsewhere, NotFound
from videoreflect.services.transcripts import EDIT, PIECES, Edited, read_edited
from videoreflect.services.voices import SAID
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit

VOICE = "voice"
"""What an undo of who speaks is called, where one of the words is called by its ``EditKind``."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that can be undone, or made again; ``kind`` is an ``EditKind`` or ``VOICE``."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class EditState:
    """What the next undo and redo would be about; None if nothing."""

    undo: Turn | None
    redo: Turn | None


def read_state(capsule: Capsule, held: Permit, now: Edited | None = None) -> EditState:
    """What could be undone and made again now, back to the transcript that is shown."""
    now = now or read_edited(capsule, held)
    made, back = dict[str, Turn](), dict[str, Turn]()
    for kind, body in _said_since(capsule, held, now):
        if "undoes" in body:
            _go(made, back, body["undoes"])
        elif "redoes" in body:
            _go(back, made, body["redoes"])
        elif (turn := _turn(kind, body, now)) is not None and turn.id not in made:
            made[turn.id] = turn
            back = {}
    done = {name: one for name, one in made.items() if one.kind == VOICE or name in now.replay.done}
    undone = {name: one for name, one in back.items() if one.kind == VOICE or name in now.replay.undone}
    return EditState(_last(done), _last(undone))


def turned(capsule: Capsule, held: Permit, word: str, expected: str | None) -> Turn:
    """Take the newest back (``word`` is “undoes”) or make it again (“redoes”), by an owner.

    Raises NotFound if there is none, ChangedElsewhere unless it is ``expected``, the one that the person saw.
    """
    now = read_edited(capsule, held)
    state = read_state(capsule, held, now)
    turn = state.undo if word == "undoes" else state.redo
    if turn is None:
        raise NotFound("There is nothing left to undo." if word == "undoes" else "There is nothing to make again.")
    if expected is not None and turn.id != expected:
        raise ChangedElsewhere("The transcript was changed elsewhere meanwhile. Look at it again, then undo.")
    voice = Statement(SAID, {word: turn.id})
    words = Statement(EDIT, {"run": now.transcript.run, "edit": new_id(), word: turn.id})
    both = {VOICE: [voice], str(EditKind.SHIFT): [words, voice]}
    capsule.append(both.get(turn.kind, [words]))
    return turn


def _said_since(capsule: Capsule, held: Permit, now: Edited) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kinds and bodies of what was said since the transcript that is shown was begun, in order."""
    place = {placed.row.hash: at for at, placed in enumerate(capsule.placed(*PIECES, EDIT, SAID))}
    begun = place.get(now.begun, -1)
    for placed, body in capsule.read(held, EDIT, SAID):
        row = placed.row
        if place.get(row.hash, -1) > begun and (row.kind == SAID or body.get("run") == now.transcript.run):
            yield row.kind, body


def _turn(kind: str, body: dict[str, Any], now: Edited) -> Turn | None:
    name = body.get("edit")
    if not is_id(name):
        return None
    if kind == SAID:
        return Turn(str(name), VOICE) if "name" in body else None
    edit = now.replay.done.get(str(name)) or now.replay.undone.get(str(name))
    return Turn(edit.id, str(edit.kind)) if edit else None


def _go(there: dict[str, Turn], here: dict[str, Turn], name: object) -> None:
    turn = there.pop(name, None) if isinstance(name, str) else None
    if turn is not None:
        here[turn.id] = turn


def _last(turns: dict[str, Turn]) -> Turn | None:
    return turns[next(reversed(turns))] if turns else None
