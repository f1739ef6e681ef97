"""What is said once help was called and security told: help goes on, whatever is asked meanwhile."""

from typing import get_args

from actions.care.emergency_aid import first_lines, numbers
from actions.cases.told import told_of, told_security
from actions.dialogue.cards import joined
from actions.dialogue.numbers import emergency_lines
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from community.cases import cases
from community.cases.hotlines import AMBULANCE, POLICE
from community.safety.tables import Incident
from understanding.care.crisis_answers import Answer, read
from understanding.crisis.acute import After, Aid, help_for, is_inside
from understanding.crisis.normalise import normalise


def after(turn: Turn, incident: Incident, said: After | None, aid: Aid | None) -> Reply:
    """Return the answer to words that came after the alarm, which security has got already.

    Args:
        aid: what first aid fits, None where the words so far have not told.
    """
    match said:
        case After.OVER:
            return _over(turn, incident)
        case After.WHO_KNOWS:
            return _beside_the_numbers(turn, _who_knows(turn, incident), aid)
        case After.PRIVATE:
            return _beside_the_numbers(turn, _who_sees(turn, incident), aid)
        case After.NEXT | After.CANNOT:
            return Reply(_help(turn, aid), urgent=True)
    if read(turn.words) in (Answer.THANKS, Answer.OKAY):
        return _beside_the_numbers(turn, turn.say("I am here. Write to me if anything changes."), aid)
    added = turn.say("Thank you, I have added that. {told}", told=told_security(turn, incident))
    if help_for(normalise(turn.words)) is None and aid != "inside":
        return _beside_the_numbers(turn, added, aid)
    return Reply(f"{_help(turn, aid)}\n\n{added}", urgent=True)


def aid_for(plain: str, *, before: str) -> Aid | None:
    """Return what first aid the newest words call for, else those `before`, a kind of emergency."""
    if before == "fire" and is_inside(plain):
        return "inside"
    known: tuple[Aid, ...] = get_args(Aid)
    return help_for(plain) or next((kind for kind in known if kind == before), None)


def _help(turn: Turn, aid: Aid | None) -> str:
    if aid is not None:
        return first_lines(turn, aid)
    stay = turn.say(
        "Stay with them if that is safe for you, and keep what could hurt them out of reach. Don't argue, don't "
        "promise to keep it secret; say that you stay until somebody is there. Let another go to the door and show the "
        "way."
    )
    return f"{emergency_lines(turn)}\n\n{stay}"


def _beside_the_numbers(turn: Turn, words: str, aid: Aid | None) -> Reply:
    return Reply(f"{words}\n\n{numbers(turn, aid) if aid is not None else emergency_lines(turn)}", urgent=True)


def _over(turn: Turn, incident: Incident) -> Reply:
    words = turn.say(
        "That is good to read, I have added it. {told}\n"
        "Don't leave them alone before somebody has looked at them. And you: that was a lot, let somebody be with you "
        "too.",
        told=told_security(turn, incident),
    )
    again = turn.say("If it gets worse: {ambulance} or {police}.", ambulance=AMBULANCE, police=POLICE)
    buttons = (Button(turn.say("A person"), "talk_to_human"), Button(turn.say("Help now"), "help_card"))
    return Reply(joined(words, again), buttons)


def _who_knows(turn: Turn, incident: Incident) -> str:
    case = cases.open_of(turn.session, turn.conversation.id)
    return joined(told_of(turn, case) if case is not None else "", told_security(turn, incident))


def _who_sees(turn: Turn, incident: Incident) -> str:
    if incident.mode == "named":
        return turn.say("Security sees who wrote this, so that it can ask you back.")
    return turn.say("The person you worry about isn't told that it was you; only security can look up who wrote.")
