"""Founding a vault, signing in, adding people; and advice on passphrases."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from zxcvbn import zxcvbn

from videoreflect.domain.person import Standing
from videoreflect.errors import InvalidInput, UnsuitableFolder, VaultMissing, VideoReflectError
from videoreflect.services.anchor import ProfileAnchor, accept_older
from videoreflect.services.erasing import finish_erasures
from videoreflect.services.keeping_dates import enforce_dates_at_sign_in
from videoreflect.services.vault_place import check_place, sync_service
from videoreflect.vault import joining, look, passphrases, signin
from videoreflect.vault.creation import remove_abandoned
from videoreflect.vault.durable import remove_leftovers, storage_errors
from videoreflect.vault.folder import open_vault_folder
from videoreflect.vault.identity import Identity
from videoreflect.vault.removal import forget_person
from videoreflect.vault.signin import SignIn
from videoreflect.vault.slots import person_ids

MIN_PASSPHRASE = 8
MAX_PASSPHRASE = 1000
_JUDGED_CHARACTERS = 72
"""zxcvbn's time grows fast with length; what comes after these only makes a passphrase stronger."""

_WORDS = "Three or four unrelated words are easy to keep and hard to guess."
_ABANDONED_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class PassphraseAdvice:
    """How a passphrase stands up to guessing: 0 (at once) to 4 (very long), and what would help."""

    strength: int
    advice: str


def judge_passphrase(passphrase: str, name: str = "") -> PassphraseAdvice:
    """Judge a passphrase with zxcvbn (Wheeler, USENIX Security 2016)."""
    if not passphrase:
        return PassphraseAdvice(0, _WORDS)
    judged = zxcvbn(passphrase[:_JUDGED_CHARACTERS], user_inputs=name.split())
    tips = [judged["feedback"]["warning"], *judged["feedback"]["suggestions"]]
    advice = " ".join(f"{tip.rstrip('.')}." for tip in tips if tip)
    return PassphraseAdvice(judged["score"], advice or _WORDS)


def found(path: Path, name: str, passphrase: str) -> tuple[SignIn, str]:
    """Make a vault with its first person. Returns the sign-in and the recovery code to write down.

    Raises UnsuitableFolder for a folder that holds something, or lies on a network.
    """
    passphrase = usable_passphrase(passphrase)
    check_place(path)
    with storage_errors():
        was_free, was_there = _is_free(path), path.is_dir()
    try:
        return joining.found_vault(path, name, passphrase)
    except UnsuitableFolder:
        raise
    except VideoReflectError:
        if was_free:
            _remove_unfinished(path, keep_folder=was_there)
        raise


def check_vault(path: Path) -> str | None:
    """Refuse what must not be opened for writing; returns the service that synchronises the folder, if one does.

    Raises UnsuitableFolder for a network drive, UnsupportedVersion for a newer vault. A vault need not be there yet.
    """
    check_place(path)
    with suppress(VaultMissing):
        open_vault_folder(path)
    return sync_service(path)


def sign_in(path: Path, name: str, passphrase: str) -> SignIn:
    """Sign in. Raises SignInRefused for any mistake, VaultMissing, UnsuitableFolder for a network drive."""
    check_vault(path)
    session = signin.sign_in(path, name, passphrase[:MAX_PASSPHRASE], ProfileAnchor)
    _tidy_up(session)
    return session


def keys_of(path: Path, name: str, passphrase: str) -> Identity:
    """One's own keys, for looking into a vault without writing to it. Raises SignInRefused, VaultMissing."""
    return look.keys_of(path, name, passphrase[:MAX_PASSPHRASE])


def look_in(path: Path, identity: Identity) -> SignIn:
    """A sign-in that writes nothing: lessons can be listed, but not played or changed."""
    return look.look_as(open_vault_folder(path), identity)


def go_on_with_older(path: Path, name: str, passphrase: str) -> SignIn:
    """Sign in to an older copy that was put in place on purpose, and make it a copy of its own from now on."""
    check_vault(path)
    signin.sign_in(path, name, passphrase[:MAX_PASSPHRASE])
    accept_older(open_vault_folder(path))
    return sign_in(path, name, passphrase)


def recover(path: Path, code: str, new_passphrase: str) -> tuple[SignIn, str]:
    """Sign in with the recovery code; sets a new passphrase and returns a new code: each is used once."""
    check_vault(path)
    new_passphrase = usable_passphrase(new_passphrase)
    session = signin.sign_in_by_recovery(path, code, ProfileAnchor)
    _tidy_up(session)
    return session, passphrases.renew_slots(session, new_passphrase)


def add_person(session: SignIn, name: str, passphrase: str) -> tuple[str, str]:
    """Add a person who typed the passphrase at this device. Returns person id and recovery code."""
    return joining.add_person(session, name, usable_passphrase(passphrase))


def _tidy_up(session: SignIn) -> None:
    """Take away what must not be here any more; on a read-only disk, or beside another process, the next one does."""
    with suppress(OSError):
        remove_abandoned(session.folder, session.now_ms() - _ABANDONED_MS)
    with suppress(OSError, VideoReflectError):
        remove_leftovers(session.folder.people, session.now_ms() - _ABANDONED_MS)
        remove_leftovers(session.folder.path, session.now_ms() - _ABANDONED_MS)
    with suppress(OSError, VideoReflectError):
        _forget_removed(session)
    with suppress(OSError, VideoReflectError):
        enforce_dates_at_sign_in(session.folder, session.state.system_ms())
    with suppress(OSError, VideoReflectError):
        finish_erasures(session)


def _forget_removed(session: SignIn) -> None:
    """Remove the files of people who were removed, if that was interrupted before it came to them."""
    present = set(person_ids(session.folder))
    for person in session.people().values():
        if person.standing is Standing.REMOVED and person.id in present:
            forget_person(session.folder, person.id)


def _is_free(path: Path) -> bool:
    return not path.exists() or (path.is_dir() and not any(path.iterdir()))


def _remove_unfinished(path: Path, *, keep_folder: bool) -> None:
    """Remove what was made of a vault that could not be finished; nothing was there before."""
    made = [*path.iterdir()] if keep_folder else [path]
    for entry in made:
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def usable_passphrase(passphrase: str) -> str:
    """The passphrase, if it is not too short to be one. Raises InvalidInput."""
    if not MIN_PASSPHRASE <= len(passphrase) <= MAX_PASSPHRASE:
        raise InvalidInput(f"A passphrase needs at least {MIN_PASSPHRASE} characters. Three or four words are best.")
    return passphrase
