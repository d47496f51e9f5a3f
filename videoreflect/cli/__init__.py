"""The command line: everything that the app does, for scripts and for testing."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from videoreflect.cli.arguments import parser
from videoreflect.cli.commands import COMMANDS
from videoreflect.cli.context import Context
from videoreflect.cli.output import Output
from videoreflect.errors import Cancelled, VideoReflectError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code; never a traceback for what a person can mend."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    output = Output(as_json="--json" in arguments)
    try:
        given = parser().parse_args(arguments)
        return COMMANDS[given.command](Context(given, output)) or 0
    except VideoReflectError as error:
        output.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        output.error(Cancelled())
        return Cancelled.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception:
        # A traceback could quote what was said, shown or typed; “python -X dev” shows it to who asks.
        if sys.flags.dev_mode:
            raise
        output.error(VideoReflectError())
        return VideoReflectError.exit_code
