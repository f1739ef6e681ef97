"""Greetings, the menu, languages, and what to say when nothing else fits."""

from collections.abc import Sequence

from actions.cases import told
from actions.dialogue import wording
from actions.dialogue.cards import joined, menu
from actions.dialogue.registry import Declared, action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance.answers import menu_of_subjects
from community import samples
from understanding.parse import Entity

LANGUAGES = (("中文", "zh"), ("English", "en"))
IN_ONE_WORD = tuple(Command(code, entities=(Entity("language", code),)) for _, code in LANGUAGES)
"""What the switch of the web page says."""


@action("start", said="never", commands=(Command("start"),))
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


@action(
    "change_language",
    title=noted("中文 / English"),
    commands=(Command("language", 13), *IN_ONE_WORD),
    menu=OnMenu(7, behind_more=True),
    changes=True,
    interrupts=True,
    keeps_card=True,
    beside_danger="other_matter",
)
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


@action(
    "privacy",
    title=noted("What I store"),
    said="never",
    menu=OnMenu(6, behind_more=True),
)
def privacy(turn: Turn) -> Reply:
    """Say what is stored."""
    return Reply(what_i_store(turn), (menu(turn), Button(turn.say("A person"), "talk_to_human")))


@action(
    "greet",
    title=noted("A greeting"),
    guessed=False,
    keeps_card=True,
)
def greet(turn: Turn) -> Reply:
    """Greet back, with the menu."""
    return Reply(turn.say("Hi! What can I do for you?"), menu_buttons(turn))


@action(
    "help",
    title=noted("Everything I can do"),
    commands=(Command("menu", 1),),
    tapped_as="menu",  # `/help` is the command for help now, whatever a client shows
    interrupts=True,
    beside_danger="other_matter",
    stands_last=True,
)
def show_menu(turn: Turn) -> Reply:
    """Show everything that can be done."""
    return Reply(turn.say("Here is what I can do. Tap, or just write what you need."), menu_buttons(turn))


@action(
    "more",
    title=noted("More"),
    said="never",
    menu=OnMenu(8),
)
def more(turn: Turn) -> Reply:
    """Show the rest of the menu."""
    subjects, more = menu_of_subjects(turn), _buttons(turn, turn.registry.more)
    return Reply(turn.say("More that I can do:"), (*subjects, *more, menu(turn)))


@action("goodbye", title=noted("A goodbye"), guessed=False, keeps_card=True)
def goodbye(turn: Turn) -> Reply:
    """Part kindly."""
    return Reply(turn.say("Take care. Write whenever you like."))


@action(
    "thanks",
    title=noted("Thanks"),
    guessed=False,
    keeps_card=True,
)
def thanks(turn: Turn) -> Reply:
    """Take thanks."""
    return Reply(turn.say("You're welcome!"))


@action(
    "let_off_steam",
    title=noted("Letting off steam"),
    said="by_rule",
    guessed=False,
)
def let_off_steam(turn: Turn) -> Reply:
    """A kind word for somebody who lets off steam, with help one tap away; a laugh for a laugh."""
    more = Button(turn.say("It's more than that"), "share_feelings")
    if turn.request.entity("mood") == "laugh":
        return Reply(turn.say("Haha. I like that you're laughing."), (menu(turn),))
    return Reply(
        turn.say("Oof, that sounds like a lot. Go easy on yourself today: a short break counts as progress too."),
        (more, Button(turn.say("Study skills"), "ask_academic_support", {"topic": "skills"}), menu(turn)),
    )


@action("bot_challenge", title=noted("Are you a bot?"), guessed=False)
def bot_challenge(turn: Turn) -> Reply:
    """Never pass for a person."""
    return Reply(
        turn.say("I'm a bot, the community's assistant. If you'd rather talk to a person, just tap."),
        (Button(turn.say("A person"), "talk_to_human"), menu(turn)),
    )


@action(
    "affirm",
    title=noted("A plain yes"),
    guessed=False,
    says_little=True,
    keeps_card=True,
    beside_danger="like_danger",
)
def affirm(turn: Turn) -> Reply:
    """A yes to nothing in particular."""
    return Reply(turn.say("Good. What would you like to do?"), menu_buttons(turn))


@action(
    "deny",
    title=noted("A plain no"),
    guessed=False,
    says_little=True,
    keeps_card=True,
    beside_danger="like_danger",
)
def deny(turn: Turn) -> Reply:
    """A no to nothing in particular."""
    return Reply(turn.say("All right. Anything else?"), menu_buttons(turn))


@action(
    "cancel",
    title=noted("Drop what we are doing"),
    said="never",
    commands=(Command("cancel", 14),),
)
def cancel(turn: Turn) -> Reply:
    """Leave whatever was being asked; nothing that was done is undone."""
    turn.conversation.awaiting = None
    turn.conversation.slots.clear()
    return Reply(turn.say("Dropped. Nothing was changed."), menu_buttons(turn))


def menu_buttons(turn: Turn) -> tuple[Button, ...]:
    """The menu's buttons."""
    return _buttons(turn, turn.registry.menu)


def _buttons(turn: Turn, placed: Sequence[Declared]) -> tuple[Button, ...]:
    return tuple(Button(turn.say((one.menu and one.menu.title) or one.title), one.button) for one in placed)


def stale_button(turn: Turn) -> Reply:
    """Answer a tap on a button that this conversation was not offered, or not lately."""
    return Reply(turn.say("That button is no longer valid. Here is the menu."), menu_buttons(turn))
