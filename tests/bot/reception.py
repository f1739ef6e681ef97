"""The real dispatcher on a real database, with each channel's real reader, and an understanding that is told what."""

import asyncio
import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from actions.dialogue.reply import Reply, unpacked
from bot.channels.rest import RestChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.web import WebChannel
from bot.engine import Engine
from community.cases import cases
from community.database import Database
from community.post import claiming, inbox, second_look, talks
from community.post.buttons import payload_of
from community.post.inbox import Arrival
from community.post.pacing import Rate
from community.post.tables import Delivery, InboxItem
from tests.common import ZONE, common
from tests.conftest import NOW
from tests.sample import given_sample
from understanding.parse import NO_DANGER, Danger, Intent, Parse

CHANNELS = ("web", "rest", "telegram")
CHAT = 7001
PHOTO = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}


class ToldUnderstanding:
    """Knows what the words are to mean: `intents` and `dangers` by the words; `judged` lists what was judged."""

    def __init__(self) -> None:
        self.intents: dict[str, str] = {}
        self.dangers: dict[str, Danger] = {}
        self.judged: list[str] = []

    async def judge(self, text: str) -> Danger:
        """Return the danger that the words are to tell of."""
        self.judged.append(text)
        return self.dangers.get(text, NO_DANGER)

    async def understand(self, text: str, *, danger: Danger | None = None, **_known: object) -> Parse:
        """Return what the words are to mean; `danger` as it was judged."""
        assert danger is not None, "the words were not judged before they were understood"
        name = self.intents.get(text)
        return Parse(text, "en", danger, fallback=name is None, intents=(Intent(name, 1.0),) if name else ())


class Reception:
    """Takes messages of one student on one channel, and shows what is queued in answer."""

    def __init__(self, database: Database, channel: str) -> None:
        self.database, self.channel, self.now = database, channel, NOW
        self.understanding = ToldUnderstanding()
        telegram = TelegramChannel("1:x", base_url="http://127.0.0.1:9", rate=Rate(per_second=1, per_chat=1))
        channels = {"web": WebChannel(), "rest": RestChannel(), "telegram": telegram}
        engine = Engine(common(database, now=self._clock), channels, understanding=self.understanding)
        assert engine.dispatcher is not None
        self.registry, self._dispatcher = engine.common.registry, engine.dispatcher
        self._numbers = itertools.count(1)
        self._seen = 0
        self.shown: list[Reply] = []
        with database.transaction() as session:
            given_sample(session, now=NOW, zone=ZONE)

    def _clock(self) -> datetime:
        return self.now

    def says(
        self, words: str, *, intent: str = "", danger: Danger = NO_DANGER, under_photo: bool = False
    ) -> list[Reply]:
        """Let the student write, on Telegram perhaps under a photo; return the replies."""
        if intent:
            self.understanding.intents[words] = intent
        self.understanding.dangers[words] = danger
        return self._takes(self._body(words, None, {**PHOTO, "caption": words} if under_photo else {}))

    def is_heard_again(self, **dangers: Danger) -> list[Reply]:
        """Let the whole ear hear what the first one heard, and return what is said of it; by words, without blanks."""
        known = {words.replace(" ", "_"): words for words in self.understanding.dangers}
        self.understanding.dangers.update({known[name]: danger for name, danger in dangers.items()})
        self.now += timedelta(minutes=3)
        with self.database.transaction() as session:
            second_look.begin(session, now=self.now)
        with self.database.transaction() as session:
            items = claiming.claim(session, claimer="test", channels=CHANNELS, most=8, now=self.now)
        for item in items:
            asyncio.run(self._dispatcher.answer(item))
        return self._new()

    def taps(self, title: str) -> list[Reply]:
        """Tap a button of the last reply, as the channel's client does."""
        button = next(one for one in self.shown[-1].buttons if one.title == title)
        if self.channel == "rest":
            return self._takes(self._body(payload_of(button.intent, button.entities), None, {}))
        return self._takes(self._body("", button.key, {}))

    def counselor(self, what: str, *words: str) -> None:
        """Let Ms Liu claim the student's case, answer it or close it."""
        act = {"claims": cases.claim, "answers": cases.answer_from_staff, "closes": cases.close}[what]
        self.now += timedelta(seconds=30)
        with self.database.transaction() as session:
            conversation = talks.find(session, self.channel, str(CHAT))
            assert conversation is not None
            case = cases.open_of(session, conversation.id)
            assert case is not None
            more = {"words": words[0]} if words else {}
            act(session, case, staff_label="Ms Liu", now=self.now, **more)  # type: ignore[operator]

    def _body(self, words: str, tapped: str | None, more: Mapping[str, Any]) -> dict[str, Any]:
        if self.channel == "rest":
            return {"sender": str(CHAT), "message": words}
        if self.channel == "web":
            return {"sender": str(CHAT), "words": words, "tapped": tapped, "language": "en"}
        person = {"id": CHAT, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        chat = {"id": CHAT, "type": "private", "first_name": "Ada"}
        message = {"message_id": 1, "date": 1_700_000_000, "chat": chat, "from": person, **more}
        if tapped is not None:
            return {
                "callback_query": {"id": "9", "from": person, "message": message, "chat_instance": "1", "data": tapped}
            }
        return {"message": message if "caption" in more else {**message, "text": words}}

    def _takes(self, body: Mapping[str, Any]) -> list[Reply]:
        self.now += timedelta(seconds=5)
        number = next(self._numbers)
        body = {"update_id": number, **body}
        with self.database.transaction() as session:
            arrival = Arrival(self.channel, str(number), f"{self.channel}:{CHAT}", body)
            inbox.keep(session, [arrival], now=self.now)
        with self.database.transaction() as session:
            (item,) = claiming.claim(session, claimer="test", channels=CHANNELS, most=1, now=self.now)
        asyncio.run(self._dispatcher.answer(item))
        return self._new()

    def _new(self) -> list[Reply]:
        with self.database.transaction() as session:
            parked = session.scalars(select(InboxItem.id).where(InboxItem.state == "parked")).all()
            assert not parked, "the message could not be answered"
            conversation = talks.find(session, self.channel, str(CHAT))
            assert conversation is not None
            mine = select(Delivery).where(Delivery.conversation_id == conversation.id, Delivery.id > self._seen)
            rows = session.scalars(mine.where(Delivery.kind.in_(("reply", "crisis"))).order_by(Delivery.id)).all()
            for row in rows:
                self._seen, row.state = row.id, "sent"
            replies = [unpacked(row.reply) for row in rows if row.reply]
        self.shown = replies or self.shown
        return replies
