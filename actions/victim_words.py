"""What shows that something was done to somebody, by kind, and where it can be told."""

from collections.abc import Mapping

from actions.wording import noted
from understanding.harm import HarmKind

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
