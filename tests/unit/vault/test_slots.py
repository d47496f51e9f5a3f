"""Slots: who gets in, and that every way not to is the same one."""

from __future__ import annotations

import hmac
import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.vault.school import ANNA, MARK, OLGA, PASSPHRASES, School
from videoreflect.crypto.passphrase import SlotSecret
from videoreflect.crypto.recovery import new_code
from videoreflect.errors import IntegrityError, InvalidInput, SignInRefused
from videoreflect.vault import slots
from videoreflect.vault.folder import open_vault_folder
from videoreflect.vault.passphrases import renew_slots
from videoreflect.vault.signin import sign_in, sign_in_by_recovery

pytest_plugins = ["tests.unit.vault.school_fixtures"]

Change = Callable[[dict[str, Any]], None]


def edit(school: School, name: str, change: Change) -> None:
    """Rewrite a person's slots file."""
    path = school.person_file(name, "json")
    fields = json.loads(path.read_text())
    change(fields)
    path.write_text(json.dumps(fields))


def test_every_person_signs_in_with_their_own_name_and_passphrase(first_school: School) -> None:
    """And becomes themselves, however the name is typed."""
    typed = {ANNA: unicodedata.normalize("NFD", ANNA.upper()), MARK: f"  {MARK.lower()} ", OLGA: OLGA}
    for name, as_typed in typed.items():
        assert sign_in(first_school.path, as_typed, PASSPHRASES[name]).person == first_school.people[name]


def test_unknown_name_wrong_passphrase_and_damaged_slot_are_one_error(school: School) -> None:
    """One class, one sentence, no fields: nobody learns who is in the vault (F15)."""
    assert str(refusal(school, "Nobody", PASSPHRASES[ANNA])) == str(refusal(school, ANNA, PASSPHRASES[MARK]))
    with pytest.raises(SignInRefused) as unknown:
        sign_in_by_recovery(school.path, new_code())
    refusals = [unknown.value]
    for change in (_flip("wrapped"), _flip("nonce"), _flip("tag"), _other_key("x_wing"), _other_key("ed25519")):
        damaged = json.loads(school.person_file(ANNA, "json").read_text())
        edit(school, ANNA, change)
        with pytest.raises(SignInRefused) as caught:
            school.sign_in(ANNA)
        refusals.append(caught.value)
        school.person_file(ANNA, "json").write_text(json.dumps(damaged))

    told = {(type(error), str(error), tuple(error.fields)) for error in refusals}
    assert told == {(SignInRefused, str(unknown.value), ())}


def refusal(school: School, name: str, passphrase: str) -> SignInRefused:
    """Return how a sign-in was refused."""
    with pytest.raises(SignInRefused) as caught:
        sign_in(school.path, name, passphrase)
    return caught.value


def _flip(key: str) -> Change:
    def change(fields: dict[str, Any]) -> None:
        for slot in fields["slots"]:
            slot[key] = ("B" if slot[key][0] == "A" else "A") + slot[key][1:]

    return change


def _other_key(key: str) -> Change:
    def change(fields: dict[str, Any]) -> None:
        fields[key] = ("B" if fields[key][0] == "A" else "A") + fields[key][1:]

    return change


