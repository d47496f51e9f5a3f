"""What errors tell: a sentence to a person, reasons with remedies, and never what is inside."""

from __future__ import annotations

import pytest

from videoreflect import errors
from videoreflect.errors import NotAllowed, VideoReflectError


def test_a_refusal_tells_each_reason_with_its_remedy() -> None:
    refusal = NotAllowed(reasons=("It ended.", "One objects."), remedies=("Renew it.", "Wait."))

    assert refusal.sentence == "It ended. Renew it. One objects. Wait."
    assert str(refusal) == refusal.sentence


def test_a_refusal_without_reasons_still_says_something() -> None:
    assert NotAllowed().sentence == NotAllowed.default
    assert NotAllowed("Ask the owner.").sentence == "Ask the owner."


def test_reasons_and_remedies_come_in_pairs() -> None:
    with pytest.raises(ValueError, match="argument"):
        NotAllowed(reasons=("It ended.",), remedies=())


def test_fields_are_for_machines_and_stay_out_of_the_sentence() -> None:
    error = errors.OlderCopy(serial=7)

    assert error.fields == {"serial": 7}
    assert "7" not in error.sentence


def test_an_empty_sentence_falls_back_to_the_usual_one() -> None:
    assert VideoReflectError("").sentence == VideoReflectError.default


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        (errors.VideoReflectError, 1), (errors.InvalidInput, 2), (errors.NotFound, 3), (errors.SignInRefused, 4),
        (errors.NotAllowed, 5), (errors.FormatError, 6), (errors.IntegrityError, 7), (errors.DiskFull, 8),
        (errors.NotMedia, 9), (errors.ModelMissing, 10), (errors.LeaseEnded, 11), (errors.PortInUse, 12),
    ],
)  # fmt: skip
def test_exit_codes_do_not_change(kind: type[VideoReflectError], exit_code: int) -> None:
    assert kind.exit_code == exit_code
