"""What a hostile sender, or a row that something has damaged, may hold where a message is expected."""

from typing import Any

from hypothesis import strategies as st

STRANGE = (
    "\x00", "\ud800", "\udfff\ud800", "\u202e\u2066evil", "\u200b\u200d\ufeff", "Z" + "\u0351\u0334" * 300,
    "😀" * 10_000, "/start", "/help\x00", "\x1b[2J", "", " ", "\n" * 5_000, "𠀀", "a" * 100_000, "1e999", "null",
)  # fmt: skip

texts = st.sampled_from(STRANGE) | st.text(st.characters(), max_size=60)  # st.characters() knows lone surrogates
numbers = st.integers() | st.integers(min_value=-(10**400), max_value=10**400) | st.floats()
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)

WHOLE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1_700_000_000,
        "chat": {"id": 7001, "type": "private", "first_name": "Ada"},
        "from": {"id": 7001, "is_bot": False, "first_name": "Ada", "language_code": "en"},
        "text": "hello",
        "entities": [{"type": "bold", "offset": 0, "length": 5}],
        "reply_to_message": {"message_id": 0, "date": 1, "chat": {"id": 7001, "type": "private"}},
        "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}],
    },
    "callback_query": {
        "id": "9",
        "from": {"id": 7001, "is_bot": False, "first_name": "Ada"},
        "message": {"message_id": 1, "date": 1, "chat": {"id": 7001, "type": "private"}},
        "chat_instance": "1",
        "data": "abc",
    },
    "my_chat_member": {
        "chat": {"id": 7001, "type": "private"},
        "from": {"id": 7001, "is_bot": False, "first_name": "Ada"},
        "date": 1,
        "old_chat_member": {"user": {"id": 1, "is_bot": True, "first_name": "b"}, "status": "member"},
        "new_chat_member": {"user": {"id": 1, "is_bot": True, "first_name": "b"}, "status": "kicked", "until_date": 0},
    },
}


@st.composite
def damaged_updates(draw: st.DrawFn) -> Any:
    """Return an update of one or more kinds in which something, anywhere, is not what it should be."""
    kinds = draw(st.sets(st.sampled_from([kind for kind in WHOLE if kind != "update_id"]), min_size=1))
    update = {"update_id": 7} | {kind: WHOLE[kind] for kind in kinds}
    if draw(st.booleans()) and "message" in update:
        update["edited_message"] = update.pop("message")
    return _damaged(draw, update)


def _damaged(draw: st.DrawFn, value: Any) -> Any:
    if not isinstance(value, (dict, list)) or not value or draw(st.integers(0, 9)) == 0:
        return draw(json_values)
    if isinstance(value, list):
        return [_damaged(draw, value[0]), *value[1:]]
    name = draw(st.sampled_from(sorted(value)))
    if draw(st.booleans()):
        return {key: part for key, part in value.items() if key != name}
    return {**value, name: _damaged(draw, value[name])}
