"""When a person's transcripts may be written, kept in their own encrypted state."""

from __future__ import annotations

from dataclasses import asdict

from videoreflect.domain.wanted import When
from videoreflect.errors import InvalidInput
from videoreflect.vault.signin import SignIn

_WHEN = "transcripts-when"


def writing_times(session: SignIn) -> When:
    """What this person has set; at any time, if nothing."""
    said = session.state.state.settings.get(_WHEN)
    try:
        return When(said["mains_only"] is True, said["from_min"], said["until_min"]) if said else When()
    except (InvalidInput, KeyError, TypeError):
        return When()


def set_writing_times(session: SignIn, when: When) -> None:
    """Keep it."""
    session.state.state.settings[_WHEN] = asdict(when)
    session.state.save()
