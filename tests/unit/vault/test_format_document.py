"""docs/FORMAT.md is true: its labels, sizes, numbers, tables and SQL are those of the code."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from tests.unit.vault.attacker import raw_records
from tests.unit.vault.school import ANNA, School
from videoreflect.crypto import derive, envelope, framing, passphrase, recovery, sealed_answer, sealing, stream
from videoreflect.domain import consent, voice_note
from videoreflect.services import keeping_dates
from videoreflect.vault import (
    backup,
    blobs,
    certificates,
    clock,
    durable,
    entitlement,
    erasure,
    folder,
    grants,
    header,
    index_file,
    index_rows,
    log,
    private,
    slots,
    speaking,
    state,
    strict_json,
    uploads,
    voice_notes,
)
from videoreflect.vault.header import read_header

pytest_plugins = ["tests.unit.vault.school_fixtures"]

ROOT = Path(__file__).resolve().parents[3]
FORMAT = (ROOT / "docs" / "FORMAT.md").read_text("utf-8")
LABEL = re.compile(r"videoreflect/v1/([a-z0-9/-]+)")


def section(title: str) -> str:
    """Return the text from a heading to the next of its level."""
    marks = re.match("#+", title)
    assert marks is not None
    start = FORMAT.index(f"\n{title}")
    following = re.search(rf"\n#{{1,{len(marks.group())}}} ", FORMAT[start + 2 :])
    return FORMAT[start : start + 2 + following.start()] if following else FORMAT[start:]


def first_column(text: str) -> list[str]:
    """Return the first cells of all tables in a text, split at commas, without their headings."""
    rows = re.findall(r"^\| `?([^|`]+?)`? \|", text, re.MULTILINE)
    return [cell.strip() for row in rows if not set(row) <= {"-"} for cell in row.split(",")]


def labels_in_the_code() -> set[str]:
    """Return every label that is framed, derived, hashed or signed with, read from the source."""
    found = set()
    for path in [*(ROOT / "videoreflect" / "crypto").glob("*.py"), *(ROOT / "videoreflect" / "vault").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                found |= {argument for argument in map(_label, node.args) if argument}
    return found


def _label(node: ast.expr) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    text = str(node.value) if isinstance(node, ast.Constant) and is_text else ""
    return text if re.fullmatch(r"[a-z][a-z0-9-]*(/[a-z0-9-]+)?", text) and text in KNOWN_LABELS else ""


KNOWN_LABELS = set(LABEL.findall(FORMAT))
IN_MEMORY_ONLY = {"permit", "permit/register"}
NOT_A_LABEL = {"sha256"}


def test_every_label_of_the_document_is_used_and_no_other() -> None:
    """A reader written from the page derives the same keys."""
    source = "".join(
        path.read_text("utf-8") for name in ("crypto", "vault") for path in (ROOT / "videoreflect" / name).glob("*.py")
    )
    call = r'(?:framed|derive|digest|_derived|sign|verified)\(\s*(?:[\w.\[\]()]+,\s*)*?"([a-z][a-z0-9/-]*)"'
    used = set(re.findall(call, source)) - IN_MEMORY_ONLY - NOT_A_LABEL

    assert framing.PREFIX == "videoreflect/v1/"
    assert labels_in_the_code() >= KNOWN_LABELS
    assert used <= KNOWN_LABELS, used - KNOWN_LABELS


def test_magic_numbers() -> None:
    """Each kind of file begins as the page says."""
    assert sorted(set(re.findall(r"`(VR[A-Z0-9]{6})`", FORMAT))) == sorted(
        magic.decode() for magic in (grants.MAGIC, state.MAGIC, uploads.MAGIC, sealed_answer.MAGIC)
    )


def test_sizes_of_grants_slots_and_streams() -> None:
    """Byte tables of 4.2, 5.2 and 8."""
    assert f"| 8 | {sealing.ENCAPSULATED_BYTES} |" in section("### 5.2")
    assert f"| 1128 | {grants.CAPSULE_KEY_BYTES + 16} |" in section("### 5.2")
    assert f"{sealing.PUBLIC_BYTES} and 32 bytes" in section("### 4.2")
    assert f"list, 1 to {slots.MAX_SLOTS}" in section("### 4.2")
    assert f"base64, {envelope.NONCE_BYTES} bytes" in section("### 4.2")
    blob = section("## 8.")
    assert f"header length, {stream.HEADER_BYTES}" in blob
    assert f"| 1 | {stream.SALT_BYTES} |" in blob
    assert f"| 33 | {stream.NONCE_PREFIX_BYTES} |" in blob
    assert f"up to {stream.FIRST_CLEAR_BYTES:,} clear bytes" in blob
    assert f"up to {stream.CLEAR_BYTES:,} clear bytes" in blob
    assert f"i · {stream.SEGMENT_BYTES:,}" in blob


def test_limits() -> None:
    """Sections 1, 3.1, 4.4, 5.1, 9 and 11."""
    assert f"nesting at most {strict_json.MAX_DEPTH}" in FORMAT
    assert f"at most {folder.MAX_SMALL_FILE >> 20} MiB ({header.MAX_HEADER >> 20} MiB for a header)" in FORMAT
    assert f"At most {state.MAX_STATE_FILE >> 20} MiB" in section("### 4.4")
    assert f"at most {header.MAX_MEMBERS}" in section("### 5.1")
    assert f"body of one row | {log.MAX_BODY >> 20} MiB" in section("## 11.")
    assert f"rows read at an opening | {log.MAX_ROWS:,}" in section("## 11.")
    assert f"parts of {uploads.PART_BYTES >> 20} MiB" in FORMAT
    floor = passphrase.Cost()
    assert f"`memory_kib` {floor.memory_kib} (floor) to 1048576" in section("### 3.1")
    assert f"`passes` {floor.passes} (floor) to 10, `lanes` {floor.lanes}" in section("### 3.1")
    passphrase.Cost(1048576, 10, 4)


def test_suites_and_versions() -> None:
    """The header's suite ids, as JSON in the page, are those that are written and required."""
    quoted = re.search(r'`(\{"kem".*?\})`', section("### 5.1"))
    assert quoted
    assert json.loads(quoted.group(1)) == header.SUITES
    assert f"KEM 0x{sealing.KEM_ID:04X}" in section("### 5.2")
    assert f"KDF 0x{sealing.KDF_ID:04x}, AEAD 0x{sealing.AEAD_ID:04x}" in section("### 5.2")
    assert FORMAT.startswith(f"# The vault format, version {folder.FORMAT}\n")
    assert f"`user_version` {log.VERSION}" in section("## 6.")
    assert private.VERSION == log.VERSION


