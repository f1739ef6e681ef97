"""A chat becomes a colleague's by a code that works once, for a quarter of an hour, and cannot be guessed."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.audit import AuditEntry
from community.database import Database
from community.post.conversations import Conversation
from community.staff import accounts, chats
from community.staff.chats import Locked, WrongCode
from community.staff.tables import BindCode, StaffAccount, StaffChat
from tests.community.matter import NOW, given_student
from tests.community.racing import race

MINUTE = timedelta(minutes=1)


def given_account(session: Session, login: str = "li") -> StaffAccount:
    return accounts.add(session, login, login, "correct horse battery", ["counselor"], now=NOW)


def owner(session: Session, chat: Conversation) -> str | None:
    found = chats.at(session, chat)
    return found.staff.login if found else None


def test_the_right_code_binds_the_chat_and_no_student_push_comes_there(database: Database) -> None:
    with database.transaction() as session:
        account, chat = given_account(session), given_student(session, "1")
        code = chats.make_code(session, account, now=NOW)
        assert chats.bind(session, chat, code, now=NOW + 14 * MINUTE) is account
        assert (owner(session, chat), chat.audience) == ("li", "colleague")
        whats = session.scalars(select(AuditEntry.what).order_by(AuditEntry.id)).all()
        assert list(whats[-2:]) == ["chat_code_made", "chat_bound"]


def test_the_code_itself_is_kept_nowhere(database: Database) -> None:
    with database.transaction() as session:
        code = chats.make_code(session, given_account(session), now=NOW)
        assert len(code) == 8
        assert code not in str(session.execute(select(BindCode.code_hash)).all())


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}-{2}", "{1} {2}"])
def test_a_code_may_be_typed_as_people_do(database: Database, typed: str) -> None:
    with database.transaction() as session:
        account, chat = given_account(session), given_student(session, "1")
        code = chats.make_code(session, account, now=NOW).lower()
        assert chats.bind(session, chat, typed.format(code, code[:4], code[4:]), now=NOW) is account


def test_a_code_works_once(database: Database) -> None:
    with database.transaction() as session:
        account, first, second = given_account(session), given_student(session, "1"), given_student(session, "2")
        code = chats.make_code(session, account, now=NOW)
        chats.bind(session, first, code, now=NOW)
        with pytest.raises(WrongCode):
            chats.bind(session, second, code, now=NOW)
        assert second.audience == "student"


def test_a_code_ends_after_a_quarter_of_an_hour_and_with_the_next_one(database: Database) -> None:
    with database.transaction() as session:
        account, chat = given_account(session), given_student(session, "1")
        old = chats.make_code(session, account, now=NOW)
        new = chats.make_code(session, account, now=NOW)
        with pytest.raises(WrongCode):
            chats.bind(session, chat, old, now=NOW)
        with pytest.raises(WrongCode):
            chats.bind(session, chat, new, now=NOW + 15 * MINUTE)
        assert owner(session, chat) is None


def test_five_wrong_codes_lock_the_chat_for_a_quarter_of_an_hour_even_for_the_right_one(database: Database) -> None:
    with database.transaction() as session:
        account, chat, other = given_account(session), given_student(session, "1"), given_student(session, "2")
        for _ in range(5):
            with pytest.raises(WrongCode):
                chats.bind(session, chat, "WRONGONE", now=NOW)
        code = chats.make_code(session, account, now=NOW + 5 * MINUTE)
        with pytest.raises(Locked) as locked:
            chats.bind(session, chat, code, now=NOW + 14 * MINUTE)
        assert locked.value.until == NOW + 15 * MINUTE
        with pytest.raises(WrongCode):
            chats.bind(session, chat, "WRONGONE", now=NOW + 16 * MINUTE)
        assert chats.bind(session, other, code, now=NOW + 17 * MINUTE) is account, "another chat is not locked"


def test_a_right_code_forgets_the_wrong_ones(database: Database) -> None:
    with database.transaction() as session:
        account, chat = given_account(session), given_student(session, "1")
        for _ in range(3):
            for _ in range(4):
                with pytest.raises(WrongCode):
                    chats.bind(session, chat, "WRONGONE", now=NOW)
            assert chats.bind(session, chat, chats.make_code(session, account, now=NOW), now=NOW) is account


def test_an_account_has_one_chat_and_a_chat_one_account(database: Database) -> None:
    with database.transaction() as session:
        li, wang = given_account(session), given_account(session, "wang")
        old, new = given_student(session, "1"), given_student(session, "2")
        chats.bind(session, old, chats.make_code(session, li, now=NOW), now=NOW)
        chats.bind(session, new, chats.make_code(session, li, now=NOW), now=NOW)
        assert (old.audience, owner(session, old), owner(session, new)) == ("student", None, "li")
        chats.bind(session, new, chats.make_code(session, wang, now=NOW), now=NOW)
        assert (new.audience, owner(session, new)) == ("colleague", "wang")
        assert chats.of_account(session, li.id) is None


def test_a_chat_that_is_given_back_is_a_students_again(database: Database) -> None:
    with database.transaction() as session:
        account, chat = given_account(session), given_student(session, "1")
        chats.bind(session, chat, chats.make_code(session, account, now=NOW), now=NOW)
        bound = chats.at(session, chat)
        assert bound is not None
        chats.unbind(session, bound, now=NOW)
        assert (chat.audience, owner(session, chat)) == ("student", None)


def test_an_account_that_is_switched_off_binds_nothing_and_is_told_nothing(database: Database) -> None:
    with database.transaction() as session:
        account, chat, later = given_account(session), given_student(session, "1"), given_student(session, "2")
        chats.bind(session, chat, chats.make_code(session, account, now=NOW), now=NOW)
        code = chats.make_code(session, account, now=NOW)
        account.active = False
        session.flush()
        assert chats.of_account(session, account.id) is None
        with pytest.raises(WrongCode):
            chats.bind(session, later, code, now=NOW)


def test_of_many_who_send_one_code_at_once_one_chat_is_bound(database: Database) -> None:
    with database.transaction() as session:
        code = chats.make_code(session, given_account(session), now=NOW)
        talks = [given_student(session, str(number)).id for number in range(10)]

    def send(talk: int) -> str:
        with database.transaction() as session:
            try:
                chats.bind(session, session.get_one(Conversation, talk), code, now=NOW)
            except WrongCode:
                return "refused"
        return "bound"

    assert race([partial(send, talk) for talk in talks]) == {"bound": 1, "refused": 9}
    with database.reading() as session:
        assert session.scalar(select(func.count(StaffChat.id))) == 1
