"""The numbers to call, as a student is shown them: those for danger to life first, whatever the table holds."""

from actions.dialogue.turn import Turn
from community.cases import hotlines
from community.cases.hotlines import AMBULANCE, POLICE, SUPPORT, Number

MOST_NUMBERS = 3


def all_lines(turn: Turn) -> str:
    """Say the numbers for danger to life, then of those who listen."""
    return "\n".join([emergency(turn), turn.say("To talk to somebody now:"), support_lines(turn)])


def support_lines(turn: Turn) -> str:
    """Say the numbers of those who listen."""
    support = _of_kind(turn, "support")[:MOST_NUMBERS]
    if not support:
        support = [Number(SUPPORT, turn.say("National psychological support line"), "")]
    return "\n".join(_line(turn, number) for number in support)


def emergency_lines(turn: Turn) -> str:
    """Say the numbers for danger to life, and the campus's own."""
    return "\n".join([emergency(turn), *security_lines(turn)])


def emergency(turn: Turn) -> str:
    """Say the two numbers of the whole country for danger to life."""
    return turn.say(
        "In danger right now: {ambulance} (ambulance) or {police} (police).", ambulance=AMBULANCE, police=POLICE
    )


def security_lines(turn: Turn) -> list[str]:
    """Return the numbers of the campus's own security, each a line."""
    return [_line(turn, number) for number in _of_kind(turn, "security")]


def fraud_lines(turn: Turn) -> list[str]:
    """Return the numbers against fraud, each a line."""
    return [_line(turn, number) for number in _of_kind(turn, "fraud")]


def _of_kind(turn: Turn, kind: str) -> list[Number]:
    today = turn.now.astimezone(turn.zone).date()
    return hotlines.numbers(turn.session, kind, language=turn.language, today=today)


def _line(turn: Turn, number: Number) -> str:
    hours = turn.say(" ({hours})", hours=number.hours) if number.hours else ""
    return f"{number.number} {number.name}{hours}"
