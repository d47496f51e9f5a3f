"""“My passphrase was seen”: a new root secret and new keys, and everything sealed to them again.

Whoever copied a slot and learns its passphrase opens all that was ever sealed to that person.
A new passphrase alone would not end that. Each step can be repeated: the state, under the new
keys, holds the former root secret until everything is carried over.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from videoreflect.errors import StorageError, VideoReflectError
from videoreflect.vault.capsule import open_capsule
from videoreflect.vault.directory import Directory
from videoreflect.vault.durable import locked
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.identity import Identity
from videoreflect.vault.keyring import Heads, KeyLink, ended_statement
from videoreflect.vault.log import Statement, Writer
from videoreflect.vault.private import rekey_private
from videoreflect.vault.rotation import rotate
from videoreflect.vault.state import StateFile

if TYPE_CHECKING:
    from videoreflect.vault.signin import SignIn

ROTATION = "rotation"
"""What a ``request`` row asks the owner for."""


def introduce(folder: VaultFolder, identity: Identity, former: Identity, state: StateFile) -> None:
    """Make the new keys known: the directory says that they follow the former ones, and where those ended."""
    # Opens with either: the grant may be sealed to the new keys already.
    either = Identity(former.root, folder.id, former.person, identity)
    directory = Directory(folder, either, state)
    if directory.keyring.is_in_force(identity.person, former.signer.public):
        _look_at_all(folder, either, state, directory)
    ended, headers = _where_it_ended(state, identity.person)
    link = KeyLink.made(folder.id, identity.person, former.signer, identity.public)
    if identity.person in directory.header.owners and directory.keyring.current(identity.person) == former.public:
        with directory.changing() as now:
            header = now.next(links=(*now.header.links, link))
            replace(now, identity=identity).write(header)
    # Asked apart: a crash may have come between the two.
    if directory.keyring.is_in_force(identity.person, former.signer.public):
        said = Statement("keys", ended_statement(link, ended, headers))
        directory.append([said], Writer(state.log_id(), identity.signer))
    directory.people()  # pins the new keys
    directory.grant_to(identity.person, identity.sealing.public)


def carry_over(session: SignIn, former: Identity) -> None:
    """Seal everything to the new keys; lessons that cannot be opened now are tried again at the next sign-in."""
    everything = all([_carried_over(session, lesson, former) for lesson in session.lesson_ids()])
    if session.person in session.directory.header.owners:
        directory = session.directory
        rotate(directory, session.sealing_keys)
    if everything:
        session.state.finish_change_of_keys()


def _carried_over(session: SignIn, lesson: str, former: Identity) -> bool:
    try:
        rekey_private(session.folder, lesson, session.identity, former)
        capsule = session.capsule(lesson)
        if session.person in capsule.header.owners:
            rotate(capsule, session.sealing_keys)
        else:
            capsule.grant_to(session.person, session.identity.sealing.public)
            capsule.append([Statement("request", {"wants": ROTATION})])
    except StorageError:
        return False
    except VideoReflectError:
        return not session.has_grant(lesson)
    return True


def _look_at_all(folder: VaultFolder, either: Identity, state: StateFile, directory: Directory) -> None:
    """Take in what this person said until their slots changed, so that the end of the former key is not too early.

    After that their other programs say nothing any more (``Capsule.check_keys``).
    """
    for lesson in folder.capsule_ids():
        if lesson != directory.id:
            with locked(folder.capsule(lesson) / "lock"), suppress(VideoReflectError):
                open_capsule(folder, either, state, lesson, lambda: directory.keyring)


def _where_it_ended(state: StateFile, person: str) -> tuple[dict[str, Heads], dict[str, str]]:
    """Own logs and own headers, as this person last saw them."""
    replica = state.log_id()
    ended: dict[str, Heads] = {
        capsule: {log: head for log, head in floor.heads.items() if log.startswith(f"{person}.") and log != replica}
        for capsule, floor in state.state.floors.items()
    }
    headers = {capsule: floor.header for capsule, floor in state.state.floors.items() if person in floor.owners}
    return ended, headers
