"""The people of a vault: inviting, confirming, renaming, new passphrases and keys, removing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from videoreflect.crypto.words import comparison_words
from videoreflect.domain.person import Person, Standing
from videoreflect.errors import InvalidInput, NotAllowed, NotFound
from videoreflect.services.accounts import usable_passphrase
from videoreflect.vault import joining, passphrases
from videoreflect.vault.header import read_header
from videoreflect.vault.log import Statement
from videoreflect.vault.removal import forget_person
from videoreflect.vault.rotation import rotate
from videoreflect.vault.signin import SignIn
from videoreflect.vault.strict_json import to_text

INVITATION_MS = 14 * 24 * 3_600_000
"""How long an invitation can be taken up."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A lesson that a person can open, or owns."""

    lesson: str
    owns: bool
    until_ms: int | None


def invite(session: SignIn, name: str) -> tuple[str, str, int]:
    """Invite somebody. Returns person id, the one-time code to hand over, and until when it can be taken up (ms)."""
    until_ms = session.now_ms() + INVITATION_MS
    person, code = joining.invite(session, name, until_ms)
    return person, code, until_ms


def take_up(path: Path, code: str, passphrase: str, name: str | None = None) -> tuple[SignIn, str]:
    """Take up an invitation with a passphrase of one's own. Returns the sign-in and the recovery code."""
    return joining.take_up(path, code, usable_passphrase(passphrase), name)


def withdraw_invitation(session: SignIn, person: str) -> None:
    """Take an invitation back. Raises NotFound if it was taken up already, or never made."""
    found = session.people().get(person)
    if found is None or found.standing is not Standing.INVITED:
        raise NotFound("There is no open invitation for that person.")
    joining.withdraw_invitation(session, person)
    _remove(session, person)


def confirm(session: SignIn, person: str) -> None:
    """Say that a newcomer's words were compared, in person, and are the same. Only the vault's owner can."""
    session.check_owns_vault()
    found = session.people().get(person)
    if found is None or found.standing is not Standing.UNCONFIRMED:
        raise NotFound("There is nobody of that name to confirm.")
    session.directory.append([
        Statement("confirm-person", {"person": person, "ed25519": to_text(found.ed25519)})
    ])  # fmt: skip


def words_of(person: Person) -> tuple[str, ...]:
    """Words that stand for a person's keys: both compare them in person, each on their own screen."""
    return comparison_words(person.id, person.ed25519, person.x_wing)


def rename(session: SignIn, name: str, passphrase: str) -> None:
    """Change one's own name. Raises SignInRefused for a wrong passphrase, InvalidInput for a name that is taken."""
    passphrases.rename(session, name, passphrase)


def change_passphrase(session: SignIn, passphrase: str, new_passphrase: str) -> None:
    """Set a new passphrase of one's own; the recovery code stays. Raises SignInRefused, InvalidInput."""
    passphrases.change_passphrase(session, passphrase, usable_passphrase(new_passphrase))


def replace_keys(session: SignIn, passphrase: str, new_passphrase: str) -> tuple[SignIn, str]:
    """“My passphrase was seen”: new keys, everything sealed again. Returns the new sign-in and recovery code.

    Raises SignInRefused unless the passphrase of before is given, too.
    """
    new_passphrase = usable_passphrase(new_passphrase)
    if new_passphrase == passphrase:
        raise InvalidInput("That is the passphrase that was seen. Choose another one.")
    passphrases.check_passphrase(session, session.people()[session.person].name, passphrase)
    return passphrases.replace_keys(session, new_passphrase)


def holdings(session: SignIn, person: str) -> list[Holding]:
    """What a person owns and can open, as the headers say; readable by everybody who has the folder."""
    found = []
    for lesson in session.folder.capsule_ids():
        header = read_header(session.folder.capsule(lesson) / "header.json").header
        member = header.member(person)
        if member is not None and header.kind == "lesson":
            found.append(Holding(lesson, person in header.owners, member.until_ms))
    return found


def remove_person(session: SignIn, person: str, *, cannot_come: bool = False) -> list[Holding]:
    """Remove a person from the vault. Returns what they could open; its owners end that at their next sign-in.

    What a person owns has to be handed over or erased first. ``cannot_come``: they will not do so; their
    lessons then stay sealed, and can only be erased or handed over with the school recovery key.
    """
    session.check_owns_vault()
    found = session.people().get(person)
    if found is None or found.standing is Standing.REMOVED:
        raise NotFound("Nobody of that name is in this vault.")
    if person in session.directory.header.owners:
        raise NotAllowed("This person looks after the vault. Hand the vault over to somebody else first.")
    held = holdings(session, person)
    if any(one.owns for one in held) and not cannot_come:
        raise NotAllowed("This person still owns lessons. They hand them over or erase them first.")
    _remove(session, person)
    return held


def _remove(session: SignIn, person: str) -> None:
    """Say it, then a new key of the directory without them, then their own files."""
    rotate(session.directory, session.sealing_keys, [Statement("removed", {"person": person})], frozenset({person}))
    forget_person(session.folder, person)
