"""Bringing a person's index up to date in the background, while the list shows already."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from videoreflect.errors import StorageError, VideoReflectError
from videoreflect.services.indexing import take_in
from videoreflect.services.lesson import ClosedLesson
from videoreflect.services.survey import survey
from videoreflect.vault.index import LessonIndex
from videoreflect.vault.signin import SignIn

_SWEPT = 50
"""Rows of words deleted in one piece; meanwhile nobody else writes to the index."""


@dataclass(slots=True)
class _Progress:
    thread: threading.Thread | None = None
    refused: dict[str, ClosedLesson] = field(default_factory=dict)
    looked: bool = False


_ALL: WeakKeyDictionary[SignIn, _Progress] = WeakKeyDictionary()
_GUARD = threading.Lock()


def begin(session: SignIn) -> None:
    """Open what changed, one lesson after the other, until all is done or this sign-in ends. One thread each."""
    progress = _of(session)
    with _GUARD:
        if progress.thread is not None and progress.thread.is_alive():
            return
        progress.looked = True
        progress.thread = threading.Thread(target=_go, args=(session, progress), daemon=True, name="index")
        progress.thread.start()


def begin_if_needed(session: SignIn, *, behind: bool) -> None:
    """Begin if something is known to be ``behind``, or if nobody has looked since the sign-in."""
    if behind or not _of(session).looked:
        begin(session)


def looked(session: SignIn) -> None:
    """Somebody looked at every lesson, and said what is to be opened."""
    _of(session).looked = True


def is_going_on(session: SignIn) -> bool:
    """Whether lessons are being opened in the background."""
    thread = _of(session).thread
    return thread is not None and thread.is_alive()


def refused_before(session: SignIn) -> dict[str, ClosedLesson]:
    """Lessons that could not be opened when the background last tried."""
    return dict(_of(session).refused)


def wait(session: SignIn, seconds: float) -> bool:
    """Wait until the background is done, at most so long; whether it is."""
    thread = _of(session).thread
    if thread is not None:
        thread.join(seconds)
    return thread is None or not thread.is_alive()


def _of(session: SignIn) -> _Progress:
    with _GUARD:
        return _ALL.setdefault(session, _Progress())


def _go(session: SignIn, progress: _Progress) -> None:
    try:
        _catch_up(session, progress)
    except VideoReflectError:
        return  # the vault is not as it was; the next listing says what is wrong
    except Exception:  # noqa: BLE001 - the vault's folder may be gone; nobody reads what a thread has to say
        return


def _catch_up(session: SignIn, progress: _Progress) -> None:
    found = survey(session)
    if found.index is None:
        return
    for lesson in found.stale:
        if session.ended.is_set():
            return
        shown = take_in(session, found.index, lesson, found.people)
        if isinstance(shown, ClosedLesson):
            progress.refused[lesson] = shown
        else:
            progress.refused.pop(lesson, None)
    sweep_all(session, found.index)


def sweep_all(session: SignIn, index: LessonIndex) -> None:
    """Delete the words of everything that was taken out."""
    with suppress(StorageError):
        while not session.ended.is_set() and index.sweep(_SWEPT):
            pass
