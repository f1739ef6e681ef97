"""What a message means only because of the one before it: an awaited answer, a pick among buttons, "and on Friday?"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.dialogue.turn import Turn
from actions.fraud import talk as fraud_talk
from actions.guidance import listed_cards, office_asked, on_the_card
from actions.routing import spoken_of
from actions.routing.spoken_of import YES_TITLES
from community.counseling import rules
from community.post import buttons
from community.post.conversations import OfferedButton
from understanding.parse import Entity, Intent
from understanding.wishes.going_on import is_only_a_time, is_only_about_a_counselor
from understanding.wishes.naming import named

SURE = 0.8  # an awaited answer gives way only to a request read with at least this confidence
LONGEST_INTERRUPTION = 40  # characters; what is longer than this is an answer, whatever it resembles

PERSON = "talk_to_human"
LONGEST_CORRECTION = 40  # characters

_TAKEN_BACK = re.compile(r"不是[^，,。；;]*[，,。；;]?\s*是?|\bnot\b[^,.;]*[,.;]?", re.I)  # "不是周三，是周四"

_WORD = re.compile(r"[一-鿿]|[A-Za-z]+")
# They only tie a message to the one before: whatever "and on Friday?" is read as, it asks for nothing by itself.
_LINKS = re.compile(r"\b(?:and|or|on|is|what|how|about|then|also|well|ok(?:ay)?)\b|[那呢吧吗么也或者]", re.IGNORECASE)

_ORDINALS = (
    re.compile(r"^(?:the |选|要|就)?(?:first|1st|第一|第1)(?: one|个|项|条)?(?:吧|please)?$", re.I),
    re.compile(r"^(?:the |选|要|就)?(?:second|2nd|第二|第2)(?: one|个|项|条)?(?:吧|please)?$", re.I),
    re.compile(r"^(?:the |选|要|就)?(?:third|3rd|第三|第3)(?: one|个|项|条)?(?:吧|please)?$", re.I),
    re.compile(r"^(?:the |选|要|就)?(?:fourth|4th|第四|第4)(?: one|个|项|条)?(?:吧|please)?$", re.I),
)
_LAST = re.compile(r"^(?:the )?last(?: one)?$|^最后(?:一)?个(?:吧)?$", re.I)
_ANOTHER = re.compile(
    r"^(?:another(?: one)?|something else|more|next|换一?个|换一?换|再来一个|还有吗|更多|别的呢?)$", re.I
)
_ANOTHER_TITLES = ("another", "more", "换一个", "更多", "其他")
# A title that begins so says no by itself; for a yes see `actions/routing/spoken_of.py`.
_NO_TITLES = re.compile(
    r"^(?:no|keep it|leave it|rather not)\b(?! more)|^(?:不|否|没|没有|没事|保留预约|算了|先不说了)(?:[，,]|$)", re.I
)
LONGEST_YES = 20  # characters; who says more than yes says what
_EDGES = re.compile(r"^[\s,，。.!！?？~～]+|[\s,，。.!！?？~～]+$")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The request that a message goes on with, and the slot it fills."""

    intent: Intent
    answers: Mapping[str, str] = field(default_factory=dict)


def request(turn: Turn) -> FollowUp | None:
    """Return what the message goes on with, None where it stands on its own."""
    if turn.tapped:
        return None
    return (
        _awaited(turn)
        or _of_the_fraud(turn)
        or _spoken_of(turn)
        or _picked(turn)
        or _of_one_listed(turn)
        or _of_the_card(turn)
        or _the_one_shown(turn)
        or _another_time(turn)
        or _another_counselor(turn)
    )


def _of_the_fraud(turn: Turn) -> FollowUp | None:
    said = fraud_talk.asked(turn)
    return FollowUp(said) if said else None


def _spoken_of(turn: Turn) -> FollowUp | None:
    agreed = spoken_of.request(turn)
    return FollowUp(agreed) if agreed else None


def _of_one_listed(turn: Turn) -> FollowUp | None:
    said = listed_cards.asked(turn)
    return FollowUp(said) if said else None


def _of_the_card(turn: Turn) -> FollowUp | None:
    if office_asked.named(turn) is not None:  # a question with a subject of its own
        return None
    question = office_asked.of_the_card(turn) or on_the_card.asked(turn)
    return FollowUp(question) if question else None


def _awaited(turn: Turn) -> FollowUp | None:
    awaiting = turn.conversation.awaiting
    if not awaiting or interrupts(turn):
        return None
    if awaiting["accepts"] == "text" and turn.words.strip():
        answers = {awaiting["slot"]: turn.told.strip()}
    elif awaiting["accepts"] == "time" and turn.parse.time_words and not _is_another_request(turn, awaiting["intent"]):
        answers = {awaiting["slot"]: turn.parse.time_words[0]}
    else:
        return None
    return FollowUp(Intent(awaiting["intent"], 1.0), answers)


def _is_another_request(turn: Turn, awaiting: str) -> bool:
    """Say whether a message that names a time surely asks for something else: "book a counselor tomorrow at 3"."""
    own, rest = turn.parse.intent, turn.words
    for said in turn.parse.time_words:
        rest = rest.replace(said, " ")
    if own is None or own.name == awaiting or own.confidence < SURE or is_only_a_time(rest):
        return False
    return not turn.registry.of(own.name).says_little


