"""Commands about the program itself: doctor, serve, demo."""

from __future__ import annotations

import datetime
from dataclasses import asdict

from videoreflect.cli.context import Context
from videoreflect.services import accounts


def day(ms: int) -> str:
    """A date as people write it."""
    moment = datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC)
    return f"{moment.day} {moment:%B %Y}"


def doctor(context: Context) -> int:
    """What is missing or risky."""
    from videoreflect.services.doctor import examine

    findings = examine(context.vault)
    rows = [f"{'ok' if one.ok else 'look'}  {one.what}{'' if one.ok else ' ' + one.remedy}" for one in findings]
    context.output.show({"findings": [asdict(one) for one in findings]}, *rows)
    return 0 if all(one.ok for one in findings) else 1


def serve(context: Context) -> None:
    """Start the app; a vault on a network drive or of a newer version is refused before anything listens."""
    from videoreflect.serve import start

    if service := accounts.check_vault(context.vault):
        context.output.warn(f"The vault lies in a folder of {service}, which uploads it and may put older copies back.")
    start(context.vault, context.given.port, open_browser=not context.given.no_browser)


def demo(context: Context) -> int:
    """Try it with the fictional lesson."""
    from videoreflect.cli.demo import run

    return run(context)
