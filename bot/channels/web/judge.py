"""Hearing a call for help in what a quota would refuse."""

import asyncio

from actions.dialogue import commands
from actions.dialogue.registry import Registry
from bot.channels.web.posts import Post
from bot.channels.web.talk import Talks
from bot.channels.web.threads import Threads
from understanding import crisis

LINES = 1024
PAUSE_SECONDS = 0.02  # between two posts of one line: who floods us takes no more of the processor's time than others


class Judge:
    """Listens to one post at a time, in a thread that serves nothing else; a visitor's posts stand in one line."""

    def __init__(self, talks: Talks, registry: Registry) -> None:
        self._talks, self._registry = talks, registry
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
            return self._is_call(self._talks.intent_of_button(session, said.tapped))
        command = commands.intent_of(said.words, self._registry)
        return (command is not None and self._is_call(command.name)) or crisis.assess(said.words).is_urgent

    def _is_call(self, intent: str | None) -> bool:
        """Say whether the intent calls for help, or answers in a talk about danger."""
        declared = self._registry.of(intent)
        return declared.urgent or declared.of_danger
