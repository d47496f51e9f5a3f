"""What lies on the disk: nothing in clear, nobody else's to read, ids for names."""

from __future__ import annotations

import base64
import os
import re
import shutil
import stat
import unicodedata
from pathlib import Path

import pytest

from tests.unit.vault.attacker import raw_records
from tests.unit.vault.school import (
    ANNA,
    ANNAS_NOTE,
    CLIP,
    MARK,
    MARKS_NOTE,
    OLGA,
    PASSPHRASES,
    TITLE,
    School,
    tree,
)
from videoreflect.services.notes import NoteText, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.vault.joining import found_vault

pytest_plugins = ["tests.unit.vault.school_fixtures"]

ID = "[0-9a-f]{32}"
NAMES = re.compile(
    "|".join(
        [
            r"vault\.json",
            r"clock\.json",
            rf"people/{ID}\.(json|state|lock|index\.db)",
            rf"capsules/{ID}/(header\.json|lock|records\.\d+\.db(-wal|-shm)?)",
            rf"capsules/{ID}/grants/{ID}\.\d+",
            rf"capsules/{ID}/private/{ID}\.db(-wal|-shm)?",
            rf"capsules/{ID}/blobs/{ID}",
        ]
    )
)
FOLDERS = re.compile(rf"people|capsules|uploads|erased|capsules/{ID}(/(grants|private|blobs))?")


@pytest.fixture
def busy_school(school: School) -> School:
    """Return a copy of the vault while somebody writes: with WAL files in it."""
    anna = school.sign_in(ANNA)
    say_ready(anna, school.lesson)
    with raw_records(anna.capsule(school.lesson)) as db:
        db.execute("SELECT count(*) FROM row").fetchone()
        save_note(anna, school.lesson, NoteText("Said in the open: Peregrine hesitated", 3000))
        copy = school.path.with_name("copy")
        shutil.copytree(school.path, copy)
    return School(copy, school.people, school.codes, school.lesson)


def spellings(text: str) -> set[bytes]:
    """Return a text as it might lie in a file."""
    forms = {text, unicodedata.normalize("NFD", text), text.casefold(), text.upper()}
    return {form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "utf-16-be")}


def test_nothing_that_was_named_written_or_recorded_is_in_clear(busy_school: School) -> None:
    """Names, passphrases, codes, titles, notes, class, kinds of rows, and the recording: in no file, UTF-8 or UTF-16.

    Broken on purpose (``PRAGMA key`` left out) this finds all of it in the records file.
    """
    texts = [
        *(part for name in (ANNA, MARK, OLGA) for part in (name, *name.split())),
        *PASSPHRASES.values(),
        *busy_school.codes.values(),
        *(code.replace("-", "") for code in busy_school.codes.values()),
        *(TITLE, ANNAS_NOTE, MARKS_NOTE, "Quillfeather", "Quibblewick", "Zephyrine", "Peregrine", "waiting time"),
        *("transcript", "consent", "CREATE TABLE", "public-task"),
    ]
    needles = {needle for text in texts for needle in spellings(text)} | {CLIP[:64], CLIP[1000:1064]}
    files = tree(busy_school.path)
    assert any(name.endswith("-wal") and raw for name, raw in files.items())
    found = [(name, needle) for name, raw in files.items() for needle in needles if needle in raw]

    assert not found


def test_no_key_lies_in_clear(busy_school: School) -> None:
    """Root secrets, capsule key, private seeds: as bytes, hex or base64 in no file."""
    keys = []
    for name in (ANNA, MARK):
        session = busy_school.sign_in(name)
        me, capsule = session.identity, session.capsule(busy_school.lesson)
        keys += [me.root, me.state_key, me.signer.seed(), me.private_key(capsule.id), capsule.key_for_lease()]
    for name, raw in tree(busy_school.path).items():
        for key in keys:
            for form in (key, key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key)[:42]):
                assert form not in raw, name


def test_file_names_are_ids_only(busy_school: School) -> None:
    """Every path is one of those in FORMAT.md section 3; no name, title or date is in one."""
    for path in busy_school.path.rglob("*"):
        name = path.relative_to(busy_school.path).as_posix()
        assert (FOLDERS if path.is_dir() else NAMES).fullmatch(name), name


@pytest.mark.skipif(os.name != "posix", reason="other permissions on Windows")
def test_only_this_user_may_read(busy_school: School) -> None:
    """Files 0600, folders 0700, whatever the umask; WAL files and locks as well."""
    for path in (busy_school.path, *busy_school.path.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), (path, oct(mode))


@pytest.mark.skipif(os.name != "posix", reason="other permissions on Windows")
def test_a_lax_umask_opens_nothing(school: School) -> None:
    """Files made while the umask lets everybody read are still private."""
    before = os.umask(0)
    try:
        anna = school.sign_in(ANNA)
        anna.state.save()
        say_ready(anna, school.lesson)
        save_note(anna, school.lesson, NoteText("x", 1))
        anna.capsule(school.lesson).replace_header()
        pending = anna.begin_lesson()
        pending.blob_place()
    finally:
        os.umask(before)
    for path in school.path.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_no_temporary_file_is_left(busy_school: School) -> None:
    """Replacing a file leaves nothing beside it."""
    assert not [path for path in busy_school.path.rglob("*.tmp")]


def test_two_vaults_of_the_same_people_share_no_bytes(first_school: School, tmp_path: Path) -> None:
    """Nothing on the disk tells that two vaults have a person, name or passphrase in common."""
    found_vault(tmp_path / "other", ANNA, PASSPHRASES[ANNA])
    other = b"".join(tree(tmp_path / "other").values())
    slots = first_school.person_file(ANNA, "json").read_bytes()
    values = [value for value in re.findall(rb'"([A-Za-z0-9+/=]{16,}|[0-9a-f]{32})"', slots)]

    assert len(values) > 5
    assert not [value for value in values if value in other]
