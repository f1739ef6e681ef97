"""Greetings, the menu, languages, and what to say when nothing else fits."""

from actions.cases import told
from actions.dialogue import wording
from actions.dialogue.cards import joined, menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance.answers import menu_of_subjects
from community.seed import samples

MENU = (
    (noted("Jobs"), "ask_employment_tips"),
    (noted("Safety"), "ask_safety_notices"),
    (noted("Counseling"), "book_counseling"),
    (noted("Study"), "ask_academic_support"),
    (noted("Growth & Party"), "ask_growth"),
    (noted("Events"), "ask_events"),
    (noted("A person"), "talk_to_human"),
    (noted("More"), "more"),
)

MORE = (
    (noted("Report a hazard"), "report_safety_incident"),
    (noted("My appointments"), "list_counseling"),
    (noted("Choose your reminders"), "subscribe_reminders"),
    (noted("Stop reminders"), "unsubscribe_reminders"),
    (noted("Help now"), "help_card"),
    (noted("What I store"), "privacy"),
    (noted("中文 / English"), "change_language"),
)

LANGUAGES = (("中文", "zh"), ("English", "en"))


@action("start")
def start(turn: Turn) -> Reply:
    """Welcome a newcomer, or somebody who is back."""
    turn.conversation.awaiting = None
    if turn.student.language is None:
        buttons = tuple(Button(title, "change_language", {"language": code}) for title, code in LANGUAGES)
        hello = "你好，我是校园社区助手（机器人）。请选择语言。\nHi, I'm the community assistant, a bot. Language?"
        return Reply(joined(hello, *(_if_sample(turn, code) for _, code in LANGUAGES)), buttons)
    return show_menu(turn)


def _if_sample(turn: Turn, language: str) -> str:
    """Say that what is told here is invented, as long as any of it is."""
    words = noted("This is a sample campus: its offices, people, notices and events are invented.")
    return wording.say(language, words) if samples.any_left(turn.session) else ""


@action("change_language", changes=True)
def change_language(turn: Turn) -> Reply:
    """Settle the language, or ask which one."""
    chosen = turn.slots.get("language")
    if chosen not in wording.LANGUAGE_NAMES:
        return Reply(
            turn.say("Which language shall I use?"),
            tuple(Button(title, "change_language", {"language": code}) for title, code in LANGUAGES),
        )
    turn.student.language = turn.conversation.language = turn.language = chosen
    stored = joined(what_i_store(turn), _if_sample(turn, chosen))
    return Reply(f"{turn.say('English it is.')}\n\n{stored}", menu_buttons(turn))


def what_i_store(turn: Turn) -> str:
    """Say what is kept and what cannot be done, in three lines."""
    kept = turn.say("I keep our messages and what you book or sign up for.")
    rest = turn.say(
        "I can be wrong: ask a person about what matters.\n"
        "In danger call 110 or 120; to talk about feelings call 12356."
    )
    return f"{kept} {told.staff_read(turn)}\n{rest}"


@action("privacy")
def privacy(turn: Turn) -> Reply:
    """Say what is stored."""
    return Reply(what_i_store(turn), (menu(turn), Button(turn.say("A person"), "talk_to_human")))


@action("greet")
def greet(turn: Turn) -> Reply:
    """Greet back, with the menu."""
    return Reply(turn.say("Hi! What can I do for you?"), menu_buttons(turn))


@action("help", "menu")
def show_menu(turn: Turn) -> Reply:
    """Show everything that can be done."""
    return Reply(turn.say("Here is what I can do. Tap, or just write what you need."), menu_buttons(turn))


@action("more")
def more(turn: Turn) -> Reply:
    """Show the rest of the menu."""
    buttons = tuple(Button(turn.say(title), intent) for title, intent in MORE)
    return Reply(turn.say("More that I can do:"), (*menu_of_subjects(turn), *buttons, menu(turn)))


@action("goodbye")
def goodbye(turn: Turn) -> Reply:
    """Part kindly."""
    return Reply(turn.say("Take care. Write whenever you like."))


@action("thanks")
def thanks(turn: Turn) -> Reply:
    """Take thanks."""
    return Reply(turn.say("You're welcome!"))


@action("let_off_steam")
def let_off_steam(turn: Turn) -> Reply:
    """A kind word for somebody who lets off steam, with help one tap away; a laugh for a laugh."""
    more = Button(turn.say("It's more than that"), "share_feelings")
    if turn.request.entity("mood") == "laugh":
        return Reply(turn.say("Haha. I like that you're laughing."), (menu(turn),))
    return Reply(
        turn.say("Oof, that sounds like a lot. Go easy on yourself today: a short break counts as progress too."),
        (more, Button(turn.say("Study skills"), "ask_academic_support", {"topic": "skills"}), menu(turn)),
    )


@action("bot_challenge")
def bot_challenge(turn: Turn) -> Reply:
    """Never pass for a person."""
    return Reply(
        turn.say("I'm a bot, the community's assistant. If you'd rather talk to a person, just tap."),
        (Button(turn.say("A person"), "talk_to_human"), menu(turn)),
    )


@action("affirm")
def affirm(turn: Turn) -> Reply:
    """A yes to nothing in particular."""
    return Reply(turn.say("Good. What would you like to do?"), menu_buttons(turn))


@action("deny")
def deny(turn: Turn) -> Reply:
    """A no to nothing in particular."""
    return Reply(turn.say("All right. Anything else?"), menu_buttons(turn))


@action("cancel")
def cancel(turn: Turn) -> Reply:
    """Leave whatever was being asked; nothing that was done is undone."""
    turn.conversation.awaiting = None
    turn.conversation.slots.clear()
    return Reply(turn.say("Dropped. Nothing was changed."), menu_buttons(turn))


def menu_buttons(turn: Turn) -> tuple[Button, ...]:
    """The menu's buttons."""
    return tuple(Button(turn.say(title), intent) for title, intent in MENU)


def stale_button(turn: Turn) -> Reply:
    """Answer a tap on a button that this conversation was not offered, or not lately."""
    return Reply(turn.say("That button is no longer valid. Here is the menu."), menu_buttons(turn))


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
