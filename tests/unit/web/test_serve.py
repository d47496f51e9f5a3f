"""Settings and ports, before anything is started."""

from __future__ import annotations

import socket
import tomllib
from pathlib import Path

import pytest

from videoreflect import serve
from videoreflect.errors import PortInUse
from videoreflect.services import places


def test_the_packaged_settings_are_given_as_overrides() -> None:
    settings = serve.settings()

    assert settings["server.address"] == "127.0.0.1"
    assert settings["browser.gatherUsageStats"] is False
    assert settings["theme.light.primaryColor"].startswith("#")
    assert isinstance(settings["theme.fontFaces"], list)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server.address", "0.0.0.0"),  # noqa: S104 - what must be refused
        ("server.enableStaticServing", True),
        ("server.fileWatcherType", "auto"),
        ("server.enableXsrfProtection", False),
        ("browser.gatherUsageStats", True),
        ("client.showErrorDetails", "full"),
    ],
)
def test_other_settings_are_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    effective = {**serve.settings(), "server.port": 1234}
    monkeypatch.setattr("videoreflect.serve.config.get_option", lambda asked: effective[asked])
    assert serve.unsafe_settings() == []
    serve.refuse_unsafe_settings()

    effective[name] = value
    assert serve.unsafe_settings() == [name]
    with pytest.raises(SystemExit, match=name):
        serve.refuse_unsafe_settings()


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse):
            serve.free_port(port)
        with pytest.raises(PortInUse):
            serve.free_port(70_000)
    assert serve.free_port(port) == port
    assert 1024 < serve.free_port(None) < 65_536


def test_the_vault_is_the_one_named_or_lies_in_the_profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(places.VAULT_VARIABLE, str(tmp_path))
    assert places.default_vault() == tmp_path
    monkeypatch.delenv(places.VAULT_VARIABLE)
    assert places.default_vault() == places.profile_folder() / "vault"
    assert places.default_vault().is_relative_to(Path.home())


def test_app_py_assigns_the_app_literally(root: Path) -> None:
    """Streamlit finds it by reading the file, not by running it."""
    text = (root / "app.py").read_text("utf-8")

    assert '\napp = st.App(\n    "videoreflect/ui/main.py",' in text
    assert tomllib.loads((root / ".streamlit" / "config.toml").read_text("utf-8"))["server"]["address"] == "127.0.0.1"
