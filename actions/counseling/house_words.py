"""The rules of the house on appointments, as students read them: each number is the row's."""

from datetime import datetime

from actions.dialogue.turn import Turn
from community.campus import house


def furthest(turn: Turn) -> datetime:
    """Return until when times can be booked."""
    return turn.now + house.rules(turn.session).opened_ahead


def ahead(turn: Turn) -> str:
    """Name how far ahead times can be booked: `three weeks`."""
    return turn.lasting(house.rules(turn.session).opened_ahead)


def too_near(turn: Turn) -> str:
    """Say that a time can be booked no more."""
    notice = house.rules(turn.session).booking_notice
    if not notice:
        return turn.say("That time has begun. Nearest are:")
    return turn.say(
        "That is too soon now: counselors need to know {notice} ahead. Nearest are:", notice=turn.lasting(notice)
    )


def booking(turn: Turn) -> str:
    """Say how long a session takes, and how far ahead and how late it can be booked and changed."""
    its = house.rules(turn.session)
    length = turn.say("A session takes {length}.", length=turn.lasting(its.session))
    if its.booking_notice:
        booked = turn.say(
            "You book it here, up to {furthest} and at least {notice} ahead.",
            furthest=ahead(turn),
            notice=turn.lasting(its.booking_notice),
        )
    else:
        booked = turn.say("You book it here, up to {furthest} ahead.", furthest=ahead(turn))
    return ("" if turn.language == "zh" else " ").join((length, booked, changing(turn)))


def changing(turn: Turn) -> str:
    """Say until when an appointment can be moved or cancelled."""
    notice = house.rules(turn.session).cancel_notice
    if not notice:
        return turn.say("You can move or cancel it until it begins.")
    return turn.say("You can move or cancel it until {notice} before it begins.", notice=turn.lasting(notice))


def nothing_changed(turn: Turn) -> str:
    """Say likewise, to who only spoke of it."""
    notice = house.rules(turn.session).cancel_notice
    if not notice:
        return turn.say("An appointment can be moved or cancelled until it begins; nothing is changed yet.")
    return turn.say(
        "An appointment can be moved or cancelled until {notice} before it begins; nothing is changed yet.",
        notice=turn.lasting(notice),
    )


def too_late(turn: Turn, starts_at: datetime) -> str:
    """Say that an appointment can be changed no more, and why."""
    if starts_at <= turn.now:
        return turn.say("It has begun already, so I can't cancel it. If you can't come, tell a person.")
    return turn.say(
        "It begins in less than {notice}, so I can't change it any more. If you can't come, tell a person.",
        notice=turn.lasting(house.rules(turn.session).cancel_notice),
    )
