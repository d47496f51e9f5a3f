"""Transcripts that were begun and not ended: after a crash or a closed lid they go on at the next sign-in.

Remembered in the person's own encrypted state, since the job itself holds no keys with which it could say so.
One that was paused is remembered too, and waits for its owner.
"""

from __future__ import annotations

from typing import Any

from videoreflect.domain.policy import Action
from videoreflect.domain.wanted import SAID, TRANSLATED, Wanted
from videoreflect.errors import InvalidInput, NotAllowed, NotFound, VideoReflectError
from videoreflect.services.permits import permit
from videoreflect.services.transcripts import read_run
from videoreflect.vault.signin import SignIn

_BEGUN = {SAID: "transcribing:", TRANSLATED: "translating:"}
_PAUSED = "paused"
_OVER = ""
"""Settings of two copies are joined, so one that is taken out would come back."""


def remember(session: SignIn, lesson: str, wanted: Wanted, *, paused: bool = False) -> None:
    """Remember that a transcript was asked for, and how."""
    _say(session, lesson, wanted.track, wanted.as_json() | {_PAUSED: paused})


def forget(session: SignIn, lesson: str, track: str = SAID) -> None:
    """Forget it: it is written, or its owner stopped it."""
    if _said(session, lesson, track):
        _say(session, lesson, track, _OVER)


def wanted_for(session: SignIn, lesson: str, track: str = SAID) -> Wanted | None:
    """How the unfinished transcript of a lesson was wanted; None if there is none."""
    said = _said(session, lesson, track)
    try:
        return Wanted.remembered(said) if said else None
    except InvalidInput:
        return None


def is_paused(session: SignIn, lesson: str, track: str = SAID) -> bool:
    """Whether its owner paused it."""
    said = _said(session, lesson, track)
    return isinstance(said, dict) and said.get(_PAUSED) is True


def unfinished(session: SignIn) -> list[tuple[str, Wanted]]:
    """Lessons whose transcript was begun, is not at its end and not paused; what is over is forgotten."""
    found = []
    for track, begun in _BEGUN.items():
        for name in [one for one, said in session.state.state.settings.items() if one.startswith(begun) and said]:
            lesson = name.removeprefix(begun)
            wanted = wanted_for(session, lesson, track)
            if wanted is None or _is_over(session, lesson, track):
                forget(session, lesson, track)
            elif not is_paused(session, lesson, track):
                found.append((lesson, wanted))
    return found


def _is_over(session: SignIn, lesson: str, track: str) -> bool:
    try:
        capsule = session.capsule(lesson)
        return read_run(capsule, permit(session, capsule, Action.VIEW), track, newest=True).complete
    except (NotAllowed, NotFound):
        return True  # nobody is to be surprised by a transcript when an agreement comes back one day
    except VideoReflectError:
        return False


def _said(session: SignIn, lesson: str, track: str) -> Any:
    return session.state.state.settings.get(_BEGUN[track] + lesson)


def _say(session: SignIn, lesson: str, track: str, said: object) -> None:
    session.state.state.settings[_BEGUN[track] + lesson] = said
    session.state.save()
