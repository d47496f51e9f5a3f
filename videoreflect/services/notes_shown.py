"""What tells a page that the notes which it may show have changed, and nothing of those that it may not.

Whoever asks every second would learn from the rows themselves when somebody else writes a note that is hidden still.
"""

from __future__ import annotations

import hashlib
from weakref import WeakKeyDictionary

from videoreflect.domain.policy import Action
from videoreflect.services.notes import notes_to_show
from videoreflect.services.permits import permit
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.signin import SignIn

_Rows = tuple[str, int, bytes]
_KNOWN: WeakKeyDictionary[Capsule, tuple[_Rows, str]] = WeakKeyDictionary()
"""Of a lesson that is open, by the rows that were there: as long as none comes, no note has to be read."""


def shown_mark(session: SignIn, lesson: str) -> str:
    """A hash of the notes in the lesson that this person may see now, with their words. Raises NotAllowed.

    Their own private ones are not in it: they change with no row, so they would come in with somebody else's.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    rows = _rows(capsule)
    known = _KNOWN.get(capsule)
    if known is not None and known[0] == rows:
        return known[1]
    shown = sorted(repr((one.author, one.visibility, one.note)) for one in notes_to_show(capsule, held))
    mark = hashlib.sha256("\n".join(shown).encode("utf-8", "surrogatepass")).hexdigest()
    _KNOWN[capsule] = (rows, mark)
    return mark


def _rows(capsule: Capsule) -> _Rows:
    """Which rows decide; what was taken back leaves no row of its own but that of its erasing."""
    placed = capsule.placed("note", "bodies-erased", "ready")
    return capsule.register_version(), len(placed), placed[-1].row.hash if placed else b""
