"""Writing into the consent register: the owner's alone, in the owner's log, acting at once."""

from __future__ import annotations

from collections.abc import Iterable

from videoreflect.domain.consent import ConsentEvent
from videoreflect.domain.consent_state import ConsentState
from videoreflect.errors import NotAllowed
from videoreflect.services.permits import lesson_state
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

ONLY_THE_OWNER = "Only the owner of a lesson records what was agreed."
ASK_THE_OWNER = "Send the owner a request: it stands first on their consent page."


def own_lesson(session: SignIn, lesson: str) -> Capsule:
    """A lesson whose register this person may write. Raises NotAllowed, with the request as the way to go."""
    capsule = session.capsule(lesson)
    if session.person not in capsule.header.owners:
        raise NotAllowed(reasons=(ONLY_THE_OWNER,), remedies=(ASK_THE_OWNER,))
    return capsule


def record(
    session: SignIn, lesson: str, events: Iterable[ConsentEvent], besides: Iterable[Statement] = ()
) -> ConsentState:
    """Record events as one commit, with what else belongs to them. Raises NotAllowed for anybody but the owner."""
    capsule = own_lesson(session, lesson)
    capsule.append([*(Statement("consent", event.content()) for event in events), *besides])
    return lesson_state(capsule).consent
