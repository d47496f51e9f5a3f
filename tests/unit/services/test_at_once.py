"""How many transcripts are written at once: never more than the device can do, and kept for its owner."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.unit.services.conftest import NAME, PASSPHRASE, Room
from videoreflect.errors import InvalidInput
from videoreflect.services import accounts, at_once

GIB = 1 << 30


def device(monkeypatch: pytest.MonkeyPatch, cores: int, total: int, free: int = 1) -> None:
    monkeypatch.setattr(at_once, "usable_cores", lambda: cores)
    monkeypatch.setattr(at_once, "usable_threads", lambda: min(4, cores))
    memory = SimpleNamespace(total=total * GIB, available=free * GIB)
    monkeypatch.setattr(at_once, "psutil", SimpleNamespace(virtual_memory=lambda: memory))


@pytest.mark.parametrize(
    ("cores", "gib", "most"), [(1, 2, 1), (2, 64, 1), (4, 4, 1), (4, 8, 2), (8, 8, 2), (8, 16, 3), (64, 256, 3)]
)
def test_two_processors_and_four_gib_are_needed_for_each(
    monkeypatch: pytest.MonkeyPatch, cores: int, gib: int, most: int
) -> None:
    device(monkeypatch, cores, gib)

    assert at_once.most_at_once() == most
    assert ("one transcript" if most == 1 else f"up to {most}") in at_once.why_no_more()


def test_it_is_one_until_somebody_says_more_and_kept(monkeypatch: pytest.MonkeyPatch, room: Room) -> None:
    device(monkeypatch, 8, 16)
    assert at_once.at_once(room.session) == 1
    for wrong in (0, 4):
        with pytest.raises(InvalidInput, match="8 processors"):
            at_once.set_at_once(room.session, wrong)
    at_once.set_at_once(room.session, 3)

    assert at_once.at_once(accounts.sign_in(room.vault, NAME, PASSPHRASE)) == 3
    device(monkeypatch, 2, 16)
    assert at_once.at_once(room.session) == 1, "on a smaller device it is what that can do"


def test_processors_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    device(monkeypatch, 8, 16)
    assert [at_once.threads_for(sharing) for sharing in (0, 1, 2, 3, 9)] == [4, 4, 4, 2, 1]


def test_a_second_model_needs_room(monkeypatch: pytest.MonkeyPatch) -> None:
    device(monkeypatch, 8, 16, free=2)
    assert at_once.has_room("base")
    assert not at_once.has_room("large-v3")
