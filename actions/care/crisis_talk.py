"""A talk about danger goes on: what the student writes or taps, to the next step of the machine and its line."""

from collections.abc import Mapping

from actions.care import acted, crisis_answered, crisis_lines, crisis_words, friends, put_aside, threats, victims
from actions.care.crisis_lines import Line
from actions.care.ways_out import help_now
from actions.cases.opening import begin_talk
from actions.dialogue.both import in_both
from actions.dialogue.reply import Reply
from actions.dialogue.turn import TOLD_IN, Turn
from actions.dialogue.wording import noted
from actions.guidance import who_knows
from community.cases import cases, crisis_rules, crisis_talks
from community.cases.crisis_rules import ACTED, Move, Step
from community.cases.states import CaseState
from community.cases.tables import CrisisTalk, HandoffCase
from understanding.care import victim_asks
from understanding.care.crisis_answers import Answer, is_question, read
from understanding.care.harm import kind_of_harm
from understanding.wishes.clauses import asks

LINES: Mapping[str, Line] = {
    **crisis_lines.LINES,
    **acted.LINES,
    **crisis_answered.LINES,
    **friends.LINES,
    **victims.LINES,
    **threats.LINES,
}
ENDS = {"believed": "denied", "threat_no": "denied", "safe": "safe", "stop": "stopped", "end": "safe"}
"""How a talk has ended after a line, as its row says it."""

SURE = 0.9

SAYS_LITTLE = frozenset((None, Answer.THANKS, Answer.OKAY, Answer.STAY))
CONFIRMS = frozenset((Answer.YES, Answer.MEANS, Answer.HARMED, Answer.EDGE, Answer.UNSAFE))
ACTS = frozenset((Answer.HARMED, Answer.EDGE))
WELL = frozenset((Answer.SAFE, Answer.MISUNDERSTOOD, Answer.BETTER))
GRAVE = frozenset((Answer.HARMED, Answer.EDGE, Answer.UNSAFE, Answer.MEANS))
"""Answers that no question beside them is answered before."""
ASKED_ABOUT_TONE = 1
"""How often a mere suspicion is asked about again where no answer is read; then it is let go."""

OF_THE_QUESTION = frozenset((Answer.YES, Answer.NO, Answer.NOT_SURE, Answer.MISUNDERSTOOD, Answer.SAFE))


def current(turn: Turn) -> CrisisTalk | None:
    """Return the talk about danger that goes on in this conversation."""
    return crisis_talks.current(turn.session, turn.conversation.id, now=turn.now)


def is_in_danger(turn: Turn, case: HandoffCase | None) -> bool:
    """Say whether the student is in a talk about danger to themself, or waits in a case of it; no office hours then."""
    talk = current(turn)
    waits = case is not None and case.kind == "crisis" and case.risk == "high" and case.state == CaseState.REQUESTED
    return waits or (talk is not None and talk.about == "oneself")


def take(turn: Turn, answer: str, *, at: Step | None = None) -> Reply:
    """Answer what was tapped in a talk about the student themself; where none is open, one begins.

    Args:
        at: the step that the button belongs to, None for whichever the talk is at.
    """
    talk = current(turn)
    if talk is not None and answer == "person" and talk.about in ("victim", "others"):
        return _moved(turn, talk, crisis_rules.move(talk.about, Step(talk.step), answer))
    if talk is None or talk.about != "oneself":
        talk = begin(turn, at or Step.WAITING, by_tone=True, risky=False)
    if talk.step in ACTED and at != Step.SAFE_CHECK:
        at = Step(talk.step)  # a button of an earlier question answers none of this
    return _moved(turn, talk, crisis_rules.move("oneself", at or Step(talk.step), answer))


def tells_of_act(turn: Turn) -> bool:
    """Say whether words of danger tell that something was done already, or is about to be where they stand."""
    danger = turn.parse.danger
    return danger.about == "oneself" and danger.is_urgent and not danger.by_tone and read(turn.words) in ACTS


def act_told(turn: Turn) -> Reply:
    """Answer a message that tells of an act, the first of the talk or a later one."""
    talk = begin(turn, Step.WAITING, by_tone=False)
    return _moved(turn, talk, _move(turn, talk, read(turn.words)))


def begin(turn: Turn, step: Step, *, by_tone: bool, risky: bool = True) -> CrisisTalk:
    """Begin the talk about the student themself, or go on with it at that step."""
    kept = put_aside.packed(turn) if step == Step.ASKED and turn.words else None
    return begin_talk(turn, "oneself", step, by_tone=by_tone, put_aside=kept, risky=risky)


def goes_on(turn: Turn, talk: CrisisTalk) -> Reply | None:
    """Answer the next message of a talk, None where it is surely about another matter, which help stays beside."""
    answer = read(turn.words)
    if talk.by_tone and not turn.speaks_neither and _lets_go(turn, talk, answer):
        crisis_talks.end(turn.session, talk, "other", now=turn.now)
        return None
    if talk.step in ACTED:
        acted.note(turn, talk, answer)
    elif answer == Answer.MENU or (not talk.by_tone and answer in (None, Answer.BOOK) and _is_other_matter(turn)):
        return None
    if talk.about == "victim" and answer in (None, Answer.WHAT_TO_DO) and _asks_of_the_campus(turn):
        return None
    return _moved(turn, talk, _move(turn, talk, answer))


def _asks_of_the_campus(turn: Turn) -> bool:
    """Say whether a victim asks for something else in between, which is written down: life goes on beside it."""
    is_of_the_talk = victim_asks.asked(turn.words) is not None or kind_of_harm(turn.words) != "other"
    return not is_of_the_talk and who_knows.has_answer(turn)


