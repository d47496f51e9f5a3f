"""The recovery code: what is written on paper opens the slot, and a slip of the pen is told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.crypto import recovery
from videoreflect.crypto.recovery import ALPHABET, new_code, recovery_secret
from videoreflect.errors import InvalidInput

VAULT = "0" * 32


@given(st.binary(min_size=16, max_size=16))
def test_every_code_reads_back_to_its_own_bits(raw: bytes) -> None:
    """Writing and reading are inverse to each other for all 128-bit values."""
    assert recovery._read(recovery._written(raw)) == raw


def test_a_code_has_28_characters_in_seven_groups() -> None:
    """As the error sentence describes it, and as 26 + 2 characters of FORMAT 4.3."""
    code = new_code()

    assert [len(group) for group in code.split("-")] == [4] * 7
    assert set(code) <= set(ALPHABET) | {"-"}
    assert len({new_code() for _ in range(50)}) == 50


@pytest.mark.parametrize("raw", [bytes(16), b"\xff" * 16, bytes(range(16))], ids=["zeros", "ones", "counting"])
def test_every_single_character_slip_is_refused(raw: bytes) -> None:
    """Any one character replaced by any other gives InvalidInput or, seldom, another code; never this one's key.

    Ten check bits let one in 1024 wrong codes pass; what passes is another secret, not this one.
    """
    code = recovery._written(raw).replace("-", "")
    slips = [code[:i] + wrong + code[i + 1 :] for i in range(28) for wrong in ALPHABET if wrong != code[i]]
    passed = [slip for slip in slips if _is_read(slip)]

    assert len(passed) <= len(slips) // 200
    assert all(recovery._read(slip) != raw for slip in passed)


def test_case_spaces_hyphens_and_lookalikes_do_not_matter() -> None:
    """A code typed in lower case, without hyphens, with l for 1 and o for 0, is the same code."""
    code = recovery._written(bytes([0, 66, 16]) + bytes(13))
    typed = " " + code.lower().replace("-", " ").replace("1", "l").replace("0", "o") + " "

    assert recovery_secret(typed, VAULT) == recovery_secret(code, VAULT)
    assert recovery_secret(code.replace("-", "").replace("1", "I"), VAULT) == recovery_secret(code, VAULT)


@pytest.mark.parametrize("typed", ["", "-", "0" * 27, "0" * 29, "U" * 28, "é" * 28, "ſ" * 28, "\ud800" * 28])
def test_what_is_no_code_is_refused_with_a_sentence(typed: str) -> None:
    """Wrong length, letters outside the alphabet and odd Unicode are InvalidInput, never another exception."""
    with pytest.raises(InvalidInput):
        recovery_secret(typed, VAULT)


def test_one_code_opens_one_vault_only() -> None:
    """The vault's id is bound in: the same code typed into another vault gives other keys."""
    code = new_code()
    here, there = recovery_secret(code, VAULT), recovery_secret(code, "1" * 32)

    assert here.tag != there.tag
    assert here.key != there.key
    assert here.tag != here.key


def test_no_secret_is_shown_by_accident() -> None:
    """A slot's secret does not appear in logs or tracebacks."""
    secret = recovery_secret(new_code(), VAULT)

    assert secret.key.hex() not in repr(secret)
    assert str(secret.key) not in repr(secret)


def _is_read(code: str) -> bool:
    try:
        recovery._read(code)
    except InvalidInput:
        return False
    return True
