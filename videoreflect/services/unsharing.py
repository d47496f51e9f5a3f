"""Ending somebody's access: refused at once by a new key, and recordings written again under new keys."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from videoreflect.domain.policy import Action
from videoreflect.errors import Cancelled, NotAllowed, NotFound
from videoreflect.services.permits import permit
from videoreflect.services.playback import recording_was_erased
from videoreflect.vault.blobs import Blob, blob_from, remove_unnamed, renew_blob
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.durable import locked
from videoreflect.vault.erasure import drop_indexes
from videoreflect.vault.log import Statement
from videoreflect.vault.rotation import rotate
from videoreflect.vault.signin import SignIn

Progress = Callable[[int, int], None]
"""Told (done, total) in bytes."""

RENEWING = "renewing"
"""The lock of who writes recordings again: what no row names yet may be theirs."""


def unshare(session: SignIn, lesson: str, person: str) -> None:
    """End a person's access now. What they released stays in the lesson; :func:`renew_recordings` is owed.

    Raises NotAllowed for anybody but the owner, NotFound if it is not shared with that person.
    """
    capsule = session.capsule(lesson)
    _check_owner(session, capsule)
    if person in capsule.header.owners or capsule.header.member(person) is None:
        raise NotFound("This lesson is not shared with that person. Look who is named under “Shared with”.")
    end_access(session, capsule, [person])


def end_access(session: SignIn, capsule: Capsule, people: Iterable[str]) -> None:
    """Commit a new epoch without these people. From then on their keys open nothing that is new."""
    gone = frozenset(people)
    said = [Statement("unshared", {"person": person}) for person in sorted(gone)]
    rotate(capsule, session.sealing_keys, said, without=gone)
    drop_indexes(session.folder, gone)  # a list and words under their own key, which the new epoch does not reach


def renew_recordings(
    session: SignIn,
    lesson: str,
    progress: Progress = lambda done, total: None,
    stop: threading.Event | None = None,
) -> int:
    """Write recordings again that somebody whose access ended still has the keys of. Returns how many.

    Members go on with the old recording until its replacement is committed. Needs as much free space as
    the largest one. Can be repeated: what is done already is left alone. Raises DiskFull, Cancelled,
    VaultBusy if another process of the owner is doing it.
    """
    capsule = session.capsule(lesson)
    _check_owner(session, capsule)
    with locked(capsule.path / RENEWING, seconds=0):
        renewed = _renew(session, capsule, progress, stop)
        _remove_replaced(session, capsule)
    if renewed:  # the old keys were in rows of this file; a fresh one holds no remnant of them
        rotate(capsule, session.sealing_keys)
    return renewed


def remove_replaced(session: SignIn, capsule: Capsule) -> None:
    """Remove recordings that no row names, left by a renewing that was interrupted. Raises VaultBusy during one."""
    with locked(capsule.path / RENEWING, seconds=0):
        _remove_replaced(session, capsule)


def _renew(session: SignIn, capsule: Capsule, progress: Progress, stop: threading.Event | None) -> int:
    owed = [] if recording_was_erased(capsule) else recordings_owed(session, capsule)
    total, done = sum(blob.size for _, blob in owed), 0
    for entry, blob in owed:
        held = permit(session, capsule, Action.PLAY)
        begun = done

        def tick(copied: int, begun: int = begun) -> None:
            if stop is not None and stop.is_set():
                raise Cancelled
            progress(begun + copied, total)

        fresh = renew_blob(capsule, held, blob, tick)
        capsule.erase([entry[0].row], [Statement("blob", fresh.content())])
        (capsule.path / "blobs" / blob.id).unlink(missing_ok=True)
        done += blob.size
    return len(owed)


def _remove_replaced(session: SignIn, capsule: Capsule) -> None:
    named = capsule.read(permit(session, capsule, Action.VIEW), "blob")
    remove_unnamed(capsule, {blob_from(body).id for _, body in named})


def recordings_owed(session: SignIn, capsule: Capsule) -> list[tuple[Entry, Blob]]:
    """Recordings that were there when somebody's access ended, so that this person may hold their keys."""
    ended = capsule.placed("unshared")
    if not ended:
        return []
    entries = capsule.read(permit(session, capsule, Action.VIEW), "blob")
    return [(entry, blob_from(entry[1])) for entry in entries if not all(map(entry[0].has_seen, ended))]


def _check_owner(session: SignIn, capsule: Capsule) -> None:
    if session.person not in capsule.header.owners:
        raise NotAllowed("Only the owner of a lesson ends sharing. Ask the owner.")