def afterwards(turn: Turn) -> Reply | None:
    """Answer who says after the end of a talk that they are well; None for whoever says anything else."""
    said_well = read(turn.words) in WELL and not is_question(turn.words) and turn.conversation.awaiting is None
    if not said_well or not crisis_talks.ended_lately(turn.session, turn.conversation.id, now=turn.now):
        return None
    words = noted("I'm glad to read that. Write whenever you like; the help card stays in /help.")
    return in_both(turn, lambda: Reply(turn.say(words), (help_now(turn),)))


def answers_what_was_asked(turn: Turn, talk: CrisisTalk) -> bool:
    """Say whether words answer our question although a counselor holds the talk: we asked it after they came."""
    holder = cases.holder(turn.session, turn.conversation.id)
    asked_since = holder is not None and holder.claimed_at is not None and talk.last_at > holder.claimed_at
    return asked_since and talk.step == Step.ASKED and read(turn.words) in OF_THE_QUESTION


def ends_by_word(turn: Turn) -> bool:
    """Say whether the student ends the talk by a plain word that means something else outside one, such as "stop"."""
    typed = turn.parse.text.strip()
    return turn.request.name == "unsubscribe_reminders" and bool(typed) and not typed.startswith("/")


def unreadable(turn: Turn, talk: CrisisTalk) -> Reply:
    """Answer a picture or a voice message in the talk."""
    return _moved(turn, talk, Move(None, "unreadable"))


def nudge(turn: Turn, talk: CrisisTalk) -> Reply:
    """Go on with the talk where nothing was said that could be answered."""
    return _moved(turn, talk, Move(None, "here"))


def with_help(turn: Turn, replies: list[Reply], talk: CrisisTalk | None) -> list[Reply]:
    """Keep help one tap away under what is answered beside a talk, or at its end.

    Args:
        talk: the talk that went on when the message came, None where none did.
    """
    if talk is None or not replies:
        return replies
    replies = [acted.with_ambulance(turn, replies[0], talk), *replies[1:]]
    if _leads_to_help(replies[-1]):
        return replies
    *before, last = replies
    return [*before, Reply(last.text, (*last.buttons, help_now(turn)), last.attachment, last.urgent, last.edits)]


def _leads_to_help(reply: Reply) -> bool:
    return reply.urgent or any(button.intent in ("help_card", "person_now") for button in reply.buttons)


def _move(turn: Turn, talk: CrisisTalk, answer: Answer | None) -> Move:
    own = talk.about == "oneself" and talk.step not in ACTED
    if own and answer is None and turn.speaks_neither and turn.words.strip():
        return Move(Step.COMPANY if talk.step == Step.WAITING else None, "in_other_words")
    if talk.by_tone and talk.about == "oneself" and talk.step == Step.ASKED and answer is None and turn.words.strip():
        return Move(None, "unsure")
    if talk.about == "victim" and answer not in GRAVE and (question := victim_asks.asked(turn.words)):
        return Move(Step.WAITING, f"asked_{question}")
    unread = "?" if is_question(turn.words) else ""
    return crisis_rules.move(talk.about, Step(talk.step), answer or unread)


def _moved(turn: Turn, talk: CrisisTalk, move: Move) -> Reply:
    """Say the line of a move and write the step down; the line itself still sees the step before."""
    line = LINES.get(move.line)
    reply = line(turn) if line is not None else _only_said(turn, move.line)
    if talk.ended_at is not None:
        return reply
    if move.step == Step.ENDED:
        turn.put_aside = _worth_answering(turn, talk) if move.line == "believed" else None
        crisis_talks.end(turn.session, talk, ENDS[move.line], now=turn.now)
    else:
        crisis_talks.go_on(talk, move.step or Step(talk.step), now=turn.now)
    return acted.with_ambulance(turn, reply, talk)


def _only_said(turn: Turn, line: str) -> Reply:
    if line == "end":
        words = noted("All right. Write whenever you like; the help card stays in /help.")
        return in_both(turn, lambda: Reply(turn.say(words), (help_now(turn),)))
    said = crisis_words.plain(turn, line)
    assert said is not None, f"there are no words for {line}"
    return said


def _worth_answering(turn: Turn, talk: CrisisTalk) -> Mapping[str, object] | None:
    """Return the message that we asked about, where it waits for an answer: any, if only its tone was odd."""
    kept = talk.put_aside
    return kept if kept is not None and (talk.by_tone or put_aside.asks_something(turn, kept)) else None


def _lets_go(turn: Turn, talk: CrisisTalk, answer: Answer | None) -> bool:
    """Say whether a message shows that a mere suspicion was none: it asks for something else, or answers nothing."""
    if answer not in SAYS_LITTLE:
        return answer not in CONFIRMS and _is_other_matter(turn)
    own = turn.parse.intent
    if own is not None and not turn.parse.fallback and not _may_tell_of_it(turn, own.name):
        return answer != Answer.STAY or own.name == "greet"
    return answer is None and talk.turns >= ASKED_ABOUT_TONE


def _may_tell_of_it(turn: Turn, intent: str) -> bool:
    """Say whether what is read as the intent, in a talk that began with a mere suspicion, may be no other matter."""
    return turn.registry.of(intent).beside_danger in ("like_danger", "near_danger")


def _is_other_matter(turn: Turn) -> bool:
    own = turn.parse.intent
    if (
        TOLD_IN in turn.conversation.slots
        or own is None
        or turn.parse.fallback
        or own.confidence < SURE
        or not asks(turn.words)
    ):
        return False
    is_other = turn.registry.of(own.name).beside_danger == "other_matter"
    return is_other or (own.name == "book_counseling" and bool(turn.parse.times))
