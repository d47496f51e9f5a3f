"""Options as people and scripts give them: as they are, ``-``, ``@FILE``, ``@@``; before and after the command."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.journey_stage import MENTOR, PASSPHRASES, TEACHER, Done, Stage
from videoreflect.cli import main

Call = Callable[..., Done]
FORMS = pytest.mark.parametrize("form", ["as it is", "-", "@FILE", "@@"])

pytestmark = [
    pytest.mark.parametrize("at", ["added"], indirect=True),
    pytest.mark.timeout(300),
]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Return what runs one command here, in a folder of its own, with ``stdin`` as its input."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: bytes | str = b"") -> Done:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        code = main(arguments)
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return run


@pytest.fixture
def me(at: Stage) -> list[str]:
    """Return who the teacher is, as global options."""
    return ["--vault", str(at.vault), "--as", TEACHER, "--passphrase-file", str(at.passphrase_file(TEACHER))]


def given(form: str, value: str, folder: Path) -> tuple[str, str]:
    """How ``value`` stands in the call, and what is on standard input."""
    if form == "-":
        return "-", value + "\n"
    if form == "@FILE":
        (folder / "value.txt").write_text(value + "\n", "utf-8")
        return "@value.txt", ""
    if form == "@@":
        return "@" + value if value.startswith("@") else value, ""
    return value, ""


@FORMS
def test_the_text_of_a_note(at: Stage, me: list[str], call: Call, tmp_path: Path, form: str) -> None:
    text = "@home? “¾” – שלום" if form == "@@" else "“¾” or ⅝? שלום"
    written, stdin = given(form, text, tmp_path)

    saved = call(*me, "note", at.lesson, "--at", "1:02", "--text", written, "--json", stdin=stdin)

    (note,) = call(*me, "show", at.lesson, "--json").document["notes"]
    assert (note["text"], note["at_ms"], note["id"]) == (text, 62_000, saved.document["note"])


@pytest.mark.parametrize(
    ("form", "place"), [("as it is", "before"), ("-", "after"), ("@FILE", "before"), ("@FILE", "after")]
)
def test_who_I_am(at: Stage, call: Call, tmp_path: Path, form: str, place: str) -> None:  # noqa: N802
    written, stdin = given(form, TEACHER, tmp_path)
    who = ["--vault", str(at.vault), "--as", written, "--passphrase-file", str(at.passphrase_file(TEACHER)), "--json"]

    done = call(*who, "lessons", stdin=stdin) if place == "before" else call("lessons", *who, stdin=stdin)

    assert done.code == 0
    assert [one["lesson"] for one in done.document["lessons"]] == [at.lesson]


@FORMS
def test_whom_a_lesson_may_be_shared_with(at: Stage, me: list[str], call: Call, tmp_path: Path, form: str) -> None:
    written, stdin = given(form, MENTOR, tmp_path)
    terms = ("--basis", "consent", "--purpose", "mentoring", "--until", "2099-07-31")

    agreed = call(*me, "consent", at.lesson, *terms, "--allow", f"share:{written}", "--json", stdin=stdin)
    shared = call(*me, "share", at.lesson, written, "--json", stdin=stdin)

    assert agreed.document["consent"]["share_with"] == [shared.document["person"]]


@FORMS
def test_the_name_of_a_new_person(at: Stage, me: list[str], call: Call, tmp_path: Path, form: str) -> None:
    name = "@ma Boateng" if form == "@@" else "Ama Boateng"
    written, stdin = given(form, name, tmp_path)
    (tmp_path / "new").write_text("seven paper boats\nonly the first line counts\n", "utf-8")

    added = call(*me, "person", "add", written, "--new-passphrase-file", "new", stdin=stdin)
    listed = call("person", *me, "list", "--json")

    assert added.code == 0
    assert sorted(one["name"] for one in listed.document["people"]) == sorted([TEACHER, MENTOR, name])
    theirs = ["--vault", str(at.vault), "--as", f"@{name}" if form == "@@" else name, "--passphrase-file", "new"]
    assert call("lessons", *theirs).code == 0


@pytest.mark.parametrize("form", ["-", "@@"])
def test_what_describes_a_lesson(at: Stage, me: list[str], call: Call, tmp_path: Path, form: str) -> None:
    clip = tmp_path / "silent.wav"
    clip.write_bytes(tone())
    focus = "@the back tables" if form == "@@" else "Waiting; then listening"
    written, stdin = given(form, focus, tmp_path)
    (tmp_path / "title.txt").write_text("\ufeffFrom a file\r\n", "utf-8")
    about = ["--title", "@title.txt", "--class", "Year 5", "--subject", "Maths", "--date", "2025-11-11"]

    done = call(*me, "add", str(clip), *about, "--focus", written, "--keep-until", "undecided", "--json", stdin=stdin)
    listed = {one["lesson"]: one for one in call(*me, "lessons", "--json").document["lessons"]}

    lesson = listed[done.document["lesson"]]
    assert {key: lesson[key] for key in ("title", "date", "class_name", "subject", "focus")} == {
        "title": "From a file", "date": "2025-11-11", "class_name": "Year 5", "subject": "Maths", "focus": focus,
    }  # fmt: skip


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_passphrase_from_standard_input(at: Stage, call: Call, place: str) -> None:
    who = ["--vault", str(at.vault), "--as", TEACHER, "--passphrase-file", "-"]
    command = [*who, "lessons"] if place == "before" else ["lessons", *who]

    assert call(*command, stdin=PASSPHRASES[TEACHER] + "\r\nnot this\n").code == 0
    refused = call(*command, stdin="not this\n")
    assert refused.code == 4
    assert "do not open this vault" in refused.err


def test_two_values_from_standard_input_are_refused(at: Stage, me: list[str], call: Call) -> None:
    who = ["--vault", str(at.vault), "--as", TEACHER, "--passphrase-file", "-"]

    refused = call(*who, "note", at.lesson, "--at", "1", "--text", "-", stdin=PASSPHRASES[TEACHER])

    assert refused.code == 2
    assert "Only one value in a call can come from standard input" in refused.err
    assert call(*me, "show", at.lesson, "--json").document["notes"] == []


def test_what_is_left_out_is_asked_for_only_at_a_terminal(at: Stage, me: list[str], call: Call) -> None:
    told = call(*me, "note", at.lesson, "--at", "1")
    assert told.code == 2
    assert "Note is missing. Give it as an option: as it is, as - for standard input, or as @FILE." in told.err

    told = call("--vault", str(at.vault), "--as", TEACHER, "lessons")
    assert told.code == 2
    assert "passphrase is missing" in told.err


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (None, 8, "cannot be read"),
        (b"\xff\xfe\x00", 2, "UTF-8"),
        (b"x" * (2 << 20) + b"x", 2, "too long"),
        (b"", 2, "few words"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    at: Stage, me: list[str], call: Call, content: bytes | None, code: int, sentence: str
) -> None:
    if content is not None:
        Path("note.txt").write_bytes(content)

    told = call(*me, "note", at.lesson, "--at", "1", "--text", "@note.txt")

    assert told.code == code
    assert sentence in told.err


@pytest.mark.parametrize(
    ("command", "code", "error"),
    [
        (("show", "0" * 32), 3, "not-found"),
        (("show", "f"), 3, "not-found"),
        (("transcribe", "LESSON"), 5, "not-allowed"),
        (("note", "LESSON", "--at", "soon", "--text", "x"), 2, "invalid-input"),
        (("note", "LESSON"), 2, "invalid-input"),
        (("share", "LESSON", "Nobody"), 3, "not-found"),
        (("export", "LESSON", "--format", "pdf", "--out", "x"), 2, "invalid-input"),
        (("consent", "LESSON", "--basis", "public-task", "--purpose", "mentoring", "--until", "2020-01-01"), 2,
         "invalid-input"),
        (("consent", "LESSON", "--basis", "public-task", "--purpose", "fun", "--until", "2099-01-01"), 2,
         "invalid-input"),
        (("consent", "LESSON", "--basis", "consent", "--purpose", "research", "--until", "2099-01-01", "--allow",
          "share"), 2, "invalid-input"),
        (("model", "verify", "huge"), 2, "invalid-input"),
        (("lessons", "--tidy"), 2, "invalid-input"),
        (("lesson",), 2, "invalid-input"),
        ((), 2, "invalid-input"),
    ],
)  # fmt: skip
def test_an_error_is_one_document_too(
    at: Stage, me: list[str], call: Call, command: tuple[str, ...], code: int, error: str
) -> None:
    told = call(*me, "--json", *(word.replace("LESSON", at.lesson) for word in command))

    assert told.code == code
    assert told.err == ""
    assert told.document["error"]["code"] == error
    assert told.document["error"]["sentence"].endswith(".")
    plain = call(*me, *(word.replace("LESSON", at.lesson) for word in command))
    assert (plain.code, plain.out) == (code, "")
    assert plain.err == f"videoreflect: {told.document['error']['sentence']}\n"


def test_a_refusal_gives_reasons_and_remedies_to_a_script(at: Stage, me: list[str], call: Call) -> None:
    error = call(*me, "transcribe", at.lesson, "--json").document["error"]

    assert error["reasons"] == ["Nothing is recorded yet about the people in the picture."]
    assert error["remedies"] == ["Record it on the consent page."]


def test_a_lesson_may_be_named_by_the_start_of_its_id(at: Stage, me: list[str], call: Call) -> None:
    assert call(*me, "show", at.lesson[:4]).code == 0
    assert call(*me, "show", at.lesson[:3]).code == 3


def test_help_is_there_for_everything(at: Stage, call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ((), ("add",), ("consent",), ("person", "add"), ("model", "import"), ("demo",)):
        with pytest.raises(SystemExit) as ended:
            call(*command, "--help")
        assert ended.value.code == 0
        assert "usage: videoreflect" in capsys.readouterr().out


def test_a_title_that_no_file_can_hold_is_refused(at: Stage, me: list[str], call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(tone())

    told = call(*me, "add", "a.wav", "--title", "caf\udce9")

    assert told.code == 2
    assert "one line" in told.err


def test_a_fault_of_ours_is_a_sentence_and_no_traceback(
    at: Stage, me: list[str], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("what the pupil said")

    monkeypatch.setitem(sys.modules["videoreflect.cli.commands"].COMMANDS, "lessons", broken)

    told = call(*me, "lessons", "--json")

    assert told.code == 1
    assert told.document["error"]["code"] == "internal"
    assert "pupil" not in told.told


def test_json_keeps_every_sign(at: Stage, me: list[str], call: Call) -> None:
    (lesson,) = call(*me, "--json", "lessons").document["lessons"]

    assert lesson["title"] == "Comparing fractions: ¾ or ⅝?"
    assert json.loads(json.dumps(lesson)) == lesson


def tone() -> bytes:
    """A tenth of a second of sound as WAV."""
    import math
    import struct
    import wave

    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        sound.writeframes(b"".join(struct.pack("<h", int(9_000 * math.sin(n / 6))) for n in range(8_000)))
    return out.getvalue()


@FORMS
def test_the_words_of_a_search(at: Stage, me: list[str], call: Call, tmp_path: Path, form: str) -> None:
    """Found in brackets with its time; no words and no room for them are told apart from nothing found."""
    call(*me, "note", at.lesson, "--at", "1:02", "--text", "Wait “longer” @home next time")
    written, stdin = given(form, "@home longer" if form == "@@" else "“longer” wai", tmp_path)

    found = call(*me, "search", written, "--json", stdin=stdin).document["lessons"]
    assert [(one["lesson"], len(one["hits"])) for one in found] == [(at.lesson, 1)]
    assert found[0]["hits"][0]["start_ms"] == 62_000
    assert "1:02  note  " in call(*me, "search", written, stdin=stdin).out
    assert call(*me, "search", "nothing", "such").out.strip() == "Nothing was found."
    assert call(*me, "search", "wait", "--limit", "0").code == 2