def test_the_recovery_code() -> None:
    """26 characters, 2 check characters, the alphabet of Crockford."""
    assert "code = 26 characters Crockford base32 of 128 bits" in section("### 4.3")
    assert "2 check characters: the first 10 bits of SHA-256" in section("### 4.3")
    assert recovery.ALPHABET == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert len(recovery.new_code().replace("-", "")) == 28
    raw = bytes(range(16))
    ten_bits = int.from_bytes(derive.digest("recovery/check", raw)[:2], "big") >> 6
    written = recovery._written(raw).replace("-", "")
    assert written[26:] == recovery.ALPHABET[ten_bits >> 5] + recovery.ALPHABET[ten_bits & 31]


def _columns(sql: str) -> dict[str, list[str]]:
    tables = {}
    for name, body in re.findall(r"CREATE TABLE (\w+)\s*\((.*?)\)(?: WITHOUT ROWID)?\s*;", sql + ";", re.DOTALL):
        tables[name] = [" ".join(column.split()) for column in re.split(r",(?![^(]*\))", body)]
    return tables


def test_the_schema_of_the_page_is_that_of_the_code() -> None:
    """Tables, columns, types, keys and storage, one for one."""
    quoted = re.search(r"```sql\n(.*?)```", FORMAT, re.DOTALL)
    assert quoted
    assert _columns(quoted.group(1)) == _columns(log.SCHEMA)
    assert quoted.group(1).count("WITHOUT ROWID") == log.SCHEMA.count("WITHOUT ROWID")
    for table in _columns(private.SCHEMA):
        assert f"`{table} (" in section("## 7.")
    (columns,) = _columns(voice_notes.VOICE_SCHEMA).values()
    assert f"`voice ({', '.join(columns)})`" in section("## 7.")
    (columns,) = _columns(speaking.SPEAKING_SCHEMA).values()
    assert f"`speaking ({', '.join(columns)})`" in section("## 7.")


def test_what_a_voice_note_is() -> None:
    """6.12: its bounds."""
    said = section("### 6.12")
    assert f"at most {voice_note.MOST_BYTES >> 20} MiB and {voice_note.LONGEST_MS + voice_note.GRACE_MS:,} ms" in said
    assert f"`{voice_notes.KIND}`" in said


def test_the_schema_in_a_vault_is_that_of_the_page(first_school: School) -> None:
    """And the settings that keep deleted words from staying."""
    with raw_records(first_school.sign_in(ANNA).capsule(first_school.lesson)) as db:
        made = ";".join(sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
        settings = {
            name: db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "temp_store", "secure_delete", "user_version")
        }

    assert _columns(made) == _columns(log.SCHEMA)
    assert settings == {
        "journal_mode": "wal", "synchronous": 2, "temp_store": 2, "secure_delete": 1, "user_version": 1,
    }  # fmt: skip


def test_the_schema_of_the_index_is_that_of_the_page() -> None:
    """Statement for statement, the secure-delete option of the words among them, and a row for every column."""
    quoted = re.search(r"```sql\n(.*?)```", section("### 7.1"), re.DOTALL)
    assert quoted

    def statements(sql: str) -> list[str]:
        return [" ".join(one.split()) for one in sql.split(";") if one.strip()]

    assert statements(quoted.group(1)) == statements(index_file.SCHEMA)
    assert f"`user_version` {index_file.VERSION}" in section("### 7.1")
    columns = re.findall(r"(\w+) (?:TEXT|INTEGER)", statements(index_file.SCHEMA)[0])
    assert {*first_column(section("### 7.1")), "number"} - {"column of `entry"} == set(columns)
    assert (index_rows.NUMBER_BITS, index_rows.ROW_BITS) == (20, 21)


