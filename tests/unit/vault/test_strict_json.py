"""JSON that strangers may have written: FormatError or the object, in bounded time and memory."""

from __future__ import annotations

import json
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.errors import FormatError
from videoreflect.vault.header import MAX_HEADER
from videoreflect.vault.strict_json import MAX_DEPTH, compact, parse_object, to_bytes, to_int, to_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 60), 1 << 60) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(st.text(max_size=9), VALUES, max_size=5))
def test_what_is_written_is_read_back_and_written_the_same(fields: dict[str, object]) -> None:
    """One way to write an object: sorted, without white space."""
    raw = compact(fields)

    assert parse_object(raw) == fields
    assert compact(parse_object(raw)) == raw


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_at_all_are_an_object_or_a_format_error(raw: bytes) -> None:
    """No other exception ever comes out."""
    with suppress(FormatError):
        assert isinstance(parse_object(raw), dict)


REFUSED = {
    "nothing": b"",
    "a list": b"[]",
    "a number": b"1",
    "a key twice": b'{"a":1,"a":1}',
    "a key twice inside": b'{"b":{"a":1,"\\u0061":1}}',
    "not a number": b'{"a":NaN}',
    "infinity": b'{"a":-Infinity}',
    "trailing bytes": b"{} {}",
    "a zero byte": b'{"a":"\0"}',
    "no UTF-8": b'{"a":"\xff"}',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "UTF-32": '{"a":1}'.encode("utf-32-le"),
    "byte order mark": b'\xef\xbb\xbf{"a":1}',
    "a huge number": b'{"a":' + b"9" * 10_000 + b"}",
    "one level too deep": b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
def test_what_the_format_does_not_allow_is_refused(raw: bytes) -> None:
    """Duplicate keys, other encodings, constants of JavaScript, depth.

    Failed at first for UTF-16 and UTF-32, which Python's parser takes.
    """
    with pytest.raises(FormatError):
        parse_object(raw)


def test_brackets_inside_text_are_not_nesting() -> None:
    """A title full of brackets, with escaped quotes, is fine."""
    fields = {"a": '[[[{"' * 100 + "\\" * 9}

    assert parse_object(compact(fields)) == fields
    assert parse_object(b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH)


HOSTILE = {
    "brackets": b"[" * MAX_HEADER,
    "pairs": b'{"a":[' + b"[]," * (MAX_HEADER // 3) + b"1]}",
    "one long text": b'{"a":"' + b"x" * MAX_HEADER + b'"}',
    "no end of text": b'{"a":"' + b"x" * MAX_HEADER,
    "backslashes": b'{"a":"' + b"\\\\" * (MAX_HEADER // 2) + b'"}',
    "quotes": b'"' * MAX_HEADER,
    "broken escapes": b'"\\\n' * (MAX_HEADER // 3),
    "keys": b"{" + b",".join(b'"%d":1' % i for i in range(150_000)) + b"}",
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_json_of_the_largest_size_ends_with_an_object_or_a_typed_error(raw: bytes) -> None:
    """Two MiB, the most that is read of any JSON file; work that grows with its square would run out of time."""
    with suppress(FormatError):
        assert isinstance(parse_object(raw), dict)


def test_one_long_text_costs_little_memory() -> None:
    """Failed at first: a pattern that could go back took 250 MiB for 2 MiB of text."""
    tracemalloc.start()
    parse_object(HOSTILE["one long text"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20


def test_base64_has_one_spelling() -> None:
    """Missing padding, other alphabets, white space and loose last bits are refused."""
    assert to_bytes(to_text(b"\xff\xfe")) == b"\xff\xfe"
    for text in ("//4", "__4=", "//4=\n", "//5=", "=", "a", "é", None, b"//4=", 5):
        with pytest.raises(FormatError):
            to_bytes(text)
    with pytest.raises(FormatError):
        to_bytes("//4=", 3)


def test_whole_numbers_only() -> None:
    """True is not 1, 1.0 is not 1, and nothing goes beyond what JavaScript can count."""
    assert to_int(5) == 5
    for value in (True, 1.0, "1", None, -1, (1 << 53) + 1, json.loads("1e2")):
        with pytest.raises(FormatError):
            to_int(value)
