"""What is said where a message was not answered: it came too fast, was overtaken, or something went wrong."""

from actions.dialogue import wording
from actions.dialogue.reply import Button, Reply
from actions.dialogue.wording import noted


def too_fast(language: str) -> Reply:
    """Tell somebody who writes faster than answers may be sent."""
    return Reply(
        wording.say(
            language,
            "You write faster than I may answer. My answers so far are on their way; what you write meanwhile I only "
            "look through for danger. Please say again in a minute what still matters.",
        ),
        (Button(wording.say(language, "A person"), "talk_to_human"),),
    )


def put_aside(language: str) -> Reply:
    """Tell somebody that what they wrote before a line about danger was not answered."""
    return Reply(
        wording.say(
            language,
            "I answered what weighs most first, and put aside what you had written before it. Ask me again whenever "
            "you like.",
        )
    )


def went_wrong(language: str, reference: str) -> Reply:
    """Tell the truth about a message that could not be answered."""
    return Reply(
        wording.say(
            language,
            "Sorry, something went wrong on our side and I could not answer. Your message is kept; "
            "staff can find it as {reference}.",
            reference=reference,
        ),
        _to_a_person(language),
    )


def gave_up(language: str, reference: str) -> Reply:
    """Tell somebody that their message was tried again and again, and what they can do now."""
    return Reply(
        wording.say(
            language,
            "Sorry, I tried several times and could not work through your message, so I set it aside. It is kept; "
            "staff can find it as {reference}. Please try again in fewer words, or tap below.",
            reference=reference,
        ),
        _to_a_person(language),
    )


def _to_a_person(language: str) -> tuple[Button, ...]:
    titles = ((noted("A person"), "talk_to_human"), (noted("Help now"), "help_card"))
    return tuple(Button(wording.say(language, title), intent) for title, intent in titles)
