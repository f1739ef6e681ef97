"""A talk with the assistant for tests on counseling and handoff: the real handlers, without channel and NLU."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue import commands, registry
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion, Turn
from actions.routing import routing
from bot.sending.composing import written
from bot.sending.envelope import sealed
from community.kinds import all_kinds
from community.post import talks
from community.post.conversations import Conversation
from community.post.rules import Dropped
from community.post.tables import Delivery
from community.students.tables import Student
from tests.community.counseling.campus import NOW, ZONE
from understanding.parse import (
    NO_DANGER,
    CrisisLevel,
    Danger,
    DangerAbout,
    Entity,
    Intent,
    Language,
    Parse,
    TimeDoubt,
    TimeSpan,
)
from understanding.wishes.reading import read
from understanding.words.language import language_of

REGISTRY = registry.load()


class StudentTalk:
    """One student's talk; every message is one turn in the session given."""

    def __init__(
        self, session: Session, address: str = "7001", language: Language = "en", *, channel: str = "telegram"
    ) -> None:
        self.session, self.language, self.now = session, language, NOW
        self.conversation = talks.find_or_start(session, channel, address, zone=ZONE.key, now=NOW)
        self.shown: tuple[Button, ...] = ()
        self.last = Reply("")
        self._messages = 0

    @property
    def student(self) -> Student:
        student = self.conversation.channel_address.student
        assert student is not None
        return student

    def turn(self, words: str, parse: Parse | None = None, *, tapped: bool = False) -> Turn:
        """Return the turn in which the words are said, understood as nothing of ours where nothing else is given."""
        parse = parse or Parse(words, language_of(words, self.language))
        return Turn(
            session=self.session,
            now=self.now,
            registry=REGISTRY,
            conversation=self.conversation,
            student=self.student,
            language=self.language,
            parse=parse,
            request=parse.intent or Intent("out_of_scope", 0.0),
            words=words,
            inbox_id=self.conversation.id * 1000 + self._messages,
            tapped=tapped,
        )

    def writes(
        self,
        words: str,
        intent: str = "out_of_scope",
        *,
        times: Sequence[TimeSpan] = (),
        ambiguous: Sequence[TimeSpan] = (),
        doubts: Sequence[TimeDoubt] = (),
        crisis: CrisisLevel = "none",
        about: DangerAbout = "oneself",
        by_tone: bool = False,
        **entities: str,
    ) -> Reply:
        """Say the words, understood as the intent and ordered as far as the words order it; return the only answer."""
        named = tuple(Entity(name, value) for name, value in entities.items())
        found = Intent(intent, 1.0, named, wish=read(words, intent))
        parse = Parse(
            words,
            self.language,
            danger=Danger(crisis, about, by_tone),
            intents=(found,),
            times=tuple(times),
            ambiguous_times=tuple(ambiguous),
            time_doubts=tuple(doubts),
        )
        return self.means(parse)

    def means(self, parse: Parse, *, attachment: str = "") -> Reply:
        """Say what the parse says; return the only answer."""
        replies = self._turn(parse, parse.text, tapped=False, attachment=attachment)
        assert len(replies) == 1, replies
        return replies[0]

    def is_met_with_silence(self, words: str, danger: Danger = NO_DANGER) -> bool:
        """Say the words and return whether nothing was answered."""
        parse = Parse(words, self.language, danger=danger, intents=(Intent("out_of_scope", 1.0),))
        return self._turn(parse, words, tapped=False) == []

    def commands(self, words: str) -> Reply:
        """Type a command, or a word that counts as one; return the answer."""
        command = commands.intent_of(words, REGISTRY)
        assert command is not None, f"{words} is no command"
        return self._turn(Parse(words, self.language, intents=(command,)), "", tapped=True)[0]

    def taps(self, title: str) -> Reply:
        """Tap the shown button that begins so; return the answer."""
        button = next(button for button in self.shown if button.title.startswith(title))
        return self.presses(button)

    def presses(self, button: Button) -> Reply:
        """Tap a button, shown now or long ago."""
        entities = tuple(Entity(name, value) for name, value in button.entities.items())
        parse = Parse("", self.language, intents=(Intent(button.intent, 1.0, entities),))
        return self._turn(parse, "", tapped=True)[0]

    def chooses(self, intent: str, **entities: str) -> Reply:
        """Tap a button that stands for this request, shown or not."""
        return self.presses(Button("", intent, entities))

    def titles(self) -> list[str]:
        """Return the titles of the buttons now shown."""
        return [button.title for button in self.shown]

    def _turn(self, parse: Parse, words: str, *, tapped: bool, attachment: str = "") -> list[Reply]:
        self._messages += 1
        turn = self.turn(words, parse, tapped=tapped)
        answers = routing.replies(turn, attachment=attachment)
        replies = sealed(self.session, [(self.conversation.id, one) for one in answers], now=self.now)
        for reply in replies:
            self.shown, self.last = reply.buttons, reply
        return replies


def due(session: Session, kind: str) -> list[Delivery]:
    """Return what is queued of a kind and not taken back."""
    return list(
        session.scalars(select(Delivery).where(Delivery.kind == kind, Delivery.state == "due").order_by(Delivery.id))
    )


def composed(
    session: Session, delivery: Delivery, *, language: str = "en", now: datetime | None = None
) -> Reply | None:
    """Write a delivery as its composer does at that moment."""
    kind = all_kinds()[delivery.kind]
    occasion = Occasion(
        session=session,
        now=now or delivery.due_at,
        delivery=delivery,
        conversation=delivery.conversation,
        student=delivery.conversation.channel_address.student,
        language=language,
        zone=ZoneInfo("Asia/Shanghai"),
    )
    said = written(kind, occasion, kind.load(session, delivery.about))
    return None if isinstance(said, Dropped) else said


def said(session: Session, kind: str, *, language: str = "en", now: datetime | None = None) -> list[str]:
    """Return the words of all deliveries of a kind, those with nothing left to say left out."""
    replies = (composed(session, delivery, language=language, now=now) for delivery in due(session, kind))
    return [reply.text for reply in replies if reply]


def given_staff_group(session: Session, address: str = "-100") -> Conversation:
    """Let the staff have a group."""
    return talks.keep_staff_group(session, "telegram", address, now=NOW)
