"""One moment of a vault's small files, written elsewhere while the vault is in use.

Order: states first, lessons, the directory last. A state is a lower bound of what the capsules
hold; so what is copied after it is never older than it says. In a capsule private files come before
records: notes that are released meanwhile are in one of them, or in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from videoreflect.domain.ids import is_id
from videoreflect.errors import FormatError, StorageError, VaultBusy, VideoReflectError
from videoreflect.vault import log, private
from videoreflect.vault.blobs import blob_from
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.database import Connection, copy_opened, opened, reading
from videoreflect.vault.durable import locked, make_folder, read_bounded, replace_file
from videoreflect.vault.folder import MAX_SMALL_FILE, VaultFolder
from videoreflect.vault.grants import FILE_BYTES
from videoreflect.vault.header import MAX_HEADER, Header, read_header
from videoreflect.vault.signin import SignIn
from videoreflect.vault.slots import person_ids
from videoreflect.vault.state import MAX_STATE_FILE
from videoreflect.vault.still import PATIENCE_SECONDS, copy_still
from videoreflect.vault.strict_json import parse_object

_AGAIN = 5
"""How often a header may change between opening a capsule and holding it."""


def copy_people(folder: VaultFolder, target: Path) -> dict[str, bytes]:
    """Copy slots and states of everybody. Returns the slots, by person, as they were. Raises VaultBusy."""
    make_folder(target / "people")
    return {person: _copy_person(folder.people, person, target / "people") for person in person_ids(folder)}


def people_are_as(folder: VaultFolder, slots: dict[str, bytes]) -> bool:
    """Whether nobody changed their keys or passphrase since their files were copied."""
    return all(_read_small(folder.people / f"{person}.json", MAX_SMALL_FILE) == raw for person, raw in slots.items())


def _copy_person(people: Path, person: str, target: Path) -> bytes:
    """Slots and states that belong together: a change of keys writes one after the other."""
    names = {f"{person}.json": MAX_SMALL_FILE, f"{person}.state": MAX_STATE_FILE, f"{person}.next": MAX_STATE_FILE}
    for _ in range(_AGAIN):
        read = {name: _read_small(people / name, limit) for name, limit in names.items()}
        if read == {name: _read_small(people / name, limit) for name, limit in names.items()}:
            break
    else:
        raise VaultBusy
    for name, raw in read.items():
        if raw is not None:
            replace_file(target / name, raw)
    return read[f"{person}.json"] or b""


def _read_small(path: Path, limit: int) -> bytes | None:
    return read_bounded(path, limit) if path.exists() else None


def copy_facts(folder: VaultFolder, target: Path) -> None:
    """Copy the clock, the markers of lessons that are being erased, and last ``vault.json``."""
    make_folder(target / "capsules")
    make_folder(target / "uploads")
    erased = folder.path / "erased"
    markers = [path for path in erased.iterdir() if is_id(path.name)] if erased.is_dir() else []
    if markers:
        make_folder(target / "erased")
    for path in (*markers, folder.path / "clock.json", folder.path / "vault.json"):
        _copy_small(path, target / path.relative_to(folder.path), MAX_SMALL_FILE)


def copy_capsule(session: SignIn, capsule: str, target: Path, patience: float = PATIENCE_SECONDS) -> set[str] | None:
    """Copy header, grants, records and private files of one capsule as they belong together.

    Held by the capsule's lock, under which no header changes and no epoch ends. What the person who
    asks can open is copied through SQLite in one transaction; the rest between two looks at its file
    times. Returns the recordings that the records name, or None if they could not be read.
    Raises VaultBusy, DiskFull, StorageError; FileNotFoundError if the capsule is gone.
    """
    path = session.folder.capsule(capsule)
    for made in (target, target / "private", target / "grants"):
        make_folder(made)
    for _ in range(_AGAIN):
        opening = _openable(session, capsule)  # before the lock: opening may take it
        with _still_held(path):
            header = read_header(path / "header.json")
            if opening is None or opening._header_hash == header.hash():
                return _copied(path, header.header, opening, target, patience)
    raise VaultBusy


def _copied(path: Path, header: Header, opening: Capsule | None, target: Path, patience: float) -> set[str] | None:
    _copy_private(path, opening, target, patience)
    named = _copy_records(path / header.records, opening, target, patience)
    for grant in sorted((path / "grants").glob(f"*.{header.epoch}")):
        if is_id(grant.stem):
            _copy_small(grant, target / "grants" / grant.name, 2 * FILE_BYTES)
    _copy_small(path / "header.json", target / "header.json", MAX_HEADER, needed=True)
    return named


@contextmanager
def _still_held(path: Path) -> Iterator[None]:
    """The capsule's lock; a vault that cannot be written to is not changed by others of this user either."""
    if not (path / "header.json").is_file():
        raise FileNotFoundError
    try:
        with locked(path / "lock"):
            yield
    except VaultBusy:
        raise
    except StorageError:
        if (path / "lock").exists() or not path.is_dir():
            raise
        yield


def _openable(session: SignIn, capsule: str) -> Capsule | None:
    """The capsule, open and up to date; None if it is not for this person, or does not open."""
    try:
        if capsule == session.directory.id:
            session.directory.refresh()
            return session.directory
        return session.capsule(capsule)
    except VaultBusy:
        raise
    except VideoReflectError:
        return None


def _copy_private(path: Path, opening: Capsule | None, target: Path, patience: float) -> None:
    for file in sorted((path / "private").glob("*.db")) if (path / "private").is_dir() else ():
        if not is_id(file.stem):
            continue
        copy = target / "private" / file.name
        if opening is None or file.stem != opening.person or not _copied_own(file, opening, copy):
            copy_still(file, copy, patience)


def _copied_own(file: Path, opening: Capsule, copy: Path) -> bool:
    try:
        with opened(file, opening.identity.private_key(opening.id), private.SCHEMA, private.VERSION) as db:
            copy_opened(db, opening.identity.private_key(opening.id), copy)
    except VideoReflectError as error:
        return _raw_instead(error, copy)
    return True


def _copy_records(records: Path, opening: Capsule | None, target: Path, patience: float) -> set[str] | None:
    copy = target / records.name
    if opening is not None:
        try:
            with opening.records() as db, reading(db):
                named = _named_in(db)  # this first reading is the moment that the copy shows
                copy_opened(db, opening.key_for_lease(), copy)
                return named
        except VideoReflectError as error:
            _raw_instead(error, copy)
    copy_still(records, copy, patience)
    return None


def _raw_instead(error: VideoReflectError, copy: Path) -> bool:
    """A damaged file is copied as it is, and told by the check; a full disk or a busy file is not damage."""
    if isinstance(error, StorageError):
        raise error
    copy.unlink(missing_ok=True)
    return False


def _named_in(db: Connection) -> set[str]:
    query = (
        "SELECT content FROM body JOIN row ON row.body_hash = body.hash WHERE kind = 'blob' AND length(content) <= ?"
    )
    found = set()
    for (content,) in db.execute(query, (log.MAX_BODY,)):
        try:
            found.add(blob_from(parse_object(content)).id)
        except (FormatError, TypeError):
            continue
    return found


def _copy_small(source: Path, target: Path, limit: int, *, needed: bool = False) -> None:
    """Copy a small file that is replaced as a whole. One that is not there is not copied, unless it is needed."""
    if not source.exists() and not needed:
        return
    replace_file(target, read_bounded(source, limit))
