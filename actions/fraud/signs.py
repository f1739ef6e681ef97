"""The warning signs of an offer, in words."""

from collections.abc import Sequence

from actions.dialogue.cards import Teller


def signs(teller: Teller, flags: Sequence[str]) -> list[str]:
    """Return what speaks against an offer, in the order of its flags (`community.employment.rules.red_flags`)."""
    told = _told(teller)
    return [told[flag] for flag in flags]


def _told(teller: Teller) -> dict[str, str]:
    return {
        "fee": teller.say("money is wanted before work begins; the law forbids employers to take deposits or fees"),
        "loan": teller.say("a training loan: you'd owe money whether or not there is a job"),
        "papers": teller.say("your identity card or diploma would be kept; no employer may do that"),
        "account": teller.say("codes or passwords are asked for, or your account is wanted; lending it is a crime"),
        "orders": teller.say("fake orders or money laid out for others; the refund stops once you pay more"),
        "pay": teller.say("the pay is far above what such work earns"),
    }
