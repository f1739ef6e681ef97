"""Whom to call first in an emergency and the few steps that count, by kind: spoken before anything is asked.

Where the figures are from: chest compressions 100 to 120 a minute, 5 to 6 cm deep, and the defibrillator as soon as
there is one: AHA guidelines for CPR 2020, after ILCOR. Back blows and thrusts by five: ILCOR. Rinsing an eye for 15
minutes: ANSI/ISEA Z358.1; longer for alkali. Soap and water for 15 minutes after a bite, and the vaccine without delay:
WHO on rabies. Keeping a bitten limb still, without cutting or sucking: WHO on snakebite.
"""

from collections.abc import Mapping

from actions.dialogue.cards import joined
from actions.dialogue.numbers import emergency_lines, security_lines
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases.hotlines import AMBULANCE, POLICE
from understanding.crisis.acute import Aid

FIRE_BRIGADE = "119"

_PRESSING = noted(
    "No answer and no normal breathing: press hard and fast in the middle of the chest, 5 to 6 cm deep, 100 to 120 "
    "times a minute, and don't stop. Let somebody fetch a defibrillator (AED) and do what it says. You needn't have "
    "learnt it: 120 guides you on the phone."
)
_PRESS_ON_IT = noted(
    "Press a clean cloth hard on the wound and don't let go; if blood comes through, put more on top. Leave in what is "
    "stuck in it.\nLet them lie down, keep them warm, and stay with them."
)
_STEPS: Mapping[Aid, tuple[str, ...]] = {
    "violence": (
        noted(
            "Keep away from them. Don't talk them out of it, don't pass it on in groups. If they are near: get out, or "
            "lock the door, lights off, phone silent."
        ),
        noted("Tell the police who, where and when, and the words they used; keep the message or a screenshot."),
    ),
    "fire": (
        noted("Get out now: stay low under the smoke, close doors behind you, no lift, take nothing. Warn others."),
        noted("You can't get out: close the door, seal the gaps with wet cloth, call from the window."),
    ),
    "inside": (noted("Don't go back in. Tell the fire brigade who is inside, on which floor and in which room."),),
    "collapse": (
        noted("Speak to them loudly and shake their shoulders: do they answer, do they breathe normally?"),
        _PRESSING,
        noted("They breathe normally: turn them on their side and watch every breath."),
    ),
    "seizure": (
        noted("Don't hold them down, nothing in their mouth. Move hard things away; something soft under the head."),
        noted("Look at the clock. When it stops, turn them on their side and check that they breathe."),
    ),
    "choking": (
        noted("Let them cough as long as they can."),
        noted(
            "They can't cough or speak: five firm blows between the shoulder blades, then five thrusts above the "
            "navel, in turn. They go limp: press on the middle of the chest, hard and fast."
        ),
    ),
    "drowning": (
        noted("Don't go in after them, nor onto the ice. Reach or throw something that floats, and shout for others."),
        noted("Out, and not breathing: press hard and fast in the middle of the chest, 100 to 120 times a minute."),
    ),
    "bleeding": (_PRESS_ON_IT,),
    "chemical": (
        noted(
            "Rinse with running water now, 15 to 20 minutes at least, longer for alkali. An eye: hold it open, let the "
            "water run outwards, contact lenses out. Don't rub, put nothing else on it."
        ),
        noted("Take off what is soaked, then to the hospital, with the name of the substance."),
    ),
    "carbon_monoxide": (
        noted("Everybody out into fresh air now; open windows on the way. No flame, no switch; phone outside."),
        noted("Whoever is dizzy or was asleep in there sees a doctor, even if it gets better."),
    ),
    "allergy": (
        noted("An adrenaline pen, if there is one: into the outer thigh, now. Sit up to breathe; dizzy: lie down."),
        noted("Don't walk anywhere, don't stay alone, even if it gets better."),
    ),
    "chest": (
        noted("Sit down, lean back, don't walk anywhere. Loosen what is tight, have somebody stay."),
        noted("Your own heart medicine, if a doctor gave you some. Open the door for the ambulance."),
    ),
    "breath": (
        noted("Sit up, lean forward a little, loosen what is tight. Your own inhaler, if you have one. Don't walk."),
        noted("If fear came first and you know it: breathe out slowly, longer than in. If you are not sure: call."),
    ),
    "electric": (
        noted("Don't touch them or the device until the power is off: breaker or plug first."),
        noted("Then: no breathing, press on the chest. Numb, dizzy, burnt or heart beating oddly: see a doctor today."),
    ),
    "snake": (
        noted("Away from the snake. Keep the bitten limb still, rings and watch off; walk as little as you can."),
        noted("Don't cut, suck, tie off or cool it. Remember what it looked like."),
    ),
    "poison": (
        noted("Don't make them vomit, give no drink. Keep the packet: tell 120 what it was, how much and when."),
        noted("Drowsy: on their side, and watch the breath. Don't wait to see how it feels."),
    ),
    "injury": (
        noted("Don't move them unless it is dangerous there; head and neck stay still."),
        noted("Press on what bleeds, keep them warm, talk with them."),
    ),
    "bite": (
        noted("Wash the wound now with soap and running water for 15 minutes, then disinfect it; no tight bandage."),
        noted("Go to a hospital with a rabies clinic today: the vaccine can't wait, even if the animal looks well."),
    ),
    "hanging": (noted("Hold the body up, cut or loosen what is around the neck, lay them down."), _PRESSING),
    "ledge": (
        noted("Don't rush at them and don't grab. Keep a little distance, speak quietly, say that you stay."),
        noted("Keep others and phones away, and let the way be open for those who come."),
    ),
}  # fmt: skip
_BRIGADE: frozenset[Aid] = frozenset(("fire", "inside", "carbon_monoxide", "drowning"))


def first_lines(turn: Turn, aid: Aid) -> str:
    """Say whom to call, then the steps."""
    return f"{numbers(turn, aid)}\n\n{steps(turn, aid)}"


def numbers(turn: Turn, aid: Aid) -> str:
    """Say the number that counts here first, and the campus's own security."""
    if aid == "ledge":
        return emergency_lines(turn)
    if aid == "violence":
        first = turn.say("Call {police} (police) now. Somebody hurt: {ambulance}.", police=POLICE, ambulance=AMBULANCE)
    elif aid in _BRIGADE:
        first = turn.say(
            "Call {fire} (fire brigade) now. Somebody hurt or unwell: {ambulance} (ambulance).",
            fire=FIRE_BRIGADE,
            ambulance=AMBULANCE,
        )
    elif aid == "bite":
        first = turn.say("Bleeding hard, or bitten in the face: {ambulance} (ambulance).", ambulance=AMBULANCE)
    else:
        first = turn.say("Call {ambulance} (ambulance) now, put it on loudspeaker.", ambulance=AMBULANCE)
    return joined(first, *security_lines(turn))


def steps(turn: Turn, aid: Aid) -> str:
    """Say what to do until help is there."""
    return "\n".join(turn.say(words) for words in _STEPS[aid])
