"""Commands about consent records."""

from __future__ import annotations

from pathlib import Path

from videoreflect.cli.context import Context
from videoreflect.errors import InvalidInput, StorageError
from videoreflect.services import consent_records
from videoreflect.services.consent_records import MAX_FILE, RecordsText
from videoreflect.services.exporting import write_copy


def record(context: Context) -> None:
    """Consent records of a lesson."""
    ACTIONS[context.given.record_command](context)


def _export(context: Context) -> None:
    _written(context, consent_records.export_records(context.session(), context.lesson()))


def _receipt(context: Context) -> None:
    who = context.values.text(context.given.about, "About whom")
    _written(context, consent_records.export_receipt(context.session(), context.lesson(), who))


def _page(context: Context) -> None:
    page = consent_records.register_as_page(context.session(), context.lesson())
    write_copy(Path(context.given.out), [page.encode()])
    context.output.show({"file": context.given.out}, f"Written to {context.given.out}.")


def _import(context: Context) -> None:
    taken = consent_records.import_records(context.session(), context.lesson(), bounded(Path(context.given.file)))
    told = [f"Recorded: {taken.recorded}. Known before: {taken.known}."]
    told += [f"{taken.left_out} recipients are not in this vault and were left out."] if taken.left_out else []
    context.output.show({"recorded": taken.recorded, "known": taken.known, "left_out": taken.left_out}, *told)


def bounded(path: Path, most: int = MAX_FILE) -> bytes:
    """The bytes of a file that somebody named. Raises StorageError, InvalidInput."""
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError:
        raise StorageError("That file cannot be read. Check its name and your rights on it.") from None
    if len(raw) > most:
        raise InvalidInput("That file is too large to be one of these.")
    return raw


def _written(context: Context, told: RecordsText) -> None:
    write_copy(Path(context.given.out), [told.text.encode()])
    gaps = [f"Mandatory, and not filled in: {one}." for one in told.gaps]
    document = {"file": context.given.out, "records": told.records, "gaps": list(told.gaps)}
    context.output.show(document, f"Written to {context.given.out}.", *gaps)


ACTIONS = {"export": _export, "receipt": _receipt, "page": _page, "import": _import}
