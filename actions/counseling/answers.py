"""Questions about counseling: answered from what the center has written, then the way to book."""

from collections import Counter
from collections.abc import Sequence

from actions.dialogue.cards import card, menu, person, short
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import library, on_the_card, who_knows, written
from actions.guidance.shelves import shelf_for
from community.guidance.columns import Guidance
from understanding.search.facets import Facet, facets_of
from understanding.wishes.clauses import split
from understanding.wishes.counseling_asked import is_about_counseling, is_asked_about
from understanding.wishes.plainly import ABOUT_COUNSELING
from understanding.words.language import language_of

ANSWERS = 0.8
"""How well an answer must fit: that the question is about counseling is known already."""
OF_FACET = 0.3
"""What it is worth that the title is about the side asked for."""
MOST_OTHERS = 2
MOST_ANSWERED = 3


written.guidance(ABOUT_COUNSELING)
library.only_where(ABOUT_COUNSELING, is_about_counseling)  # their questions name no subject by themselves


@action(
    ABOUT_COUNSELING,
    title=noted("Questions about counseling"),
    said="by_rule",
    about="counseling",
)
def ask_counseling(turn: Turn) -> Reply:
    """Answer what is asked about counseling; nothing is booked."""
    answers = list(shelf_for(turn, ABOUT_COUNSELING).items)
    if number := turn.request.entity("item"):
        chosen = [answer for answer in answers if answer.id == int(number)]
        return _answered(turn, chosen, answers) if chosen else _not_written(turn, answers)
    found = [answer for clause in _clauses(turn.words) for answer in _best(clause, answers)]
    return _answered(turn, list(dict.fromkeys(found)), answers) if found else _not_written(turn, answers)


def _clauses(words: str) -> list[str]:
    """Return the clauses that ask about counseling; all of it where only what was said before tells that it does."""
    return [clause for clause in split(words) if is_asked_about(clause)] or [words]


def _best(words: str, answers: Sequence[Guidance]) -> list[Guidance]:
    """Return the answer that fits, if any; "how long?" alone fits the one whose title is about how long."""
    by_itself = is_asked_about(words)
    subject = "" if by_itself else "心理咨询" if language_of(words, None) == "zh" else "counseling: "
    scores = {one.index: one.score for one in library.piled(answers).index.match(f"{subject}{words}")}
    asked = set(facets_of(words))
    scores = {place: score + OF_FACET * bool(asked & _facets(answers[place])) for place, score in scores.items()}
    best = max(scores, key=lambda place: scores[place], default=None)
    return [answers[best]] if best is not None and scores[best] >= ANSWERS else []


def _facets(answer: Guidance) -> set[Facet]:
    return {*facets_of(answer.title_zh), *facets_of(answer.title_en)}


def _answered(turn: Turn, chosen: Sequence[Guidance], answers: Sequence[Guidance]) -> Reply:
    on_the_card.remember(turn, ABOUT_COUNSELING, "item", chosen[0].id)
    others = [answer for answer in answers if answer not in chosen][:MOST_OTHERS]
    texts = "\n\n".join(card(turn, answer) for answer in chosen[:MOST_ANSWERED])
    return Reply(texts, (_book(turn), *(_open(turn, answer) for answer in others), *_onward(turn)))


def _not_written(turn: Turn, answers: Sequence[Guidance]) -> Reply:
    """Say that the center has not said, who would know, and that the question is kept."""
    lines = [turn.say("The counseling center hasn't told me that, so I won't guess.")]
    offices = Counter(office for answer in answers if (office := answer.office(turn.language)))
    if offices:
        lines.append(turn.say("Who would know: {office}.", office=offices.most_common(1)[0][0]))
    if who_knows.keep(turn, turn.words):
        lines.append(turn.say("I've noted your question, without your name, for those who write my answers."))
    return Reply("\n".join(lines), (_book(turn), *(_open(turn, one) for one in answers[:MOST_OTHERS]), *_onward(turn)))


def _book(turn: Turn) -> Button:
    return Button(turn.say("Choose a time"), "book_counseling")


def _open(turn: Turn, answer: Guidance) -> Button:
    return Button(short(answer.title(turn.language)), ABOUT_COUNSELING, {"item": str(answer.id)})


def _onward(turn: Turn) -> tuple[Button, ...]:
    return person(turn, "feelings"), menu(turn)
