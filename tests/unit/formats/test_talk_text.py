"""The record of a talk as text: in the order of the clip, one line each, whatever was typed."""

from __future__ import annotations

from videoreflect.domain.dialogue import AgreedAction, Moment, Said
from videoreflect.domain.note import AuthoredNote, Note
from videoreflect.formats import talk_text

NADIA, GWYN, GONE = "1" * 32, "2" * 32, "3" * 32
NAMES = {NADIA: "Nadia Holt", GWYN: "Gwyn Parry"}


def note(author: str, text: str, at_ms: int) -> AuthoredNote:
    return AuthoredNote(author, Note(f"{at_ms:032x}", at_ms, None, text), "open")


def test_a_record_reads_in_the_order_of_the_clip() -> None:
    moments = [
        Moment("a" * 32, 65_000, 65_000, (note(NADIA, "Too fast.", 65_000),)),
        Moment("b" * 32, 754_000, 790_000, (note(GONE, "A long\nwait.", 754_000),)),
    ]
    said = [Said("a" * 32, GWYN, "What did you see?", 1), Said("b" * 32, NADIA, "They thought.", 2)]
    actions = [AgreedAction("c" * 32, "Wait three seconds", NADIA, "2026-12-04", NADIA)]
    actions += [AgreedAction("d" * 32, "Watch again", GWYN, "", NADIA)]

    assert talk_text.write("Fractions", moments, said, actions, NAMES) == (
        "Fractions\n\n"
        "1:05\n  Nadia Holt noted: Too fast.\n  Gwyn Parry said: What did you see?\n\n"
        "12:34 to 13:10\n  somebody who has left noted: A long wait.\n  Nadia Holt said: They thought.\n\n"
        "Agreed\n- Nadia Holt, by 4 December 2026: Wait three seconds\n- Gwyn Parry: Watch again\n"
    )


def test_a_talk_without_moments_is_its_title() -> None:
    assert talk_text.write("Frac\x00tions\n", [], [], [], NAMES) == "Fractions\n"