def test_all_slots_are_compared_whatever_matches(first_school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three people with two slots each: six comparisons for everybody, also for nobody."""
    compared: list[bytes] = []

    def counted(one: bytes, other: bytes) -> bool:
        compared.append(one)
        return hmac.compare_digest(one, other)

    class Hmac:
        compare_digest = staticmethod(counted)

    monkeypatch.setattr(slots, "hmac", Hmac)
    folder = open_vault_folder(first_school.path)
    for name in (ANNA, MARK, OLGA):
        sign_in_by_recovery(first_school.path, first_school.codes[name])
        assert len(compared) == 6
        compared.clear()
    with pytest.raises(SignInRefused):
        slots.open_slot(folder, "passphrase", SlotSecret(bytes(32), bytes(32)))
    assert len(compared) == 6


def test_a_passphrase_slot_does_not_open_as_a_recovery_slot(school: School) -> None:
    """The kind is bound into the slot."""
    edit(school, ANNA, lambda fields: fields["slots"][1].update(kind="passphrase"))
    with pytest.raises(SignInRefused):
        school.sign_in(ANNA)


def test_one_damaged_file_does_not_lock_out_the_others(school: School) -> None:
    """Mark's file is rubbish; Anna signs in."""
    school.person_file(MARK, "json").write_bytes(b"\xff{[")

    assert school.sign_in(ANNA).person == school.people[ANNA]
    with pytest.raises(SignInRefused):
        school.sign_in(MARK)


def test_a_slots_file_under_another_persons_name_opens_nobody(school: School) -> None:
    """Anna's slots copied over Mark's file do not make her him."""
    copied = school.person_file(ANNA, "json").read_bytes()
    school.person_file(MARK, "json").write_bytes(copied)
    school.person_file(ANNA, "json").unlink()
    with pytest.raises(SignInRefused):
        school.sign_in(ANNA)
    edit(school, MARK, lambda fields: fields.update(person=school.people[MARK]))
    with pytest.raises(SignInRefused):
        school.sign_in(ANNA)


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields.update(more=1),
        lambda fields: fields.update(format=2),
        lambda fields: fields.update(slots=[]),
        lambda fields: fields.update(slots=fields["slots"] * 5),
        lambda fields: fields.update(slots={"0": fields["slots"][0]}),
        lambda fields: fields["slots"][0].update(more=1),
        lambda fields: fields["slots"][0].update(kind=["passphrase"]),
        lambda fields: fields["slots"][1].update(tag=fields["slots"][1]["tag"].rstrip("=")),
        lambda fields: fields["slots"][0].update(nonce=None),
        lambda fields: fields.update(x_wing="é"),
        lambda fields: fields.update(vault="0" * 32),
        lambda fields: fields.update(person="../../etc/passwd"),
    ],
    ids=range(12),
)
def test_a_malformed_slots_file_is_refused_like_a_wrong_passphrase(school: School, change: Change) -> None:
    """Unknown keys, wrong types, too many slots, base64 that is not canonical."""
    edit(school, ANNA, change)
    with pytest.raises(SignInRefused):
        school.sign_in(ANNA)


def test_a_new_recovery_code_ends_the_old_one_and_the_old_passphrase(school: School) -> None:
    """Both slots are replaced around the same root secret."""
    old = school.codes[ANNA]
    session = school.sign_in(ANNA)
    code = renew_slots(session, "a new passphrase entirely")

    assert sign_in_by_recovery(school.path, code).person == session.person
    with pytest.raises(SignInRefused):
        sign_in_by_recovery(school.path, old)
    with pytest.raises(SignInRefused):
        sign_in(school.path, ANNA, PASSPHRASES[ANNA])


def test_a_slip_in_the_recovery_code_is_told_apart(school: School) -> None:
    """InvalidInput for a slip of the pen, SignInRefused for a code of another vault."""
    code = school.codes[ANNA]
    with pytest.raises(InvalidInput):
        sign_in_by_recovery(school.path, code[:-1] + ("0" if code[-1] != "0" else "1"))
    with pytest.raises(SignInRefused):
        sign_in_by_recovery(school.path, slots_free_code())


def slots_free_code() -> str:
    """Return a well-formed code that opens nothing."""
    return new_code()


def test_a_root_secret_that_does_not_fit_the_pinned_key_is_refused(school: School) -> None:
    """The person's own key is pinned in their own state as well."""
    session = school.sign_in(ANNA)
    pins = session.state.state.pins
    pins[session.person], pins[school.people[MARK]] = pins[school.people[MARK]], pins[session.person]
    with pytest.raises(IntegrityError):
        session.state.save()
