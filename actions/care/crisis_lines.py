"""What is said to a student in danger where something is done, or claimed of others, with it.

Which line comes when stands in `crisis_rules`; lines of mere words are in `crisis_words`.
"""

from collections.abc import Callable, Mapping

from actions.care.crisis_words import LISTENING, QUESTIONS, buttons_at, step_of, with_question
from actions.care.ways_out import help_now, safe, steady, trusted
from actions.cases.opening import open_case
from actions.cases.told import is_read, told_of, who_looks
from actions.dialogue.both import in_both
from actions.dialogue.numbers import all_lines
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases import cases, crisis_talks
from community.cases.crisis_rules import Step
from community.cases.hotlines import AMBULANCE, POLICE
from community.cases.states import CaseState
from community.cases.tables import HandoffCase

Line = Callable[[Turn], Reply]
HARMED = noted(
    "Call {ambulance} now, or let somebody near you call. Say what you took or where you are hurt, and where you are. "
    "Don't wait to see how it feels, and open the door for them.\n{told}"
)


def listening(turn: Turn) -> Reply:
    """Listen to what is no answer to anything; the question is put again every other time."""
    talk = crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)
    turns = talk.turns if talk is not None else 0
    at = step_of(turn) if turns % 2 == 0 else Step.WAITING
    words = LISTENING[turns % len(LISTENING)]
    return in_both(turn, lambda: Reply(with_question(turn, words, at), buttons_at(turn, step_of(turn)), urgent=True))


def confirmed(turn: Turn) -> Reply:
    """Answer a student who says yes."""
    words = noted(
        "Thank you for trusting me with that. {told}\n"
        "Please move away from anything you could hurt yourself with, and to where people are. Is anyone with you?"
    )
    return _called(turn, words)


def not_sure(turn: Turn) -> Reply:
    """Answer a student who cannot say."""
    words = noted(
        "That's all right, you needn't find words for it. {told} I answer as long as you write, at any hour. "
        "Is anyone with you?"
    )
    return _called(turn, words)


def not_safe(turn: Turn) -> Reply:
    """Answer a student who says that they are not safe."""
    words = noted(
        "Thank you for being honest with me. {told}\n"
        "Please go where people are now, away from anything you could hurt yourself with. Is anyone with you?"
    )
    return _called(turn, words)


def harmed(turn: Turn) -> Reply:
    """Answer a student who has taken or done something already."""
    return _called(turn, HARMED, ambulance=AMBULANCE)


def person_comes(turn: Turn) -> Reply:
    """Call a person for a student who asks for one."""
    case = _open(turn)
    on = is_read(turn, case)
    return in_both(turn, lambda: _person_comes(turn, case, on))


def _person_comes(turn: Turn, case: HandoffCase, on: bool) -> Reply:
    write = turn.say("Write to me here until then: what you write is passed on.") if on else ""
    words = "\n".join(part for part in (told_of(turn, case), write) if part)
    return Reply(f"{words}\n\n{all_lines(turn)}", (trusted(turn), steady(turn), safe(turn)), urgent=True)


def cannot_move(turn: Turn) -> Reply:
    """Answer a student who cannot get away by themself."""
    words = noted(
        "I hear you. Then let somebody come to you: call out, knock on the wall, or call {ambulance} or {police} and "
        "say where you are.\n{told}"
    )
    return _tells(turn, words, Step.WAITING, ambulance=AMBULANCE, police=POLICE)


def wont_call(turn: Turn) -> Reply:
    """Answer a student who wants to call nobody."""
    words = noted(
        "You don't have to call anyone. Writing is fine: to me, I answer as long as you write, at any hour, or one "
        "line to somebody you trust. Only if it gets so strong that you might act on it: call {ambulance} or {police}, "
        "or go to the nearest person. You needn't explain anything."
    )
    return in_both(
        turn,
        lambda: Reply(
            with_question(turn, words, Step.COMPANY, ambulance=AMBULANCE, police=POLICE),
            buttons_at(turn, Step.COMPANY),
            urgent=True,
        ),
    )


