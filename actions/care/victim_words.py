"""What shows that something was done to somebody, by kind, and where it can be told."""

from collections.abc import Mapping

from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases.hotlines import AMBULANCE, LABOUR, POLICE
from understanding.care.harm import HarmKind, is_at_work

EVIDENCE: Mapping[HarmKind, str] = {
    "sexual": noted(
        "What can show it, if you ever want to use it:\n"
        "• Messages, calls, pictures: screenshots with name, date and time, and keep the originals.\n"
        "• A note of your own, made soon: when, where, what was said and done, who may have noticed.\n"
        "• After an assault: if you can bear it, don't wash yet and keep the clothes in a paper bag. A hospital can "
        "secure traces and protect you against infection and pregnancy, best within 72 hours."
    ),
    "violence": noted(
        "What can show it, if you ever want to use it:\n"
        "• Injuries: photos with the date, and a doctor's record.\n"
        "• Threats, calls, what you were forced to sign, send or pay: screenshots, recordings, receipts.\n"
        "• Somebody who follows you: note each time, when, where and how they looked; cameras may have seen it.\n"
        "Don't meet them alone to talk it over, and let somebody go home with you."
    ),
    "online": noted(
        "What can show it, before it is deleted:\n"
        "• Screenshots or a screen recording of posts, comments and profiles, with names, links, date and time.\n"
        "• Report them to the platform first, block them afterwards.\n"
        "• Private pictures, or money asked for: don't pay, don't send more, don't delete the chat. The police can "
        "use it.\n"
        "You needn't read or answer it all; let a friend look through it for you."
    ),
    "drink": noted(
        "• Today or last night: go to a hospital now, with or without a report, best within 72 hours. Blood and urine "
        "show some drugs only for hours; they can secure traces and protect you against infection and pregnancy.\n"
        "• Until then, if you can bear it: don't wash, keep the clothes in a paper bag and what is left of the drink.\n"
        "• Let somebody you trust stay with you. Dizzy, or hard to wake: {ambulance}.\n"
        "• Keep messages and payments of that evening; note where, when and with whom, as far as you remember."
    ),
    "blackmail": noted(
        "Don't pay, and send nothing more: whoever pays is asked again. To have trusted somebody is no guilt.\n"
        "• Evidence: screenshots of the threats, the account and any payment, with address, name, date and time. "
        "Delete nothing.\n"
        "• Report account and pictures to the platform, then block; hide your list of friends.\n"
        "• Tell the police ({police}), paid or not: threatening somebody with private pictures is a crime. About money "
        "96110 advises as well.\n"
        "• Have you paid? Call your bank at once."
    ),
    "racism": noted(
        "Nobody may treat you like that for where you come from, how you look or what you believe.\n"
        "• Evidence: note the words, when, where and who heard them, each time; screenshots or recordings, if any.\n"
        "• Your college, the student affairs office and, from abroad, the office for international students have to "
        "hear it; threats and blows are for the police ({police}).\n"
        "• You needn't argue with them. Stay with people who are on your side."
    ),
    "stalking": noted(
        "• Say once, in writing, that you want no contact; after that answer nothing.\n"
        "• Evidence: note each time, when, where and how they looked; keep messages and calls. Ask security soon for "
        "the cameras.\n"
        "• Let somebody go with you in the evening, change your usual ways, share your location with a friend.\n"
        "• In your way, at your door, or following you now: {police}."
    ),
    "work": noted(
        "Pay is no favour, and nobody may shout at, insult or touch you for it.\n"
        "• Evidence: contract or chat about the pay, your hours, what was paid; insults and threats with date, place "
        "and who heard them.\n"
        "• Threats and blows are for the police ({police})."
    ),
    "home": noted(
        "Where you live nobody may come in without your consent, whoever owns it.\n"
        "• Inside or at the door now: get out or lock yourself in, and call {police}.\n"
        "• Evidence: note each time and how you noticed, photos of what was moved, messages with them.\n"
        "• Write to them once that you don't allow it; a chain or a door alarm helps until it is settled."
    ),
    "partner": noted(
        "Love or a quarrel excuses no blow, and one is seldom the last.\n"
        "• Hurt: see a doctor and say how it happened; keep the record and photos with the date.\n"
        "• Evidence: threats, and apologies too, as screenshots; note what happened and when.\n"
        "• The police ({police}) can warn them in writing, and a court can forbid them to come near you.\n"
        "• Don't meet them alone to talk it over; let one person know where you are."
    ),
    "other": noted(
        "What can show it, if you ever want to use it:\n"
        "• Messages, calls, pictures: screenshots with name, date and time, and keep the originals.\n"
        "• A note of your own, made soon: when, where, what was said and done, who may have noticed.\n"
        "• Injuries: photos with the date, and a doctor's record."
    ),
}
WHERE = noted(
    "It can be told to the police, to campus security, to the student affairs office, and if it was a teacher or other "
    "staff, to the school's office for staff conduct. You needn't go alone: a counselor or a person can go through it "
    "with you."
)
AT_WORK = noted(
    "It happens at work: the labour hotline {labour} advises about pay, contract and harassment, and the school's "
    "employment office about internships."
)


def evidence(turn: Turn, kind: HarmKind) -> str:
    """Say what shows it and what helps now, for this kind of harm."""
    told = turn.say(EVIDENCE[kind], police=POLICE, ambulance=AMBULANCE)
    return f"{told}\n{turn.say(AT_WORK, labour=LABOUR)}" if is_at_work(turn.words) else told
