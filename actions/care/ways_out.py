"""The buttons under what is said of danger: each leads to somebody, or through the next minutes."""

from actions.dialogue.reply import Button
from actions.dialogue.turn import Turn


def ways_out(turn: Turn) -> tuple[Button, ...]:
    """Return the ways out of the help card."""
    return person(turn), trusted(turn), steady(turn)


def answers(turn: Turn) -> tuple[Button, ...]:
    """Return the answers to the gentle question."""
    return (
        Button(turn.say("Yes"), "crisis_yes"),
        Button(turn.say("I'm not sure"), "crisis_not_sure"),
        Button(turn.say("No"), "crisis_no"),
    )


def person(turn: Turn) -> Button:
    """Return the way to a person, now."""
    return Button(turn.say("A person now"), "person_now")


def trusted(turn: Turn) -> Button:
    """Return the way to somebody whom the student knows."""
    return Button(turn.say("Someone I trust"), "trusted_person")


def steady(turn: Turn) -> Button:
    """Return the way through the next minutes."""
    return Button(turn.say("Steady myself"), "steady_myself")


def safe(turn: Turn) -> Button:
    """Return the way out of the talk itself."""
    return Button(turn.say("I'm safe now"), "crisis_safe")


def help_now(turn: Turn) -> Button:
    """Return the way back to the help card."""
    return Button(turn.say("Help now"), "help_card")


def friend(turn: Turn) -> tuple[Button, ...]:
    """Return what can be done for somebody else."""
    return (
        Button(turn.say("In danger now"), "friend_in_danger"),
        Button(turn.say("Ask a teacher to look"), "friend_needs_look"),
        Button(turn.say("Teach me how to talk"), "friend_how_to_talk"),
    )


def victim(turn: Turn) -> tuple[Button, ...]:
    """Return what somebody may choose to whom something is done."""
    return (
        Button(turn.say("In danger now"), "victim_in_danger"),
        Button(turn.say("A person"), "victim_person"),
        Button(turn.say("Tell security for me"), "victim_report"),
        Button(turn.say("Book a counselor"), "book_counseling"),
    )


def threat(turn: Turn) -> tuple[Button, ...]:
    """Return what helps somebody not to hurt anyone."""
    return person(turn), steady(turn), Button(turn.say("I won't do it"), "threat_no")


def of(turn: Turn, about: str) -> tuple[Button, ...]:
    """Return the ways out of a talk about whomever it is about."""
    return {"friend": friend, "victim": victim, "others": threat}.get(about, ways_out)(turn)
