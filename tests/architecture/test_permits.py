"""What gives out content asks for a permit: in the signature in ``vault``, in the body in ``services``.

Every public function whose result could hold something said, shown, written or named in a lesson
either takes a ``Permit``, or asks for one (itself or through what it calls), or stands in a list
with its reason. A new function that does none of the three fails here. Seen to fail: with
``permit`` taken out of ``PrivateFile.drafts`` and of ``services.notes.drafts``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

NO_CONTENT = frozenset({
    "None", "bool", "int", "float", "Path", "Header", "SignedHeader", "Membership", "Floor", "State", "StateFile",
    "Permit", "Decision", "Badge", "Readiness", "ConsentState", "LessonState", "Finding", "Report",
    "PassphraseAdvice", "Cost", "VaultFolder", "Delegation", "Sealed", "Job", "Listener",
    "Certificate", "Marker", "Clock", "Kept", "NoReturn", "Flaw",
})  # fmt: skip
"""Results that say nothing of a lesson's content: numbers, ids of files, what the policy decides from."""

OF_THE_VAULT = {
    "backup.backup_in": "a folder of encrypted files",
    "backup.backups_below": "folders of encrypted files",
    "backup.make_backup": "a folder of encrypted files",
    "backup.open_backup": "a folder of encrypted files",
    "blobs.blob_files": "names of files, which are random ids",
    "blobs.blob_from": "reads a body that a permit gave",
    "blobs.new_place": "a fresh key for a recording that is not written yet",
    "blobs.open_for_reading": "bytes as they lie on the disk, encrypted",
    "blobs.store_blob": "a hash of bytes as they lie on the disk",
    "blobs.writing_blob": "writes what the caller has",
    "capsule.Capsule.changing": "the header, which lies in clear",
    "capsule.Capsule.own_newest": "a row without its body",
    "capsule.Capsule.placed": "who said something of a kind, and when; not what",
    "capsule.Capsule.register": "consents and grants: the policy is made from them, before any permit",
    "capsule.Capsule.register_version": "a hash",
    "capsule.Capsule.standing": "rows without their bodies",
    "capsule.Capsule.take_in": "counts",
    "capsule.Capsule.verified_apart": "rows without their bodies",
    "capsule.open_capsule": "nothing is read with it but through the methods above",
    "certificates.certificates_in": "certificates: ids, times and counts of what was erased",
    "clock.Clock.judge": "whether a date has come",
    "creation.PendingCapsule.blob_place": "a fresh key for a recording that is not written yet",
    "database.copy_opened": "copies a file under its own key",
    "database.database_errors": "turns errors into sentences",
    "database.opened": "needs the key, which only this package holds",
    "database.reading": "a transaction",
    "database.writing": "a transaction",
    "delegation.job_id": "an id made of a public key",
    "directory.Directory.certificates": "ids, times and counts of what was erased; nothing of what it held",
    "directory.Directory.codebooks": "sets of labels: for every member of the vault",
    "directory.Directory.keyring": "public keys",
    "directory.Directory.people": "people: their names are for every member of the vault",
    "directory.Directory.school_key": "public keys",
    "directory.Directory.school_settings": "what the school says of itself: for every member of the vault",
    "durable.locked": "a lock",
    "durable.read_bounded": "bytes as they lie on the disk",
    "durable.storage_errors": "turns errors into sentences",
    "erased_bodies.erasable": "rows without their bodies",
    "erased_bodies.erased_rows": "hashes of rows",
    "erased_bodies.erasing_statements": "what is about to be written",
    "erasure.checked_counts": "counts",
    "erasure.go_on_erasing": "what was taken away",
    "erasure.marked_ids": "ids",
    "erasure.markers": "what is being taken away: ids, times, counts",
    "erasure.measure": "counts and sizes, as anybody sees them from outside",
    "erasure.read_marker": "ids, times and counts of what is being taken away",
    "examination.blob_flaws": "codes and places of what is wrong",
    "examination.blob_rows": "keys of recordings, for the check that follows; nothing of them is given out",
    "examination.page_flaws": "codes and places of what is wrong",
    "examination.private_flaws": "codes and places of what is wrong",
    "examination.row_flaws": "ids, numbers and counts of what is wrong",
    "grants.grants_of": "names of files",
    "grants.open_grant": "the capsule key, for Capsule only",
    "header.ended_members": "ids and dates, which stand in clear",
    "header.key_check": "a hash",
    "header.parsed_header": "a parser of what lies there in clear",
    "history.History.find": "a row without its body",
    "history.History.known": "numbers of rows",
    "history.History.newest": "rows without their bodies",
    "history.History.of_kind": "rows without their bodies",
    "identity.Identity.fresh": "one's own keys",
    "identity.Identity.index_key": "one's own keys; what gives out content of the file behind it asks for a permit",
    "identity.Identity.open_sealed": "one's own keys",
    "identity.Identity.private_key": "one's own keys; the file behind it asks for a permit",
    "identity.Identity.public": "public keys",
    "identity.Identity.root": "one's own keys",
    "identity.Identity.state_key": "one's own keys",
    "identity.Identity.upload_key": "one's own keys",
    "index.LessonIndex.entries": "hashes, stamps and the register: the policy is made from them, before any permit",
    "index.LessonIndex.one_at_a_time": "a lock",
    "index_file.IndexFile.do": "under LessonIndex, which asks",
    "index_file.IndexFile.one_at_a_time": "a lock",
    "index_rows.indexed": "an entry without its content",
    "index_rows.parsed": "a parser, under LessonIndex, which asks",
    "index_rows.place_texts": "numbers of rows that were just written",
    "index_rows.row_of": "what is about to be written",
    "index_search.Search.run": "under LessonIndex.search, which asks a permit for every lesson",
    "joining.add_person": "an id and a recovery code",
    "joining.found_vault": "a sign-in",
    "joining.invite": "an id and a code",
    "joining.take_up": "a sign-in",
    "keychains.KeyChains.author_keys": "public keys",
    "keychains.KeyChains.keyring": "public keys",
    "keychains.KeyChains.newest": "public keys",
    "keyring.ended_statement": "what is about to be written",
    "keyring.key_link": "a parser of public keys",
    "keyring.read_ended": "a parser of public keys",
    "log.append": "the row that was just written, without its body",
    "log.raw_body": "under merging, which writes it into the same lesson",
    "log.read_body": "under Capsule.read, which asks",
    "log.read_bodies": "under Capsule.read, which asks",
    "log.read_rows": "rows without their bodies",
    "log.row_hash": "a hash",
    "log.tally": "numbers of rows",
    "log.union": "counts",
    "logtree.checked_tree": "rows without their bodies",
    "logtree.newest_rows": "rows without their bodies",
    "logtree.way_to": "rows without their bodies",
    "look.LookIn.begin_lesson": "refused",
    "look.LookIn.unopened": "nothing is read with it but through methods that ask, and the check",
    "look.Still.records": "a copy of the open file, as the records of any capsule",
    "look.keys_of": "one's own keys",
    "look.look_as": "a sign-in",
    "merging.merge_copy": "counts",
    "opening.OpenedCapsule.forked_logs": "ids of logs",
    "opening.OpenedCapsule.heads": "numbers and hashes",
    "opening.OpenedCapsule.ignored_logs": "ids of logs",
    "opening.OpenedCapsule.key_for_lease": "the key that lets a job write behind the lock screen; for vault.lease only",
    "opening.OpenedCapsule.late_logs": "ids of logs",
    "opening.OpenedCapsule.records": "the open file, for this package only: what reads it for others asks",
    "opening.OpenedCapsule.writer": "one's own log",
    "ownership.ownership_of": "who owned something when",
    "passphrases.both_slots": "wrapped keys and a recovery code",
    "passphrases.check_passphrase": "one's own wrapped key",
    "passphrases.renew_slots": "a recovery code",
    "passphrases.replace_keys": "a sign-in and a recovery code",
    "people.people_in": "people",
    "people.person_in": "people",
    "people.person_statement": "what is about to be written",
    "permits.issue": "for services/permits.py, after the policy has said yes",
    "rotation.unnamed": "names of files",
    "rows.clock_rows": "times of clocks: for every member of the vault",
    "rows.backup_rows": "backups: for every member of the vault",
    "school_key.key_in": "public keys",
    "school_key.key_in_force": "public keys",
    "school_key.key_statement": "what is about to be written",
    "search_terms.kept": "what is about to be written",
    "search_terms.question": "what somebody typed",
    "search_terms.snippet": "a piece of a text that a permit gave",
    "sighting.floor_text": "numbers and hashes",
    "sighting.header_file": "bytes as they lie on the disk, in clear",
    "sighting.people_text": "a hash",
    "sighting.stamps_of": "times and sizes of files",
    "signin.SignIn.all_named": "people",
    "signin.SignIn.begin_lesson": "a lesson that is about to be written",
    "signin.SignIn.capsule": "nothing is read with it but through methods that ask",
    "signin.SignIn.certificates": "ids, times and counts of what was erased",
    "signin.SignIn.closed_lessons": "ids",
    "signin.SignIn.commit_lesson": "nothing is read with it but through methods that ask",
    "signin.SignIn.confirmed_school_key": "public keys",
    "signin.SignIn.in_passing": "nothing is read with it but through methods that ask",
    "signin.SignIn.lease": "a capsule that asks like any other",
    "signin.SignIn.lesson_ids": "ids",
    "signin.SignIn.named": "people",
    "signin.SignIn.opened_before": "nothing is read with it but through methods that ask",
    "signin.SignIn.owners_of": "ids of people",
    "signin.SignIn.people": "people",
    "signin.SignIn.person": "an id",
    "signin.SignIn.sealing_keys": "public keys",
    "signin.SignIn.witness": "owners, by id, and public keys",
    "signin.own_keys": "one's own keys",
    "signin.sign_in": "a sign-in",
    "signin.sign_in_by_recovery": "a sign-in",
    "signin.signed_in": "a sign-in",
    "slots.new_slot": "a wrapped key",
    "slots.open_slot": "one's own keys",
    "slots.person_ids": "ids",
    "slots.read_slots": "bytes as they lie on the disk",
    "snapshot.copy_capsule": "ids of recordings; what is copied stays encrypted",
    "snapshot.copy_people": "bytes as they lie on the disk",
    "stamp.stamp_of": "times and size of a file",
    "speaking.made_times": "under PrivateFile, which asks",
    "speaking.whole": "under PrivateFile.spoken, which asks",
    "state.StateFile.log_id": "an id",
    "still.copy_file": "a hash of bytes as they lie on the disk",
    "still.open_regular": "bytes as they lie on the disk",
    "still.sha256_of": "a hash of bytes as they lie on the disk",
    "strict_json.bounded_list": "a parser",
    "strict_json.compact": "a writer",
    "strict_json.parse_object": "a parser",
    "strict_json.to_bytes": "a parser",
    "strict_json.to_text": "a writer",
    "uploads.UploadsFolder.all": "one's own recording on its way in: no lesson yet, so no register to ask",
    "uploads.UploadsFolder.create": "one's own recording on its way in: no lesson yet, so no register to ask",
    "uploads.UploadsFolder.ids": "ids",
    "uploads.UploadsFolder.keep_part": "one's own recording on its way in: no lesson yet, so no register to ask",
    "uploads.UploadsFolder.new_part": "one's own recording on its way in: no lesson yet, so no register to ask",
    "uploads.UploadsFolder.places": "one's own recording on its way in: no lesson yet, so no register to ask",
    "uploads.UploadsFolder.read": "one's own recording on its way in: no lesson yet, so no register to ask",
    "voice_notes.body_of": "what is about to be written",
    "voice_notes.get": "under PrivateFile.voice, which asks",
    "voice_notes.made_times": "under PrivateFile, which asks",
    "voice_notes.voice_from": "a parser of a body that a permit gave",
    "voice_notes.voice_note": "an id for a sound that the caller has",
}

