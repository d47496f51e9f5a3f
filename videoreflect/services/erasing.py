"""Erasing a lesson or its recording, for good, with a certificate that says so and names nobody.

Keys go first, then files, then the certificate is signed into the vault's directory. What an
interruption left undone is done by the next run; the certificate waits for somebody who owned it.
"""

from __future__ import annotations

from videoreflect.domain.consent_state import consent_state
from videoreflect.domain.ids import is_id
from videoreflect.domain.policy import Action, LessonState, Refused, decide
from videoreflect.errors import NotAllowed, NotFound, VideoReflectError
from videoreflect.media.facts import ClipFacts
from videoreflect.services.known_backups import known_backups
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import permit
from videoreflect.services.playback import find_blob, recording_was_erased
from videoreflect.vault.blobs import blob_files, remove_unnamed
from videoreflect.vault.certificates import LESSON, RECORDING, Certificate
from videoreflect.vault.erasure import (
    WHY,
    Marker,
    begin_erasing,
    checked_counts,
    go_on_erasing,
    markers,
    measure,
    remove_capsule,
    remove_marker,
)
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn
from videoreflect.vault.slots import person_ids

_INTENT = "erasing/"
"""Settings ``erasing/<lesson>`` of one's own state: why one erases it. Nobody else can write there."""

KEPT_UNTIL = "kept-until/"
"""Settings ``kept-until/<lesson>``: the date at which its owner wants it erased, ms."""


def erase_lesson(session: SignIn, lesson: str, why: str = "asked") -> Certificate:
    """Erase a lesson of one's own, with everybody's notes. Its id is never opened again.

    Raises NotAllowed for anybody but its owner, NotFound, StorageError if a file cannot be removed;
    then the lesson is closed all the same, and the next start goes on.
    """
    check_may_erase(session, lesson)
    _intend(session, lesson, why)
    begin_erasing(session.folder, Marker(lesson, session.state.system_ms(), why, what_goes(session, lesson)))
    remove_capsule(session.folder, lesson)
    return _certify(session, Marker(lesson, session.state.system_ms(), why))


def erase_recording(session: SignIn, lesson: str) -> Certificate:
    """Erase the recording of a lesson with its pictures and waveform; notes, transcript and dialogue stay.

    The keys of the recordings go in one commit with the row that says so, then the files. Raises
    NotAllowed for anybody but the owner, NotFound if it was erased before, StorageError.
    """
    check_may_erase(session, lesson)
    capsule = session.capsule(lesson)
    clip = find_blob(capsule, permit(session, capsule, Action.ERASE), "playable")
    length = ClipFacts.from_json(clip.facts).duration_ms
    rows = [placed.row for placed in capsule.placed("blob")]
    sizes = [path.stat().st_size for path in blob_files(capsule)]
    counts = {"recordings": len(sizes), "bytes": sum(sizes)}
    _intend(session, lesson, RECORDING)
    started = session.state.system_ms()
    fields = {"duration_ms": length, "started_ms": started, "counts": counts}
    capsule.erase(rows, [Statement("recording-erased", fields)])
    return _finish_recording(session, lesson)


def finish_erasures(session: SignIn) -> list[Certificate]:
    """Go on with what was interrupted, and sign certificates for what this person owned and wanted erased.

    A marker that this person did not set stays, and its lesson closed: whoever can write to the folder
    could have left it, and a certificate would have backups forget the lesson too. The person is asked.
    """
    gone = go_on_erasing(session.folder)
    done = [_certify(session, one) for one in gone if _is_intended(session, one)]
    return done + _finished_recordings(session)


def erasures_to_confirm(session: SignIn) -> list[Marker]:
    """Lessons of this person that another run erased: because their date came, or not by this program."""
    mine = (one for one in markers(session.folder) if session.person in session.owners_of(one.capsule))
    return [one for one in mine if not _is_intended(session, one)]


def confirm_erasure(session: SignIn, lesson: str) -> Certificate:
    """Sign the certificate of a lesson that another run erased. Raises NotAllowed, NotFound."""
    found = [one for one in markers(session.folder) if one.capsule == lesson]
    if not found:
        raise NotFound("No erasing of a lesson with that id waits for you.")
    return erase_lesson(session, lesson, found[0].why)


