"""Pages run as Streamlit runs them, with a cookie of our choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import PropertyMock, patch

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from videoreflect.services.accounts import found
from videoreflect.services.sessions import SESSIONS, cookie_name

HOST = "127.0.0.1:8600"
Opened = Callable[..., AppTest]


@pytest.fixture(scope="session")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "vault"
    found(path, "Nadia Holt", "copper lantern field")
    return path


@pytest.fixture
def token(vault: Path) -> Iterator[str]:
    """A sign-in that ends with the test."""
    from videoreflect.services.accounts import sign_in

    made = SESSIONS.open(sign_in(vault, "Nadia Holt", "copper lantern field"))
    yield made
    SESSIONS.lock(made)


@pytest.fixture
def opened(root: Path) -> Iterator[Opened]:
    """Open the app in a browser that sends this token."""
    cookies: dict[str, str] = {}
    with (
        patch.object(ContextProxy, "cookies", new_callable=PropertyMock, return_value=cookies),
        patch.object(ContextProxy, "headers", new_callable=PropertyMock, return_value={"Host": HOST}),
    ):

        def open_app(token: str = "", page: AppTest | None = None, **query: str) -> AppTest:
            cookies.clear()
            if token:
                cookies[cookie_name(HOST)] = token
            page = page or AppTest.from_file(str(root / "videoreflect" / "ui" / "main.py"), default_timeout=20)
            page.query_params.update(query)
            return page.run()

        yield open_app
