"""Connections are seen at kernel level, where Python's own guards are blind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from videoreflect.cli.connections import ConnectionTrace

TURN_TO = "import socket; s = socket.socket({family}, socket.SOCK_DGRAM); s.connect(({address!r}, 9))"


@pytest.fixture
def trace() -> Iterator[ConnectionTrace]:
    """Return a trace; where tracing is impossible it says so and stays empty."""
    made = ConnectionTrace()
    yield made
    made.remove()


@pytest.mark.parametrize(
    ("family", "address", "outside"),
    [
        ("socket.AF_INET", "127.0.0.1", []),
        ("socket.AF_INET6", "::1", []),
        ("socket.AF_INET", "192.0.2.1", ["192.0.2.1"]),
    ],
)
def test_addresses_other_than_loopback_are_told(
    trace: ConnectionTrace, family: str, address: str, outside: list[str]
) -> None:
    """192.0.2.1 is reserved for documentation (RFC 5737); connecting a datagram socket sends nothing."""
    command = [*trace.under, sys.executable, "-c", TURN_TO.format(family=family, address=address)]
    subprocess.run(command, check=False, capture_output=True)
    assert trace.outside() == (outside if trace.available else [])
    assert bool(trace.calls_seen()) == trace.available
