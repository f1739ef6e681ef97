"""What a student in danger asks beside what was asked of them: call nobody, this is where I am, another language."""

from collections.abc import Callable, Mapping

from actions.care import alarm
from actions.care.crisis_lines import Line
from actions.care.crisis_words import buttons_at, step_of, with_question
from actions.cases.told import is_read, kept_for_security, passes_on, told_of
from actions.dialogue.both import in_both
from actions.dialogue.cards import joined
from actions.dialogue.numbers import all_lines
from actions.dialogue.reply import Reply
from actions.dialogue.turn import NEITHER, TOLD_IN, Turn
from actions.dialogue.wording import noted
from community.cases import cases
from community.cases.crisis_rules import Step


def private(turn: Turn) -> Reply:
    """Say who learns of this talk."""
    case = cases.open_of(turn.session, turn.conversation.id)
    ref = kept_for_security(turn)
    if alarm.sounded(turn) is not None:
        return _private_in_an_act(turn)
    if case is None and ref is not None:
        words = noted(
            "Your report {ref} is kept for security. I have told nobody else: not your parents, your teachers or your "
            "classmates. I call the counseling team only if you ask for a person, or if I hear that your life may be "
            "in danger."
        )
    elif case is None:
        words = noted(
            "I have told nobody: not your parents, your teachers or your classmates. I call the counseling team only "
            "if you ask for a person, or if I hear that your life may be in danger."
        )
    elif passes_on(case):
        words = noted(
            "What you write here is kept for the counseling team, because it may be about your life. I tell nobody "
            "else: not your parents, your teachers or your classmates. If your life is in danger the team may have to "
            "act, and tells you first if possible."
        )
    else:
        words = noted(
            "The counseling team has the message that I asked you about, so that somebody looks at it. I tell nobody "
            "else, and pass nothing more on unless you ask for a person, or I hear that your life may be in danger."
        )
    at = step_of(turn)

    def compose() -> Reply:
        reported = turn.say("Your report {ref} is kept for security.", ref=ref) if case is not None and ref else ""
        return Reply(joined(reported, with_question(turn, words, at, ref=ref)), buttons_at(turn, at), urgent=True)

    return in_both(turn, compose)


def _private_in_an_act(turn: Turn) -> Reply:
    words = noted(
        "Because your life may be in danger, what you write here goes to the counseling team and to security. I tell "
        "nobody else: not your parents, your teachers or your classmates."
    )
    at = step_of(turn)
    return in_both(turn, lambda: Reply(with_question(turn, words, at), buttons_at(turn, at), urgent=True))


def dont_call(turn: Turn) -> Reply:
    """Say who is called already, to whoever wants nobody called."""
    case = cases.open_of(turn.session, turn.conversation.id)
    words = noted(
        "I understand that you would rather not. {told} Because it may be about your life I don't take that back, but "
        "you decide what you say to them; reading along is enough."
    )
    none = noted("I understand. {told} I call the counseling team only if I hear that your life may be in danger.")
    chosen = words if passes_on(case) else none
    return _says(turn, chosen, lambda: told_of(turn, case))


def place(turn: Turn) -> Reply:
    """Say what became of where they are."""
    case = cases.open_of(turn.session, turn.conversation.id)
    read, kept = case is not None and is_read(turn, case), passes_on(case)
    if read:
        words = noted("Thank you. Where you are is passed on to the counseling team with what you wrote. {told}")
    elif kept:
        words = noted("Thank you. I have kept where you are with what you wrote. {told}")
    else:
        words = noted("Thank you. I have passed that on to nobody. {told}")
    return _says(turn, words, lambda: told_of(turn, case))


def _in_other_words(turn: Turn) -> Reply:
    """Ask on, in both languages and with the numbers, where a message in a third was not understood."""
    words = noted("I'm here and may not understand every word. One word in any language is enough: yes, no, help.")
    at = Step.COMPANY if step_of(turn) == Step.WAITING else step_of(turn)
    return in_both(
        turn,
        lambda: Reply(f"{with_question(turn, words, at)}\n\n{all_lines(turn)}", buttons_at(turn, at), urgent=True),
    )


def _says(turn: Turn, words: str, told: Callable[[], str]) -> Reply:
    at = step_of(turn)
    return in_both(turn, lambda: Reply(with_question(turn, words, at, told=told()), buttons_at(turn, at), urgent=True))


def _in(language: str) -> Line:
    def changed(turn: Turn) -> Reply:
        turn.student.language = turn.conversation.language = turn.language = language
        turn.forget(TOLD_IN, NEITHER)
        at = step_of(turn)
        words = noted("I write English from here on. I'm still here.")
        return Reply(with_question(turn, words, at), buttons_at(turn, at), urgent=True)

    return changed


LINES: Mapping[str, Line] = {
    "private": private,
    "dont_call": dont_call,
    "place": place,
    "in_other_words": _in_other_words,
    "in_english": _in("en"),
    "in_chinese": _in("zh"),
}
