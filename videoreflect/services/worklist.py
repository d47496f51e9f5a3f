"""The worklist of a lesson, for its owner: what is to be done, what is proved done, and what nothing can undo."""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.domain.consent_state import RecordedEvent
from videoreflect.domain.exceptions import standing_restrictions
from videoreflect.domain.policy import Action
from videoreflect.domain.worklist import Facts, WorkItem, worklist
from videoreflect.errors import NotAllowed
from videoreflect.services.known_backups import known_backups
from videoreflect.services.permits import permit, recorded_events
from videoreflect.services.recording import own_lesson
from videoreflect.services.transcripts import ALL_KINDS
from videoreflect.services.unsharing import recordings_owed
from videoreflect.services.voices import KINDS as WHO_SPEAKS
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.erasure import drop_indexes
from videoreflect.vault.grants import grant_is_there
from videoreflect.vault.signin import SignIn

SEEN = "What was seen or heard before stays with those who watched it."
COPIED = "What was printed, copied out or filmed from a screen cannot be reached from here. Ask for it back."
IN_BACKUPS = "Backups that were made before still hold what you erase here, until you tidy them under Settings."
NO_BACKUP = "No backup is known. One that was copied by hand still holds what you erase here."


@dataclass(frozen=True, slots=True)
class Worklist:
    """What is to be done, and in plain sentences what it does not undo; ``had_access`` are ids of people."""

    items: tuple[WorkItem, ...]
    had_access: tuple[str, ...]
    not_undone: tuple[str, ...]


def worklist_of(session: SignIn, lesson: str) -> Worklist:
    """Everything that standing restrictions ask for. Raises NotAllowed for anybody but the lesson's owner."""
    capsule = own_lesson(session, lesson)
    events = recorded_events(capsule)
    facts = _facts(session, capsule, events)
    items = worklist(events, facts)
    sentences = (SEEN, COPIED, IN_BACKUPS if known_backups(session) else NO_BACKUP) if items else ()
    return Worklist(items, tuple(sorted(facts.had_access)), sentences)


def erase_transcript(session: SignIn, lesson: str) -> int:
    """Erase the transcript for everybody and for good; returns how many pieces went.

    Raises NotAllowed for anybody but the owner. It can be written again where that is agreed.
    """
    capsule = own_lesson(session, lesson)
    held = permit(session, capsule, Action.ERASE)
    there = [placed.row for placed, _ in capsule.read(held, *ALL_KINDS, *WHO_SPEAKS)]
    if not there:
        return 0
    drop_indexes(session.folder)
    capsule.erase(there)
    drop_indexes(session.folder)  # another window may have read it again meanwhile
    return len(there)


def _facts(session: SignIn, capsule: Capsule, events: list[RecordedEvent]) -> Facts:
    held = permit(session, capsule, Action.ANSWER)
    owners = frozenset(capsule.header.owners)
    pieces = capsule.placed(*ALL_KINDS)
    there = bool(capsule.read(held, *ALL_KINDS))
    erased = capsule.placed("bodies-erased") if pieces and not there else []
    shared = capsule.read(held, "grant")
    return Facts(
        others=_others(session, capsule) - owners,
        had_access=frozenset(str(body.get("person")) for _, body in shared) - owners,
        recordings_owed=_recordings_owed(session, capsule),
        has_transcript=there,
        transcript_erased_ms=erased[-1].row.time if erased else None,
        closed_ms=_closed(capsule, events),
    )


def _recordings_owed(session: SignIn, capsule: Capsule) -> bool:
    try:
        return bool(recordings_owed(session, capsule))
    except NotAllowed:  # closed by its date: nothing of it is read, also not by its owner
        return bool(capsule.placed("unshared"))


def _others(session: SignIn, capsule: Capsule) -> frozenset[str]:
    """Who the header names, and whoever holds a grant although it does not."""
    named = {member.person for member in capsule.header.people()}
    holding = {one for one in session.people() if grant_is_there(capsule.path, capsule.header, one)}
    return frozenset(named | holding)


def _closed(capsule: Capsule, events: list[RecordedEvent]) -> dict[str, int]:
    """When a new key was made by who knew of the restriction, for each principal."""
    rows = {(one.branch, one.row.number): one for one in capsule.placed("consent")}
    rotated = capsule.placed("rotated")
    found = {}
    for principal, standing in standing_restrictions(events).items():
        first = rows[standing[0].log, standing[0].number]
        after = [one.row.time for one in rotated if one.has_seen(first)]
        if after:
            found[principal] = min(after)
    return found
