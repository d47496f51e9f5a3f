"""Commands about what people are told."""

from __future__ import annotations

from pathlib import Path

from videoreflect.cli.context import Context
from videoreflect.cli.programs import day
from videoreflect.formats.notice import NoticeKind
from videoreflect.services import notices
from videoreflect.services.exporting import write_copy


def notice(context: Context) -> None:
    """Notices of a lesson."""
    {"draft": _draft, "save": _save, "list": _list}[context.given.notice_command](context)


def _draft(context: Context) -> None:
    draft = notices.draft_notice(context.session(), context.lesson(), NoticeKind(context.given.kind))
    write_copy(Path(context.given.out), [draft.text.encode()])
    gaps = [f"Missing, and shown as “[…]”: {one}." for one in draft.gaps]
    added = [f"To be added by you: {one}" for one in draft.open if one != "[…]"]
    document = {"file": context.given.out, "gaps": list(draft.gaps), "open": list(draft.open)}
    context.output.show(document, f"Written to {context.given.out}.", *gaps, *added)


def _save(context: Context) -> None:
    text = context.values.text(context.given.text, "The text")
    kind, language = NoticeKind(context.given.kind), context.given.language
    kept = notices.save_notice(context.session(), context.lesson(), kind, text, language)
    context.output.show({"notice": kept.id, "sha256": kept.sha256}, f"Kept: {kept.id}", f"SHA-256 {kept.sha256}")


def _list(context: Context) -> None:
    found = notices.list_notices(context.session(), context.lesson())
    listed = [
        {"notice": one.id, "template": one.template, "language": one.language, "sha256": one.sha256}
        | {"saved_ms": one.saved_ms}
        for one in found
    ]
    lines = [f"{one.id}  {day(one.saved_ms)}  {one.template}  {one.language}  {one.sha256}" for one in found]
    context.output.show({"notices": listed}, *lines)
