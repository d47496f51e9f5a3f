"""Recording an agreement: what the school says once, and the notice that people were given, go with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.vault.school import ANNA, MARK, School, agreement
from videoreflect.domain.exceptions import open_exceptions
from videoreflect.domain.ids import new_id
from videoreflect.errors import NotFound
from videoreflect.formats.notice import NoticeKind
from videoreflect.services.notices import save_notice
from videoreflect.services.permits import recorded_events
from videoreflect.services.recording_consent import record_agreement, record_objection
from videoreflect.services.school import save_school
from videoreflect.services.school import school as read_school

pytest_plugins = ["tests.unit.vault.school_fixtures"]


def test_what_the_school_says_and_the_notice_are_recorded_with_an_agreement(school: School) -> None:
    """Nobody types them again; a newer notice is named by the next agreement, one of another lesson by none."""
    anna = school.sign_in(ANNA)
    save_school(anna, replace(read_school(anna), jurisdiction="Wales", dpia="DPIA 7", contact="Mrs Reed"))
    terms = agreement(school.people[MARK], now_ms=anna.now_ms())
    record_agreement(anna, school.lesson, terms)
    first = recorded_events(anna.capsule(school.lesson))[-1].event
    assert (first.jurisdiction, first.dpia, first.notice, first.language) == ("Wales", "DPIA 7", "", "en-GB")
    assert "Mrs Reed" in first.withdrawal

    save_notice(anna, school.lesson, NoticeKind.STAFF, "For staff.", "en-GB")
    told = save_notice(anna, school.lesson, NoticeKind.PARENTS, "Dear parents.", "cy")
    record_agreement(anna, school.lesson, terms)
    named = recorded_events(anna.capsule(school.lesson))[-1].event
    assert (named.notice, named.notice_hash, named.language) == (told.id, told.sha256, "cy")
    with pytest.raises(NotFound):
        record_agreement(anna, school.lesson, replace(terms, notice=new_id()))


def test_a_no_is_due_when_the_school_says(school: School) -> None:
    """So many days ahead, unless a day is chosen."""
    anna = school.sign_in(ANNA)
    save_school(anna, replace(read_school(anna), due_days=3))
    before = anna.now_ms()
    record_objection(anna, school.lesson, "pupil 7")
    (found,) = open_exceptions(recorded_events(anna.capsule(school.lesson)))
    assert 0 <= found.due_ms - before - 3 * 86_400_000 < 60_000
