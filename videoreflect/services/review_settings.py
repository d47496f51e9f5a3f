"""How a person wants the review screen, kept in their own encrypted state."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from videoreflect.domain.review_settings import ReviewSettings
from videoreflect.errors import InvalidInput
from videoreflect.vault.signin import SignIn

_REVIEW = "review-screen"


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
