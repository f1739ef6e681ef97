"""What somebody does by saying a clause: orders it, refuses it, asks about it, tells of others, or only imagines it."""

from collections.abc import Sequence
from dataclasses import dataclass

from understanding.parse import ORDERED, Wish, WishKind
from understanding.wishes import borders
from understanding.wishes.grammar import Grammar, grammar
from understanding.wishes.pieces import Piece, pieces

STORY = 4
"""From so many pieces on a message tells much that is not about the order in it."""
_ANY = "report_safety_incident"  # what asks is the same around every deed
_NOT_ORDERED: tuple[WishKind, ...] = ("negated", "of_others", "hypothetical", "asked")
"""What counts of several that are said, the first first."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one piece says.

    Args:
        named: it names the deed.
        directly: it is put to us, so that a question beside it changes nothing.
        is_condition: what else is said hangs on it.
        doubts: what was said before it is half taken back by it.
        takes_back: it says not to do what was just ordered; "keep the rest" does not.
    """

    piece: Piece
    kind: WishKind | None
    named: bool
    directly: bool
    is_condition: bool
    doubts: bool
    takes_back: bool


def read(clause: str, intent: str) -> Wish:
    """Return what the clause does with the deed of the intent.

    An intent that does nothing which could be ordered, as a question about events, is as good as ordered.
    """
    if grammar("en", intent) is None:
        return ORDERED
    heard = [_hear(piece, intent) for piece in pieces(clause)]
    kind = _together(heard)
    if kind == "ordered" and borders.is_somebody_else(clause, intent):
        kind = "unclear"  # a player for the team, say: whoever wants one of the staff is asked, and has the button
    if kind != "ordered":
        return Wish(kind, clause)
    kept = [one.piece.said for one in heard if one.kind not in ("negated", "of_others")]
    return Wish("ordered", " ".join(kept) or clause)


def names(clause: str, intent: str) -> bool:
    """Say whether the clause names the deed of the intent at all."""
    return any(rules.names.search(one.text) for one in pieces(clause) if (rules := grammar(one.language, intent)))


def is_question(clause: str) -> bool:
    """Say whether the words themselves ask, whatever mark stands after them: "in the library?" may be an answer."""
    return any(rules.asked.search(one.text) for one in pieces(clause) if (rules := grammar(one.language, _ANY)))


def both(first: Wish, second: Wish) -> Wish:
    """Return what two clauses do together that ask for the same: what was only spoken of beside an order is no part."""
    if first.kind == second.kind:
        return Wish(first.kind, f"{first.words}\n{second.words}")
    if "ordered" in (first.kind, second.kind):
        return first if first.kind == "ordered" else second
    return first if second.kind == "unclear" else second


def _hear(piece: Piece, intent: str) -> _Heard:
    rules = grammar(piece.language, intent)
    assert rules is not None, "both languages have words for the same deeds"
    text = piece.text
    named = bool(rules.names.search(text))
    directly = bool(rules.request.search(text)) and not rules.unless.search(text)
    kind = _kind(piece, rules, named=named, directly=directly)
    if kind == "hypothetical" and rules.reason.search(text):
        kind = None
    takes_back = kind == "negated" and not rules.refusal.search(text)
    doubts = kind != "ordered" and bool(rules.contrast.search(text))
    return _Heard(piece, kind, named, directly, bool(rules.conditional.search(text)), doubts, takes_back)


def _kind(piece: Piece, rules: Grammar, *, named: bool, directly: bool) -> WishKind | None:
    text = piece.text
    if rules.for_others.search(text) or (named and not directly and rules.others.search(text)):
        return "of_others"
    if rules.conditional.search(text):
        return "asked" if _asks(piece, rules) else "hypothetical"
    if rules.refusal.search(text):
        return "negated"
    if rules.hypothetical.search(text):
        return "hypothetical"
    if rules.negated.search(text):
        return "asked" if _asks(piece, rules) else "negated"
    is_one = not rules.unless.search(text)
    if directly or (is_one and rules.order.search(text) and not _asks(piece, rules)):
        return "ordered"
    if _asks(piece, rules):
        return "asked"
    if rules.past.search(text):
        return "hypothetical"
    if is_one and rules.command.search(text):
        return "ordered"
    return "unclear" if named else None


def _asks(piece: Piece, rules: Grammar) -> bool:
    return piece.ends_asking or bool(rules.asked.search(piece.text))


def _together(heard: Sequence[_Heard]) -> WishKind:
    """Return the kind of all pieces together; what stands in the way of an order is looked for before it is taken."""
    orders = [place for place, one in enumerate(heard) if one.kind == "ordered"]
    if not orders:
        said = [one.kind for one in heard if one.kind is not None and (one.named or len(heard) == 1)]
        said = said or [one.kind for one in heard if one.kind is not None]
        return next((kind for kind in _NOT_ORDERED if kind in said), "unclear")
    last = heard[orders[-1]]
    after = heard[orders[-1] + 1 :]
    if any(one.takes_back and (one.named or len(heard) < STORY) for one in after):
        return "negated"
    if len(heard) >= STORY:  # of a story only what stands at the order is about it
        near, after = heard[max(0, orders[0] - 1) : orders[-1] + 2], after[:1]
        heard = [one for one in near if one.named or one.is_condition]
    if (
        any(one.is_condition for one in heard)
        or any(one.doubts for one in after)
        or (not last.directly and any(one.kind == "hypothetical" for one in heard))
    ):
        return "hypothetical"
    if not last.directly and any(one.kind == "asked" for one in heard):
        return "asked"
    return "ordered"
