"""Who may say what in a capsule: a row by somebody else changes nothing."""

from __future__ import annotations

from videoreflect.vault.history import History, PlacedRow
from videoreflect.vault.ownership import Ownership

ANYBODY = frozenset({
    "note", "voice-note", "ready", "said", "action", "confirm", "request", "keys", "name",
    "erased", "bodies-erased", "backup", "seen", "clock",
    "transcript-suggestion", "codebook",
})  # fmt: skip
OWNER = frozenset({
    "person", "confirm-person", "removed", "recovery-key", "recovery-key-off", "recovery-key-used",
    "school", "lesson", "blob", "consent", "notice", "grant", "delegation", "transcript", "transcript-end",
    "succession", "unshared", "rotated", "recording-erased", "retention", "request-answer", "exemplar",
    "transcript-edit", "passage", "voices", "voice", "chapter",
})  # fmt: skip
JOB = frozenset({"blob", "transcript", "transcript-end", "passage", "voices"})
REGISTER = frozenset({"consent", "grant", "retention"})
"""What the policy is computed from."""

NEVER_ERASED = REGISTER | {
    "person", "confirm-person", "removed", "recovery-key", "recovery-key-off", "recovery-key-used",
    "keys", "name", "succession", "erased", "bodies-erased", "recording-erased", "exemplar",
}  # fmt: skip
"""Rows whose bodies are never erased: one that is missing was taken away, and is an error."""


def counts(said: PlacedRow, ownership: Ownership, history: History) -> bool:
    """Whether the author of a row was entitled to say it, at that place."""
    author, kind = said.row.author, said.row.kind
    if author in history.jobs:
        return kind in JOB and _was_sent(said, author, ownership, history)
    if kind in OWNER:
        return ownership.spoke_as_owner(said)
    return kind in ANYBODY


def _was_sent(said: PlacedRow, job: str, ownership: Ownership, history: History) -> bool:
    """A job speaks for the owner who delegated it, until the end that the delegation names."""
    return any(
        (sent := history.find(delegation.row)) is not None
        and ownership.spoke_as_owner(sent)
        and said.row.time <= delegation.end_ms
        for delegation in history.jobs[job]
    )