OF_THE_SERVICES = {
    "at_once.why_no_more": "processors and memory of this device",
    "voices.settled": "of bodies that its caller read with a permit",
    "codebook_import.export": "a set of labels of the vault, which everybody in it may read",
    "codebook_import.file_of": "a set of labels that the caller has",
    "codebook_import.look_at": "a set of labels that the caller brings",
    "codebook_import.take_in": "a set of labels that the caller brings",
    "codebooks.available": "sets of labels of the vault, which everybody in it may read",
    "codebooks.find": "a set of labels of the vault, which everybody in it may read",
    "codebooks.free_id": "a short name that the caller has",
    "codebooks.renamed": "a set of labels that the caller has",
    "codebooks.save": "a set of labels that the caller has",
    "lesson.names_for": "first names of the people of the vault, whom everybody in it knows",
    "care_words.words_of_backup": "codes and counts as sentences; titles come from ``open_lesson``, which asks",
    "care_words.words_of_check": "codes and counts as sentences; titles come from ``open_lesson``, which asks",
    "care_words.words_of_pruning": "codes and counts as sentences; titles come from ``open_lesson``, which asks",
    "accounts.add_person": "an id and a recovery code",
    "accounts.check_vault": "the name of a service",
    "accounts.found": "a sign-in",
    "accounts.keys_of": "one's own keys",
    "accounts.look_in": "a sign-in",
    "accounts.recover": "a sign-in",
    "accounts.sign_in": "a sign-in",
    "accounts.usable_passphrase": "what was typed",
    "adding.add_lesson": "the id of a lesson that was just written",
    "adding.details_statement": "what is about to be written",
    "background.jobs_of": "one's own jobs",
    "background.running_kinds": "kinds only, for the lock screen",
    "background.start_adding": "one's own job",
    "background.why_waits": "kinds and counts of jobs, and a time of the day",
    "background.uploads_in_use": "ids of one's own uploads",
    "backing_up.back_up": "a report: ids, counts, codes",
    "catching_up.refused_before": "ids and the sentences of errors",
    "consent_records.import_records": "counts",
    "entries.card_fields": "what is about to be written, or a card that a permit gave",
    "entries.listed": "a card that a permit gave",
    "entries.members_in": "who is a member: the policy is made from it, before any permit",
    "entries.register_fields": "the register: the policy is made from it, before any permit",
    "imported_voices.usable_name": "a name that the caller has",
    "imported_voices.with_voices": "what is about to be written",
    "hidden_words.fitting": "a text that the caller has",
    "hidden_words.labels_in": "what stands in a body that the caller has read",
    "hidden_words.replaced": "a body that the caller has read",
    "hidden_words.written": "what stands in a body that the caller has read",
    "note_lock.one_at_a_time": "a lock: who changes a person’s notes waits for the one before",
    "notes_files.as_read": "what a child said of a file that the caller has",
    "notes_files.as_told": "what stands in a file that the caller has",
    "code_groups.first_of_each": "labels that the caller has",
    "notes_files.read_notes_file": "what stands in a file that the caller has",
    "transcript_files.read_file": "what stands in a file that the caller has",
    "erasing.erasures_to_confirm": "ids, times and counts of what was erased",
    "erasing.what_goes": "counts of what may be seen and sizes of files",
    "erasing.list_certificates": "ids, times and counts of what was erased",
    "exporting.copies": "what the policy says, not content",
    "exceptions.checked_note": "what was typed",
    "exceptions.checked_principal": "what was typed",
    "handing_over.offers": "ids",
    "judging.Judge.judged": "a permit, or the sentence that says why there is none",
    "keeping_dates.access_to_renew": "ids",
    "known_backups.known_backups": "backups: for every member of the vault",
    "lesson.find_lesson": "an id",
    "own_clock.clock_requests": "ids",
    "own_clock.own_clock": "times of clocks",
    "own_clock.say_clock_is_right": "times of clocks",
    "notices.save_notice": "what was just written",
    "owed.suspend": "ids",
    "passages.write_passage": "an id",
    "people.holdings": "ids and dates, which lie in clear in headers",
    "people.invite": "an id and a code",
    "people.remove_person": "ids and dates",
    "people.replace_keys": "a sign-in",
    "people.take_up": "a sign-in",
    "people.words_of": "words for public keys",
    "permits.recorded_events": "the register: the policy is made from it, before any permit",
    "pruning.prune": "a report: ids, counts, codes",
    "readiness.ready_times": "ids and times",
    "recording.own_lesson": "nothing is read with it but through methods that ask",
    "restoring.find_generation": "a folder of encrypted files",
    "restoring.restore": "a report: ids, counts, codes",
    "retention.ending_lessons": "days, and titles that a permit gave",
    "retention.first_retention": "what is about to be written",
    "retention.keep_longer": "days, and a reason that stands in the register",
    "retention.keep_until": "days, and a reason that stands in the register",
    "retention.keeping": "days, and a reason that stands in the register",
    "retention.stated": "what is about to be written",
    "permits.retention_of": "the register: the policy is made from it, before any permit",
    "rights_answer.sealed": "a page that permits gave, encrypted",
    "rights_answer.unsealed": "a file that left the vault, opened with its own code",
    "school_key.make_school_key": "the private part of a new key",
    "school_key.sealed_lessons": "ids, owners and sizes, as anybody can see them from outside",
    "school_key.school_key": "words for public keys",
    "school.save_school": "what the school says of itself: for every member of the vault",
    "school.school": "what the school says of itself: for every member of the vault",
    "seen.seen_words": "what ``who_has_seen`` gave, which asks",
    "survey.all_closed": "ids and the sentence of an error",
    "survey.survey": "permits, ids, and sentences of errors",
    "tombstones.erased_lessons": "ids",
    "tombstones.lessons_without_recording": "ids",
    "transcripts.on_track": "what is about to be written",
    "transcripts.piece_body": "what is about to be written",
    "review_settings.review_settings": "what letters and keys do on one's own screen",
    "review_settings.change_review_settings": "the same, as one just set it",
    "review_settings.sample_of": "the id of one's own made-up lesson",
    "guessing.voices_ready": "whether a model is on this device",
    "voices.heard": "what the caller has: the voices of a guess that ``read_voices`` gave for a permit",
    "writing.job_of_lesson": "one's own job",
    "writing.queue_of_writing": "jobs: kinds, times and titles that ``open_lesson`` gave, for their owner alone",
    "writing.track_of": "a kind of job",
    "writing_times.writing_times": "two times of the day",
    "waits.waits_in": "computed from a transcript that a permit gave",
}
UPLOADS = "one's own recording on its way in: no lesson yet, so no register to ask"
NOT_ABOUT_LESSONS = frozenset(
    {
        "backup_place",
        "doctor",
        "edition",
        "browsers",
        "guesses",
        "model_work",
        "places",
        "sample_lesson",
        "sessions",
        "speech_model",
        "tink_check",
        "vault_place",
    }
)
"""Modules that see nobody's lesson: the machine, sign-ins, the model, the sample that is installed."""


