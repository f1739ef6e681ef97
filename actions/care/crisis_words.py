"""What is only said to a student in danger: words that change nothing and claim nothing of anybody else."""

from collections.abc import Mapping

from actions.care.ways_out import answers, of, person, safe, steady, ways_out
from actions.dialogue.both import in_both
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases import crisis_talks
from community.cases.crisis_rules import Step

QUESTIONS = {
    Step.ASKED: noted("May I ask once more, because it matters to me: are you having thoughts of hurting yourself?"),
    Step.COMPANY: noted("Is anyone with you?"),
    Step.TOGETHER: noted("Can you tell them, or show them what I wrote?"),
    Step.MEANS: noted("Is anything near you that you could hurt yourself with?"),
    Step.DISTANCE: noted("Can you do that now?"),
    Step.STEADYING: noted("Did that ease it a little?"),
    Step.SAFE_CHECK: noted("Are you safe right now?"),
    Step.HURT: noted("Has 120 been called, by you or by somebody near you?"),
    Step.EDGE: noted("Have you come away from there?"),
}
STEPS = noted(
    "Let's take the next few minutes together, step by step.\n"
    "1. Put both feet on the floor. Breathe in for 4, hold for 2, out for 6. Five times.\n"
    "2. Name 5 things you see, 4 you can touch, 3 you hear, 2 you smell, 1 you taste.\n"
    "3. Hold something cold, or wash your face with cold water.\n"
    "4. Go where somebody is, or open the door.\n"
    "A wave of feeling gets smaller if you let it pass. I'm still here."
)
LISTENING = (
    noted("I'm listening. That sounds very hard to carry."),
    noted("Thank you for telling me that. Write on if it helps: I answer as long as you write, at any hour."),
    noted("I hear you. You don't have to find the right words."),
)
_ONLY_WORDS: Mapping[str, tuple[str, Step | None]] = {
    "alone": (
        noted(
            "Thank you for saying so. Please don't stay alone with it: go to where somebody is, the next room, the "
            "corridor or the desk downstairs, or call one person and let them stay on the line."
        ),
        Step.MEANS,
    ),
    "together": (
        noted(
            "Good that somebody is there. You needn't explain anything; you can simply show them this:\n"
            "“I'm not safe on my own right now. Please stay with me.”"
        ),
        Step.TOGETHER,
    ),
    "means": (
        noted(
            "Thank you for telling me. Please bring distance between you and it now: walk out of the room without it, "
            "or let somebody take it and lock it away. The strongest urge passes within minutes, and distance gets "
            "you through them."
        ),
        Step.DISTANCE,
    ),
    "what_to_do": (
        noted(
            "One step at a time.\n"
            "1. Get away from anything you could hurt yourself with.\n"
            "2. Go where somebody is, or let one person stay on the phone with you.\n"
            "3. Tell them one sentence: “I'm not safe on my own right now.”\n"
            "Take only the first one for the moment."
        ),
        Step.DISTANCE,
    ),
    "no_help": (
        noted(
            "Thank you for trying. It isn't your fault that it didn't ease. Something stronger often does: let cold "
            "water run over your wrists and face, or walk fast to where people are. And a person can do more than I "
            "can: tap “A person now”."
        ),
        Step.STEADYING,
    ),
    "cannot": (
        noted(
            "That's all right. Then something smaller: put both feet on the floor and breathe out slowly, once. "
            "Nothing more."
        ),
        Step.STEADYING,
    ),
    "stay": (
        noted(
            "Yes. I answer as long as you write, at any hour. I'm a bot, so I can't sit beside you; somebody near you "
            "could."
        ),
        Step.COMPANY,
    ),
    "scared": (
        noted(
            "It makes sense that you are scared, and it is good that you write. Put both feet on the floor and breathe "
            "out longer than in. I answer as long as you write, at any hour."
        ),
        Step.COMPANY,
    ),
    "scared_again": (
        noted(
            "I'm here, and I answer as long as you write, at any hour. Look around and name five things that you see: "
            "it slows the fear down."
        ),
        Step.MEANS,
    ),
    "better": (noted("I'm glad that it has eased a little. You did that."), Step.SAFE_CHECK),
    "never_mind": (noted("You don't have to talk about it. I only want to know one thing."), Step.SAFE_CHECK),
    "goodbye": (noted("Take care of yourself. One thing before you go."), Step.SAFE_CHECK),
    "angry": (
        noted("It's all right to be angry with me. I'm only a bot and may have missed what you meant. I'm still here."),
        None,
    ),
    "take_time": (noted("Take your time. Write to me when you have done it, or when you can't."), None),
    "here": (noted("I'm here. There is no hurry."), None),
    "sorry": (
        noted("You don't have to be sorry. You bother nobody, and you deserve help as much as anyone."),
        None,
    ),
    "no_answer": (
        noted("I may not have a good answer to that, but I'm here and answer as long as you write, at any hour."),
        None,
    ),
    "glad": (noted("Good that you write that to me."), None),
    "take_call": (
        noted(
            "Please take the call. You needn't explain anything; one sentence is enough: “I'm not doing well, please "
            "stay on the line.”"
        ),
        Step.TOGETHER,
    ),
    "why": (
        noted(
            "I ask because a person near you can do what I can't: hold you, sit with you, get help. And the strongest "
            "moments pass sooner when one isn't alone. You needn't answer it."
        ),
        Step.WAITING,
    ),
    "unsure": (noted("I'm not sure that I understood you, and I would rather ask than miss it."), Step.ASKED),
    "unreadable": (noted("I can't open that here. One word is enough, and I answer."), None),
}
"""The words of each line, and the step whose question follows, None for that of the step the talk is at."""

