"""What is let go of with age, and what stays however old it is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import audit, retention
from community.audit import AuditEntry
from community.cases.tables import CrisisTalk, HandoffCase
from community.database import Database
from community.post import inbox, shown
from community.post.conversations import Conversation, OfferedButton
from community.post.inbox import Arrival
from community.post.tables import Delivery, InboxItem
from community.processes.tables import SharedCount
from community.staff.tables import BindCode, SignInTries, StaffAccount, StaffSession
from tests.community.matter import NOW, given_student, student_of
from tests.community.post.rows import kind_of

WORDS = {"message": {"text": "hello"}}


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def sweep(database: Database) -> int:
    """Carry out each rule once; return how many rows that changed."""
    swept = retention.Sweep()
    with database.transaction() as session:
        return sum(swept.step(session, NOW) for _ in retention.RULES)


def kept(session: Session, name: str, *, days: float, state: str = "done", lane: str = "telegram:1") -> InboxItem:
    facts = {"channel": "telegram", "update_id": name, "lane": lane, "body": WORDS, "received_at": ago(days)}
    item = InboxItem(**facts, state=state)
    session.add(item)
    session.flush()
    return item


def queued(session: Session, reader: Conversation, name: str, *, days: float, **facts: Any) -> None:
    """Put one answer in the outbox that was sent at once, except where the facts say otherwise."""
    usual = {"kind": "reply", "channel": "telegram", "state": "sent", "reply": {"text": "hello"}, "due_at": ago(days)}
    told = {**usual, "created_at": ago(days), **facts}
    told.setdefault("sent_at", ago(days) if told["state"] == "sent" else None)
    session.add(Delivery(key=name, conversation_id=reader.id, priority=int(kind_of(told["kind"]).priority), **told))


def case_of(session: Session, talk: Conversation, *, state: str) -> HandoffCase:
    case = HandoffCase(
        ref=f"HC-{talk.id}",
        conversation=talk,
        student=student_of(talk),
        kind="person",
        language="en",
        state=state,
        opened_at=ago(400),
        last_words_at=ago(400),
    )
    session.add(case)
    session.flush()
    return case


def messages(database: Database) -> Mapping[str, bool]:
    """Return by name which messages are there, and whether with their words."""
    with database.reading() as session:
        return {item.update_id: item.body == WORDS for item in session.scalars(select(InboxItem))}


def deliveries(database: Database) -> Mapping[str, bool]:
    """Return by name which deliveries are there, and whether with their words."""
    with database.reading() as session:
        return {one.key: one.reply is not None for one in session.scalars(select(Delivery))}


def test_a_message_loses_its_words_and_later_goes(database: Database) -> None:
    with database.transaction() as session:
        for name, days in {"gone": 91, "emptied": 61, "whole": 59, "newest": 0}.items():
            kept(session, name, days=days)
    assert sweep(database) == 3
    assert messages(database) == {"emptied": False, "whole": True, "newest": True}
    assert sweep(database) == 0


def test_what_is_not_answered_is_about_danger_or_belongs_to_an_open_case_stays(database: Database) -> None:
    with database.transaction() as session:
        helped, helped_before = given_student(session, "2"), given_student(session, "3")
        case_of(session, helped, state="claimed")
        case_of(session, helped_before, state="closed")
        for state in ("new", "claimed", "parked"):
            kept(session, state, days=900, state=state)
        danger = kept(session, "danger", days=900)
        begun = {"conversation_id": helped_before.id, "inbox_id": danger.id, "began_at": ago(900), "last_at": ago(900)}
        session.add(CrisisTalk(about="oneself", step="ended", by_tone=False, ended_at=ago(900), **begun))
        kept(session, "of an open case", days=900, lane="telegram:2")
        kept(session, "of a closed case", days=900, lane="telegram:3")
        kept(session, "newest", days=0)
    sweep(database)
    stays = ("new", "claimed", "parked", "danger", "of an open case", "newest")
    assert messages(database) == dict.fromkeys(stays, True)


def test_a_second_copy_of_what_is_known_for_ever_is_dropped_though_its_words_are_gone(database: Database) -> None:
    with database.transaction() as session:
        kept(session, "7", days=89)
        kept(session, "8", days=0)
    sweep(database)
    assert messages(database) == {"7": False, "8": True}
    copies = [Arrival("telegram", name, "telegram:1", WORDS, known_for=None) for name in ("7", "8")]
    with database.transaction() as session:
        assert inbox.keep(session, copies, now=NOW) == frozenset()


def test_no_id_is_given_twice_after_a_long_silence(database: Database) -> None:
    with database.transaction() as session:
        last = kept(session, "last", days=900).id
    sweep(database)
    with database.transaction() as session:
        assert kept(session, "next", days=0).id > last
    assert messages(database) == {"last": False, "next": True}


def test_answers_lose_their_words_and_later_go(database: Database) -> None:
    with database.transaction() as session:
        reader = given_student(session, "1")
        for name, days in {"gone": 91, "emptied": 61, "whole": 59, "newest": 0}.items():
            queued(session, reader, name, days=days)
    sweep(database)
    assert deliveries(database) == {"emptied": False, "whole": True, "newest": True}
    with database.reading() as session:
        again = shown.handed_out_since(session, reader.id, 0)
        assert [one.key for one in again] == ["whole", "newest"], "a page shows what has words"


def test_whom_a_notice_reached_is_known_for_a_year(database: Database) -> None:
    with database.transaction() as session:
        reader = given_student(session, "1")
        for name, days, state in (
            *(("gone", 366, "sent"), ("told", 364, "sent"), ("needless", 364, "cancelled"), ("late", 364, "dropped")),
            *(("uncertain", 364, "uncertain"), ("given up", 364, "given_up"), ("newest", 0, "sent")),
        ):
            queued(session, reader, name, days=days, state=state, kind="safety_notice")
    sweep(database)
    emptied = dict.fromkeys(("told", "needless", "late"), False)
    assert deliveries(database) == emptied | dict.fromkeys(("uncertain", "given up", "newest"), True)


def test_what_is_to_be_sent_is_about_danger_or_belongs_to_an_open_case_stays_queued(database: Database) -> None:
    with database.transaction() as session:
        reader, helped = given_student(session, "1"), given_student(session, "2")
        case_of(session, helped, state="requested")
        queued(session, reader, "due", days=900, state="due")
        queued(session, reader, "sending", days=900, state="sending")
        queued(session, reader, "on a closed page", days=900, state="due", channel="web")
        ahead = {"state": "due", "kind": "appointment_reminder", "due_at": NOW + timedelta(days=1)}
        queued(session, reader, "appointment ahead", days=900, **ahead)
        queued(session, reader, "danger", days=900, kind="crisis")
        queued(session, helped, "of an open case", days=900)
        queued(session, reader, "newest", days=0)
    before = deliveries(database)
    assert sweep(database) == 0
    assert deliveries(database) == before
    assert len(before) == 7


def test_what_a_closed_page_would_be_shown_too_late_is_dropped(database: Database) -> None:
    with database.transaction() as session:
        reader = given_student(session, "1")
        for name, hours, channel in (("late", -2, "web"), ("just now", -0.5, "web"), ("pushed", -2, "telegram")):
            until = {"valid_until": NOW + timedelta(hours=hours), "channel": channel}
            queued(session, reader, name, days=3, state="due", kind="safety_education", **until)
    sweep(database)
    with database.reading() as session:
        states = {one.key: (one.state, one.cause) for one in session.scalars(select(Delivery))}
    assert states == {"late": ("dropped", "too late to be of use"), "just now": ("due", ""), "pushed": ("due", "")}


def test_buttons_that_do_nothing_any_more_go(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session, "1")
        for key, days in {"gone": 61, "stays": 59, "newest": 0}.items():
            button = {"conversation_id": talk.id, "payload": "/menu", "title": "Menu", "intent": "menu"}
            session.add(OfferedButton(key=key, offered_at=ago(days), **button))
    sweep(database)
    assert all_of(database, OfferedButton.key) == {"stays", "newest"}


def test_ended_sign_ins_and_codes_go_and_open_ones_stay(database: Database) -> None:
    with database.transaction() as session:
        account = StaffAccount(login="ada", name="Ada", password_hash="-", created_at=ago(900))
        session.add(account)
        session.flush()
        for name, days in {"gone": 31, "ended": 29, "open": -1}.items():
            began = {"staff_id": account.id, "created_at": ago(60), "last_seen_at": ago(60)}
            session.add(StaffSession(token_hash=name, expires_at=ago(days), **began))
            session.add(BindCode(code_hash=name, staff_id=account.id, expires_at=ago(days)))
    sweep(database)
    assert all_of(database, StaffSession.token_hash) == {"ended", "open"}
    assert all_of(database, BindCode.code_hash) == {"ended", "open"}


def test_a_wrong_password_is_let_go_of_when_it_counts_no_more(database: Database) -> None:
    with database.transaction() as session:
        for name, hours in {"forgotten": 1.1, "counts": 0.9, "newest": 0}.items():
            session.add(SignInTries(key=name, last_at=ago(hours / 24)))
    sweep(database)
    assert all_of(database, SignInTries.key) == {"counts", "newest"}


def test_what_was_counted_together_is_let_go_of_after_its_window(database: Database) -> None:
    with database.transaction() as session:
        for name, hours in {"over": 2.1, "counts": 1.9, "newest": 0}.items():
            session.add(SharedCount(key=name, total=9, last_at=ago(hours / 24)))
    sweep(database)
    assert all_of(database, SharedCount.key) == {"counts", "newest"}


def test_the_audit_goes_after_two_years_except_for_danger_and_open_cases(database: Database) -> None:
    with database.transaction() as session:
        open_case = case_of(session, given_student(session, "1"), state="claimed")
        closed = case_of(session, given_student(session, "2"), state="closed")
        for what, about, days in (
            ("signed_in", "staff:1", 731),
            ("case_read", f"case:{closed.id}", 731),
            ("case_opened", f"case:{open_case.id}", 900),
            ("danger_denied", "crisis_talk:1", 900),
            ("signed_out", "staff:1", 729),
        ):
            audit.record(session, who="staff:1", what=what, about=about, now=ago(days))
    sweep(database)
    assert all_of(database, AuditEntry.what) == {"case_opened", "danger_denied", "signed_out"}


def all_of(database: Database, column: Any) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(column)))


@pytest.mark.parametrize("looked_at", [3, 4, 100])
def test_each_step_is_small_and_the_next_goes_on_from_there(database: Database, looked_at: int) -> None:
    with database.transaction() as session:
        for number in range(10):
            kept(session, f"{number}", days=91, state="parked" if number == 4 else "done")
    rows = next(rule for rule in retention.RULES if rule.table is InboxItem and rule.becomes is None)
    swept, changed = retention.Sweep((rows,), looked_at=looked_at, most=3), []
    for _ in range(8):
        with database.transaction() as session:
            changed.append(swept.step(session, NOW))
    assert max(changed) <= 3
    assert sum(changed) == 8, "all but what was set aside, and the newest"
    assert set(messages(database)) == {"4", "9"}
