"""Founding a vault, adding people at the device, inviting them by a code that they take up themselves."""

from __future__ import annotations

from pathlib import Path

from videoreflect.crypto import self_test
from videoreflect.crypto.recovery import invitation_secret, new_code
from videoreflect.domain.ids import new_id, new_replica_id
from videoreflect.domain.lesson import Membership
from videoreflect.domain.person import checked_name
from videoreflect.errors import IntegrityError, InvalidInput, NotAllowed, SignInRefused
from videoreflect.vault.creation import PendingCapsule
from videoreflect.vault.folder import VaultFolder, create_vault_folder, open_vault_folder
from videoreflect.vault.identity import Identity
from videoreflect.vault.log import Statement
from videoreflect.vault.passphrases import both_slots
from videoreflect.vault.people import person_statement
from videoreflect.vault.signin import SignIn, signed_in
from videoreflect.vault.slots import Opened, new_slot, open_slot, write_slots
from videoreflect.vault.state import State, StateFile
from videoreflect.vault.strict_json import to_text

MEMBER = "mentor"
"""Role of everybody but the owner in the directory; it gives no right but reading it."""

_TAKEN = "Somebody of that name is in this vault already. Add an initial or a second name."


def found_vault(path: Path, name: str, passphrase: str) -> tuple[SignIn, str]:
    """Make a vault with its first person, who owns it. Returns the sign-in and the recovery code."""
    name = checked_name(name)
    self_test.ensure()
    folder = create_vault_folder(path)
    identity, replica = Identity.fresh(folder.id, new_id()), new_replica_id()
    keys = {identity.person: identity.sealing.public}
    entry = person_statement(folder.id, identity, name)
    directory = PendingCapsule(folder)
    directory.commit(identity, replica, "directory", keys, [entry], StateFile.system_ms())
    state = _first_state(folder, identity, State(directory.id, identity.person, replica, copy=folder.copy), identity)
    slots, code = both_slots(folder, identity, name, passphrase)
    write_slots(folder, identity, slots)
    return SignIn(folder, identity, state), code


def add_person(owner: SignIn, name: str, passphrase: str) -> tuple[str, str]:
    """Add a person at this device, who typed the passphrase here. Returns person id and recovery code.

    The slots file is written last: until then nobody can sign in, so a crash leaves no half-made person.
    """
    name = _free_name(owner, name)
    identity = Identity.fresh(owner.folder.id, new_id())
    _enter(owner, identity, person_statement(owner.folder.id, identity, name))
    state = State(owner.directory.id, owner.person, new_replica_id(), copy=owner.folder.copy)
    _first_state(owner.folder, identity, state, owner.identity)
    slots, code = both_slots(owner.folder, identity, name, passphrase)
    write_slots(owner.folder, identity, slots)
    return identity.person, code


def invite(owner: SignIn, name: str, until_ms: int) -> tuple[str, str]:
    """Invite a person. Returns person id and the code, which opens the directory once and nothing else.

    Nobody can share with them before they have taken it up: their own keys do not exist yet.
    """
    name = _free_name(owner, name)
    identity, code = Identity.fresh(owner.folder.id, new_id()), new_code()
    _enter(owner, identity, person_statement(owner.folder.id, identity, name, until_ms))
    introduction = bytes.fromhex(owner.directory.id) + bytes.fromhex(owner.person) + owner.identity.signer.public
    secret = invitation_secret(code, owner.folder.id)
    write_slots(owner.folder, identity, [new_slot(owner.folder, identity, "invitation", secret, introduction)])
    return identity.person, code


def take_up(path: Path, code: str, passphrase: str, name: str | None = None) -> tuple[SignIn, str]:
    """Take up an invitation: make one's own keys, behind one's own passphrase; the code opens nothing any more.

    Returns the sign-in and the recovery code. Raises InvalidInput for a slip in the code or a name that is
    taken, SignInRefused, NotAllowed for an invitation that has run out.
    """
    self_test.ensure()
    folder = open_vault_folder(path)
    opened = open_slot(folder, "invitation", invitation_secret(code, folder.id))
    invited_as, name = _check_invitation(folder, opened, name)
    identity = Identity.fresh(folder.id, opened.identity.person)
    state = _newcomers_state(folder, opened)
    state.former = to_text(opened.identity.root)
    StateFile.create(folder, identity, state)
    slots, recovery = both_slots(folder, identity, name, passphrase)
    write_slots(folder, identity, slots)  # from here on the code opens nothing, and a crash is made good at sign-in
    session = signed_in(folder, identity)
    if name != invited_as:
        session.directory.append([Statement("name", {"name": name})])
    return session, recovery


def withdraw_invitation(owner: SignIn, person: str) -> None:
    """Take back an invitation that was not taken up: its code opens nothing any more."""
    owner.check_owns_vault()
    (owner.folder.people / f"{person}.json").unlink(missing_ok=True)


def _free_name(owner: SignIn, name: str) -> str:
    owner.check_owns_vault()
    name = checked_name(name)
    if owner.is_taken(name):
        raise InvalidInput(_TAKEN)
    return name


def _enter(owner: SignIn, identity: Identity, entry: Statement) -> None:
    owner.directory.append([entry])
    owner.directory.admit(Membership(identity.person, MEMBER, None), identity.sealing.public)


def _first_state(folder: VaultFolder, identity: Identity, first: State, owner: Identity) -> StateFile:
    state = StateFile(folder, identity, first)
    for pinned in (owner, identity):
        state.pin(pinned.person, to_text(pinned.signer.public), to_text(pinned.sealing.public))
    return StateFile.create(folder, identity, state.state)


def _newcomers_state(folder: VaultFolder, opened: Opened) -> State:
    """What a newcomer believes: the directory and the owner's signing key, as the invitation says."""
    directory, owner, key = opened.more[:16].hex(), opened.more[16:32].hex(), opened.more[32:]
    state = State(directory, owner, new_replica_id(), copy=folder.copy)
    state.pins[owner] = {"ed25519": to_text(key), "x_wing": "", "position": 0}
    mine = opened.identity.public
    state.pins[opened.identity.person] = {
        "ed25519": to_text(mine.ed25519), "x_wing": to_text(mine.x_wing), "position": 0,
    }  # fmt: skip
    return state


def _check_invitation(folder: VaultFolder, opened: Opened, wanted: str | None) -> tuple[str, str]:
    """The name somebody was invited as, and the one they take; looked up with the invitation's own keys.

    Nothing is written.
    """
    looking = SignIn(folder, opened.identity, _Looking(folder, opened.identity, _newcomers_state(folder, opened)))
    person = looking.people().get(opened.identity.person)
    if person is None:
        raise SignInRefused
    if person.invited_until_ms is None:
        raise IntegrityError
    if looking.now_ms() > person.invited_until_ms:
        raise NotAllowed("This invitation has run out. Ask whoever sent it for a new one.")
    name = checked_name(wanted or person.name)
    if any(other.id != person.id for other in looking.all_named(name)):
        raise InvalidInput(_TAKEN)
    return person.name, name


class _Looking(StateFile):
    """A state that is never written: the invitation may turn out to be no good."""

    def save(self) -> None:
        """Nothing is kept."""
