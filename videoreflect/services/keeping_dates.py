"""Dates that hold without anybody's key: ended access, and lessons whose time to be kept is over.

The program refuses at once, by the header's dates. Besides, every run takes away what has ended:
on dates that it cannot verify without a key, so it may only take away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from videoreflect.errors import InvalidInput, VideoReflectError
from videoreflect.services.erasing import check_may_erase, erase_lesson
from videoreflect.services.retention import keeping
from videoreflect.vault.certificates import Certificate
from videoreflect.vault.clock import ASKED, DUE, Clock, read_clock, write_clock
from videoreflect.vault.durable import storage_errors, sync_folder
from videoreflect.vault.erasure import Marker, begin_erasing, drop_indexes, go_on_erasing, measure, remove_capsule
from videoreflect.vault.folder import VaultFolder, open_vault_folder
from videoreflect.vault.grants import grant_is_there, grants_of
from videoreflect.vault.header import RECOVERY, Header, ended_members, read_header
from videoreflect.vault.signin import SignIn
from videoreflect.vault.state import StateFile

_IN_THE_MAKING_MS = 10 * 60_000
"""A grant younger than this may belong to a new sharing, whose header is not written yet."""

_JUST_NOW_MS = 10 * 60_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run did: access taken away (lesson, person), lessons erased, lessons whose owner has to be asked."""

    ended: tuple[tuple[str, str], ...]
    erased: tuple[str, ...]
    asked: tuple[str, ...]
    clock_set_back: bool


def enforce_dates_in(vault: Path) -> Kept:
    """As :func:`enforce_dates`, for a vault by its path, by the device's clock. Raises VaultMissing, FormatError."""
    return enforce_dates(open_vault_folder(vault), StateFile.system_ms())


def enforce_dates_at_sign_in(folder: VaultFolder, now_ms: int) -> None:
    """As :func:`enforce_dates`, unless a run did it just now: with thousands of lessons it takes a second."""
    if not 0 <= now_ms - read_clock(folder).last_ms < _JUST_NOW_MS:
        enforce_dates(folder, now_ms)


def enforce_dates(folder: VaultFolder, now_ms: int) -> Kept:
    """Take away what has ended by the device's clock; nothing that fails here keeps anybody from anything."""
    clock = read_clock(folder)
    clock.begin_run(now_ms)
    headers = _headers(folder)
    ended = [(one.capsule, person) for one in headers for person in _end_access(folder, one, now_ms)]
    judged = {one.capsule: _judged(clock, one, now_ms) for one in headers}
    erased = [capsule for capsule, said in judged.items() if said == DUE and _erase(folder, capsule, now_ms)]
    go_on_erasing(folder)
    clock.keep_only({one.capsule for one in headers} - set(erased))
    write_clock(folder, clock)
    asked = tuple(capsule for capsule, said in judged.items() if said == ASKED)
    return Kept(tuple(ended), tuple(erased), asked, clock.set_back)


def access_to_renew(session: SignIn) -> list[tuple[str, str]]:
    """(lesson, person) of one's own lessons where access that should hold is gone: share it again.

    Anybody can take a grant away; a run whose clock was set forward does.
    """
    found = []
    for lesson in _own_lessons(session, lambda header: bool(_without_grant(session, header))):
        try:
            with session.in_passing(lesson) as capsule:
                if session.person in capsule.header.owners:
                    found += [(lesson, one) for one in _without_grant(session, capsule.header)]
        except VideoReflectError:
            continue
    return found


def confirm_date(session: SignIn, lesson: str) -> Certificate:
    """Erase a lesson whose date has passed, now. Raises InvalidInput if it has not."""
    check_may_erase(session, lesson)
    if not keeping(session, lesson).over:
        raise InvalidInput("The date of this lesson has not passed. Erase it all the same with “erase”.")
    return erase_lesson(session, lesson, "retention")


def _own_lessons(session: SignIn, wanted: Callable[[Header], bool]) -> list[str]:
    """Lessons of who is signed in whose header, as it lies in clear, asks for a closer look.

    A header that somebody changed is told by the list of lessons. Opening all would take seconds.
    """
    headers = (one for one in _headers(session.folder) if session.person in one.owners)
    closed = session.closed_lessons()
    return [one.capsule for one in headers if one.capsule not in closed and wanted(one)]


def _without_grant(session: SignIn, header: Header) -> list[str]:
    """Who should hold access to a lesson and has no grant; the school recovery key is nobody to share with."""
    path = session.folder.capsule(header.capsule)
    holding = (one.person for one in header.members if one.role != RECOVERY and one.holds(session.now_ms()))
    return [one for one in holding if not grant_is_there(path, header, one)]


def _headers(folder: VaultFolder) -> list[Header]:
    found = []
    for capsule in folder.capsule_ids():
        try:
            header = read_header(folder.capsule(capsule) / "header.json").header
        except VideoReflectError:
            continue
        found += [header] if header.kind == "lesson" and header.capsule == capsule else []
    return found


def _judged(clock: Clock, header: Header, now_ms: int) -> str | None:
    if header.erase_after_ms is None:
        clock.past.pop(header.capsule, None)
        return None
    return clock.judge(header.capsule, header.erase_after_ms, now_ms)


def _erase(folder: VaultFolder, capsule: str, now_ms: int) -> bool:
    try:
        begin_erasing(folder, Marker(capsule, now_ms, "retention", measure(folder, capsule)))
        remove_capsule(folder, capsule)
    except VideoReflectError:
        return False  # another process is busy with it, or the disk is read-only: the next run goes on
    return True


def _end_access(folder: VaultFolder, header: Header, now_ms: int) -> list[str]:
    ended = []
    for member in ended_members(header, now_ms):
        try:
            if _take_grants(folder, header, member.person, now_ms):
                ended.append(member.person)
        except (VideoReflectError, OSError):
            continue
    return ended


def _take_grants(folder: VaultFolder, header: Header, person: str, now_ms: int) -> bool:
    """Remove a person's grants and index; the index only with a grant, or it would be made anew at each start."""
    path = folder.capsule(header.capsule)
    grants = [one for one in grants_of(path, person) if not 0 <= now_ms - _written_ms(one) < _IN_THE_MAKING_MS]
    if not grants:
        return False
    drop_indexes(folder, [person])
    with storage_errors():
        for grant in grants:
            grant.unlink(missing_ok=True)
        sync_folder(path / "grants")
    return True


def _written_ms(path: Path) -> int:
    return path.lstat().st_mtime_ns // 1_000_000
