"""What becomes of what came with a message, or instead of words: only text is read, and only text is passed on."""

from dataclasses import replace

from sqlalchemy import select

from actions.dialogue.both import in_both
from actions.dialogue.cards import joined, menu
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from community.cases.tables import CaseMessage

PICTURE = "photo"


def cannot_read(turn: Turn, attachment: str) -> Reply:
    """Answer what came without words: a photo, a voice message, a sticker."""

    def say() -> Reply:
        ask = turn.say("Please write it in words, or ask for a person.")
        buttons = (Button(turn.say("A person"), "talk_to_human"), menu(turn))
        return Reply(joined(_fate(turn, attachment), ask), buttons)

    return in_both(turn, say)


def told(turn: Turn, attachment: str, answers: list[Reply]) -> list[Reply]:
    """Return the answers to the words with a line on what came beside them; alone where a counselor has the talk."""
    if _staff_know(turn, attachment):
        note = _of_staff(turn, attachment)
    else:
        note = joined(_fate(turn, attachment), turn.say("I go by your words.") if turn.words.strip() else "")
    if not answers:
        return [Reply(note)]
    first, *rest = answers
    text = f"{first.text}\n\n{note}" if first.urgent else f"{note}\n\n{first.text}"  # nothing stands before danger
    return [replace(first, text=text), *rest]


def for_staff(turn: Turn, attachment: str) -> str:
    """Return what staff are told came beside the words or instead of them."""
    return turn.say("(sent something that is no text, which I can't pass on: {kind})", kind=attachment)


def _staff_know(turn: Turn, attachment: str) -> bool:
    """Say whether this very message has gone into a case with a word on what came beside it."""
    words = turn.session.scalars(select(CaseMessage.words).where(CaseMessage.inbox_id == turn.inbox_id)).all()
    return turn.inbox_id is not None and any(for_staff(turn, attachment) in each for each in words)


def _fate(turn: Turn, attachment: str) -> str:
    if attachment == PICTURE:
        return turn.say("I can't see pictures yet, and nobody gets yours.")
    return turn.say("I can only read text, and nobody gets what you attached.")


def _of_staff(turn: Turn, attachment: str) -> str:
    if attachment == PICTURE:
        return turn.say("The staff are told that you sent a picture, but they don't get it: I can pass on text only.")
    return turn.say("The staff are told that you sent something, but they don't get it: I can pass on text only.")
