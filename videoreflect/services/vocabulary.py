"""A lesson's own words: first names and words of the subject, which the speech model is told of.

They stand in the ``lesson`` row, encrypted with it. An earlier list is erased when another is kept, so that a
name that was taken out is gone.
"""

from __future__ import annotations

from videoreflect.domain.policy import Action
from videoreflect.domain.wanted import Wanted
from videoreflect.services.adding import WORDS, details_statement, words_in
from videoreflect.services.lesson import details_of
from videoreflect.services.permits import permit
from videoreflect.services.recording import own_lesson
from videoreflect.vault.signin import SignIn


def vocabulary(session: SignIn, lesson: str) -> str:
    """The words to know, as they were typed; empty if there are none. Raises NotAllowed."""
    capsule = session.capsule(lesson)
    return words_in(capsule, permit(session, capsule, Action.VIEW))


def keep_vocabulary(session: SignIn, lesson: str, words: str) -> None:
    """Keep the words of one's own lesson, and erase every earlier list of them. Raises NotAllowed, InvalidInput."""
    words = " ".join(Wanted(words=words).words.split())
    capsule = own_lesson(session, lesson)
    held = permit(session, capsule, Action.VIEW)
    if words == words_in(capsule, held):
        return
    earlier = [placed.row for placed, body in capsule.read(held, "lesson") if body.get(WORDS)]
    capsule.append([details_statement(details_of(capsule, held), words)])
    if earlier:
        capsule.erase(earlier)
