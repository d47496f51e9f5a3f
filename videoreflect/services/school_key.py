"""The optional school recovery key: made by the vault's owner, confirmed by each person, used with a paper code."""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.crypto.recovery import read_root, written_root
from videoreflect.crypto.words import comparison_words
from videoreflect.domain.ids import new_id
from videoreflect.domain.person import Standing
from videoreflect.errors import InvalidInput, NotAllowed, NotFound, SignInRefused, VideoReflectError
from videoreflect.vault.capsule import Capsule, open_capsule
from videoreflect.vault.erasure import measure
from videoreflect.vault.header import RECOVERY, Header, read_header
from videoreflect.vault.identity import Identity
from videoreflect.vault.keyring import PublicKeys
from videoreflect.vault.log import Statement
from videoreflect.vault.school_key import StateInUse, key_statement
from videoreflect.vault.signin import SignIn
from videoreflect.vault.succession import add_owner, end_owner


@dataclass(frozen=True, slots=True)
class SchoolKeyState:
    """Whether there is a school recovery key; its words to compare; whether who is signed in has confirmed it."""

    key: str
    words: tuple[str, ...]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class SealedLesson:
    """A lesson whose owner was removed, and that the key in force can open. ``size``: bytes of its files."""

    lesson: str
    owner: str
    size: int


def school_key(session: SignIn) -> SchoolKeyState | None:
    """The school recovery key in force, if there is one. Off by default."""
    key = session.directory.school_key()
    if key is None:
        return None
    words = comparison_words(key.id, key.ed25519, key.x_wing)
    return SchoolKeyState(key.id, words, key.id in session.confirmed_school_key())


def make_school_key(session: SignIn) -> str:
    """Make the key. Returns its private part, to be written on paper or a stick; it is kept nowhere else.

    It becomes a member of lessons that are added later, by each person who confirms it. Raises NotAllowed,
    InvalidInput if there is one already.
    """
    session.check_owns_vault()
    if session.directory.school_key() is not None:
        raise InvalidInput("There is a school recovery key already. Turn it off first if it was lost or seen.")
    identity = Identity.fresh(session.folder.id, new_id())
    session.directory.append([key_statement(session.folder.id, identity)])
    return written_root(identity.root)


def turn_off_school_key(session: SignIn) -> None:
    """Turn the key off: no later lesson has it, and owners' programs take it out of those that do."""
    session.check_owns_vault()
    key = session.directory.school_key()
    if key is None:
        raise NotFound("There is no school recovery key.")
    session.directory.append([Statement("recovery-key-off", {"key": key.id})])


def confirm_school_key(session: SignIn) -> None:
    """Say that its words were compared, and seal every lesson that one adds from now on to it too."""
    key = session.directory.school_key()
    if key is None:
        raise NotFound("There is no school recovery key.")
    session.confirm_school_key(key.id)


def has_school_key(header: Header) -> bool:
    """Whether a lesson can be opened with the school recovery key."""
    return any(member.role == RECOVERY for member in header.members)


def sealed_lessons(session: SignIn) -> list[SealedLesson]:
    """Lessons that could be handed over with the key, as the headers say; titles stay sealed. Raises NotAllowed."""
    session.check_owns_vault()
    key, people = session.directory.school_key(), session.people()
    removed = {one.id for one in people.values() if one.standing is Standing.REMOVED}
    found = []
    for lesson in session.folder.capsule_ids():
        try:
            header = read_header(session.folder.capsule(lesson) / "header.json").header
        except VideoReflectError:
            continue
        member = header.member(key.id) if key is not None else None
        if member is not None and member.role == RECOVERY and removed.issuperset(header.owners):
            size = measure(session.folder, lesson)["bytes"]
            found.append(SealedLesson(lesson, header.owners[0], size))
    return found


def hand_over_with_key(session: SignIn, code: str, lesson: str, person: str) -> None:
    """Give a lesson whose owner was removed from the vault to somebody, with the key's private part in hand.

    It is logged in the lesson, by the key, and in the directory. Raises NotAllowed unless the vault's owner is
    signed in and the lesson's owner was removed, SignInRefused for a code of another key, InvalidInput, NotFound.
    """
    session.check_owns_vault()
    people = session.people()
    recipient = people.get(person)
    if recipient is None or not recipient.can_open:
        raise NotFound("That person is not in this vault, or has not signed in yet. Check the name under People.")
    capsule = _opened(session, code, lesson)
    owners = [one for one in capsule.header.owners if one != person]
    if any(people[one].standing is not Standing.REMOVED for one in owners if one in people):
        raise NotAllowed("The owner of this lesson is still in the vault. Ask them to hand it over.")
    session.directory.append([Statement("recovery-key-used", {"key": capsule.person, "lesson": lesson, "to": person})])
    if person not in capsule.header.owners:
        add_owner(capsule, person, PublicKeys(recipient.ed25519, recipient.x_wing), hands_over=False)
    for owner in owners:
        end_owner(capsule, owner)


def _opened(session: SignIn, code: str, lesson: str) -> Capsule:
    key = session.directory.school_key()
    root = read_root(code)
    if key is None:
        raise NotFound("There is no school recovery key.")
    identity = Identity(root, session.folder.id, key.id)
    if identity.signer.public != key.ed25519:
        raise SignInRefused("That is not the school recovery key of this vault. Look for a newer paper or stick.")
    state = StateInUse(session.folder, identity, session.state.state)
    return open_capsule(session.folder, identity, state, lesson, lambda: session.directory.keyring)