def interrupts(turn: Turn) -> bool:
    """Say whether the words surely make a request that is heard in the middle of any question."""
    intent = turn.parse.intent
    return (
        intent is not None
        and not turn.parse.fallback
        and turn.registry.of(intent.name).interrupts
        and intent.confidence >= SURE
        and len(turn.words) <= LONGEST_INTERRUPTION
        and not _is_about_the_friend(turn)
    )


def _is_about_the_friend(turn: Turn) -> bool:
    """Say whether a worry is told where we asked whom somebody is to look after: then it is the answer."""
    own, awaited = turn.parse.intent, (turn.conversation.awaiting or {}).get("intent")
    return own is not None and own.name == "worried_about_friend" and awaited == "friend_needs_look"


def _picked(turn: Turn) -> FollowUp | None:
    words = _EDGES.sub("", turn.words).lower()
    shown = buttons.last_offered(turn.session, turn.conversation.id) if words else []
    if not shown:
        return None
    button = _by_title(shown, words) or _by_place(shown, words) or _by_answer(turn, shown)
    return FollowUp(_intent_of(button)) if button else None


def _by_title(shown: list[OfferedButton], words: str) -> OfferedButton | None:
    return next((button for button in shown if button.title.lower() == words), None)


def _by_place(shown: list[OfferedButton], words: str) -> OfferedButton | None:
    if _LAST.match(words):
        return shown[-1]
    if _ANOTHER.match(words):
        return next((button for button in shown if button.title.lower().startswith(_ANOTHER_TITLES)), None)
    for place, ordinal in enumerate(_ORDINALS):
        if ordinal.match(words) and place < len(shown):
            return shown[place]
    return None


def _by_answer(turn: Turn, shown: list[OfferedButton]) -> OfferedButton | None:
    """A plain yes or no means the button that says so."""
    intent = turn.parse.intent
    titles = {"affirm": YES_TITLES, "deny": _NO_TITLES}.get(intent.name if intent and not turn.parse.fallback else "")
    if titles is None or len(turn.words) > LONGEST_YES:
        return None
    meant = next((button for button in shown if titles.search(button.title)), None)
    if meant is not None and titles is YES_TITLES and spoken_of.is_it(turn, meant.intent):
        return None  # who only asked about it has to say so plainly
    return meant


def _the_one_shown(turn: Turn) -> FollowUp | None:
    """An order that names nothing means the one thing just shown: "sign me up" under the card of an event."""
    own = turn.parse.intent
    if own is None or not turn.registry.of(own.name).of_what_is_shown or own.wish.kind != "ordered":
        return None
    if named(turn.words, ()).by_another_name or turn.parse.time_words:
        return None
    shown = buttons.last_offered(turn.session, turn.conversation.id)
    meant = [button for button in shown if button.intent == own.name]
    return FollowUp(_intent_of(meant[0])) if len(meant) == 1 else None


def _another_time(turn: Turn) -> FollowUp | None:
    """A time and little else goes on with the last request that a time belonged to."""
    last, said = turn.conversation.last_intent, turn.parse.time_words
    if last is None or not turn.registry.of(last).takes_time or len(said) != 1:
        return None
    rest = _TAKEN_BACK.sub("", turn.words.replace(said[0], ""))
    own = turn.parse.intent
    if not is_only_a_time(rest) or (_WORD.search(_LINKS.sub("", rest)) and _asks_for_another(turn, own, last)):
        return None
    return FollowUp(Intent(last, 1.0, own.entities if own else ()))


def _another_counselor(turn: Turn) -> FollowUp | None:
    """Another wish about the counselor goes on with the appointment talked about: "actually make it a man"."""
    last, own = turn.conversation.last_intent, turn.parse.intent
    if last is None or not turn.registry.of(last).takes_counselor or len(turn.words) > LONGEST_CORRECTION:
        return None
    if own and not _may_be_about_a_counselor(turn, own.name):
        return None
    entities = tuple(entity for entity in own.entities if entity.name.startswith("counselor_")) if own else ()
    wished = entities or rules.gender_in(turn.words) or rules.language_in(turn.words)
    return FollowUp(Intent(last, 1.0, entities)) if wished and not _says_more(turn) else None


def _may_be_about_a_counselor(turn: Turn, intent: str) -> bool:
    """Say what "make it a man" may be read as by itself; any other request is one of its own."""
    declared = turn.registry.of(intent)
    return declared.takes_counselor or declared.says_little or intent == PERSON


def _says_more(turn: Turn) -> bool:
    """Say whether there are words beside the wish about the counselor, its names and its times."""
    rest = turn.words
    for named_in in (*turn.parse.time_words, *_names_in(turn)):
        rest = rest.replace(named_in, " ")
    return not is_only_about_a_counselor(rest)


def _names_in(turn: Turn) -> list[str]:
    own = turn.parse.intent
    return [turn.words[entity.start : entity.end] for entity in own.entities if entity.end] if own else []


def _asks_for_another(turn: Turn, own: Intent | None, last: str) -> bool:
    """Whether the words clearly make another request that a time belongs to: "move it to Friday" after a booking."""
    if own is None or own.name == last or own.confidence < SURE:
        return False
    return turn.registry.of(own.name).takes_time


def _intent_of(button: OfferedButton) -> Intent:
    return Intent(button.intent, 1.0, tuple(Entity(name, str(value)) for name, value in button.entities.items()))
