"""Bodies of requests: bounded before they are read, judged before they are parsed."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http.body import MOST_NESTED, BodyRefused, read_json


def nested(depth: int) -> bytes:
    return b'{"a":' * (depth // 2) + b"[" * (depth - depth // 2) + b"]" * (depth - depth // 2) + b"}" * (depth // 2)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff", b"nul", b'{"a": 1, "a": 2}', b'{"a": {"b": 1, "b": 1}}', b"NaN", b"[-Infinity]", b"1e999",
        b"9" * 5_000, nested(MOST_NESTED + 1), b"[" * 1_000_000, b"[" * 1_000_000 + b"]" * 1_000_000, b'["' + b"[" * 9,
    ],
)  # fmt: skip
@pytest.mark.alone
def test_what_is_no_json_of_ours_is_refused_at_once(body: bytes) -> None:
    begun = time.perf_counter()
    with pytest.raises(BodyRefused) as refused:
        read_json(body)
    assert refused.value.status == 400
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize("body", [b'\\"' * 500_000, b'"' + b"\\" * 999_999, b"[]" * 500_000, b'"a' * 300_001])
@pytest.mark.alone
def test_no_body_takes_long_to_judge(body: bytes) -> None:
    begun = time.perf_counter()
    with pytest.raises(BodyRefused):
        read_json(body)
    assert time.perf_counter() - begun < 1


def test_brackets_in_words_are_no_nesting() -> None:
    words = "[" * 500 + '\\"{' * 500
    assert read_json(json.dumps({"words": words}).encode()) == {"words": words}
    assert read_json(nested(MOST_NESTED)) is not None


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
)


@given(VALUES)
def test_all_other_json_is_read_as_it_is(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    try:
        read_json(body)
    except BodyRefused:
        return
    json.loads(body)
