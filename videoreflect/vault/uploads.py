"""``uploads/``: recordings on their way in, encrypted part by part; docs/FORMAT.md, section 9.

A part is there when the list names it. What an interruption left beside the list is written over.
"""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from videoreflect.crypto.envelope import close_file, open_file
from videoreflect.crypto.framing import framed
from videoreflect.crypto.stream import Sealed
from videoreflect.domain.ids import checked_id, is_id, new_id
from videoreflect.errors import FormatError, IntegrityError, NotFound, VideoReflectError
from videoreflect.vault.blobs import KEY_BYTES, BlobPlace
from videoreflect.vault.durable import make_folder, read_bounded, replace_file, storage_errors
from videoreflect.vault.folder import FORMAT, VaultFolder
from videoreflect.vault.identity import Identity
from videoreflect.vault.strict_json import compact, parse_object, to_bytes, to_int, to_text

MAGIC = b"VRUPLD01"
PART_BYTES = 64 << 20
MAX_LIST = 8 << 20
MAX_NAME = 500
_KEYS = {"format", "name", "size", "part_size", "parts", "created_ms"}
_PART_KEYS = {"key", "size", "sha256"}
_LIST = "upload.json"


@dataclass(frozen=True, slots=True)
class UploadPart:
    """A complete part: its key, its clear size, and the SHA-256 of its file (hex)."""

    key: bytes
    size: int
    sha256: str

    def __repr__(self) -> str:
        return f"UploadPart({self.size})"


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload and the parts that are complete, in order from 0. ``size`` is of the whole recording."""

    id: str
    name: str
    size: int
    created_ms: int
    parts: tuple[UploadPart, ...] = ()

    @property
    def received(self) -> int:
        """Clear bytes in complete parts."""
        return sum(part.size for part in self.parts)

    @property
    def part_count(self) -> int:
        """How many parts the whole recording has."""
        return -(-self.size // PART_BYTES)

    def size_of(self, number: int) -> int:
        """How long a part has to be."""
        return min(PART_BYTES, self.size - number * PART_BYTES)


class UploadsFolder:
    """One person's uploads in one vault. Lists of other people do not open, and are left alone."""

    def __init__(self, folder: VaultFolder, identity: Identity) -> None:
        self._folder, self._identity = folder, identity

    def create(self, name: str, size: int, now_ms: int) -> Upload:
        """Begin an upload."""
        upload = Upload(new_id(), name, size, now_ms)
        make_folder(self._path(upload.id))
        self._write(upload)
        return upload

    def read(self, upload_id: str) -> Upload:
        """An upload of this person. Raises NotFound."""
        path = self._path(upload_id) / _LIST
        if not path.is_file():
            raise NotFound("This upload is not there any more. Choose the file again.")
        try:
            return self._parsed(upload_id, read_bounded(path, MAX_LIST))
        except IntegrityError:
            raise NotFound("This upload is not there any more. Choose the file again.") from None

    def all(self) -> list[Upload]:
        """This person's uploads, the oldest first."""
        found = []
        for upload_id in self.ids():
            try:
                found.append(self.read(upload_id))
            except VideoReflectError:
                continue
        return sorted(found, key=lambda upload: upload.created_ms)

    def ids(self) -> list[str]:
        """All uploads in the vault, also those of others."""
        folder = self._folder.uploads
        if not folder.is_dir():
            return []
        return sorted(entry.name for entry in folder.iterdir() if is_id(entry.name) and entry.is_dir())

    def touched_ms(self, upload_id: str) -> int:
        """When an upload last grew; it needs no key."""
        with storage_errors():
            newest = max((entry.lstat().st_mtime_ns for entry in self._path(upload_id).iterdir()), default=0)
        return newest // 1_000_000

    def new_part(self, upload: Upload) -> BlobPlace:
        """Where the next part is to be written, under a fresh key. A half part left there is removed."""
        place = self._place(upload.id, len(upload.parts), secrets.token_bytes(KEY_BYTES))
        with storage_errors():
            place.path.unlink(missing_ok=True)
        return place

    def keep_part(self, upload: Upload, place: BlobPlace, sealed: Sealed) -> Upload:
        """Name a part that is complete and on the disk."""
        part = UploadPart(place.key, sealed.size, sealed.sha256)
        grown = replace(upload, parts=(*upload.parts, part))
        self._write(grown)
        return grown

    def places(self, upload: Upload) -> tuple[BlobPlace, ...]:
        """The complete parts, in order, as they are told to a child."""
        return tuple(self._place(upload.id, number, part.key) for number, part in enumerate(upload.parts))

    def remove(self, upload_id: str) -> None:
        """Remove an upload with its keys; without them what the drive still holds is noise."""
        with storage_errors():
            (self._path(upload_id) / _LIST).unlink(missing_ok=True)
            shutil.rmtree(self._path(upload_id), ignore_errors=True)

    def _path(self, upload_id: str) -> Path:
        return self._folder.uploads / checked_id(upload_id)

    def _place(self, upload_id: str, number: int, key: bytes) -> BlobPlace:
        aad = framed("upload/part", self._folder.id, upload_id, str(number))
        return BlobPlace(self._path(upload_id) / str(number), upload_id, key, aad)

    def _aad(self, upload_id: str) -> bytes:
        return framed("upload", self._folder.id, self._identity.person, upload_id)

    def _write(self, upload: Upload) -> None:
        parts = [{"key": to_text(part.key), "size": part.size, "sha256": part.sha256} for part in upload.parts]
        fields = {
            "format": FORMAT,
            "name": upload.name,
            "size": upload.size,
            "part_size": PART_BYTES,
            "parts": parts,
            "created_ms": upload.created_ms,
        }
        closed = close_file(MAGIC, self._identity.upload_key, compact(fields), self._aad(upload.id))
        replace_file(self._path(upload.id) / _LIST, closed)

    def _parsed(self, upload_id: str, raw: bytes) -> Upload:
        fields = parse_object(open_file(MAGIC, self._identity.upload_key, raw, self._aad(upload_id)), _KEYS)
        name, parts = fields["name"], fields["parts"]
        supported = fields["format"] == FORMAT and fields["part_size"] == PART_BYTES
        if not supported or not isinstance(name, str) or not isinstance(parts, list):
            raise FormatError
        size, created_ms = to_int(fields["size"], 1), to_int(fields["created_ms"])
        return Upload(upload_id, name, size, created_ms, tuple(map(_part_from, parts)))


def _part_from(fields: Any) -> UploadPart:
    if not isinstance(fields, dict) or set(fields) != _PART_KEYS or not isinstance(fields["sha256"], str):
        raise FormatError
    return UploadPart(to_bytes(fields["key"], KEY_BYTES), to_int(fields["size"]), fields["sha256"])
