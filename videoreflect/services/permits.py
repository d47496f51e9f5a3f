"""The only place that mints permits: reads the verified register, asks the policy, hands out what it allows."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from videoreflect.domain.consent import event_or_restriction
from videoreflect.domain.consent_state import ConsentState, RecordedEvent, consent_state
from videoreflect.domain.policy import NOTHING_MORE, Action, Allowed, Asked, Decision, LessonState, Refused, decide
from videoreflect.errors import NotAllowed
from videoreflect.vault import permits
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

PERMIT_MS = 12 * 3_600_000
"""The longest a permit lasts; a new one costs a fraction of a millisecond."""


_KNOWN: WeakKeyDictionary[Capsule, tuple[list[Entry], ConsentState]] = WeakKeyDictionary()
"""What the register of a capsule came to, for as long as the capsule gives the very same entries."""


def lesson_state(capsule: Capsule) -> LessonState:
    """What the policy decides from, read from the verified header and register."""
    consent = _consent(capsule)
    header = capsule.header
    return LessonState(
        owners=frozenset(header.owners),
        members=tuple(m for m in header.people() if m.person not in header.owners),
        consent=consent,
        erase_after_ms=header.erase_after_ms,
    )


def _consent(capsule: Capsule) -> ConsentState:
    """Computed once for one state of the register; a capsule that saw a change gives other entries."""
    entries = capsule.register()
    known = _KNOWN.get(capsule)
    if known is not None and known[0] is entries:
        return known[1]
    state = consent_state(recorded_events(capsule))
    if capsule.register() is entries:  # else something came in between: the next call computes it anew
        _KNOWN[capsule] = (entries, state)
    return state


def recorded_events(capsule: Capsule) -> list[RecordedEvent]:
    """The consent register in order. An entry that was erased or cannot be read counts as a restriction."""
    recorded = capsule.placed("consent")
    bodies = {placed.row.hash: body for placed, body in capsule.register()}
    return [
        # The branch, not the log: after a fork two rows of one log have the same number.
        RecordedEvent(
            event_or_restriction(bodies.get(placed.row.hash)),
            placed.branch,
            placed.row.number,
            placed.knew,
            placed.row.time,
        )
        for placed in recorded
    ]


def decision(session: SignIn, capsule: Capsule, action: Action, asked: Asked = NOTHING_MORE) -> Decision:
    """What the policy says now; data without power."""
    return decide(session.person, action, lesson_state(capsule), session.now_ms(), asked)


def permit(session: SignIn, capsule: Capsule, action: Action, asked: Asked = NOTHING_MORE) -> Permit:
    """A permit for ``action``. Raises NotAllowed with every reason and its remedy.

    The version is read before the register: a change in between makes the permit stale, never too wide.
    """
    version = capsule.register_version()
    decided = decision(session, capsule, action, asked)
    if isinstance(decided, Refused):
        raise NotAllowed(reasons=decided.reasons, remedies=decided.remedies)
    return permits.issue(session.person, action, capsule.id, version, _deadline(decided, session.now_ms()))


def permit_to_show(session: SignIn, lesson: str, version: str, allowed: Allowed) -> Permit:
    """A permit to view what the index keeps of a lesson, after the policy said yes to the register kept with it.

    It stands on the register of that version and opens no lesson that has another by now.
    """
    deadline = _deadline(allowed, session.now_ms())
    return permits.issue(session.person, Action.VIEW, lesson, version, deadline)


def _deadline(allowed: Allowed, now_ms: int) -> int:
    latest = now_ms + PERMIT_MS
    return latest if allowed.until_ms is None else min(latest, allowed.until_ms)
