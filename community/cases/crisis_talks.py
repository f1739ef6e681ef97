"""Keeping how far a talk about danger has got, from its first line to its end."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, select
from sqlalchemy.orm import Session

from community import audit
from community.cases import crisis_rules
from community.cases.crisis_rules import Heard, Step
from community.cases.tables import CrisisTalk, HandoffCase
from community.channels import words_of
from community.post.conversations import Conversation
from community.post.tables import InboxItem
from community.students.tables import ChannelAddress


def current(session: Session, conversation_id: int, *, now: datetime) -> CrisisTalk | None:
    """Return the talk that goes on, None where there is none, or where silence or a person has ended it."""
    talk = _unended(session, conversation_id)
    return None if talk is None or _is_over(session, talk, now) else talk


class Met(NamedTuple):
    """What a first look needs of a conversation: since when it goes on, and whether a talk about danger is open."""

    conversation_id: int
    since: datetime
    in_danger: bool


def met(session: Session, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], Met]:
    """Return the conversations at these places (channel and address), those that there are."""
    asked = {"channels": sorted({place[0] for place in places}), "addresses": sorted({place[1] for place in places})}
    rows = session.connection().execute(_met(), asked).all() if places else ()
    return {(channel, address): Met(number, since, in_danger) for channel, address, number, since, in_danger in rows}


@cache
def _met() -> Select[str, str, int, datetime, bool]:
    is_open = exists().where(CrisisTalk.conversation_id == Conversation.id, CrisisTalk.ended_at.is_(None))
    asked = and_(
        ChannelAddress.channel.in_(bindparam("channels", expanding=True)),
        ChannelAddress.address.in_(bindparam("addresses", expanding=True)),
    )
    talks = select(ChannelAddress.channel, ChannelAddress.address, Conversation.id, Conversation.started_at, is_open)
    return talks.join(Conversation, Conversation.channel_address_id == ChannelAddress.id).where(asked)


def begin(
    session: Session,
    conversation: Conversation,
    *,
    about: str,
    step: Step,
    by_tone: bool,
    inbox_id: int | None,
    now: datetime,
    put_aside: Mapping[str, Any] | None = None,
    risky: bool = True,
) -> CrisisTalk:
    """Begin a talk, or go on with the one that is open about the same.

    Whoever is in danger themself stays so, whatever else they tell of; any other talk makes way for the new one.

    Args:
        inbox_id: the message that it begins with.
        put_aside: the message as it was understood, where it is met with a question; the last such is answered later.
        risky: the message told of danger.
    """
    talk = _unended(session, conversation.id)
    if talk is not None and not _is_over(session, talk, now) and _is_in_danger(talk) and about != "oneself":
        return talk
    if talk is not None and (talk.about != about or _is_over(session, talk, now)):
        end(session, talk, "lapsed" if talk.about == about else "other", now=now)
        talk = None
    if talk is None:
        denied = _denied_lately(session, conversation.id, now)
        talk = _added(session, conversation, now)
        talk.risky_lines = denied.risky_lines if denied is not None and denied.about == about else 0
        talk.by_tone, talk.inbox_id = by_tone, inbox_id
    if put_aside is not None:
        talk.put_aside = dict(put_aside)
        _note_asked(session, talk, inbox_id, by_tone=by_tone, now=now)
    talk.about, talk.step, talk.last_at = about, _kept_step(talk, step), now
    talk.by_tone, talk.risky_lines = talk.by_tone and by_tone, talk.risky_lines + risky
    session.flush()
    return talk


def _kept_step(talk: CrisisTalk, step: Step) -> Step:
    """Return the step to begin at; an act under way ends by good news alone, which the talk itself hears."""
    return Step(talk.step) if talk.step in crisis_rules.ACTED and step not in crisis_rules.ACTED else step


def go_on(talk: CrisisTalk, step: Step, *, now: datetime) -> None:
    """Write down that a message was answered in the talk, and what was asked with it."""
    talk.step, talk.last_at, talk.turns = step, now, talk.turns + 1


def confirm(talk: CrisisTalk) -> None:
    """Write down that the student has said so themself: it is no mere suspicion any more."""
    talk.by_tone = False


def end(session: Session, talk: CrisisTalk, how: str, *, now: datetime) -> None:
    """End a talk; that danger was denied is audited, beside the messages that were asked about."""
    talk.step, talk.ended_at, talk.ended_as, talk.last_at, talk.put_aside = Step.ENDED, now, how, now, None
    if how == "denied":
        audit.record(session, who="system", what="danger_denied", about=f"crisis_talk:{talk.id}", now=now)
    session.flush()


def leave(session: Session, conversation_id: int, *, now: datetime) -> None:
    """End the talk, where one goes on, because the person who had taken it says so."""
    talk = _unended(session, conversation_id)
    if talk is not None:
        end(session, talk, "person", now=now)


def ended_lately(session: Session, conversation_id: int, *, now: datetime) -> bool:
    """Say whether a talk about the student themself ended so lately that what they say may still belong to it."""
    own = CrisisTalk.conversation_id == conversation_id, CrisisTalk.about == "oneself"
    lately = CrisisTalk.ended_at > now - crisis_rules.LAPSES_AFTER
    return bool(session.scalar(select(exists().where(*own, lately))))


def heard_before(session: Session, conversation_id: int, *, now: datetime) -> Heard:
    """Return what was heard of danger to the student before, in the open talk or one they denied within a day."""
    talk = current(session, conversation_id, now=now) or _denied_lately(session, conversation_id, now)
    if talk is None or talk.about != "oneself":
        return Heard()
    return Heard(talk.risky_lines, talk.by_tone, settled=talk.ended_at is None and _is_in_danger(talk))


def is_denied(session: Session, conversation_id: int, words: str, *, now: datetime) -> bool:
    """Say whether the student was asked about these very words lately and said that they mean no danger."""
    denied = first_words(session, _denied_lately(session, conversation_id, now))
    return denied != "" and denied == words.strip()


def first_words(session: Session, talk: CrisisTalk | None) -> str:
    """Return the message that a talk began with, "" where it began with none that is kept."""
    item = session.get(InboxItem, talk.inbox_id) if talk is not None and talk.inbox_id is not None else None
    return words_of(item.channel, item.body).strip() if item is not None else ""


def _note_asked(session: Session, talk: CrisisTalk, inbox_id: int | None, *, by_tone: bool, now: datetime) -> None:
    """Audit which message was asked about and why, so that the office can look whether the question was right."""
    session.flush()
    why = "tone" if by_tone else "rule"
    about = f"inbox:{inbox_id}"
    audit.record(session, who="system", what="danger_asked", about=about, now=now, because=why, talk=talk.id)


def _added(session: Session, conversation: Conversation, now: datetime) -> CrisisTalk:
    talk = CrisisTalk(conversation_id=conversation.id, about="oneself", step=Step.ASKED, by_tone=True)
    talk.turns, talk.began_at, talk.last_at, talk.ended_as = 0, now, now, ""
    session.add(talk)
    return talk


def _unended(session: Session, conversation_id: int) -> CrisisTalk | None:
    return session.scalar(_unended_of(), {"conversation": conversation_id})


@cache
def _unended_of() -> Select[CrisisTalk]:
    # Built once: building a statement takes longer than running it, and every message asks.
    of_it = CrisisTalk.conversation_id == bindparam("conversation")
    return select(CrisisTalk).where(of_it, CrisisTalk.ended_at.is_(None))


def _is_in_danger(talk: CrisisTalk) -> bool:
    return talk.about == "oneself" and talk.step != Step.ASKED and not talk.by_tone


def _denied_lately(session: Session, conversation_id: int, now: datetime) -> CrisisTalk | None:
    of_it = CrisisTalk.conversation_id == conversation_id
    last = select(CrisisTalk).where(of_it, CrisisTalk.ended_at > now - crisis_rules.DENIAL_COUNTS)
    return session.scalar(last.where(CrisisTalk.ended_as == "denied").order_by(CrisisTalk.id.desc()).limit(1))


def _is_over(session: Session, talk: CrisisTalk, now: datetime) -> bool:
    if crisis_rules.lapsed(talk.about, by_tone=talk.by_tone, last_at=talk.last_at, now=now):
        return True
    closed = HandoffCase.conversation_id == talk.conversation_id, HandoffCase.closed_at > talk.last_at
    return bool(session.scalar(select(exists().where(*closed))))
