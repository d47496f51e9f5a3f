"""Notices: readable for whom they are for, nothing promised that the lawful basis does not carry, gaps seen."""

from __future__ import annotations

import re

import pytest

from tests.unit.formats.reading_ease import grade
from videoreflect.domain.consent import Basis
from videoreflect.formats.notice import GAP, NoticeKind, fill, fill_text, open_places, template_text

KNOWN = {
    "class_name": "Class 6K",
    "school": "Quillfeather Primary School",
    "address": "1 Chalk Lane, Otterbourne",
    "teacher": "Nadia Holt",
    "lesson": "Fractions, 6K, 2026-11-20",
    "lesson_day": " in Mathematics on 20 November 2026",
    "contact": "Mrs Reed",
    "reach": "dpo@quillfeather.example or 01632 960001",
    "purposes": "- The teacher looks back at the lesson.\n- The teacher talks about it with a mentor.",
    "recipients": "Nadia Holt, who taught the lesson, and Gwyn Parry, who looks back at it with Nadia Holt.",
    "kept": "It is kept until 1 July 2027 at the latest.",
    "authority": "the Information Commissioner’s Office",
    "authority_address": "ico.org.uk",
    "complaints": "Please speak with the head teacher first.",
    "today": "22 November 2026",
    "jurisdiction": "England",
    "dpia": "DPIA 7",
    "basis_words": "public task (UK GDPR, Article 6(1)(e))",
}
FOR_PEOPLE_IN_THE_PICTURE = (NoticeKind.PARENTS, NoticeKind.PUPILS_7_11, NoticeKind.PUPILS_12_16)


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize(
    ("kind", "most"),
    [
        (NoticeKind.PUPILS_7_11, 3.0),
        (NoticeKind.PUPILS_12_16, 6.0),
        (NoticeKind.PARENTS, 8.0),
        (NoticeKind.STAFF, 9.0),
        (NoticeKind.DPIA, 12.0),
    ],
)
def test_it_can_be_read_by_whom_it_is_for(kind: NoticeKind, most: float, basis: Basis) -> None:
    """Grade 3 is read at 8 to 9, grade 6 at 11 to 12, grade 8 is what plain English for adults aims at."""
    assert grade(fill(kind, KNOWN, {basis, "transcribe"}).text) <= most


def test_the_measure_tells_a_law_from_a_story() -> None:
    """It is the measure that has to notice, not us."""
    assert grade("The cat sat on the mat. It was fat. The dog ran to it.") < 1
    law = (
        "Notwithstanding the applicability of the aforementioned legislation, the supervisory authority "
        "designated in accordance with subsequent provisions retains considerable discretionary responsibility."
    )
    assert grade(law) > 20


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_a_gap_is_seen_and_named(kind: NoticeKind) -> None:
    """Also when nothing at all is known; the day alone may be left out."""
    filled = fill(kind, dict.fromkeys(KNOWN, ""), {"consent", "transcribe"})

    assert filled.gaps
    assert "lesson_day" not in filled.gaps
    assert filled.text.count(GAP) >= len(filled.gaps)
    assert "${" not in filled.text


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("basis", list(Basis))
def test_nothing_of_the_template_is_left(kind: NoticeKind, basis: Basis) -> None:
    """No sign of the form, and only what a person has to add in brackets."""
    text = fill(kind, KNOWN, {basis}).text

    assert not re.search(r"[{}$]|\n\n\n", text)
    assert bool(open_places(text)) is (kind is NoticeKind.DPIA)


@pytest.mark.parametrize("kind", FOR_PEOPLE_IN_THE_PICTURE)
def test_objection_and_withdrawal_follow_the_basis(kind: NoticeKind) -> None:
    """Who was never asked for consent is not told to take it back; who was is told that they can.

    Seen to fail with ``is not bool`` turned into ``is bool`` in ``formats/notice.py``.
    """
    for basis in (Basis.PUBLIC_TASK, Basis.LEGITIMATE_INTERESTS):
        told = fill(kind, KNOWN, {basis}).text
        assert "take your yes back" not in told.lower()
        assert "take your consent back" not in told.lower()
        assert re.search(r"you can object|You do not have to say why", told)
    assert re.search(
        r"take (your|a) (consent|yes) back|You can say yes now and no later", fill(kind, KNOWN, {"consent"}).text
    )


@pytest.mark.parametrize("kind", FOR_PEOPLE_IN_THE_PICTURE)
def test_each_says_what_the_law_asks_for(kind: NoticeKind) -> None:
    """Who sees it, how long, what one can do, whom to complain to, and that it stays on the device."""
    text = fill(kind, KNOWN, {"public-task", "transcribe"}).text

    assert {"recipients", "kept", "authority", "contact"} <= set(re.findall(r"\$\{(\w+)\}", template_text(kind)))
    assert "internet" in text
    assert "computer" in text
    assert text.index("## ") < text.index(KNOWN["recipients"])


def test_staff_terms_are_not_consent() -> None:
    """Between employer and employee consent is hardly free; the text says so."""
    text = fill(NoticeKind.STAFF, KNOWN, {"public-task"}).text

    assert "It is not consent in the sense of data protection law" in text
    assert "can stop at any time" in text


def test_a_value_is_taken_as_it_is() -> None:
    """A name with signs of the form in it stays a name."""
    filled = fill_text("${school} $$5\n{consent} asked\n", {"school": "${address} {consent} $x"}, set())

    assert filled.text == "${address} {consent} $x $5\n"
