"""What is meant where the NLU does not hear it: leaving an event, and orders said in words that it does not know."""

from understanding.wishes import borders
from understanding.wishes.grammar import grammar
from understanding.wishes.lines import patterns
from understanding.wishes.pieces import fold, pieces
from understanding.wishes.reading import names, read

LEAVE, SIGN_UP, PERSON = "leave_event", "sign_up_event", "talk_to_human"
BOOK, MOVE, CANCEL, LIST = "book_counseling", "reschedule_counseling", "cancel_counseling", "list_counseling"
WORRIED, DENY = "worried_about_friend", "deny"
ON, OFF, REPORT = "subscribe_reminders", "unsubscribe_reminders", "report_safety_incident"
ABOUT_EVENTS = frozenset(("ask_academic_support", "ask_employment_tips", "ask_growth"))
"""What words about an event are taken for: the event is about study, jobs or growth."""

LIKE_LEAVING = ABOUT_EVENTS | {DENY, CANCEL, MOVE, LIST, BOOK, OFF, ON, SIGN_UP, "ask_events", "out_of_scope"}
"""What leaving an event is taken for: the NLU knows no intent for it."""

LIKE_SIGNING_UP = ABOUT_EVENTS | {OFF, ON, BOOK}
"""What words about signing up for an event are taken for."""

TALK = (
    "affirm",
    "greet",
    "thanks",
    "goodbye",
    "share_feelings",
    "let_off_steam",
    "set_reminder",
    "bot_challenge",
    "help",
)
"""What a story with an order inside it is taken for, or an order made of fragments."""

LIKE_ORDERS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("ask_events", *ABOUT_EVENTS), frozenset((SIGN_UP, OFF, ON, BOOK, MOVE, CANCEL, REPORT))),
    **dict.fromkeys(TALK, frozenset((SIGN_UP, BOOK, MOVE, CANCEL, ON, OFF, REPORT))),
    "ask_safety_notices": frozenset((REPORT, OFF, ON)),
    "out_of_scope": frozenset((SIGN_UP, BOOK, MOVE, CANCEL, ON, OFF, REPORT)),
    ON: frozenset((BOOK, SIGN_UP)),
    OFF: frozenset((SIGN_UP, BOOK)),
    "ask_counseling": frozenset((BOOK, MOVE, CANCEL)),
    PERSON: frozenset((REPORT,)),
    CANCEL: frozenset((BOOK, MOVE)),
    SIGN_UP: frozenset((BOOK, ON, REPORT)),
}
"""What may be ordered in words that are surely read as something else, by what they are read as."""

_FILE = "meant.yaml"
_MATTERS = (
    ("messages", (OFF, ON)),
    ("counseling", (CANCEL, MOVE, BOOK)),
    ("event", (SIGN_UP,)),
    ("report", (REPORT,)),
)


def meant(clause: str, likeliest: str, *, is_weak: bool) -> str:
    """Return the intent that a clause means, which is most often the one it was read as.

    Args:
        likeliest: what it was read as.
        is_weak: too unsure to act on.
    """
    text = fold(clause)
    if (is_weak or likeliest == WORRIED) and _tells_of_counseling(text, clause):
        return BOOK
    if (is_weak or likeliest in LIKE_LEAVING) and _leaves(text, clause, likeliest):
        return LEAVE
    if likeliest in LIKE_SIGNING_UP and _is_about_signing_up(text, clause):
        return SIGN_UP
    if borders.is_another_matter(clause, likeliest):
        return "out_of_scope"
    if likeliest in (MOVE, LIST):
        return _of_appointment(text, clause, likeliest)
    if likeliest in (ON, OFF) and _is_the_other_way(clause, likeliest):
        return OFF if likeliest == ON else ON
    if is_weak:
        return _order(text, clause) or (PERSON if _asks_to(clause, PERSON) else likeliest)
    return _misread(text, clause, likeliest) or likeliest


def is_plain(clause: str, intent: str) -> bool:
    """Say whether the words themselves order what the intent stands for, or tell of it, however unsure the NLU is."""
    text = fold(clause)
    return _order(text, clause) == intent or (intent == BOOK and _tells_of_counseling(text, clause))


