"""What is true of notices and lessons as something that is published."""

from datetime import datetime

from sqlalchemy.orm import Session

from community.content import PUBLISHED
from community.publishing.matter import Columns, Matter
from community.safety import notices, replacing
from community.safety.states import MessageType
from community.safety.tables import SafetyLesson, SafetyNotice
from community.staff.rules import may_write_safety


def _written(now: datetime) -> Columns:
    # Forms have no seconds: what is typed for this very minute must not lie before it.
    return {"sent": now.replace(second=0, microsecond=0)}


def _issued(notice: SafetyNotice, now: datetime) -> Columns:
    """A notice counts from when it is issued, and is told then, for the first time or again."""
    return {"sent": now, "effective": max(notice.effective, now), "withdrawn_at": None, "announced_at": None}


def _changed(notice: SafetyNotice, now: datetime) -> Columns:
    """A changed notice concerns whoever was told of the old one."""
    return {"announced_at": None, "sent": now if notice.state == PUBLISHED else notice.sent}


def _taken_back(session: Session, notice: SafetyNotice, now: datetime) -> None:
    if notice.withdrawn_at is None:
        notice.withdrawn_at = now
        session.flush()
        replacing.mark_all(session, notice, now)


def _ends(notice: SafetyNotice) -> datetime:
    return notice.expires


def _headline(notice: SafetyNotice, language: str) -> str:
    return notice.headline(language)


def _replaces(later: SafetyNotice, earlier: SafetyNotice) -> Columns:
    kind = later.msg_type if later.msg_type == MessageType.CANCEL else MessageType.UPDATE
    return {"references_id": earlier.id, "msg_type": kind}


NOTICE = Matter(
    "notice",
    table=SafetyNotice,
    column="state",
    may_write=may_write_safety,
    begun=_written,
    issued=_issued,
    changed=_changed,
    taken_back=_taken_back,
    ends=_ends,
    stands=notices.standing_of,
    title=_headline,
    replaces=_replaces,
)
LESSON = Matter("lesson", table=SafetyLesson, may_write=may_write_safety)
