"""``doctor``: what it looks at, and what it says about folders that are no place for a vault."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from videoreflect.services import browsers, doctor, vault_place
from videoreflect.services.doctor import Finding, examine
from videoreflect.services.vault_place import mounts_in, nearest_folder, on_network, sync_service


def said(findings: list[Finding], word: str) -> Finding:
    (found,) = [one for one in findings if word in one.what]
    return found


def test_everything_is_looked_at_and_nothing_is_changed(tmp_path: Path) -> None:
    findings = examine(tmp_path / "vault")

    assert said(findings, "Python").ok
    assert said(findings, "ffmpeg version").ok
    assert said(findings, "speech model base").ok
    assert said(findings, "can be written to").ok
    assert "GB are free" in said(findings, "free").what
    assert said(findings, "shell’s history").ok
    assert [*tmp_path.iterdir()] == []
    for one in findings:
        assert one.what.endswith(".") or "ffmpeg version" in one.what
        assert one.ok or one.remedy


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Path("/proc") if sys.platform == "linux" else tmp_path
    if sys.platform != "linux":
        tmp_path.chmod(0o500)

    found = said(examine(place / "vault"), "cannot be written to")

    assert not found.ok
    assert "--vault" in found.remedy


def test_a_missing_model_and_an_altered_one_have_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "model_readiness", lambda: ("base", False, "Get it."))
    assert doctor._model() == Finding("The speech model base is not on this device.", False, "Get it.")

    monkeypatch.undo()
    monkeypatch.setenv("VIDEOREFLECT_MODELS", str(tmp_path))
    folder = tmp_path / "base"
    folder.mkdir()
    from videoreflect.speech.catalogue import spec_of

    for name in spec_of("base").files:
        (folder / name).write_bytes(b"other bytes")
    altered = doctor._model()
    assert not altered.ok
    assert "not the published one" in altered.what
    assert altered.remedy


def test_an_ffmpeg_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "nowhere"))

    assert not doctor._ffmpeg().ok
    assert "imageio-ffmpeg" in doctor._ffmpeg().remedy


# -- Browsers ----------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="programs have another ending there")
def test_a_browser_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if sys.platform == "linux":
        assert browsers.find_browser() is None
        assert not doctor._browser().ok
        assert "Install one" in doctor._browser().remedy

    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\n", "utf-8")
    browser.chmod(0o755)

    if sys.platform == "linux":
        assert browsers.find_browser() == browser
    assert doctor._browser().ok


# -- Folders -----------------------------------------------------------------------------

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/school rw - nfs4 server:/export rw
31 22 0:41 / /mnt/staff\\040room rw,nosuid - cifs //server/staff rw
32 31 8:2 / /mnt/staff\\040room/local rw - ext4 /dev/sdb1 rw
33 22 0:42 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
a line of something else
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/mountinfo")
@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/data/vault", False), ("/mnt/school/vault", True), ("/mnt/schools/vault", False),
        ("/mnt/staff room/a/b", True), ("/mnt/staff room/local/vault", False), ("/run/user/1000/gvfs/smb/x", True),
    ],
)  # fmt: skip
def test_the_innermost_mount_decides(path: str, network: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_place, "_linux_mounts", lambda: mounts_in(MOUNTS))

    assert on_network(Path(path)) is network


def test_this_device_is_not_a_network(tmp_path: Path) -> None:
    assert not on_network(tmp_path / "not" / "there" / "yet")


@pytest.mark.parametrize(
    ("parts", "service"),
    [
        (("OneDrive - School", "vault"), "OneDrive"),
        (("Dropbox",), "Dropbox"),
        (("Google Drive", "My Drive"), "Google Drive"),
        (("Library", "Mobile Documents", "x"), "iCloud"),
        (("iCloudDrive",), "iCloud"),
        (("Nextcloud", "v"), "Nextcloud"),
        (("Library", "CloudStorage", "x"), "a sync service"),
        (("Documents", "vault"), None),
    ],
)
def test_sync_folders_are_known_by_name(tmp_path: Path, parts: tuple[str, ...], service: str | None) -> None:
    place = tmp_path.joinpath(*parts)

    assert sync_service(place) == service
    warnings = [one for one in examine_place(place) if not one.ok and "copied elsewhere" in one.what]
    assert bool(warnings) is (service is not None)


def test_a_vault_on_a_network_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "on_network", lambda _: True)

    (found,) = [one for one in examine_place(tmp_path) if "network drive" in one.what]
    assert not found.ok


def test_the_folder_in_which_a_vault_would_be_made(tmp_path: Path) -> None:
    assert nearest_folder(tmp_path / "a" / "b") == tmp_path.resolve()
    assert nearest_folder(tmp_path) == tmp_path.resolve()
    assert nearest_folder(Path("x")).is_absolute()
    assert nearest_folder(Path("~/vault")).is_absolute()


def examine_place(place: Path) -> list[Finding]:
    """Only what concerns the folder."""
    return list(doctor._place(place))
