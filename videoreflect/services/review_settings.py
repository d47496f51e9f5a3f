"""How a person wants the review screen, kept in their own encrypted state."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from videoreflect.domain.ids import is_id
from videoreflect.domain.review_settings import ReviewSettings
from videoreflect.errors import InvalidInput
from videoreflect.vault.signin import SignIn

_REVIEW = "review-screen"
_SAMPLE = "sample-lesson"


def review_settings(session: SignIn) -> ReviewSettings:
    """What this person has set; the screen as it comes, if nothing, or nothing that can be read."""
    said = session.state.state.settings.get(_REVIEW)
    try:
        return ReviewSettings(**said) if isinstance(said, dict) else ReviewSettings()
    except (InvalidInput, TypeError):
        return ReviewSettings()


def change_review_settings(session: SignIn, **changes: Any) -> ReviewSettings:
    """Keep what is named and leave the rest as it was. Raises InvalidInput."""
    changed = replace(review_settings(session), **changes)
    session.state.state.settings[_REVIEW] = asdict(changed)
    session.state.save()
    return changed


def sample_of(session: SignIn) -> str:
    """The sample lesson that this person asked for, in which the tour is shown; "" if none."""
    found = session.state.state.settings.get(_SAMPLE)
    return str(found) if is_id(found) else ""


def remember_sample(session: SignIn, lesson: str) -> None:
    """Remember which lesson is the made-up one."""
    session.state.state.settings[_SAMPLE] = lesson
    session.state.save()
