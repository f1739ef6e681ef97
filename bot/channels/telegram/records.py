"""What we remember of Telegram's chats beside their messages: who has left, which group has moved, what was edited."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.channels.telegram.updates import NAME, Change, Edit, Left, Moved, Returned, change_in, words_in
from community.database import Database
from community.post import addresses, shown, talks

LOOKED_BACK = 100  # messages of a chat; who edits one that is older gets an answer in any case

Updates = Sequence[Mapping[str, Any]]


class TelegramRecords:
    """Notes what updates say of their chats, in the database; noting the same twice changes nothing."""

    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def note(self, updates: Updates) -> None:
        """Keep what the updates say of who has left, come back or moved; before they are confirmed to Telegram.

        Raises:
            DatabaseAway: nothing was noted.
        """
        changes = [change for update in updates if (change := change_in(update))]
        if changes:
            await asyncio.to_thread(self._note, changes)

    def _note(self, changes: Sequence[Change]) -> None:
        with self._database.transaction() as session:
            for change in changes:
                match change:
                    case Left(chat):
                        addresses.left(session, NAME, chat, now=self._now())
                    case Returned(chat):
                        addresses.returned(session, NAME, chat)
                    case Moved(old, new):
                        addresses.moved(session, NAME, old, new)

    async def moved(self, old: str, new: str) -> None:
        """Note that a group has another id now, as Telegram answered when we wrote to the old one."""
        await asyncio.to_thread(self._note, [Moved(old, new)])

    def keep_staff_group(self, address: str) -> str:
        """Make the group the staff's; return where it is now: it may have moved since the setting was written."""
        with self._database.transaction() as session:
            group = talks.keep_staff_group(session, NAME, address, now=self._now())
            return group.channel_address.address

    async def staff_groups(self) -> list[str]:
        """Return the ids of the groups in which staff answer, as they are now."""
        return await asyncio.to_thread(self._staff_groups)

    def _staff_groups(self) -> list[str]:
        with self._database.reading() as session:
            places = [group.channel_address for group in talks.staff_groups(session)]
            return [place.address for place in places if place.channel == NAME]

    async def without_unchanged(self, updates: Updates) -> list[Mapping[str, Any]]:
        """Leave out edits that changed no word: Telegram reports some of those, and nobody asked anything."""
        if not any("edited_message" in update for update in updates):
            return list(updates)
        return await asyncio.to_thread(self._without_unchanged, updates)

    def _without_unchanged(self, updates: Updates) -> list[Mapping[str, Any]]:
        known: dict[tuple[str, int], str] = {}
        kept = []
        with self._database.reading() as session:
            for update in updates:
                edit = words_in(update, "edited_message")
                if edit is None or edit.words != (known.get((edit.chat, edit.message_id)) or _known(session, edit)):
                    kept.append(update)
                said = edit or words_in(update, "message")
                if said is not None:
                    known[said.chat, said.message_id] = said.words
        return kept


def _known(session: Session, edit: Edit) -> str | None:
    """Return what the message read when we last kept it, None where that is too long ago."""
    for item in reversed(shown.said(session, f"{NAME}:{edit.chat}", most=LOOKED_BACK)):
        for kind in ("edited_message", "message"):
            said = words_in(item.body, kind)
            if said is not None and said.message_id == edit.message_id:
                return said.words
    return None
