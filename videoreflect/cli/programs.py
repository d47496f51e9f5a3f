"""Commands about the program itself: model, doctor, serve, demo."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from pathlib import Path

from videoreflect.cli.context import Context
from videoreflect.services import accounts
from videoreflect.speech.catalogue import MODELS
from videoreflect.speech.store import ModelStore


def day(ms: int) -> str:
    """A date as people write it."""
    moment = datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC)
    return f"{moment.day} {moment:%B %Y}"


def model(context: Context) -> None:
    """Speech models."""
    store, given = ModelStore(), context.given
    if given.model_command == "list":
        installed = {one.name for one in store.installed()}
        rows = [{"model": name, "here": name in installed} for name in MODELS]
        context.output.show(
            {"models": rows}, *(f"{r['model']:<10} {'here' if r['here'] else 'not here'}" for r in rows)
        )
        return
    if given.model_command == "import":
        source = Path(given.source)
        bring = store.import_folder if source.is_dir() else store.import_file
        bring(given.model, source)
    elif given.model_command == "get":
        store.get(given.model)
    else:
        store.verify(given.model)
    context.output.show(
        {"model": given.model, "here": True}, f"The model {given.model} is here, and it is the published one."
    )


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