def busy(turn: Turn) -> Reply:
    """Answer a student whom no helpline answered."""
    words = noted(
        "I'm sorry, that is hard when it takes so much to call. It says nothing about you. Please try the next one, "
        "and in danger {ambulance} or {police}, which are staffed day and night."
    )
    return in_both(
        turn,
        lambda: Reply(
            f"{turn.say(words, ambulance=AMBULANCE, police=POLICE)}\n\n{all_lines(turn)}\n\n"
            f"{turn.say(QUESTIONS[Step.COMPANY])}",
            buttons_at(turn, Step.COMPANY),
            urgent=True,
        ),
    )


def bot(turn: Turn) -> Reply:
    """Never pass for a person, and say what a bot can do here."""
    words = noted(
        "Yes, I'm a bot, the community's assistant. I answer as long as you write, at any hour, but I'm no person. "
        "{told}"
    )
    return _tells(turn, words, step_of(turn))


def book(turn: Turn) -> Reply:
    """Lead to an appointment, and to a person for now."""
    words = noted("Seeing a counselor is a good idea: tap for a time. For right now a person is one tap away as well.")
    at = step_of(turn)
    button = Button(turn.say("Book a counselor"), "book_counseling")
    return in_both(turn, lambda: Reply(with_question(turn, words, at), (button, *buttons_at(turn, at)), urgent=True))


def when(turn: Turn) -> Reply:
    """Say how things stand with the person who is to come."""
    return _tells(turn, noted("{told}\nI can't say how long it takes."), step_of(turn))


def believed(turn: Turn) -> Reply:
    """Believe a student who says no; where a rule was met, a person looks all the same."""
    case = cases.open_of(turn.session, turn.conversation.id)
    a_person_looks = case is not None and case.kind == "crisis"
    words = noted("All right, I believe you. The help card stays in /help.")
    return in_both(turn, lambda: _parts(turn, words, who_looks(turn) if a_person_looks else ""))


def safe_again(turn: Turn) -> Reply:
    """End the talk with a student who says that they are safe."""
    words = noted("I'm glad. The help card stays in /help, and I answer at any hour.")
    case = cases.open_of(turn.session, turn.conversation.id)
    is_claimed = case is not None and case.state == CaseState.CLAIMED
    return in_both(turn, lambda: _parts(turn, words, told_of(turn, case) if is_claimed else ""))


def _parts(turn: Turn, words: str, more: str) -> Reply:
    book = Button(turn.say("Book a counselor"), "book_counseling")
    return Reply(" ".join(part for part in (turn.say(words), more) if part), (book, help_now(turn)))


def stopped(turn: Turn) -> Reply:
    """End the talk with a student who wants no more of it."""
    words = noted("All right, I stop here. You can write again at any hour, and the help card stays in /help.")
    return in_both(turn, lambda: Reply(f"{turn.say(words)}\n{all_lines(turn)}", (help_now(turn),)))


def _open(turn: Turn) -> HandoffCase:
    talk = crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)
    if talk is not None:
        crisis_talks.confirm(talk)
    return open_case(turn, kind="crisis", topic="feelings", risk="high")


def _called(turn: Turn, words: str, **values: object) -> Reply:
    """Call the staff, then say so as far as it is so."""
    _open(turn)
    return _tells(turn, words, Step.COMPANY, ask=False, **values)


def _tells(turn: Turn, words: str, step: Step, *, ask: bool = True, **values: object) -> Reply:
    case = cases.open_of(turn.session, turn.conversation.id)

    def compose() -> Reply:
        said = turn.say(words, told=told_of(turn, case), **values).strip()
        question = f"\n{turn.say(QUESTIONS[step])}" if ask and step in QUESTIONS else ""
        return Reply(f"{said}{question}\n\n{all_lines(turn)}", buttons_at(turn, step), urgent=True)

    return in_both(turn, compose)


LINES: Mapping[str, Line] = {
    "yes": confirmed,
    "not_sure": not_sure,
    "not_safe": not_safe,
    "harmed": harmed,
    "person": person_comes,
    "cannot_move": cannot_move,
    "wont_call": wont_call,
    "busy": busy,
    "bot": bot,
    "book": book,
    "when": when,
    "believed": believed,
    "safe": safe_again,
    "stop": stopped,
    "listening": listening,
}
