"""The only place that mints permits: reads the verified register, asks the policy, hands out what it allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from videoreflect.domain.consent import event_or_restriction
from videoreflect.domain.consent_state import ConsentState, RecordedEvent, consent_state
from videoreflect.domain.policy import NOTHING_MORE, Action, Allowed, Asked, Decision, LessonState, Refused, decide
from videoreflect.domain.retention import RecordedRetention, RetentionState, retention_from, retention_state
from videoreflect.errors import NotAllowed
from videoreflect.vault import permits
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

PERMIT_MS = 12 * 3_600_000
"""The longest a permit lasts; a new one costs a fraction of a millisecond."""


@dataclass(frozen=True, slots=True)
class _Computed:
    """What the register of a capsule came to, for as long as the capsule gives the very same ``entries``."""

    entries: list[Entry]
    consent: ConsentState
    retention: RetentionState


_KNOWN: WeakKeyDictionary[Capsule, _Computed] = WeakKeyDictionary()


def lesson_state(capsule: Capsule) -> LessonState:
    """What the policy decides from, read from the verified header and register."""
    computed = _computed(capsule)
    header = capsule.header
    return LessonState(
        owners=frozenset(header.owners),
        members=tuple(m for m in header.people() if m.person not in header.owners),
        consent=computed.consent,
        erase_after_ms=header.erase_after_ms,
        keep_until_ms=computed.retention.keep_until_ms,
    )


def retention_of(capsule: Capsule) -> RetentionState:
    """Until when its owner wants it kept, by the rows; the header's date counts besides."""
    return _computed(capsule).retention


def _computed(capsule: Capsule) -> _Computed:
    """Computed once for one state of the register; a capsule that saw a change gives other entries."""
    entries = capsule.register()
    known = _KNOWN.get(capsule)
    if known is not None and known.entries is entries:
        return known
    computed = _Computed(entries, consent_state(recorded_events(capsule)), retention_state(_retentions(capsule)))
    if capsule.register() is entries:  # else something came in between: the next call computes it anew
        _KNOWN[capsule] = computed
    return computed


def _retentions(capsule: Capsule) -> list[RecordedRetention]:
    bodies = _register_bodies(capsule)
    return [
        RecordedRetention(
            retention_from(bodies.get(placed.row.hash)),
            placed.branch,
            placed.row.number,
            placed.knew,
            placed.row.time,
        )
        for placed in capsule.placed("retention")
    ]


def recorded_events(capsule: Capsule) -> list[RecordedEvent]:
    """The consent register in order. An entry that was erased or cannot be read counts as a restriction."""
    recorded = capsule.placed("consent")
    bodies = _register_bodies(capsule)
    return [
        RecordedEvent(
            event_or_restriction(bodies.get(placed.row.hash)),
            placed.branch,
            placed.row.number,
            placed.knew,
            placed.row.time,
        )
        for placed in recorded
    ]


def _register_bodies(capsule: Capsule) -> dict[bytes, dict[str, Any]]:
    """By the hash of the row: after a fork two rows of one log have the same number."""
    return {placed.row.hash: body for placed, body in capsule.register()}


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
