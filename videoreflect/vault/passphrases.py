"""The ways to open one's root secret: setting them, changing one without touching the other."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from dataclasses import replace

from videoreflect.crypto.passphrase import slot_secret
from videoreflect.crypto.recovery import new_code, recovery_secret
from videoreflect.domain.ids import new_replica_id
from videoreflect.domain.person import checked_name
from videoreflect.errors import InvalidInput, SignInRefused, VideoReflectError
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.identity import Identity
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn, signed_in
from videoreflect.vault.slots import Slot, new_slot, open_slot, read_slots, write_slots
from videoreflect.vault.state import StateFile
from videoreflect.vault.strict_json import to_text


def both_slots(folder: VaultFolder, identity: Identity, name: str, passphrase: str) -> tuple[list[Slot], str]:
    """A slot for the passphrase and one for a new recovery code, which is returned."""
    code = new_code()
    recovery = new_slot(folder, identity, "recovery", recovery_secret(code, folder.id))
    return [_passphrase_slot(folder, identity, name, passphrase), recovery], code


def renew_slots(session: SignIn, passphrase: str) -> str:
    """Replace both slots of who is signed in, around the same root secret. Returns the new recovery code."""
    name = session.people()[session.person].name
    slots, code = both_slots(session.folder, session.identity, name, passphrase)
    write_slots(session.folder, session.identity, slots)
    return code


def change_passphrase(session: SignIn, passphrase: str, new_passphrase: str) -> None:
    """Set a new passphrase; one slot is written, whatever the size of the vault. Raises SignInRefused."""
    name = session.people()[session.person].name
    check_passphrase(session, name, passphrase)
    fresh = _passphrase_slot(session.folder, session.identity, name, new_passphrase)
    write_slots(session.folder, session.identity, [fresh, *_other_slots(session)])


def replace_keys(session: SignIn, passphrase: str) -> tuple[SignIn, str]:
    """Make new keys behind a new passphrase, because the old one was seen. Returns the sign-in and the recovery code.

    The new slots are the commit: before them the old passphrase opens all as it was, after them
    the next sign-in carries over what an interruption left. Owners are asked to rotate what was shared.
    """
    for lesson in session.lesson_ids():
        with suppress(VideoReflectError):  # as new as can be seen: where the old key ends must not be too early
            session.capsule(lesson)
    name = session.people()[session.person].name
    identity = Identity.fresh(session.folder.id, session.person)
    state = replace(deepcopy(session.state.state), replica=new_replica_id(), former=to_text(session.identity.root))
    StateFile.create(session.folder, identity, state, upcoming=True)
    slots, code = both_slots(session.folder, identity, name, passphrase)
    write_slots(session.folder, identity, slots)
    renewed = signed_in(session.folder, identity)
    renewed.state.anchor = session.state.anchor
    return renewed, code


def rename(session: SignIn, name: str, passphrase: str) -> None:
    """Change one's name. The passphrase is needed because the name is in the salt of its slot.

    Until the directory says so, both names open the vault: a crash in between locks nobody out.
    Raises SignInRefused, InvalidInput for a name that is taken.
    """
    before, name = session.people()[session.person].name, checked_name(name)
    if any(other.id != session.person for other in session.all_named(name)):
        raise InvalidInput("Somebody of that name is in this vault already. Add an initial or a second name.")
    old = check_passphrase(session, before, passphrase)
    fresh, others = _passphrase_slot(session.folder, session.identity, name, passphrase), _other_slots(session)
    write_slots(session.folder, session.identity, [fresh, old, *others])
    session.directory.append([Statement("name", {"name": name})])
    write_slots(session.folder, session.identity, [fresh, *others])


def check_passphrase(session: SignIn, name: str, passphrase: str) -> Slot:
    """The slot that a passphrase opens. Raises SignInRefused unless it is of who is signed in."""
    folder = session.folder
    opened = open_slot(folder, "passphrase", slot_secret(name, passphrase, folder.salt, folder.cost))
    if opened.identity.person != session.person:
        raise SignInRefused
    return opened.slot


def _passphrase_slot(folder: VaultFolder, identity: Identity, name: str, passphrase: str) -> Slot:
    return new_slot(folder, identity, "passphrase", slot_secret(name, passphrase, folder.salt, folder.cost))


def _other_slots(session: SignIn) -> list[Slot]:
    return [slot for slot in read_slots(session.folder, session.person).slots if slot.kind != "passphrase"]