@dataclass(frozen=True)
class Function:
    """A public function or method as its source has it."""

    name: str
    returns: frozenset[str]
    takes_permit: bool
    calls: frozenset[str]


def public_functions(folder: Path) -> dict[str, Function]:
    """Return every public function and method of a package; methods of plain data are its fields, and left out."""
    found = {}
    for path in sorted(folder.glob("*.py")):
        for name, node in _defined(ast.parse(path.read_text("utf-8")), path.stem):
            found[name] = _function(name, node)
    return found


def _defined(module: ast.Module, stem: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            yield f"{stem}.{node.name}", node
        elif isinstance(node, ast.ClassDef) and not _is_plain_data(node):
            for member in node.body:
                if isinstance(member, ast.FunctionDef):
                    yield f"{stem}.{node.name}.{member.name}", member


def _is_plain_data(node: ast.ClassDef) -> bool:
    marks = " ".join(map(ast.unparse, node.decorator_list))
    return "dataclass(frozen=True" in marks or node.name.startswith("_")


def _function(name: str, node: ast.FunctionDef) -> Function:
    annotations = [argument.annotation for argument in (*node.args.args, *node.args.kwonlyargs) if argument.annotation]
    names = _names(node.returns) if node.returns else set[str]()
    called = {ast.unparse(call.func).rpartition(".")[2] for call in ast.walk(node) if isinstance(call, ast.Call)}
    takes = any("Permit" in ast.unparse(annotation) for annotation in annotations)
    return Function(name, frozenset(names), takes, frozenset(called))


def _names(node: ast.expr) -> set[str]:
    found = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return found or {ast.unparse(node)}


def _asking(functions: dict[str, Function]) -> set[str]:
    """Return the functions that ask for a permit, themselves or through what they call."""
    asking = {name for name, one in functions.items() if one.takes_permit or "permit" in one.calls}
    while True:
        short = {name.rpartition(".")[2] for name in asking}
        more = {name for name, one in functions.items() if one.calls & short} - asking
        if not more:
            return asking
        asking |= more


def _is_public(name: str) -> bool:
    return not any(part.startswith("_") for part in name.split("."))


def _could_hold_content(one: Function) -> bool:
    return _is_public(one.name) and bool(one.returns - NO_CONTENT)


@pytest.fixture
def vault(root: Path) -> dict[str, Function]:
    """Return the functions of ``videoreflect.vault``."""
    return public_functions(root / "videoreflect" / "vault")


@pytest.fixture
def services(root: Path) -> dict[str, Function]:
    """Return the functions of ``videoreflect.services``."""
    return public_functions(root / "videoreflect" / "services")


def test_what_the_vault_gives_out_takes_a_permit(vault: dict[str, Function]) -> None:
    """In its signature, where everybody sees it; or a reason is written down here."""
    without = {name for name, one in vault.items() if _could_hold_content(one) and not one.takes_permit}

    assert without - OF_THE_VAULT.keys() == set()


def test_what_the_services_give_out_asks_for_a_permit(services: dict[str, Function]) -> None:
    """Itself or through what it calls; or a reason is written down here."""
    asking = _asking(services)
    without = {
        name
        for name, one in services.items()
        if _could_hold_content(one) and name not in asking and name.partition(".")[0] not in NOT_ABOUT_LESSONS
    }

    assert {name for name in without if not name.startswith("uploads.")} - OF_THE_SERVICES.keys() == set(), UPLOADS


def test_no_reason_outlives_its_function(vault: dict[str, Function], services: dict[str, Function]) -> None:
    """The lists above name what is there, and nothing that takes a permit anyway."""
    assert OF_THE_VAULT.keys() <= {name for name, one in vault.items() if not one.takes_permit}
    assert OF_THE_SERVICES.keys() <= services.keys()
    assert {f"{name}.py" for name in NOT_ABOUT_LESSONS} <= {
        path.name for path in (Path(__file__).parents[2] / "videoreflect" / "services").glob("*.py")
    }


def test_only_one_module_issues_permits(root: Path) -> None:
    """``permits.issue`` is called in services/permits.py and nowhere else."""
    callers = {
        path.relative_to(root).as_posix()
        for path in (root / "videoreflect").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"permits.issue", "issue", "Permit"}
    }

    assert callers == {"videoreflect/services/permits.py", "videoreflect/vault/permits.py"}
