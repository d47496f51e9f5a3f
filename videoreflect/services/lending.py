"""What a job may do without a sign-in: one action with one lesson, for twelve hours, as long as the policy allows it.

The person signs a delegation to a fresh key; from then on no key of theirs is needed.
"""

from __future__ import annotations

from videoreflect.crypto.signing import Signer
from videoreflect.domain.policy import Action, Refused, decide
from videoreflect.errors import LeaseEnded, NotAllowed
from videoreflect.services.permits import lesson_state, permit
from videoreflect.services.playback import ERASED_SENTENCE, recording_was_erased
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.delegation import job_id
from videoreflect.vault.lease import LeasedCapsule
from videoreflect.vault.log import Statement, Writer
from videoreflect.vault.signin import SignIn
from videoreflect.vault.strict_json import to_text

LEASE_MS = 12 * 3_600_000


def lend(session: SignIn, capsule: Capsule, action: Action) -> tuple[LeasedCapsule, int]:
    """Sign a delegation; returns the lesson as a job may use it, and until when, in ms. Raises NotAllowed."""
    permit(session, capsule, action)
    signer = Signer.fresh()
    job = job_id(signer.public)
    end = session.state.system_ms() + LEASE_MS
    fields = {"job": job, "ed25519": to_text(signer.public), "action": str(action), "end": end}
    capsule.append([Statement("delegation", fields)])
    return session.lease(capsule.id, Writer(f"{job}.{session.state.state.replica}", signer)), end


def check_lent(capsule: LeasedCapsule, person: str, action: Action) -> None:
    """Raise NotAllowed or LeaseEnded when the register, as it is now on the disk, says no, or there is no recording."""
    decided = decide(person, action, lesson_state(capsule), capsule.now_ms())
    if isinstance(decided, Refused):
        raise NotAllowed(reasons=decided.reasons, remedies=decided.remedies)
    if recording_was_erased(capsule):
        raise LeaseEnded(ERASED_SENTENCE)
