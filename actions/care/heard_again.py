"""Words that were heard by a first ear, heard by the whole one: danger that was missed is answered after all."""

from dataclasses import replace
from datetime import datetime

from actions.care import crisis_talk, danger
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from community.cases import cases


def replies(turn: Turn, *, written_at: datetime) -> list[Reply]:
    """Return the answer; none where danger is spoken of by now, or a person has the talk."""
    held = cases.holder(turn.session, turn.conversation.id) is not None
    if held or crisis_talk.current(turn) is not None:
        return []
    answer = danger.answer(turn, None, held=False, attachment="")
    if answer is None:
        return []
    why = turn.say("I have read once more what you wrote ({when}).", when=turn.when(written_at))
    return [replace(answer, text=f"{why}\n\n{answer.text}")]
