"""A reply in both our languages, for whoever speaks neither: some of either will be understood, or translated."""

from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest

from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion, Turn


def in_both(teller: Turn | Occasion, compose: Callable[[], Reply]) -> Reply:
    """Return what `compose` composes in the reader's language, in English and Chinese where theirs is neither.

    Args:
        compose: only words and buttons, with `teller.say`: it is called once for each language, so whatever it does
            beside that would be done twice. What changes something is done before.
    """
    if not teller.speaks_neither:
        return compose()
    before = teller.language
    try:
        teller.language = "en"
        english = compose()
        teller.language = "zh"
        chinese = compose()
    finally:
        teller.language = before
    buttons = tuple(_joined(*pair) for pair in zip_longest(english.buttons, chinese.buttons))
    return replace(english, text=f"{english.text}\n\n{chinese.text}", buttons=buttons)


def _joined(english: Button | None, chinese: Button | None) -> Button:
    one = english or chinese
    assert one is not None
    if english is None or chinese is None or english.title == chinese.title:
        return one
    return replace(english, title=f"{english.title} · {chinese.title}")
