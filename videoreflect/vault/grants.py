"""``grants/<person>.<epoch>``: the capsule key, sealed to one person; anybody may delete it."""

from __future__ import annotations

from pathlib import Path

from videoreflect.crypto.framing import framed
from videoreflect.crypto.sealing import ENCAPSULATED_BYTES, seal
from videoreflect.domain.ids import checked_id
from videoreflect.errors import FormatError, NotAllowed
from videoreflect.vault.durable import make_folder, read_bounded, replace_file, storage_errors
from videoreflect.vault.header import Header
from videoreflect.vault.identity import Identity

MAGIC = b"VRGRANT1"
CAPSULE_KEY_BYTES = 32
FILE_BYTES = len(MAGIC) + ENCAPSULATED_BYTES + CAPSULE_KEY_BYTES + 16


def write_grant(capsule: Path, header: Header, capsule_key: bytes, person: str, x_wing: bytes) -> None:
    """Seal the capsule key to a person. ``x_wing`` must come from the signed, pinned directory entry."""
    make_folder(capsule / "grants")
    sealed = seal(capsule_key, x_wing, _info(header, person))
    replace_file(_path(capsule, header, person), MAGIC + sealed)


def open_grant(capsule: Path, header: Header, identity: Identity) -> bytes:
    """The capsule key. Raises NotAllowed if there is no grant, FormatError or IntegrityError if it is changed."""
    path = _path(capsule, header, identity.person)
    if not path.is_file():
        raise NotAllowed("This lesson is not shared with you now. Ask its owner to share it.")
    raw = read_bounded(path, FILE_BYTES)
    if len(raw) != FILE_BYTES or not raw.startswith(MAGIC):
        raise FormatError
    return identity.open_sealed(raw[len(MAGIC) :], _info(header, identity.person))


def grant_is_there(capsule: Path, header: Header, person: str) -> bool:
    """Whether a person's grant still lies there; whoever deletes it ends the access."""
    return _path(capsule, header, person).is_file()


def grants_of(capsule: Path, person: str) -> list[Path]:
    """The grant files of a person, of all epochs that still lie there."""
    folder = capsule / "grants"
    if folder.is_symlink() or not folder.is_dir():
        return []
    with storage_errors():
        return [entry for entry in folder.iterdir() if entry.name.partition(".")[0] == checked_id(person)]


def _path(capsule: Path, header: Header, person: str) -> Path:
    return capsule / "grants" / f"{checked_id(person)}.{header.epoch}"


def _info(header: Header, person: str) -> bytes:
    return framed("grant", header.vault, header.capsule, header.kind, str(header.epoch), person)
