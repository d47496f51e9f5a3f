"""Keeping a lesson as an example for others to learn from; it counts as long as the policy says yes.

The row only says that the owner wants it. Who may see the lesson is for sharing; an example whose agreement is
withdrawn, has run out, or to which somebody objects, is none any more, without anybody doing anything.
"""

from __future__ import annotations

from videoreflect.domain.policy import Action, Allowed
from videoreflect.services.permits import decision, permit
from videoreflect.services.recording import own_lesson
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

KIND = "exemplar"


def keep_as_exemplar(session: SignIn, lesson: str) -> None:
    """Keep it as an example. Raises NotAllowed with every reason and its remedy."""
    capsule = own_lesson(session, lesson)
    held = permit(session, capsule, Action.EXEMPLAR)
    capsule.check(held, frozenset({Action.EXEMPLAR}))
    capsule.append([Statement(KIND, {"kept": True})])


def end_exemplar(session: SignIn, lesson: str) -> None:
    """It is no example any more. Raises NotAllowed for anybody but the owner."""
    own_lesson(session, lesson).append([Statement(KIND, {"kept": False})])


def is_wanted(session: SignIn, lesson: str) -> bool:
    """Whether the owner said to keep it as an example, whatever may be now. Raises NotAllowed but for the owner."""
    capsule = own_lesson(session, lesson)
    said = capsule.read(permit(session, capsule, Action.ANSWER), KIND)
    return bool(said) and said[-1][1].get("kept") is True


def is_exemplar(session: SignIn, lesson: str) -> bool:
    """Whether the owner keeps it as an example, and may now. Raises NotAllowed for anybody but the owner."""
    wanted = is_wanted(session, lesson)
    return wanted and isinstance(decision(session, session.capsule(lesson), Action.EXEMPLAR), Allowed)
