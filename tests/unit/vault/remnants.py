"""What is left of words and recordings in a vault, found with every key that was ever in it.

A ``Keyring`` collects keys while they are there. ``found`` then searches the bytes of every file as
they lie, and decrypted: SQLCipher files and their write-ahead logs page by page, free pages and old
frames included, under every key; states and upload lists; recordings segment by segment.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.unit.vault.school import tree
from videoreflect.crypto.derive import derive
from videoreflect.crypto.envelope import open_file
from videoreflect.crypto.framing import framed
from videoreflect.crypto.stream import StreamReader
from videoreflect.domain.policy import Action
from videoreflect.errors import VideoReflectError
from videoreflect.services.permits import permit
from videoreflect.vault import blobs, state, uploads
from videoreflect.vault.blobs import blob_from
from videoreflect.vault.signin import SignIn

PAGE, RESERVED, SALT, WAL_HEAD, FRAME_HEAD = 4096, 80, 16, 32, 24
MARK = b"\xf3\x1cREC"
"""Stands in every 16 bytes of a marked recording, so any 32 bytes of it hold one."""


def marked_recording(size: int) -> bytes:
    """A recording of which no 32 bytes can stay anywhere without being found."""
    blocks = (MARK + number.to_bytes(11, "big") for number in range(size // 16 + 1))
    return b"".join(blocks)[:size]


def spellings(text: str) -> set[bytes]:
    """A text as it might lie in a file."""
    forms = {text, unicodedata.normalize("NFD", text), text.casefold(), text.upper()}
    plain = {form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "utf-16-be")}
    return plain | {text.encode("ascii", "backslashreplace")}


@dataclass
class Keyring:
    """Keys collected so far. ``pages`` open SQLCipher files; ``files`` magic, key and aad of closed files."""

    pages: set[bytes] = field(default_factory=set)
    files: set[tuple[bytes, bytes, bytes]] = field(default_factory=set)
    recordings: set[tuple[str, bytes, bytes]] = field(default_factory=set)

    def take(self, session: SignIn, *lessons: str) -> None:
        """Add everything that a person holds now: root, state, index, uploads, and all of these lessons."""
        me, vault = session.identity, session.folder.id
        self.pages.add(index_key(session))
        self.files.add((state.MAGIC, me.state_key, framed("state", vault, me.person)))
        for upload in uploads.UploadsFolder(session.folder, me).all():
            self.files.add((uploads.MAGIC, me.upload_key, framed("upload", vault, me.person, upload.id)))
        self.pages.add(session.directory.key_for_lease())
        for lesson in lessons:
            capsule = session.capsule(lesson)
            self.pages |= {capsule.key_for_lease(), me.private_key(lesson)}
            for _, body in capsule.read(permit(session, capsule, Action.VIEW), "blob"):
                blob = blob_from(body)
                self.recordings.add((blob.id, blob.key, blobs._aad(vault, lesson, blob.id)))

    def clear(self, name: str, raw: bytes) -> Iterator[bytes]:
        """The bytes of a file, and what every key makes of them."""
        yield raw
        if ".db" in name:
            yield from (b"".join(decrypted_pages(raw, key, is_wal=name.endswith("-wal"))) for key in self.pages)
        for magic, key, aad in self.files:
            if raw.startswith(magic):
                try:
                    yield open_file(magic, key, raw, aad)
                except VideoReflectError:
                    continue
        for _, key, aad in self.recordings:
            yield from recorded(raw, key, aad)


def index_key(session: SignIn) -> bytes:
    """The key of a person's index."""
    me = session.identity
    return derive(me.root, "person/index", session.folder.id, me.person)


def decrypted_pages(raw: bytes, key: bytes, *, is_wal: bool) -> Iterator[bytes]:
    """Every page of a SQLCipher file, or frame of its write-ahead log, whether or not SQLite still reads it."""
    step, skip = (FRAME_HEAD + PAGE, FRAME_HEAD) if is_wal else (PAGE, 0)
    for start in range(WAL_HEAD if is_wal else 0, len(raw) - step + 1, step):
        page = raw[start + skip : start + step]
        vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
        first = raw[start : start + 4] == b"\0\0\0\1" if is_wal else start == 0
        body = page[SALT if first else 0 : PAGE - RESERVED]
        yield Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor().update(body)


def recorded(raw: bytes, key: bytes, aad: bytes) -> Iterator[bytes]:
    """A recording in clear, if this is its key."""
    import io

    try:
        yield StreamReader(io.BytesIO(raw), key, aad).readall()
    except VideoReflectError:
        return


def found(vault: Path, keys: Keyring, needles: Iterable[bytes]) -> set[tuple[str, bytes]]:
    """Files that hold one of the needles, in clear or under any of the keys."""
    wanted = list(needles)
    return {
        (name, needle)
        for name, raw in tree(vault).items()
        for clear in keys.clear(name, raw)
        for needle in wanted
        if needle in clear
    }
