"""Confine a child that decodes foreign bytes."""

from __future__ import annotations

import contextlib
import ctypes
import sys

if sys.platform != "win32":
    import resource

_PR_SET_DUMPABLE = 4
# Beyond its time a process gets SIGXCPU, which tells the reason; SIGKILL only if it lives on.
_GRACE_SECONDS = 5


def confine(memory_bytes: int, cpu_seconds: int, file_bytes: int | None = None) -> None:
    """Limit this process and those it starts, for good: memory, computing time, no core file.

    ``file_bytes`` also limits each file that is written (0: none at all); None leaves
    that open. Beyond memory, allocation fails (MemoryError, told as MediaLimit); beyond
    time, the system ends the process; beyond the file size, writing fails with OSError.

    What it is not: a wall. A decoder that is taken over still has this process's files
    and keys. macOS takes the memory limit but does not enforce it; on Windows nothing
    here exists and nothing is done. On Linux other processes of the same user also
    lose the right to look into this one; a program started from here gets its own,
    without that.
    """
    if sys.platform == "win32":
        return
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, cpu_seconds, grace=_GRACE_SECONDS)
    if hasattr(resource, "RLIMIT_AS"):
        _limit(resource.RLIMIT_AS, memory_bytes)
    if file_bytes is not None:
        _limit(resource.RLIMIT_FSIZE, file_bytes)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _limit(kind: int, most: int, *, grace: int = 0) -> None:
    """Lower a limit; a lower one that is already there stays."""
    hard = resource.getrlimit(kind)[1]
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # macOS refuses some memory limits outright; see the docstring above.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (least, min(least + grace, hard) if hard >= 0 else least + grace))
