"""Who got what: the outbox beside what Telegram took, and the inbox beside what students wrote."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from actions.dialogue.reply import Button
from bot.app import utc_now
from bot.channels.telegram.updates import bot_of
from community.events.tables import EventSignup
from tests.community.matter import given_event
from tests.faults.campus import CONFIDENTIAL, FIRST_CHAT, HEADLINE, Campus
from tests.faults.emulator import FaultyTelegram
from tests.telegram.server import TOKEN

UPDATES_EACH = 4


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the deliveries.

    `lost` neither reached their chat nor are shown to staff as uncertain; `repeated` reached it more than once;
    `causes` are why some went another way than at once.
    """

    lost: int
    repeated: int
    states: Counter[str]
    causes: Counter[str]


def counted(campus: Campus, telegram: FaultyTelegram, *kinds: str) -> Count:
    """Compare each delivery with what Telegram took for that chat, text by text."""
    deliveries = campus.deliveries(*kinds)
    wanted: Counter[tuple[int, str]] = Counter()
    shown: Counter[tuple[int, str]] = Counter()
    for delivery in deliveries:
        if delivery.reply is not None:
            text = (campus.chat_of(delivery), delivery.reply["text"])
            wanted[text] += 1
            shown[text] += delivery.state == "uncertain"
    got = Counter((sent.chat, sent.text) for sent in telegram.emulator.sent)
    unborn = sum(delivery.reply is None for delivery in deliveries)
    return Count(
        lost=unborn + sum(max(0, n - got[text] - shown[text]) for text, n in wanted.items()),
        repeated=sum(max(0, got[text] - n) for text, n in wanted.items()),
        states=Counter(delivery.state for delivery in deliveries),
        causes=Counter(delivery.cause for delivery in deliveries if delivery.cause),
    )


class Crowd:
    """Students who each report a hazard, in three messages, and sign up for an event.

    Every report opens an incident with words of its own, so that one lost or done twice is seen; every answer names
    its incident's reference, or is the only one of its kind in its chat.
    """

    def __init__(self, campus: Campus, telegram: FaultyTelegram) -> None:
        self._campus = campus
        self._telegram = telegram
        self.chats: list[int] = []
        self.update_ids: list[int] = []
        with campus.database.transaction() as session:
            now = utc_now()
            self._event = given_event(
                session,
                "EV-CROWD",
                starts_at=now + timedelta(days=5),
                ends_at=now + timedelta(days=6),
                signup_closes=now + timedelta(days=4),
            ).id

    def writes(self, updates: int) -> None:
        """Have a quarter as many newcomers write four messages each, their talks interwoven."""
        chats = self._campus.students(updates // UPDATES_EACH, first=FIRST_CHAT + len(self.chats))
        keys = self._campus.offer(chats, CONFIDENTIAL, Button("Sign up", "sign_up_event", {"event": str(self._event)}))
        telegram, batch = self._telegram, []
        batch += [telegram.message(chat, "/report") for chat in chats]
        batch += [telegram.message(chat, words_of(chat)) for chat in chats]
        batch += [telegram.tap(chat, keys[chat][0]) for chat in chats]
        batch += [telegram.tap(chat, keys[chat][1]) for chat in chats]
        self.update_ids += telegram.updates(batch)
        self.chats += chats

    @property
    def waiting(self) -> int:
        """How many of the messages have not been answered yet."""
        return len(self.update_ids) - self._campus.answered()

    @property
    def is_settled(self) -> bool:
        """Whether every message is answered and every answer has left."""
        return self.waiting == 0 and not self._campus.under_way("reply")

    def look_at(self, campus: Campus) -> None:
        """Look for what became of it in a copy of the database."""
        self._campus = campus

    def check_effects(self) -> None:
        """Check that every message was kept once and had its effect once."""
        kept = Counter(item.update_id for item in self._campus.inbox())
        assert kept == Counter(f"{bot_of(TOKEN)}:{number}" for number in self.update_ids)
        assert Counter(item.state for item in self._campus.inbox()) == {"done": len(self.update_ids)}
        reported = Counter(incident.words for incident in self._campus.incidents())
        assert reported == Counter(map(words_of, self.chats))
        with self._campus.database.reading() as session:
            signups = session.scalars(select(EventSignup.student_id).where(EventSignup.event_id == self._event)).all()
        assert len(signups) == len(set(signups)) == len(self.chats)

    def check_order(self) -> None:
        """Check that each student was answered in order; of one whose answer is uncertain we know too little."""
        uncertain = {self._campus.chat_of(one) for one in self._campus.deliveries("reply") if one.state == "uncertain"}
        first_seen: dict[int, list[str]] = {chat: [] for chat in self.chats if chat not in uncertain}
        for sent in self._telegram.emulator.sent:
            answer = bool(sent.text) and HEADLINE not in sent.text
            if answer and sent.chat in first_seen and sent.text not in first_seen[sent.chat]:
                first_seen[sent.chat].append(sent.text)
        heads = [[text[:5] for text in texts] for texts in first_seen.values()]
        assert all(head == heads[0] and len(head) == UPDATES_EACH for head in heads), Counter(map(str, heads))


def words_of(chat: int) -> str:
    """Return the words with which that student reports a hazard, unlike anybody else's."""
    return f"The lamp in the library is broken, its number is {chat}"
