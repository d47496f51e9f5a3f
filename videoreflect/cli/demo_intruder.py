"""What a person with all their own keys and the raw files could do: nothing that was not opened to them.

Used by ``demo --check``. It goes past the program's own checks on purpose and asks the
cryptography alone.
"""

from __future__ import annotations

from pathlib import Path

from videoreflect.crypto.framing import framed
from videoreflect.errors import VideoReflectError
from videoreflect.vault import log, private
from videoreflect.vault.database import opened
from videoreflect.vault.grants import MAGIC
from videoreflect.vault.header import read_header
from videoreflect.vault.signin import SignIn

_MAX_GRANT = 8192


def lesson_opens_with(session: SignIn, lesson: str) -> bool:
    """Whether any grant, private file or record of the lesson opens with this person's keys."""
    return bool(_capsule_keys(session, lesson)) or bool(_openable_databases(session, lesson))


def notes_readable_with(session: SignIn, lesson: str, markers: list[str]) -> int:
    """How many of the ``markers`` stand in anything of the lesson that this person's keys open."""
    found: set[str] = set()
    for path, key in _openable_databases(session, lesson):
        text = _everything_in(path, key)
        found |= {marker for marker in markers if marker.encode() in text}
    return len(found)


def _capsule_keys(session: SignIn, lesson: str) -> list[bytes]:
    path = session.folder.capsule(lesson)
    header = read_header(path / "header.json").header
    keys = []
    for grant in (path / "grants").iterdir():
        person = grant.name.partition(".")[0]
        for recipient in {person, session.person}:
            info = framed("grant", header.vault, lesson, header.kind, str(header.epoch), recipient)
            try:
                keys.append(session.identity.sealing.open(grant.read_bytes()[len(MAGIC) : _MAX_GRANT], info))
            except VideoReflectError:
                continue
    return keys


def _openable_databases(session: SignIn, lesson: str) -> list[tuple[Path, bytes]]:
    path = session.folder.capsule(lesson)
    own = [session.identity.private_key(lesson), session.identity.state_key, session.identity.root]
    keys = own + _capsule_keys(session, lesson)
    return [(file, key) for file in path.rglob("*.db") for key in keys if _opens(file, key)]


def _opens(file: Path, key: bytes) -> bool:
    try:
        with opened(file, key, "", log.VERSION):
            return True
    except VideoReflectError:
        return False


def _everything_in(file: Path, key: bytes) -> bytes:
    tables = ("body", "note", "draft")
    text = bytearray()
    with opened(file, key, private.SCHEMA, log.VERSION) as db:
        present = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in present & set(tables):
            for row in db.execute(f"SELECT * FROM {table}"):  # noqa: S608 - a name from the line above
                text += b" ".join(
                    v.encode() if isinstance(v, str) else bytes(v) for v in row if isinstance(v, str | bytes)
                )
    return bytes(text)