_BEFORE_THE_STEPS = {
    "steady": noted("Good."),
    "done": noted("Well done. That was a big step."),
    "told_them": noted("Well done, that takes courage. Stay with them."),
    "wont_tell": noted("That's all right, it is hard to say. You can stay near them without a word."),
}


LINES_OF_WORDS = frozenset((*_ONLY_WORDS, *_BEFORE_THE_STEPS))


def plain(turn: Turn, line: str) -> Reply | None:
    """Return a line that only says something, None where the line does or claims something as well."""
    if line in _ONLY_WORDS:
        words, step = _ONLY_WORDS[line]
        at = step or step_of(turn)
        return in_both(turn, lambda: Reply(with_question(turn, words, at), buttons_at(turn, at), urgent=True))
    if line in _BEFORE_THE_STEPS:
        return steps(turn, _BEFORE_THE_STEPS[line])
    return None


def steps(turn: Turn, before: str = "") -> Reply:
    """Lead through the next minutes, and ask whether it eased."""
    return in_both(turn, lambda: Reply(_steps(turn, before), buttons_at(turn, Step.STEADYING), urgent=True))


def _steps(turn: Turn, before: str) -> str:
    lines = [turn.say(before)] if before else []
    return "\n".join([*lines, turn.say(STEPS), turn.say(QUESTIONS[Step.STEADYING])])


def step_of(turn: Turn) -> Step:
    """Return the step that the talk is at; what is asked about somebody else is not asked again by these lines."""
    talk = crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)
    return Step(talk.step) if talk is not None and talk.about == "oneself" else Step.WAITING


def buttons_at(turn: Turn, step: Step) -> tuple[Button, ...]:
    """Return the buttons that fit what was asked last, and whom the talk is about."""
    talk = crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)
    if talk is not None and talk.about != "oneself":
        return of(turn, talk.about)
    if step == Step.ASKED:
        return (*answers(turn), *ways_out(turn))
    if step == Step.SAFE_CHECK:
        return safe(turn), person(turn), steady(turn)
    return (*ways_out(turn), safe(turn))


def with_question(turn: Turn, words: str, step: Step, **values: object) -> str:
    """Say the words, and under them what is asked at the step."""
    question = f"\n{turn.say(QUESTIONS[step])}" if step in QUESTIONS else ""
    return f"{turn.say(words, **values)}{question}"
