"""Guesses who speaks that were asked for and are not there: after a crash they are made at the next sign-in.

Remembered in the person's own encrypted state, as unfinished transcripts are.
"""

from __future__ import annotations

from videoreflect.errors import VideoReflectError
from videoreflect.services.voices import voices_of
from videoreflect.vault.signin import SignIn

_BEGUN = "guessing:"
_OVER = ""
"""Settings of two copies are joined, so one that is taken out would come back."""


def remember(session: SignIn, lesson: str) -> None:
    """Remember that a guess was asked for."""
    _say(session, lesson, "asked")


def forget(session: SignIn, lesson: str) -> None:
    """Forget it: its owner stopped it."""
    if session.state.state.settings.get(_BEGUN + lesson):
        _say(session, lesson, _OVER)


def unfinished_guesses(session: SignIn) -> list[str]:
    """Lessons in which who speaks is still to be guessed; what is over is forgotten."""
    asked = [name.removeprefix(_BEGUN) for name, said in _settings(session) if name.startswith(_BEGUN) and said]
    for lesson in [one for one in asked if _is_over(session, one)]:
        forget(session, lesson)
        asked.remove(lesson)
    return asked


def _is_over(session: SignIn, lesson: str) -> bool:
    try:
        return voices_of(session, lesson).guess is not None
    except VideoReflectError:
        return True  # nobody is to be surprised by a guess when an agreement comes back one day


def _settings(session: SignIn) -> list[tuple[str, object]]:
    return list(session.state.state.settings.items())


def _say(session: SignIn, lesson: str, said: str) -> None:
    session.state.state.settings[_BEGUN + lesson] = said
    session.state.save()
