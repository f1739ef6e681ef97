"""Commands: the same on every channel, each standing for an intent."""

import re
import unicodedata
from dataclasses import dataclass

from actions.dialogue.wording import noted
from understanding.parse import Entity, Intent


@dataclass(frozen=True, slots=True)
class Command:
    """What a student may type after a slash, with the line that a channel's menu shows for it."""

    name: str
    intent: str
    line: str
    entities: tuple[Entity, ...] = ()


COMMANDS = (
    Command("menu", "help", noted("Everything I can do")),
    Command("person", "talk_to_human", noted("Talk to a person")),
    Command("help", "help_card", noted("Help now: people and numbers")),
    Command("book", "book_counseling", noted("Book a counselor")),
    Command("appointments", "list_counseling", noted("My appointments")),
    Command("jobs", "ask_employment_tips", noted("Employment tips")),
    Command("safety", "ask_safety_notices", noted("Current safety notices")),
    Command("study", "ask_academic_support", noted("Academic support")),
    Command("growth", "ask_growth", noted("Growth and party building")),
    Command("events", "ask_events", noted("Upcoming events")),
    Command("report", "report_safety_incident", noted("Report a hazard")),
    Command("reminders", "subscribe_reminders", noted("Choose your reminders")),
    Command("language", "change_language", noted("中文 / English")),
    Command("cancel", "cancel", noted("Drop what we are doing")),
    Command("stop", "unsubscribe_reminders", noted("Stop reminders")),
)

UNLISTED = (
    Command("start", "start", ""),
    Command("mydata", "my_data", ""),
    Command("forgetme", "forget_me", ""),
    Command("zh", "change_language", "", (Entity("language", "zh"),)),  # what the web page's switch says
    Command("en", "change_language", "", (Entity("language", "en"),)),
)

BIND = Command("bind", "bind_chat", "")
UNBIND = Command("unbind", "unbind_chat", "")

_BY_NAME = {command.name: command for command in (*COMMANDS, *UNLISTED, BIND, UNBIND)}

LONGEST_CODE = 40

_SAID_PLAINLY = {
    **dict.fromkeys(("stop", "td", "unsubscribe", "退订", "取消订阅"), "unsubscribe_reminders"),
    **dict.fromkeys(("转人工", "人工", "人工服务", "找老师", "human", "operator"), "talk_to_human"),
}
"""Words that phone users everywhere take for commands: they count in the middle of any question, and need no model."""

_CRY = (
    r"(?:please |somebody |someone |anyone )*(?:help me|sos|s\.o\.s|i need help now|emergency|mayday)"
    r"(?: now| please| help| quick(?:ly)?)*"
    r"|快?(?:来人|谁来)?(?:救命|救救我|救我|急救|求助|求救|呼救)[啊呀了]*"
)
_CRIES = re.compile(rf"(?:(?:{_CRY})[\s,.!?~。、…]*)+")
"""A cry for help, however often repeated; whoever says more than that is understood as usual, and listened to."""


def intent_of(words: str) -> Intent | None:
    """Return what a typed command stands for, None where the words are no command of ours.

    In groups Telegram adds the bot's name: `/help@bot`. Arguments are dropped, so nothing can be slipped in with them;
    only the code that binds a chat is one.
    """
    words = unicodedata.normalize("NFKC", words).strip()
    if not words.startswith("/"):
        plain = _SAID_PLAINLY.get(words.strip(" .!。！").lower())
        plain = plain or ("help_card" if _CRIES.fullmatch(words.lower()) else None)
        return Intent(plain, 1.0) if plain else None
    command = _BY_NAME.get(_name(words))
    if command is BIND:
        return Intent(
            BIND.intent, 1.0, tuple(Entity("code", code[:LONGEST_CODE]) for code in words.split(maxsplit=1)[1:])
        )
    return Intent(command.intent, 1.0, command.entities) if command else None


def _name(words: str) -> str:
    """Return the name of a slash command; clients of Rasa's REST channel may set empty braces behind it."""
    name = words[1:].split(maxsplit=1)[0] if words[1:].strip() else ""
    return name.partition("@")[0].removesuffix("{}").lower()