def test_kinds_of_rows_and_who_may_write_them() -> None:
    """Table 6.1 against ``entitlement``."""
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", section("### 6.1"), re.MULTILINE)
    who = {kind: text.strip() for kind, text in rows}

    assert set(who) == entitlement.OWNER | entitlement.ANYBODY
    assert {kind for kind, text in who.items() if "anybody" in text} == entitlement.ANYBODY
    assert {kind for kind, text in who.items() if "job" in text} == entitlement.JOB


def test_keys_of_the_files(first_school: School) -> None:
    """What is in each file of a real vault are the keys of the page's tables."""
    facts = json.loads((first_school.path / "vault.json").read_text())
    assert set(first_column(section("### 3.1"))) - {"key"} == set(facts)
    slots_file = json.loads(first_school.person_file(ANNA, "json").read_text())
    named = set(first_column(section("### 4.2"))) - {"key", "slot key"}
    assert named == set(slots_file) | set(slots_file["slots"][0])
    body = json.loads(read_header(first_school.capsule() / "header.json").signed)
    assert set(first_column(section("### 5.1"))) - {"key of the body"} == set(body)


def test_keys_of_the_clock_and_of_an_erasing(school: School) -> None:
    """Tables 3.2 and 3.3, held against what a run writes; and the limits in days and hours."""
    anna = school.sign_in(ANNA)
    keeping_dates.enforce_dates(anna.folder, anna.now_ms())
    erasure.begin_erasing(anna.folder, erasure.Marker(school.lesson, 1, "asked", {"bytes": 1}))
    for title, path in (("### 3.2", "clock.json"), ("### 3.3", f"erased/{school.lesson}")):
        written = json.loads((school.path / path).read_text())
        assert set(first_column(section(title))) - {"key"} == set(written)
    assert all(f"`{why}`" in section("### 3.3") for why in erasure.WHY)
    assert f"more than {clock.JUMP_MS // 86_400_000} days" in section("### 3.2")
    assert f"{clock.APART_MS // 3_600_000} h ago" in section("### 3.2")


def test_a_certificate_has_the_fields_of_the_page() -> None:
    """And what is never erased is named one by one."""
    body = certificates.Certificate("", "lesson", "asked", 1, 2, {}).statement().body
    assert all(field in section("### 6.1") for field in body)
    named = re.search(r"Never erased are bodies of ([^;]*);", FORMAT)
    assert named
    assert set(re.findall(r"`([a-z-]+)`", named.group(1))) == entitlement.NEVER_ERASED


def test_a_backup_has_the_files_and_keys_of_the_page() -> None:
    """Section 17: what describes a backup and a generation."""
    text = section("## 17.")
    generation = backup.Generation(
        vault="v", backup="b", number=1, begun_ms=1, made_ms=1, people=1, capsules=1, blobs=1, blob_bytes=1, problems=0
    )

    assert f"/{backup.PREFIX}<vault>/" in text
    assert all(f"`{key}`" in text for key in generation.content())
    assert all(f'"{key}":' in text for key in backup._KEYS)


def test_a_consent_event_has_the_fields_of_the_page() -> None:
    """Section 6.3."""
    text = section("### 6.3")
    content = consent.ConsentEvent("r", consent.ConsentKind.GIVEN).content()

    assert f'"{consent.SCHEMA}"' in text
    assert all(field in text for field in content)
    assert all(field in text for field in content["scope"])


def test_names_of_temporary_files() -> None:
    """``.<name>.<8 hex>.tmp``."""
    assert "`.<name>.<8 hex>.tmp`" in FORMAT
    assert durable.LEFTOVER.fullmatch(".header.json.0123abcd.tmp")
    assert not durable.LEFTOVER.fullmatch("header.json.0123abcd.tmp")


def test_roles_and_kinds() -> None:
    """Of blobs, members, capsules and slots."""
    assert all(f"`{role}`" in section("### 6.1") for role in blobs.ROLES)
    assert all(f"`{kind}`" in section("### 5.1") for kind in header.KINDS)
    assert all(f'"{role}"' in section("### 5.1") for role in header.ROLES)
    assert all(f"`{kind}`" in section("### 4.2") for kind in slots.KINDS)


@pytest.mark.parametrize("name", ["person/x-wing", "person/ed25519", "person/state", "person/upload", "person/index"])
def test_keys_of_a_person_are_derived_as_written(first_school: School, name: str) -> None:
    """derive(root, 32, label, vault, person), held against the keys that are in use."""
    me = first_school.sign_in(ANNA).identity
    expected = derive.derive(me.root, name, me._vault, me.person)
    in_use = {
        "person/x-wing": sealing.SealingKey(expected).public == me.sealing.public,
        "person/ed25519": expected == me.signer.seed(),
        "person/state": expected == me.state_key,
        "person/upload": expected == me.upload_key,
        "person/index": expected == me.index_key,
    }

    assert in_use[name]
