"""Which notices are in force, and telling those whom they concern."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import Select, bindparam, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from community.content import PUBLISHED, WITHDRAWN
from community.database import one_at_a_time
from community.post import outbox
from community.post.conversations import Conversation
from community.post.states import DeliveryState
from community.post.tables import Delivery, is_of
from community.safety import replacing, rules, telling
from community.safety.kinds import ANNOUNCING, NOTICE, SAFETY, SEVERE_NOTICE
from community.safety.states import MessageType, NoticeStatus
from community.safety.tables import SafetyNotice
from community.standing import Seen, Standing, standing
from community.students import preferences
from community.students.preferences import EVERYBODY, Students
from community.students.tables import ChannelAddress, Student

TELLING = "notice"

NEWER = aliased(SafetyNotice)  # it has taken the other's place for good, also once it has expired itself
REPLACED = exists().where(
    NEWER.references_id == SafetyNotice.id,
    NEWER.state == PUBLISHED,
    NEWER.status != NoticeStatus.TEST,
    NEWER.effective <= bindparam("now"),
)
IN_FORCE = select(SafetyNotice).where(
    SafetyNotice.state == PUBLISHED,
    SafetyNotice.status != NoticeStatus.TEST,
    SafetyNotice.msg_type != MessageType.CANCEL,
    SafetyNotice.effective <= bindparam("now"),
    SafetyNotice.expires > bindparam("now"),
    ~REPLACED,
)
ONE_IN_FORCE = IN_FORCE.where(SafetyNotice.id == bindparam("notice"))
"""Built once: building a statement takes longer than running it, and a broadcast asks for each of its readers."""


def current(session: Session, now: datetime, *, area: str = "") -> list[SafetyNotice]:
    """Return the notices in force at `now` that concern somebody of that area, the gravest and then newest first.

    In force is what was published, is effective, has not expired and no newer one has replaced. Tests are never
    shown. An empty area means that the home is unknown: everything in force is returned.
    """
    notices = [one for one in session.scalars(IN_FORCE, {"now": now}) if rules.concerns(one.areas, area)]
    return sorted(notices, key=lambda notice: (rules.SEVERITIES.index(notice.severity), -notice.sent.timestamp()))


def in_force(session: Session, notice_id: int, now: datetime) -> SafetyNotice | None:
    """Return the notice if it is in force at `now`, for whomever; else None."""
    return session.scalar(ONE_IN_FORCE, {"now": now, "notice": notice_id})


def by_code(session: Session, code: str) -> SafetyNotice | None:
    """Return the notice that was published under that code, in force or not, also one that was taken back since.

    None where we never issued it: a draft is nobody's business.
    """
    was_out = or_(SafetyNotice.state == PUBLISHED, SafetyNotice.withdrawn_at.is_not(None))
    return session.scalar(
        select(SafetyNotice).where(SafetyNotice.code == code, was_out, SafetyNotice.status != NoticeStatus.TEST)
    )


def standing_of(session: Session, notice: SafetyNotice, now: datetime) -> Standing:
    """Return whether students see a notice; a Cancel is never shown itself."""
    found = standing(notice.state, notice.effective, notice.expires, now=now)
    if found.seen not in (Seen.NOW, Seen.LATER):
        return found
    if notice.status == NoticeStatus.TEST:
        return Standing(Seen.AS_TEST)
    if notice.msg_type == MessageType.CANCEL:
        return Standing(Seen.ENDS_ANOTHER if found.seen == Seen.NOW else Seen.ENDS_ANOTHER_LATER, found.at)
    begins = found.at if found.seen == Seen.LATER and found.at is not None else now
    return found if in_force(session, notice.id, begins) else Standing(Seen.REPLACED)


class Reached(NamedTuple):
    """What became of one notice for one reader; `state` as in the outbox, `sent_at` None where it did not leave."""

    conversation_id: int
    student_id: int | None
    school_number: str | None
    channel: str
    state: str
    sent_at: datetime | None
    cause: str


def reach(session: Session, notice: SafetyNotice) -> list[Reached]:
    """Return what became of a notice for each reader it was queued for: who got it, who did not and why."""
    query = (
        select(
            *(Delivery.conversation_id, ChannelAddress.student_id, Student.school_number),
            *(Delivery.channel, Delivery.state, Delivery.sent_at, Delivery.cause),
        )
        .join(Delivery.conversation)
        .join(Conversation.channel_address)
        .outerjoin(ChannelAddress.student)
        .where(is_of(*ANNOUNCING), Delivery.about == notice.id)
        .order_by(Delivery.id)
    )
    return [Reached._make(row) for row in session.execute(query)]


def announce(session: Session, now: datetime) -> int:
    """Queue each notice in force that was not announced yet for those it concerns; return the number of deliveries.

    Whom it concerns, and who is told although their home is not known: `rules.is_pushed_to`.

    Where it takes the place of another, what was told of that one is marked; a Cancel is marked and not told itself.
    Of many readers some are told by each call, while `telling.is_under_way`.
    """
    one_at_a_time(session, "announcing")
    for cancel in session.scalars(_unannounced_cancels(now)).all():
        cancel.announced_at = now
        replacing.mark(session, cancel, now)
    standing_now = current(session, now)
    for notice in standing_now:
        if notice.announced_at is None:
            notice.announced_at = now
            replacing.mark(session, notice, now)
            telling.begin(session, _issue(notice))
    return telling.go_on(session, TELLING, {_issue(one): partial(_tell, session, one, now) for one in standing_now})


def _unannounced_cancels(now: datetime) -> Select[SafetyNotice]:
    return select(SafetyNotice).where(
        SafetyNotice.msg_type == MessageType.CANCEL,
        SafetyNotice.state == PUBLISHED,
        SafetyNotice.status != NoticeStatus.TEST,
        SafetyNotice.effective <= now,
        SafetyNotice.announced_at.is_(None),
    )


def _issue(notice: SafetyNotice) -> str:
    """Return what tells this issue of a notice from an earlier one."""
    return f"{TELLING}:{notice.id}:{notice.sent.timestamp():.0f}"


def _tell(session: Session, notice: SafetyNotice, now: datetime, students: Students) -> int:
    kind = SEVERE_NOTICE if rules.wakes(notice.severity, notice.urgency) else NOTICE
    return outbox.enqueue_for_all(
        session,
        kind,
        (reader for reader in reachable(session, SAFETY, students) if _concerned(notice, reader)),
        about=notice,
        due_at=notice.announced_at or now,
        now=now,
        key=lambda reader: f"{_issue(notice)}:{reader.id}",
    )


def _concerned(notice: SafetyNotice, reader: Conversation) -> bool:
    student = reader.channel_address.student
    return student is not None and rules.is_pushed_to(notice.areas, notice.severity, student.area)


class Audience(NamedTuple):
    """How many students a notice reaches who want such notices: those who live there, and those of unknown home.

    `unknown_get_it` says whether the latter are told; `elsewhere` are known to live where it does not concern them.
    """

    there: int
    unknown: int
    elsewhere: int
    unknown_get_it: bool

    @property
    def reached(self) -> int:
        """How many are told."""
        return self.there + (self.unknown if self.unknown_get_it else 0)


def audience(session: Session, notice: SafetyNotice) -> Audience:
    """Count whom a notice would reach if it were sent now."""
    return among(homes(session), notice)


def homes(session: Session) -> Counter[str]:
    """Count who wants safety notices and can be reached, by where they live; the empty area is an unknown home."""
    unwanted = preferences.unwanted_by(session, SAFETY)
    query = (
        select(Student.area, ChannelAddress.student_id)
        .join(ChannelAddress.student)
        .join(Conversation, Conversation.channel_address_id == ChannelAddress.id)
        .where(ChannelAddress.blocked_at.is_(None), Conversation.audience == "student")
        .distinct()
    )
    return Counter(area for area, student in session.execute(query) if student not in unwanted)


def among(living: Counter[str], notice: SafetyNotice) -> Audience:
    """Count whom a notice would reach among those who live so."""
    known = {area: count for area, count in living.items() if area}
    there = sum(count for area, count in known.items() if rules.concerns(notice.areas, area))
    get_it = rules.is_pushed_to(notice.areas, notice.severity, "")
    return Audience(there, living[""], sum(known.values()) - there, get_it)


class Told(NamedTuple):
    """What has become of a notice so far, counted in readers."""

    arrived: int
    waiting: int
    failed: int


def told(session: Session, notice: SafetyNotice) -> Told:
    """Count what has become of a notice: who has it, for whom it waits, to whom it did not get or may not have."""
    query = select(Delivery.state, func.count()).where(is_of(*ANNOUNCING), Delivery.about == notice.id)
    states: Counter[str] = Counter()
    for state, count in session.execute(query.group_by(Delivery.state)):
        states[state] = count
    return Told(
        states[DeliveryState.SENT],
        states[DeliveryState.DUE] + states[DeliveryState.SENDING],
        states[DeliveryState.GIVEN_UP] + states[DeliveryState.UNCERTAIN],
    )


def coming(session: Session, *, now: datetime) -> Sequence[SafetyNotice]:
    """Return drafts and published notices that have not expired, drafts first, then the newest."""
    query = select(SafetyNotice).where(SafetyNotice.state != WITHDRAWN, SafetyNotice.expires > now)
    return session.scalars(query.order_by(SafetyNotice.state, SafetyNotice.sent.desc(), SafetyNotice.id.desc())).all()


def reachable(session: Session, subject: str, students: Students = EVERYBODY) -> Iterator[Conversation]:
    """Yield where to reach each student who wants to hear of the subject: the conversation that was last used."""
    place = ChannelAddress.student_id
    latest = (
        select(
            Conversation.id,
            func.row_number()
            .over(
                partition_by=ChannelAddress.student_id,
                order_by=(Conversation.last_message_at.desc(), Conversation.id.desc()),
            )
            .label("place"),
        )
        .join(Conversation.channel_address)
        .where(place > students.after, ChannelAddress.blocked_at.is_(None), Conversation.audience == "student")
        .where(true() if students.upto is None else place <= students.upto)
        .subquery()
    )
    query = select(Conversation).join(latest, latest.c.id == Conversation.id).where(latest.c.place == 1)
    query = query.options(joinedload(Conversation.channel_address).joinedload(ChannelAddress.student))
    unwanted = preferences.unwanted_by(session, subject, students)
    for conversation in session.scalars(query.order_by(Conversation.id)).all():
        if conversation.channel_address.student_id not in unwanted:
            yield conversation
