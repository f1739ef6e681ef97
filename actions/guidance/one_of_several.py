"""Where one of several pieces is likely the answer: what each says, and a way to say that none of them is meant."""

import re
from collections.abc import Sequence

from actions.dialogue.cards import invented, joined, menu, person
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.guidance.written import Found
from community import samples

NONE_OF_THESE = "none_of_these"
SLOT = "asked_of_several"
"""A slot of the conversation: the question that several pieces were shown for."""
LONGEST = 180
"""Characters of each piece; a phone shows three such without much scrolling."""
SIGNS = "①②③"
_SENTENCE = re.compile(r".*?(?:[。！？；]|[.!?;](?=\s)|$)", re.DOTALL)


def shown(turn: Turn, words: str, likely: Sequence[Found], opening: str, known: str) -> Reply:
    """Say what each piece says; which of them is meant, the student sees.

    Args:
        known: the line on who would know where none of them is meant; may be empty.
    """
    turn.remember(**{SLOT: words})
    several = len(likely) > 1
    pieces = [_piece(turn, one, sign if several else "") for sign, one in zip(SIGNS, likely, strict=False)]
    mark = invented(turn) if any(samples.is_sample(turn.session, one.item) for one in likely) else ""
    text = "\n\n".join(
        filter(None, (joined(opening, *pieces[:1]), *pieces[1:], joined(_otherwise(turn, several), known, mark)))
    )
    buttons = [one.source.button(one.item, turn.language) for one in likely]
    none = Button(turn.say("None of these") if several else turn.say("Not what I meant"), NONE_OF_THESE)
    return Reply(text, (*buttons, none, person(turn, ""), menu(turn)))


def _otherwise(turn: Turn, several: bool) -> str:
    if several:
        return turn.say("If it's none of these, I have no answer to it.")
    return turn.say("If that's not it, I have no answer to it.")


def opening(turn: Turn, likely: Sequence[Found], *, asked: bool, beyond: bool) -> str:
    """Return what stands above the pieces: how sure it is that they are what was asked for.

    Args:
        asked: the words ask for something; who only tells of something may want nothing.
        beyond: nothing that is written could settle the question.
    """
    if not asked:
        return turn.say("If it's about this:")
    if beyond:
        cannot = turn.say("I can't know that: I only have what the offices have written down.")
        return joined(cannot, turn.say("What they wrote on it:"))
    if len(likely) == 1:
        return turn.say("I'm not sure that this is it:")
    return turn.say("I'm not sure which of these is it, if any:")


def _piece(turn: Turn, found: Found, sign: str) -> str:
    title = found.source.title(found.item, turn.language)
    return joined(f"{sign} {title}".strip(), shortened(found.source.heart(found.item, turn.language)))


def shortened(text: str) -> str:
    """Return the first sentences of a text, as many as fit; the first in any case."""
    kept = ""
    for sentence in _SENTENCE.findall(text):
        if kept and len(kept) + len(sentence) > LONGEST:
            break
        kept += sentence
    return kept.strip()
