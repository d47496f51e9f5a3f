"""The start of the server, and what holds it together: routes, middleware, lifespan, settings."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
import threading
import tomllib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import FrameType
from typing import Any

import streamlit
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import config

from videoreflect.errors import PortInUse, UnsafeSettings, VideoReflectError
from videoreflect.services import background, keeping_dates, model_work, places, voice_words
from videoreflect.services.guesses import Guesses
from videoreflect.services.hardening import forbid_core_files
from videoreflect.services.sessions import SESSIONS
from videoreflect.web.gate import Gate
from videoreflect.web.headers import inline_script_hashes
from videoreflect.web.house import House
from videoreflect.web.opening import when_healthy
from videoreflect.web.routes import all_routes

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8600

_CHECKED = ("server", "browser", "client", "runner")
_FREE_TO_CHOOSE = frozenset({"server.port"})
_TICK_S = 1.0
_WARM_UP_TICKS = 20
_DATES_S = 15 * 60.0
_END_WITHIN_S = 5.0
_LOG = logging.getLogger("videoreflect")


# -- What app.py assigns ------------------------------------------------------------------


@cache
def house() -> House:
    """What the routes of this process share; the vault is the one named when it is first asked for."""
    counter = places.profile_folder() / "guesses.json"
    return House(places.default_vault(), SESSIONS, Guesses(counter), quit=end_soon)


def routes() -> list[BaseRoute]:
    """Our own routes; they come before Streamlit's."""
    return list(all_routes(house()))


def middleware() -> list[Middleware]:
    """The gate, outermost."""
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    return [Middleware(Gate, script_hashes=inline_script_hashes(page))]


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """From the start of the server to its end: no core files, idle lock, an end that waits for nobody."""
    problems = unsafe_settings()
    if problems:
        raise UnsafeSettings(_told(problems))
    forbid_core_files()
    _quiet_logs()
    _on_signals()
    over = threading.Event()
    threading.Thread(target=_watch, args=(over,), daemon=True, name="idle-lock").start()
    threading.Thread(target=_keep_dates, args=(over,), daemon=True, name="dates").start()
    try:
        yield
    finally:
        over.set()
        SESSIONS.lock_all()
        background.close()
        voice_words.close()
        model_work.close()


def script_failed(error: Exception) -> bool:
    """Streamlit's word about an error in a page: only its kind is logged, never its text."""
    _LOG.error("a page failed: %s", type(error).__name__)
    return False


# -- Settings -----------------------------------------------------------------------------


@cache
def settings() -> dict[str, Any]:
    """The packaged settings by their dotted names; given to Streamlit as overrides, so that nothing else wins."""
    packaged = files("videoreflect.ui").joinpath("streamlit.toml").read_text("utf-8")
    return dict(_flat(tomllib.loads(packaged), ""))


def _flat(table: dict[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def unsafe_settings() -> list[str]:
    """Names of effective settings that differ from the packaged ones, other than look and port."""
    wanted = {name: value for name, value in settings().items() if name.partition(".")[0] in _CHECKED}
    return [name for name, value in wanted.items() if name not in _FREE_TO_CHOOSE and config.get_option(name) != value]


def refuse_unsafe_settings() -> None:
    """End with a sentence if “streamlit run” was given other settings, by file, variable or option."""
    problems = unsafe_settings()
    if problems:
        raise SystemExit(f"{_told(problems)} “python app.py” and “videoreflect serve” bring their own settings.")


def _told(problems: list[str]) -> str:
    return f"{UnsafeSettings.default} They are: {', '.join(problems)}."


# -- Starting -----------------------------------------------------------------------------


def run(app: streamlit.App, port: int | None = None, *, open_browser: bool = False) -> None:
    """Serve ``app`` on loopback until it is ended. Raises PortInUse."""
    chosen = free_port(port)
    overrides = settings() | {"server.port": chosen, "logger.hideWelcomeMessage": True}
    when_healthy(f"http://{LOOPBACK}:{chosen}", open_browser)
    with suppress(KeyboardInterrupt):
        app.run(config=overrides)


def start(vault: Path | None = None, port: int | None = None, open_browser: bool = True) -> None:
    """What “videoreflect serve” does: the app on one vault, from any folder. Raises PortInUse."""
    if vault is not None:
        os.environ[places.VAULT_VARIABLE] = str(vault.absolute())
    script = files("videoreflect.ui").joinpath("main.py")
    app = streamlit.App(
        str(script), routes=routes(), middleware=middleware(), lifespan=lifespan, on_script_error=script_failed
    )
    # Streamlit takes the program's own arguments for the script's; ours are none of its business.
    sys.argv = sys.argv[:1]
    run(app, port, open_browser=open_browser)


def free_port(wanted: int | None) -> int:
    """The port to listen on: the one asked for, else the usual one, else any that is free. Raises PortInUse."""
    for port in [wanted] if wanted is not None else [USUAL_PORT, 0]:
        with socket.socket(socket.AF_INET) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError, OverflowError):
                probe.bind((LOOPBACK, port))
                return int(probe.getsockname()[1])
    raise PortInUse


# -- Ending -------------------------------------------------------------------------------


def end_soon() -> None:
    """End the server once the answer to this request is out."""
    threading.Timer(0.3, signal.raise_signal, (signal.SIGINT,)).start()


def _on_signals() -> None:
    """At Ctrl+C every page is told first, and nothing that still streams holds up the end."""
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(ValueError):  # not the main thread: whoever runs us there ends us
            _add_handler(number)


def _add_handler(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    def handler(caught: int, frame: FrameType | None) -> None:
        # In a thread: the signal may have interrupted somebody who holds the table's lock.
        threading.Thread(target=_end, daemon=True, name="ending").start()
        if callable(before):
            before(caught, frame)

    signal.signal(number, handler)


def _end() -> None:
    SESSIONS.lock_all()
    late = threading.Timer(_END_WITHIN_S, os._exit, (0,))
    late.daemon = True
    late.start()


def _watch(over: threading.Event) -> None:
    """Lock who is idle; after warm-up take what will not change out of the garbage collector's way."""
    ticks = 0
    while not over.wait(_TICK_S):
        ticks += 1
        try:
            SESSIONS.lock_idle()
        except VideoReflectError as error:
            _LOG.warning("idle lock: %s", error.code)
        if ticks == _WARM_UP_TICKS:
            # Streamlit collects after every run of a page; this halves what a note costs.
            gc.collect()
            gc.freeze()


def _keep_dates(over: threading.Event) -> None:
    """At the start and every few minutes: what has passed its date goes, whether or not somebody signs in."""
    while True:
        try:
            keeping_dates.enforce_dates_in(house().vault)
        except VideoReflectError as error:
            _LOG.info("dates: %s", error.code)
        except OSError as error:
            _LOG.info("dates: error %s of the disk", error.errno)
        if over.wait(_DATES_S):
            return


def _quiet_logs() -> None:
    """No request is logged: addresses hold ids, and errors of libraries may quote what they read."""
    for name in ("uvicorn.access", "streamlit.web.server.starlette", "websockets"):
        logging.getLogger(name).setLevel(logging.ERROR)
