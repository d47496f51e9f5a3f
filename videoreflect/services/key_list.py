"""The key list: who is behind “pupil 7”. Optional, in the owner's private file, and opened by nobody else.

It goes with the lesson when that is erased, and is not handed over with it: who takes a lesson over makes their own.
"""

from __future__ import annotations

import unicodedata

from videoreflect.domain.policy import Action
from videoreflect.errors import InvalidInput
from videoreflect.services.exceptions import checked_principal
from videoreflect.services.permits import permit
from videoreflect.services.recording import own_lesson
from videoreflect.vault.private import PrivateFile
from videoreflect.vault.signin import SignIn

MAX_WHO = 200
MAX_KEYS = 500


def key_list(session: SignIn, lesson: str) -> dict[str, str]:
    """Who is behind which pseudonym. Raises NotAllowed for anybody but the lesson's owner."""
    capsule = own_lesson(session, lesson)
    return PrivateFile(capsule).key_list(permit(session, capsule, Action.ANSWER))


def keep_key(session: SignIn, lesson: str, principal: str, who: str) -> dict[str, str]:
    """Write down who is behind a pseudonym; nothing takes it off the list. Raises NotAllowed, InvalidInput."""
    capsule = own_lesson(session, lesson)
    name, known = " ".join(who.split()), key_list(session, lesson)
    if len(name) > MAX_WHO or any(unicodedata.category(c) in {"Cc", "Cs"} for c in name):
        raise InvalidInput(f"A name takes up to {MAX_WHO} characters on one line.")
    wanted = checked_principal(principal)
    key = next((one for one in known if one.casefold() == wanted.casefold()), wanted)
    if name and key not in known and len(known) >= MAX_KEYS:
        raise InvalidInput(f"The key list is full: it takes {MAX_KEYS} people. Take somebody off it first.")
    PrivateFile(capsule).keep_key(permit(session, capsule, Action.ANSWER), key, name or None)
    return key_list(session, lesson)
