"""A document for somebody outside: opens with its code, and with nothing else."""

from __future__ import annotations

import pytest

from videoreflect.crypto.recovery import new_code
from videoreflect.crypto.sealed_answer import MAGIC, open_answer, seal_answer
from videoreflect.errors import FormatError, InvalidInput, SignInRefused

CLEAR = b"What is held about Zephyrine"


def test_it_opens_with_its_code_however_it_is_typed() -> None:
    """Lower case, spaces for hyphens."""
    raw, code = seal_answer(CLEAR)

    assert raw.startswith(MAGIC)
    assert b"Zephyrine" not in raw
    assert open_answer(raw, code) == open_answer(raw, code.lower().replace("-", " ")) == CLEAR


def test_each_file_has_a_code_of_its_own() -> None:
    """And the same words never look the same."""
    (first, one), (second, two) = seal_answer(CLEAR), seal_answer(CLEAR)

    assert one != two
    assert first[8:] != second[8:]
    with pytest.raises(SignInRefused):
        open_answer(first, two)


def test_every_change_is_noticed() -> None:
    """Each byte of it."""
    raw, code = seal_answer(CLEAR)
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises((SignInRefused, FormatError)):
            open_answer(bytes(changed), code)


@pytest.mark.parametrize("raw", [b"", b"VRANSW01", b"VRSTATE1" + bytes(90), b"<!doctype html>" + bytes(90)])
def test_another_kind_of_file_is_told(raw: bytes) -> None:
    """Not taken for a wrong code."""
    with pytest.raises(FormatError):
        open_answer(raw, new_code())


def test_a_slip_of_the_pen_is_told() -> None:
    """From a wrong code."""
    with pytest.raises(InvalidInput):
        open_answer(seal_answer(CLEAR)[0], "AAAA-BBBB")
