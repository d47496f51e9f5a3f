"""“Who has seen my lesson”: members' programs write it into their own log, the owner reads it in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from videoreflect.domain.consent import ExportKind
from videoreflect.domain.policy import Action, Asked
from videoreflect.domain.seen import HONEST, Did, Part, SeenDay, Sighting, parts_from, seen_days, sighting_from
from videoreflect.errors import FormatError, InvalidInput, VideoReflectError
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

__all__ = [
    "HONEST", "record_exported", "record_opened", "record_played", "record_printed", "seen_words", "who_has_seen",
]  # fmt: skip

HALF_HOUR_MS = 30 * 60_000
MOST_ROWS = 2_000
"""So many rows of one person in one lesson; more is no news, and a log is never made shorter."""


def record_opened(session: SignIn, lesson: str) -> None:
    """Note that a member opened a lesson, at most once in half an hour. Never stands in the way of opening it."""
    with suppress(VideoReflectError):
        capsule, held, now = session.capsule(lesson), _held(session, lesson), session.state.system_ms()
        if _is_owner(session, capsule):
            return
        mine = _own(session, capsule, held)
        newest = max((one.at_ms for one in mine if one.did is Did.OPENED), default=None)
        if newest is None or not 0 <= now - newest < HALF_HOUR_MS:
            _write(session, capsule, Sighting(session.person, Did.OPENED, now), len(mine))


def record_played(session: SignIn, lesson: str, parts: Sequence[object]) -> None:
    """Note which parts a member played. Raises NotAllowed unless they may, InvalidInput for what is no list of parts.

    An owner's own watching is nobody's business, and is not written.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.PLAY)
    try:
        found = parts_from(list(parts), duration_ms(session, lesson))
    except FormatError:
        raise InvalidInput("The page sent something that cannot be read. Load it again.") from None
    if found and not _is_owner(session, capsule):
        _record_parts(session, capsule, held, found)


def record_exported(session: SignIn, lesson: str, what: str) -> None:
    """Note that something was copied out, also by the owner; before it is, so that no copy is without a word.

    A vault that can only be read keeps nobody from reading.
    """
    with suppress(VideoReflectError):
        capsule, held = session.capsule(lesson), _held(session, lesson)
        at = session.state.system_ms()
        one = Sighting(session.person, Did.EXPORTED, at, export=what)
        _write(session, capsule, one, len(_own(session, capsule, held)))


def record_printed(session: SignIn, lesson: str) -> None:
    """Note that the record of the talk goes to a printer. Raises NotAllowed unless it may be copied out."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.EXPORT, Asked(export=ExportKind.TALK))
    one = Sighting(session.person, Did.PRINTED, session.state.system_ms())
    _write(session, capsule, one, len(_own(session, capsule, held)))


def who_has_seen(session: SignIn, lesson: str) -> list[Sighting]:
    """What members' programs wrote: everybody's for the owner, one's own for a member; the oldest first.

    Raises NotAllowed. An entry that cannot be read is left out: it says what its author wanted, and nothing more.
    """
    capsule = session.capsule(lesson)
    held = _held(session, lesson)
    if not _is_owner(session, capsule):
        return _own(session, capsule, held)
    return _read(capsule.read(held, "seen"))


def seen_words(session: SignIn, lesson: str) -> list[SeenDay]:
    """The same in words, by person and day, the newest first."""
    names = {one.id: one.first_name for one in session.people().values()}
    return seen_days(who_has_seen(session, lesson), names)


def _held(session: SignIn, lesson: str) -> Permit:
    """The owner may know at any time who has seen it, also when it is closed: people ask."""
    capsule = session.capsule(lesson)
    return permit(session, capsule, Action.ANSWER if _is_owner(session, capsule) else Action.VIEW)


def _is_owner(session: SignIn, capsule: Capsule) -> bool:
    return session.person in capsule.header.owners


def _record_parts(session: SignIn, capsule: Capsule, held: Permit, parts: tuple[Part, ...]) -> None:
    one = Sighting(session.person, Did.PLAYED, session.state.system_ms(), parts)
    _write(session, capsule, one, len(_own(session, capsule, held)))


def _write(session: SignIn, capsule: Capsule, one: Sighting, there: int) -> None:
    if there < MOST_ROWS:
        capsule.append([Statement("seen", one.content())])


def _own(session: SignIn, capsule: Capsule, held: Permit) -> list[Sighting]:
    return [one for one in _read(capsule.read(held, "seen")) if one.person == session.person]


def _read(entries: list[Entry]) -> list[Sighting]:
    found = []
    for placed, body in entries:
        with suppress(FormatError):
            found.append(sighting_from(placed.row.author, body))
    return found
