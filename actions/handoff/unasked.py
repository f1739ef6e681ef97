"""What stands instead of calling a person or sending a report where that was spoken of and not ordered."""

from actions.dialogue import hours
from actions.dialogue.cards import joined, menu
from actions.dialogue.registry import instead_of
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from community.cases import cases
from understanding.care.wrongs import wrong_told

PERSON, REPORT = "talk_to_human", "report_safety_incident"
LANGUAGE = "change_language"


@instead_of(PERSON)
def nobody_called(turn: Turn) -> Reply:
    """Answer, and hold out the button: one tap calls a person, and whoever is in distress has to explain nothing."""
    match turn.request.wish.kind:
        case "negated":
            words = turn.say("All right, I'm not calling anybody. If you want a person after all, one tap is enough.")
        case "of_others":
            words = turn.say(
                "I haven't called anybody. Whoever wants to talk to a person can write to me or tap the button. "
                "If you are worried about somebody, I can tell you what helps."
            )
        case "asked":
            words = joined(
                turn.say("A person of the staff can answer you here: one tap sends them your request."), _when(turn)
            )
        case _:
            words = turn.say("Shall I ask a person of the staff to write to you? One tap is enough.")
    return Reply(joined(words, _open_case(turn)), _ways(turn))


def _when(turn: Turn) -> str:
    return hours.opening_line(turn) or hours.open_now(turn)


def _open_case(turn: Turn) -> str:
    case = cases.open_of(turn.session, turn.conversation.id)
    return turn.say("Your earlier request {ref} is still open.", ref=case.ref) if case else ""


def _ways(turn: Turn) -> tuple[Button, ...]:
    call, help_now = Button(turn.say("Yes, a person please"), PERSON), Button(turn.say("Help now"), "help_card")
    if turn.request.wish.kind == "of_others":
        return (Button(turn.say("Worried about somebody"), "worried_about_friend"), call, help_now, menu(turn))
    return (call, help_now, menu(turn))


@instead_of(REPORT)
def nothing_reported(turn: Turn) -> Reply | None:
    """Say how a report is made, with the button; who tells what happened is asked on, which sends nothing yet."""
    if wrong_told(turn.words):
        return None
    match turn.request.wish.kind:
        case "unclear":
            return None
        case "negated":
            words = turn.say("All right, nothing is reported.")
        case "of_others":
            words = turn.say("I haven't reported anything. If it is still so, you can report it too.")
        case _:
            words = turn.say(
                "I ask what you saw, where, and whether your name may be told: with your name, confidentially or "
                "anonymously. Nothing is sent before you have chosen that."
            )
    danger = turn.say("In danger: get away and call 110, 119 or 120.")
    return Reply(joined(words, danger), (Button(turn.say("Report a hazard"), REPORT), menu(turn)))


@instead_of(LANGUAGE)
def language_kept(turn: Turn) -> Reply | None:
    """Ask which language, with a button for each; who only names one gets it."""
    if turn.request.wish.kind == "unclear":
        return None
    buttons = (Button("中文", LANGUAGE, {"language": "zh"}), Button("English", LANGUAGE, {"language": "en"}))
    return Reply(turn.say("Which language shall I use?"), buttons)
