"""What to do at once when a wrong is told: before any form, the numbers and the few steps that count."""

from collections.abc import Callable

from actions.dialogue.cards import joined
from actions.dialogue.turn import Turn
from actions.fraud import aid as fraud_aid
from community.cases import hotlines
from community.cases.hotlines import AMBULANCE, POLICE
from understanding.care.wrongs import Wrong

FIRE_BRIGADE = "119"


def lines(turn: Turn, wrong: Wrong) -> str:
    """Return the first aid for a wrong, the numbers in it as the database has them."""
    return _AID[wrong](turn)


def is_reportable(wrong: Wrong) -> bool:
    """Say whether a report to security helps with it at all."""
    return wrong not in ("loan", "wages", "burn")


def danger(turn: Turn) -> str:
    """Return what to do in a fire or a fight: away first, then the numbers."""
    away = turn.say("Get away first, and warn others. Fire: 119. Violence: 110. Hurt: 120. Then tell me the rest.")
    return joined(away, *_numbers(turn, "security"))


def _theft(turn: Turn) -> str:
    return joined(
        turn.say("I'm sorry that happened. Call now:"),
        *_security(turn),
        turn.say("1. If whoever did it is still there, keep away and let security come."),
        turn.say("2. Note where and when you last saw it; take a picture of the place and the lock."),
        turn.say("3. Ask security to keep the pictures of the cameras; they are soon overwritten."),
        turn.say("4. If a phone or cards are gone, have them blocked by your carrier and your bank."),
    )


def _filmed(turn: Turn) -> str:
    return joined(
        turn.say("That is against the law, and it's not your fault. Call now:"),
        *_security(turn),
        turn.say("1. Go where other people are. Don't stop them alone."),
        turn.say("2. If there is a camera, leave it and touch nothing; keep others out if you safely can."),
        turn.say("3. Note the place, the time and what they look like."),
        turn.say("4. You needn't be alone with it: a person is one tap away."),
    )


def _gas(turn: Turn) -> str:
    return joined(
        turn.say("Leave now and warn others; leave the door open behind you."),
        turn.say("1. No flame, no switch, no lift, no phone inside."),
        turn.say("2. Outside, call {fire} (fire brigade) and security:", fire=FIRE_BRIGADE),
        *_numbers(turn, "security"),
        turn.say("3. Who feels sick or dizzy: fresh air, and call {ambulance}.", ambulance=AMBULANCE),
    )


def _burn(turn: Turn) -> str:
    return joined(
        turn.say("Cool it now: 20 minutes under cool running water. No ice, no toothpaste, no oil, no soy sauce."),
        turn.say("1. While cooling take off rings, watch and wet clothes; what sticks stays on."),
        turn.say("2. Then cover it loosely with something clean. Leave blisters closed."),
        turn.say("3. To the clinic today: blisters, larger than your palm, on face, hands, feet or private parts."),
        turn.say(
            "4. {ambulance} at once: white or charred skin, a large part of the body, trouble breathing, electricity "
            "or chemicals.",
            ambulance=AMBULANCE,
        ),
    )


def _trapped(turn: Turn) -> str:
    return joined(
        turn.say("Stay calm; there is air enough. Call for help now:"),
        *_numbers(turn, "security"),
        turn.say("{fire} (fire brigade), if somebody feels unwell or nobody answers", fire=FIRE_BRIGADE),
        turn.say("1. In a lift press the alarm button and keep talking to whoever answers."),
        turn.say("2. Don't force the doors and don't climb out. Sit down, away from the doors."),
        turn.say("3. Say which building and which lift or room; save your phone's battery."),
    )


_AID: dict[Wrong, Callable[[Turn], str]] = {
    **fraud_aid.AID,
    "burn": _burn,
    "theft": _theft,
    "filmed": _filmed,
    "gas": _gas,
    "trapped": _trapped,
}


def _security(turn: Turn) -> list[str]:
    return [*_numbers(turn, "security"), turn.say("{police} (police)", police=POLICE)]


def _numbers(turn: Turn, kind: str) -> list[str]:
    today = turn.now.astimezone(turn.zone).date()
    found = hotlines.numbers(turn.session, kind, language=turn.language, today=today)
    return [
        f"{one.number} {one.name}" + (turn.say(" ({hours})", hours=one.hours) if one.hours else "") for one in found
    ]
