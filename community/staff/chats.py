"""Binding a private chat to a staff account by a code that is shown once, and finding it again."""

import hashlib
import re
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, delete, select, update
from sqlalchemy.orm import Session

from community import audit
from community.database import insert_new, one_at_a_time
from community.post.conversations import Conversation
from community.references import new_reference
from community.staff import rules
from community.staff.tables import BindCode, BindTry, StaffAccount, StaffChat

COLLEAGUE, STUDENT = "colleague", "student"
_NOT_OF_A_CODE = re.compile(r"[^0-9A-Z]")


class WrongCode(Exception):
    """The code is nobody's, was used, or is too old."""


class Locked(Exception):
    """Too many wrong codes came from this chat; until `until` none is taken."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def make_code(session: Session, account: StaffAccount, *, now: datetime) -> str:
    """Return a new code for the account, which is kept nowhere but at the caller's; an older one is void."""
    session.execute(update(BindCode).where(BindCode.staff_id == account.id, _is_open()).values(used_at=now))
    code = new_reference(rules.CODE_LENGTH)
    session.add(BindCode(staff_id=account.id, code_hash=_hash(code), expires_at=now + rules.CODE_LIVES))
    who = f"staff:{account.id}"
    audit.record(session, who=who, what="chat_code_made", about=who, now=now)
    return code


def bind(session: Session, conversation: Conversation, code: str, *, now: datetime) -> StaffAccount:
    """Make the chat the account's own, in place of any other; return whose code it was.

    Raises:
        WrongCode: nothing is bound, and the try is counted: the caller's transaction must be kept.
        Locked: the code was not even looked at.
    """
    tries = _tries(session, conversation, now)
    account = _use(session, code, now)
    if account is None:
        tries.wrong += 1
        tries.locked_until = rules.locked_until(tries.wrong, now=now)
        session.flush()
        raise WrongCode
    tries.wrong = 0
    _take_chat(session, account, conversation, now)
    audit.record(session, who=f"staff:{account.id}", what="chat_bound", about=f"staff:{account.id}", now=now)
    return account


def _tries(session: Session, conversation: Conversation, now: datetime) -> BindTry:
    one_at_a_time(session, f"bind:{conversation.id}")  # a burst of guesses is counted one by one
    insert_new(session, BindTry, [{"conversation_id": conversation.id, "wrong": 0}])
    tries = session.scalars(select(BindTry).where(BindTry.conversation_id == conversation.id)).one()
    if tries.locked_until is not None and tries.locked_until > now:
        raise Locked(tries.locked_until)
    if tries.locked_until is not None:  # the rest is over: five tries again
        tries.wrong, tries.locked_until = 0, None
    return tries


def _use(session: Session, code: str, now: datetime) -> StaffAccount | None:
    """Use a code up and return its account; of two who send one at once, the row itself decides."""
    its = BindCode.code_hash == _hash(code)
    found = session.scalar(select(BindCode).where(its, _is_open(), BindCode.expires_at > now))
    if found is None:
        return None
    used = session.execute(update(BindCode).where(BindCode.id == found.id, _is_open()).values(used_at=now))
    assert isinstance(used, CursorResult)
    account = session.get(StaffAccount, found.staff_id)
    return account if used.rowcount == 1 and account is not None and account.active else None


def _take_chat(session: Session, account: StaffAccount, conversation: Conversation, now: datetime) -> None:
    for chat in session.scalars(select(StaffChat).where(StaffChat.staff_id == account.id)):
        chat.conversation.audience = STUDENT
    ours = (StaffChat.staff_id == account.id) | (StaffChat.conversation_id == conversation.id)
    session.execute(delete(StaffChat).where(ours))
    session.add(StaffChat(staff_id=account.id, conversation_id=conversation.id, bound_at=now))
    conversation.audience = COLLEAGUE
    session.flush()


def unbind(session: Session, chat: StaffChat, *, now: datetime) -> None:
    """Give a chat back: what is pushed to students comes there again."""
    chat.conversation.audience = STUDENT
    audit.record(session, who=f"staff:{chat.staff_id}", what="chat_unbound", about=f"staff:{chat.staff_id}", now=now)
    session.delete(chat)
    session.flush()


def of_account(session: Session, staff_id: int) -> StaffChat | None:
    """Return the chat bound to an account that may still be used, None where there is none."""
    chat = session.scalar(select(StaffChat).where(StaffChat.staff_id == staff_id))
    return chat if chat is not None and chat.staff.active else None


def at(session: Session, conversation: Conversation) -> StaffChat | None:
    """Return what binds this conversation to an account, None where nothing does."""
    return session.scalar(select(StaffChat).where(StaffChat.conversation_id == conversation.id))


def _is_open() -> ColumnElement[bool]:
    return BindCode.used_at.is_(None)


def _hash(code: str) -> str:
    return hashlib.sha256(_NOT_OF_A_CODE.sub("", code.upper()).encode()).hexdigest()
