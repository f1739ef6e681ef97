"""Crowds of new visitors: which cases stand together, and staff told of them once rather than of each."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import channels
from community.cases import crowd_rules, rules
from community.cases.kinds import CROWD_ALERT
from community.cases.states import CaseState
from community.cases.tables import IS_OPEN, HandoffCase
from community.database import one_at_a_time
from community.post import outbox, talks
from community.post.conversations import Conversation
from community.post.tables import Delivery, tells_of
from community.students.tables import ChannelAddress, Student


@dataclass(frozen=True, slots=True)
class Crowd:
    """Cases of one risk that nobody has taken, of new visitors; asked between `since` and `until`, oldest first."""

    risk: str
    cases: tuple[int, ...]
    since: datetime
    until: datetime

    @property
    def minutes(self) -> int:
        """Within how many minutes they came."""
        return max(2, ceil((self.until - self.since).total_seconds() / 60))


def standing(session: Session) -> list[Crowd]:
    """Return the crowds that wait, the gravest first.

    Each risk has its own: many who only ask for a person hide nobody in danger.
    """
    asked = func.coalesce(HandoffCase.reopened_at, HandoffCase.opened_at)
    query = (
        select(HandoffCase.id, HandoffCase.risk, asked, Conversation.started_at, Conversation.last_message_at)
        .join(Conversation, Conversation.id == HandoffCase.conversation_id)
        .join(ChannelAddress, ChannelAddress.id == Conversation.channel_address_id)
        .join(Student, Student.id == HandoffCase.student_id)
        .where(
            IS_OPEN,
            HandoffCase.state == CaseState.REQUESTED,
            ChannelAddress.channel.in_(channels.UNNAMED),
            Student.school_number.is_(None),
        )
    )
    new = [row[:3] for row in session.execute(query) if crowd_rules.is_new(row[3], row[4])]
    new.sort(key=lambda row: (-rules.RISKS.index(row[1]), row[2]))
    return [crowd for risk, rows in groupby(new, key=lambda row: row[1]) if (crowd := _crowd(risk, list(rows)))]


def _crowd(risk: str, rows: list[tuple[int, str, datetime]]) -> Crowd | None:
    together = [rows[place] for place in crowd_rules.crowded([row[2] for row in rows])]
    if not together:
        return None
    return Crowd(risk, tuple(row[0] for row in together), together[0][2], together[-1][2])


def of_risk(session: Session, risk: str) -> Crowd | None:
    """Return the crowd of that risk, None where there is none."""
    return next((crowd for crowd in standing(session) if crowd.risk == risk), None)


def holds(session: Session, case: HandoffCase) -> bool:
    """Say whether a case stands in a crowd; asks the database only where it may."""
    place, talk = case.conversation.channel_address, case.conversation
    may = case.state == CaseState.REQUESTED and channels.way(place.channel).is_unnamed
    if not may or case.student.school_number or not crowd_rules.is_new(talk.started_at, talk.last_message_at):
        return False
    crowd = of_risk(session, case.risk)
    return crowd is not None and case.id in crowd.cases


def call(session: Session, risk: str, *, now: datetime) -> int:
    """Tell the staff's groups of a crowd, and again no sooner than of any danger; return how many groups."""
    one_at_a_time(session, "crowd")
    about = rules.RISKS.index(risk)
    told_at = session.scalar(
        select(Delivery.created_at).where(tells_of(CROWD_ALERT, about)).order_by(Delivery.id.desc()).limit(1)
    )
    if told_at is not None and now - told_at < rules.CALL_AGAIN:
        return 0
    groups = talks.staff_groups(session)
    for group in groups:
        outbox.enqueue(session, CROWD_ALERT, group, about=about, due_at=now, now=now)
    return len(groups)
