"""What to say to words that were not understood."""

from collections.abc import Sequence
from dataclasses import replace

from actions.dialogue.cards import MOST_BUTTONS, joined, menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import who_knows, written
from actions.handoff import reopening
from understanding.wishes.clauses import split

MISSES_BEFORE_A_PERSON = 3
MOST_MEANINGS = 3


@action(
    "out_of_scope",
    title=noted("Anything else"),
    guessed=False,
    says_little=True,
    keeps_card=True,
    beside_danger="like_danger",
)
def out_of_scope(turn: Turn) -> Reply:
    """Answer from what is written; where nothing is, say who knows."""
    answered = written.each(turn, turn.words) if len(split(turn.words)) > 1 else []
    if len(answered) > 1:
        turn.conversation.misses = 0
        return together(turn, [written.show(turn, one) for one in answered])
    found = written.find(turn, turn.words) if turn.words.strip() else []
    if reply := who_knows.clearly(turn, turn.words, found):
        return reply
    known = who_knows.is_known_somewhere(found)
    if not known and (again := reopening.offer(turn)) is not None:
        return again
    if not known and _third_miss(turn):
        who_knows.keep_if_asked(turn, turn.words, found)
        return _offer_a_person(turn)
    return who_knows.without_answer(turn, turn.words, found)


def not_understood(turn: Turn) -> Reply:
    """Answer from what is written, else ask back with the likeliest meanings; the third time offer a person."""
    found = written.find(turn, turn.words) if turn.words.strip() else []
    if reply := who_knows.clearly(turn, turn.words, found):
        return reply
    if who_knows.is_known_somewhere(found):
        return who_knows.without_answer(turn, turn.words, found)
    buttons = _meanings(turn)
    if (again := reopening.offer(turn, buttons)) is not None:
        return again
    if _third_miss(turn):
        who_knows.keep_if_asked(turn, turn.words, found)
        return _offer_a_person(turn)
    person = Button(turn.say("A person"), "talk_to_human")
    if not buttons:
        return Reply(turn.say("Sorry, I didn't get that. Could you put it another way?"), (menu(turn), person))
    return Reply(turn.say("I'm not sure I understood. Did you mean one of these?"), (*buttons, person))


def _meanings(turn: Turn) -> tuple[Button, ...]:
    """Return the likeliest meanings that may be offered."""
    likeliest = [turn.registry.of(intent.name) for intent in turn.parse.likeliest]
    meanings = [one for one in likeliest if one.title and one.guessed][:MOST_MEANINGS]
    return tuple(Button(turn.say(one.title), one.button) for one in meanings)


def clause_not_understood(turn: Turn, clause: str) -> Reply:
    """Answer the one part of a message that no request was read in: from what is written, else name it back."""
    found = written.find(turn, clause)
    if reply := who_knows.clearly(turn, clause, found):
        return reply
    if who_knows.is_known_somewhere(found):
        reply = who_knows.without_answer(turn, clause, found)
        return replace(reply, text=joined(turn.say("You also wrote: “{clause}”", clause=clause), reply.text))
    person = Button(turn.say("A person"), "talk_to_human")
    return Reply(
        turn.say("I'm not sure what you mean by “{clause}”. Could you put it another way?", clause=clause), (person,)
    )


def together(turn: Turn, replies: Sequence[Reply]) -> Reply:
    """Return several answers as one, the buttons of each once, those to a person and to the menu last."""
    buttons = {(one.intent, *sorted(one.entities.items())): one for reply in replies for one in reply.buttons}
    onward = [one for one in buttons.values() if turn.registry.of(one.intent).stands_last]
    own = [one for one in buttons.values() if one not in onward]
    onward = list({one.intent: one for one in onward}.values())
    return Reply("\n\n".join(reply.text for reply in replies), (*own[: MOST_BUTTONS - len(onward)], *onward))


def _third_miss(turn: Turn) -> bool:
    turn.conversation.misses += 1
    return turn.conversation.misses >= MISSES_BEFORE_A_PERSON


def _offer_a_person(turn: Turn) -> Reply:
    turn.conversation.misses = 0
    person = Button(turn.say("A person"), "talk_to_human")
    return Reply(turn.say("I still don't get it, sorry. Shall a person take over?"), (person, menu(turn)))