def list_certificates(session: SignIn) -> list[Certificate]:
    """All certificates of this vault, the oldest first; its members may all read them."""
    return session.certificates()


def what_goes(session: SignIn, lesson: str) -> dict[str, int]:
    """How much there is of a lesson, if it opens also its notes and transcripts.

    Of the notes only those that this person may see: how many others hide is theirs to know.
    """
    counts = measure(session.folder, lesson)
    try:
        transcripts = len(session.capsule(lesson).placed("transcript"))
        return counts | {"notes": len(list_notes(session, lesson)), "transcripts": transcripts}
    except VideoReflectError:
        return counts


def check_may_erase(session: SignIn, lesson: str) -> None:
    """Raise NotAllowed unless this person owns the lesson, also if it is damaged; NotFound for no lesson at all.

    The lessons of somebody who was removed from the vault can be erased by the vault's owner.
    """
    owners = session.owners_of(lesson) if is_id(lesson) else frozenset()
    if not owners or not (session.folder.capsule(lesson).exists() or session.folder.is_marked(lesson)):
        raise NotFound
    if not owners & set(person_ids(session.folder)):
        owners |= set(session.directory.header.owners)
    decided = decide(session.person, Action.ERASE, LessonState(owners, (), consent_state([])), session.now_ms())
    if isinstance(decided, Refused):
        raise NotAllowed(reasons=decided.reasons, remedies=decided.remedies)


def _certify(session: SignIn, marker: Marker) -> Certificate:
    """Sign the certificate, unless it is there from before a crash, and only then take the marker away."""
    marker = next((one for one in markers(session.folder) if one.capsule == marker.capsule), marker)
    certificate = _certificate_of(session, marker.capsule, LESSON)
    if certificate is None:
        certificate = _signed(session, LESSON, marker)
    remove_marker(session.folder, marker.capsule)
    return certificate


def _signed(session: SignIn, what: str, marker: Marker) -> Certificate:
    now = max(session.state.system_ms(), marker.started_ms)
    certificate = Certificate(
        marker.capsule, what, marker.why, marker.started_ms, now, marker.counts, _backups(session), session.person
    )
    session.directory.append([certificate.statement()])
    return certificate


def _certificate_of(session: SignIn, lesson: str, what: str) -> Certificate | None:
    mine = (one for one in session.certificates() if (one.capsule, one.what) == (lesson, what))
    return next((one for one in mine if one.by == session.person), None)


def _backups(session: SignIn) -> tuple[str, ...]:
    """Ids of the backups that were made known: what they hold is not erased by this."""
    return tuple(sorted(one.id for one in known_backups(session)))


def _intend(session: SignIn, lesson: str, why: str) -> None:
    session.state.state.settings[_INTENT + lesson] = why
    session.state.save()


def _is_intended(session: SignIn, marker: Marker) -> bool:
    """Whether this person asked for it, or had set the date that has come."""
    settings = session.state.state.settings
    date = settings.get(KEPT_UNTIL + marker.capsule)
    came = marker.why == "retention" and isinstance(date, int) and date < session.now_ms()
    return came or settings.get(_INTENT + marker.capsule) in WHY


def _finished_recordings(session: SignIn) -> list[Certificate]:
    """Recordings whose erasing was interrupted after their keys were gone."""
    settings = session.state.state.settings
    begun = [
        name.removeprefix(_INTENT) for name, why in settings.items() if name.startswith(_INTENT) and why == RECORDING
    ]
    certified = {one.capsule for one in session.certificates() if one.by == session.person}
    there = set(session.lesson_ids()) if begun else set()
    done = []
    for lesson in begun:
        if lesson in there - certified and recording_was_erased(session.capsule(lesson)):
            done.append(_finish_recording(session, lesson))
    return done


def _finish_recording(session: SignIn, lesson: str) -> Certificate:
    """Remove the files, whose keys are gone already, then sign the certificate unless it is there."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ERASE)
    remove_unnamed(capsule, {str(body.get("blob")) for _, body in capsule.read(held, "blob")})
    if (before := _certificate_of(session, lesson, RECORDING)) is not None:
        return before
    _, body = capsule.read(held, "recording-erased")[-1]
    return _signed(session, RECORDING, Marker(lesson, body["started_ms"], "asked", checked_counts(body["counts"])))
