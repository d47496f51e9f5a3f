"""The register as a page: readable, complete, by pseudonym, and nothing in it can act."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.unit.domain.test_school import FULL
from tests.unit.formats.test_dpv import GIVEN, GIVEN_MS, MENTOR
from videoreflect.domain.consent import ConsentKind, Place, Remedy
from videoreflect.domain.school import School
from videoreflect.formats.register_page import RegisterFacts, register_page

OBJECTED = replace(
    GIVEN,
    kind=ConsentKind.OBJECTED,
    principal="pupil 7",
    until_ms=None,
    note="Jonas Quibblewick’s mother rang",
    places=(Place(760_000, 790_000, "back left"),),
    remedy=Remedy.PRIVATE,
)
FACTS = RegisterFacts(
    "6K", "2026-11-20", "Mathematics", "Nadia Holt", [(GIVEN, GIVEN_MS), (OBJECTED, GIVEN_MS + 1)],
    {MENTOR: "Gwyn Parry"}, FULL, GIVEN_MS,
)  # fmt: skip


def test_a_parent_reads_what_was_recorded() -> None:
    """Who, what for, with whom, until when, where in the film; the newest entry first."""
    page = register_page(FACTS)

    for told in (
        "pupil 7",
        "Gwyn Parry",
        "public task",
        "12:40 to 13:10, back left",
        "the lesson stays private",
        FULL.authority,
    ):
        assert told in page
    assert page.index("Objected.") < page.index("Agreed.")


def test_notes_of_the_teacher_stay_out() -> None:
    """They may name a child."""
    assert "Quibblewick" not in register_page(FACTS)


def test_nothing_in_it_can_act() -> None:
    """No script, nothing from elsewhere, whatever somebody typed.

    Seen to fail with ``escape`` taken out of ``formats/printed_page.py``.
    """
    hostile = "<script>alert(1)</script><img src=//x onerror=y> \u202eterces\" onclick='z"
    place = Place(0, 1, hostile)
    event = replace(OBJECTED, principal=hostile, places=(place,))
    said = replace(School(), controller="A" + "<b>", authority="<i>", complaints="</html>" + hostile[:30])
    page = register_page(replace(FACTS, class_name=hostile, teacher=hostile, school=said, events=[(event, 0)]))

    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!]+)", page))
    assert tags <= {
        "!doctype", "html", "head", "meta", "title", "style", "body", "h", "p", "ul", "li", "table", "thead", "tbody",
        "tr", "th", "td",
    }  # fmt: skip
    assert "\u202e" not in page
    assert not re.search(r"(src|href)=|url\(|@import", page.replace("src=//x", "", 99))
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page


def test_before_anything_is_recorded() -> None:
    """A sentence, no empty table."""
    page = register_page(replace(FACTS, events=[]))

    assert "Nothing is recorded yet" in page
    assert "<table>" not in page
