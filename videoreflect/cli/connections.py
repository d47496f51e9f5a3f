"""Connections of child processes, seen at kernel level with strace where it is there."""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

_CALLS = "connect,sendto,sendmsg,sendmmsg"
_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


class ConnectionTrace:
    """Traces every process started with :attr:`under`. Python-level guards do not see native sockets."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="videoreflect-trace-"))
        self.available = self._works()

    @property
    def under(self) -> tuple[str, ...]:
        """The tracer's command line, empty if there is none."""
        if not self.available:
            return ()
        return ("strace", "-f", "-ff", "-qq", "-e", f"trace={_CALLS}", "-o", str(self._folder / "calls"))

    def outside(self) -> list[str]:
        """Addresses other than loopback that any traced process turned to."""
        found = set()
        for path in self._folder.iterdir():
            for v4, v6 in _ADDRESS.findall(path.read_text(errors="replace")):
                if not ipaddress.ip_address(v4 or v6).is_loopback:
                    found.add(v4 or v6)
        return sorted(found)

    def calls_seen(self) -> int:
        """How many processes and threads were traced; 0 means that the trace proves nothing."""
        return sum(1 for _ in self._folder.iterdir())

    def remove(self) -> None:
        """Remove the trace."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _works(self) -> bool:
        """Containers may forbid tracing, so it is tried."""
        if shutil.which("strace") is None:
            return False
        command = ["strace", "-f", "-qq", "-e", "trace=none", "-o", "/dev/null", "true"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
