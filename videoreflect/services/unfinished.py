"""Transcripts that were begun and not ended: after a crash or a closed lid they go on at the next sign-in.

Remembered in the person's own encrypted state, since the job itself holds no keys with which it could say so.
"""

from __future__ import annotations

from videoreflect.errors import NotAllowed, NotFound, VideoReflectError
from videoreflect.services.transcripts import transcript_of
from videoreflect.vault.signin import SignIn

_BEGUN = "transcribing:"
_OVER = ""
"""Settings of two copies are joined, so one that is taken out would come back."""


def remember(session: SignIn, lesson: str, model: str) -> None:
    """Remember that a transcript was asked for."""
    _say(session, lesson, model)


def forget(session: SignIn, lesson: str) -> None:
    """Forget it: it is written, or its owner stopped it."""
    if session.state.state.settings.get(_BEGUN + lesson):
        _say(session, lesson, _OVER)


def unfinished(session: SignIn) -> dict[str, str]:
    """Lessons with the model of a transcript that was begun and is not written to its end; the others are forgotten."""
    begun = [
        name.removeprefix(_BEGUN) for name, model in session.state.state.settings.items() if _is_begun(name, model)
    ]
    found = {}
    for lesson in begun:
        if _is_over(session, lesson):
            forget(session, lesson)
        else:
            found[lesson] = str(session.state.state.settings[_BEGUN + lesson])
    return found


def _is_begun(name: str, model: object) -> bool:
    return name.startswith(_BEGUN) and model != _OVER


def _is_over(session: SignIn, lesson: str) -> bool:
    try:
        return transcript_of(session, lesson).complete
    except (NotAllowed, NotFound):
        return True  # nobody is to be surprised by a transcript when an agreement comes back one day
    except VideoReflectError:
        return False


def _say(session: SignIn, lesson: str, model: str) -> None:
    session.state.state.settings[_BEGUN + lesson] = model
    session.state.save()
