"""Framing: two different lists of parts never give the same bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from videoreflect.crypto.derive import derive, digest
from videoreflect.crypto.framing import framed

PARTS = st.lists(st.binary(max_size=40), max_size=5)
LABELS = st.text("abc/", max_size=6)


def unframed(raw: bytes) -> list[bytes]:
    """Read framed bytes back, as FORMAT.md section 1 describes them."""
    parts = []
    while raw:
        length = int.from_bytes(raw[:4], "big")
        assert len(raw) >= 4 + length
        parts.append(raw[4 : 4 + length])
        raw = raw[4 + length :]
    return parts


@given(LABELS, PARTS)
def test_framing_can_be_read_back_in_one_way_only(label: str, parts: list[bytes]) -> None:
    """Label and parts come out as they went in, so no other list gives these bytes."""
    assert unframed(framed(label, *parts)) == [b"videoreflect/v1/" + label.encode(), *parts]


def test_moving_a_border_between_parts_changes_the_bytes() -> None:
    """("ab", "c") and ("a", "bc") would be the same without lengths; so would a part and none."""
    lists: list[tuple[str, ...]] = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc")]

    assert len({framed("x", *parts) for parts in lists}) == len(lists)
    assert framed("xa") != framed("x", "a")


def test_text_and_its_utf8_bytes_are_the_same_part() -> None:
    """Ids are framed in their ASCII form, whichever type they have."""
    assert framed("x", "ä") == framed("x", "ä".encode())


def test_every_label_gives_a_key_of_its_own() -> None:
    """Two purposes never share a key, and length does not make one a start of the other."""
    key = bytes(range(32))
    derived = {derive(key, label, length=64)[:32] for label in ("a", "b", "a/b")} | {derive(key, "a", "b")}

    assert len(derived) == 4
    assert digest("a", "b") != digest("a", b"", "b")