def _tells_of_counseling(text: str, clause: str) -> bool:
    """Say whether it is told of somebody else's counseling, without a word of worry about them."""
    if not borders.speaks_of_counseling(text) or patterns(_FILE)["worry"].search(text):
        return False
    return names(clause, BOOK) and read(clause, BOOK).kind == "of_others"


def _is_the_other_way(clause: str, likeliest: str) -> bool:
    """Say whether reminders are ordered off by words that were read as on, or on by words that were read as off."""
    other = OFF if likeliest == ON else ON
    return read(clause, other).kind == "ordered" and read(clause, likeliest).kind in ("unclear", "negated")


def _misread(text: str, clause: str, likeliest: str) -> str | None:
    """Return the order in words that were surely read as something else, None where they hold none."""
    if likeliest not in LIKE_ORDERS or (read(clause, likeliest).kind == "ordered" and likeliest in (PERSON, CANCEL)):
        return None
    ordered = _order(text, clause)
    return ordered if ordered in LIKE_ORDERS[likeliest] else None


def _leaves(text: str, clause: str, likeliest: str) -> bool:
    known = patterns(_FILE)
    if known["counseling"].search(text) or known["messages"].search(text):
        return False
    if borders.speaks_of_counseling(text) and not known["event"].search(text):
        return False
    if read(clause, SIGN_UP).kind == "ordered" and read(clause, LEAVE).kind != "ordered":
        return False
    if not known["event"].search(text) and (not known["place"].search(text) or known["another_list"].search(text)):
        return False
    if likeliest == OFF and not known["event"].search(text):  # "remove me from the list"
        return False
    if likeliest in ABOUT_EVENTS or likeliest in (
        ON,
        BOOK,
        DENY,
    ):  # they speak of much else that can be left or cancelled
        return names(clause, LEAVE) and read(clause, LEAVE).kind == "ordered"
    if likeliest == "ask_events" and not known["place"].search(text):  # whether the concert is cancelled
        return read(clause, LEAVE).kind == "ordered"
    return names(clause, LEAVE) and (likeliest == "out_of_scope" or read(clause, LEAVE).kind != "unclear")


def _of_appointment(text: str, clause: str, likeliest: str) -> str:
    """Return what is meant by words that were taken to move or look up an appointment: a time in them misleads."""
    known = patterns(_FILE)
    if likeliest == LIST:
        ordered = next((one for one in (CANCEL, MOVE) if read(clause, one).kind == "ordered"), None)
        if ordered:
            return ordered
        if known["booking"].search(text) and read(clause, BOOK).kind == "ordered":
            return BOOK
        is_own = known["own_appointment"].search(text) or not known["counseling"].search(text)
        return LIST if is_own or read(clause, BOOK).kind != "of_others" else BOOK
    if names(clause, MOVE):
        return MOVE
    if names(clause, CANCEL) and (known["checks_time"].search(text) or read(clause, CANCEL).kind == "ordered"):
        return CANCEL
    if known["booking"].search(text) and read(clause, BOOK).kind == "ordered":
        return BOOK
    return LIST if known["checks_time"].search(text) else MOVE


def _is_about_signing_up(text: str, clause: str) -> bool:
    known = patterns(_FILE)
    if known["messages"].search(text) or not known["event"].search(text) or borders.speaks_of_counseling(text):
        return False
    said = known["sign_up"].search(text) or known["place"].search(text)
    return bool(said) or read(clause, SIGN_UP).kind == "ordered"


def _order(text: str, clause: str) -> str | None:
    """Return what is surely ordered by name of the deed and its matter, None where nothing is."""
    known = patterns(_FILE)
    for matter, intents in _MATTERS:
        if not known[matter].search(text) or (matter == "counseling" and _books_an_event(text)):
            continue
        if named := next((one for one in intents if _asks_to(clause, one)), None):
            return None if borders.is_another_matter(clause, named) else named
    return None


def _books_an_event(text: str) -> bool:
    return bool(patterns(_FILE)["event"].search(text)) and not borders.speaks_of_counseling(text)


def _asks_to(clause: str, intent: str) -> bool:
    return any(
        rules.request.search(piece.text)
        or rules.order.search(piece.text)
        or (intent != PERSON and rules.command.search(piece.text))
        for piece in pieces(clause)
        if (rules := grammar(piece.language, intent))
    )
