"""A device whose clock was ahead: taking back the latest time that a person's program has seen.

Dates are judged by the latest time ever seen, so that a clock set back brings nothing back. One sign-in with a clock
that is years ahead would otherwise close everything that has a date. Decision 9 says why this is no way round one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from videoreflect.errors import InvalidInput, NotAllowed, VideoReflectError
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.entitlement import ANYBODY, OWNER
from videoreflect.vault.log import Statement
from videoreflect.vault.rows import CLOCK, clock_rows
from videoreflect.vault.signin import SignIn

AHEAD_MS = 3_600_000
"""Less than this is no wrong clock: summer time, or a clock that was put right by a little."""


@dataclass(frozen=True, slots=True)
class OwnClock:
    """How the device's clock stands to what was seen.

    ``ahead``: a later time was seen than the clock shows now. ``alone``: this person may take that back alone.
    ``asked``: they have asked whoever looks after the vault, and ``confirmed``: it was confirmed since.
    """

    now_ms: int
    latest_ms: int
    ahead: bool
    alone: bool
    asked: bool
    confirmed: bool


def own_clock(session: SignIn) -> OwnClock:
    """What this person's program has seen of clocks."""
    now, latest = session.state.system_ms(), session.state.state.latest_ms
    entries = clock_rows(session)
    mine = _request(session, entries)
    return OwnClock(
        now_ms=now,
        latest_ms=latest,
        ahead=latest - now > AHEAD_MS,
        alone=_looks_after(session),
        asked=mine is not None,
        confirmed=_confirmation(session, entries) is not None,
    )


def say_clock_is_right(session: SignIn) -> OwnClock:
    """Say that the clock of this device is right now, and that it was ahead before.

    Whoever looks after the vault takes the time back at once; others ask them, and it is taken back when this is said
    again after they confirmed it. Never to before the newest time that another's row, or the confirmation, proves.
    Raises InvalidInput if nothing later was seen, or others' rows prove that the clock is behind.
    """
    told = own_clock(session)
    if not told.ahead:
        raise InvalidInput("No later time than that of this clock was seen. There is nothing to put right.")
    proven = _proven_alone(session) if told.alone else _confirmation(session, clock_rows(session))
    if proven is None:
        _say(session, told, "")
        return own_clock(session)
    lowest = max(told.now_ms, proven)
    if told.latest_ms - lowest <= AHEAD_MS:
        raise InvalidInput(
            "Somebody else in this vault has written something at a later time than this clock shows. Set the clock "
            "of this device first; if it is right, theirs was ahead, and this cannot be put right here."
        )
    # The row first: a crash leaves a word without an effect, never an effect that nobody can see.
    _say(session, told, "")
    session.state.lower_latest(lowest)
    return own_clock(session)


def clock_requests(session: SignIn) -> list[str]:
    """Who has asked to have their clock confirmed and waits for it; for who looks after the vault."""
    entries = clock_rows(session)
    waiting = []
    for person in dict.fromkeys(placed.row.author for placed, _ in entries):
        if person != session.person and _newest_request(entries, person) is not None:
            confirmed = _confirmed_since(entries, person, session.directory.header.owners)
            waiting += [] if confirmed is not None else [person]
    return waiting if _looks_after(session) else []


def confirm_clock(session: SignIn, person: str) -> None:
    """Confirm the time of this device's clock for somebody who asked. Raises NotAllowed, InvalidInput."""
    if not _looks_after(session):
        raise NotAllowed("Only who looks after this vault confirms this. Ask them to do it.")
    if person not in clock_requests(session):
        raise InvalidInput("This person has not asked, or it was confirmed already.")
    told = own_clock(session)
    if told.ahead:
        raise InvalidInput("Your own program has seen a later time than this clock shows. Put that right first.")
    _say(session, told, person)


def _say(session: SignIn, told: OwnClock, person: str) -> None:
    said = {"at_ms": told.now_ms, "was_ms": told.latest_ms, "confirms": person}
    session.directory.append([Statement(CLOCK, said)])


def _looks_after(session: SignIn) -> bool:
    return session.person in session.directory.header.owners


def _proven_alone(session: SignIn) -> int:
    """The newest time of a row by somebody else, in the directory and every lesson that opens."""
    newest = _newest_of_others(session, session.directory)
    for lesson in session.lesson_ids():
        try:
            with session.in_passing(lesson) as capsule:
                newest = max(newest, _newest_of_others(session, capsule))
        except VideoReflectError:
            continue  # what does not open opens nothing that is over either
    return newest


def _newest_of_others(session: SignIn, capsule: Capsule) -> int:
    placed = capsule.placed(*(OWNER | ANYBODY))
    people = session.people()
    others = (one.row.time for one in placed if one.row.author != session.person and one.row.author in people)
    return max(others, default=0)


def _request(session: SignIn, entries: list[Entry]) -> Entry | None:
    """One's own newest word that asks, unless the time was taken back since: then it was answered."""
    mine = _newest_request(entries, session.person)
    is_of_now = mine is not None and mine[1].get("was_ms") == session.state.state.latest_ms
    return mine if is_of_now else None


def _newest_request(entries: list[Entry], person: str) -> Entry | None:
    said = [one for one in entries if one[0].row.author == person and one[1].get("confirms") == ""]
    return max(said, key=lambda one: one[0].row.number, default=None)


def _confirmation(session: SignIn, entries: list[Entry]) -> int | None:
    if _request(session, entries) is None:
        return None
    return _confirmed_since(entries, session.person, session.directory.header.owners)


def _confirmed_since(entries: list[Entry], person: str, owners: tuple[str, ...]) -> int | None:
    """The time that was confirmed by somebody who knew of the newest request: an older one proves nothing for now."""
    asked = _newest_request(entries, person)
    if asked is None:
        return None
    row = asked[0].row
    found = [
        _time(body)
        for placed, body in entries
        if placed.row.author in owners
        and placed.row.author != person
        and body.get("confirms") == person
        and placed.knew.get(row.log, 0) >= row.number
    ]
    return max((one for one in found if one is not None), default=None)


def _time(body: dict[str, Any]) -> int | None:
    found = body.get("at_ms")
    return found if type(found) is int else None
