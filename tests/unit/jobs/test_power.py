"""Mains or battery, as the real reader of the system sees a made-up one; and who goes first."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from videoreflect.jobs.power import on_mains

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="makes up a folder of /sys")


@pytest.fixture
def supply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys.modules["psutil._pslinux"], "POWER_SUPPLY_PATH", str(tmp_path))
    return tmp_path


def battery(supply: Path, status: str, *, plugged: bool | None) -> None:
    (supply / "BAT0").mkdir()
    for name, value in {"energy_now": "40", "energy_full": "100", "power_now": "10", "status": status}.items():
        (supply / "BAT0" / name).write_text(value)
    if plugged is not None:
        (supply / "AC0").mkdir()
        (supply / "AC0" / "online").write_text("1" if plugged else "0")


def test_a_device_without_a_battery_is_on_mains(supply: Path) -> None:
    assert on_mains()


@pytest.mark.parametrize(
    ("status", "plugged", "mains"),
    [("Discharging", False, False), ("Discharging", None, False), ("Charging", True, True), ("Full", None, True),
     ("Unknown", None, True)],
)  # fmt: skip
def test_a_battery(supply: Path, status: str, plugged: bool | None, mains: bool) -> None:
    battery(supply, status, plugged=plugged)

    assert on_mains() is mains


def test_a_system_that_does_not_tell_is_on_mains(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise OSError

    monkeypatch.setattr(psutil, "sensors_battery", fails)

    assert on_mains()
