"""Hearing a call for help in what a quota would refuse."""

import asyncio

from actions.dialogue import commands
from bot.channels.web.posts import Post
from bot.channels.web.talk import Talks
from bot.channels.web.threads import Threads
from understanding import crisis

CALLS = frozenset(
    (
        *("help_card", "talk_to_human", "person_now", "trusted_person"),
        *("crisis", "crisis_yes", "crisis_not_sure", "crisis_no", "crisis_safe"),
    )
)
"""What buttons stand for, on the page and under replies, that call for help or answer whether somebody needs it."""

LINES = 1024
PAUSE_SECONDS = 0.02  # between two posts of one line: who floods us takes no more of the processor's time than others


class Judge:
    """Listens to one post at a time, in a thread that serves nothing else; a visitor's posts stand in one line."""

    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self._threads = Threads(1)
        self._lines = [asyncio.Lock() for _ in range(LINES)]

    async def hears_a_call(self, said: Post, session: str, *, line: str) -> bool:
        """Say whether a post must not be refused.

        Args:
            line: whose posts are heard one after the other.
        """
        async with self._lines[hash(line) % LINES]:
            urgent = await self._threads.run(self._judge, said, session)
            if not urgent:
                await asyncio.sleep(PAUSE_SECONDS)
            return urgent

    def _judge(self, said: Post, session: str) -> bool:
        if said.tapped:
            return self._talks.intent_of_button(session, said.tapped) in CALLS
        command = commands.intent_of(said.words)
        return (command is not None and command.name in CALLS) or crisis.assess(said.words).is_urgent
