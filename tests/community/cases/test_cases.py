from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.cases import arrivals, cases, choices, escalation, history, reopening
from community.cases.cases import AlreadyClaimed, CaseClosed
from community.cases.kinds import TO_STUDENT, UNDELIVERED
from community.cases.tables import CaseMessage, HandoffCase
from community.database import Database
from community.post import outbox, talks
from community.post.conversations import Conversation
from community.post.kinds import REPLY
from community.post.rules import BLOCKED, LEFT, GivenUp, Outcome, Sent, TryAgain, Uncertain
from community.post.tables import Delivery, InboxItem
from tests.community.counseling.campus import NOW, at, given_student
from tests.community.racing import race

RACERS = 20


def open_case(session: Session, talk: Conversation, *, now: datetime = NOW, **need: object) -> HandoffCase:
    student = talk.channel_address.student
    assert student is not None
    facts: dict[str, object] = {"kind": "person", "words": "a person please", "language": "en", **need}
    return cases.open_case(session, talk, student, now=now, **facts)  # type: ignore[arg-type]


def given_group(session: Session) -> Conversation:
    return talks.keep_staff_group(session, "telegram", "-100", now=NOW)


def queued(session: Session, kind: str) -> int:
    return session.scalar(select(func.count()).select_from(Delivery).where(Delivery.kind == kind)) or 0


def test_opening_keeps_the_words_and_alerts_every_group(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        case = open_case(session, given_student(session), inbox_id=7)
        assert case.state == "requested"
        assert [(m.author, m.words, m.inbox_id) for m in case.messages] == [("student", "a person please", 7)]
        assert queued(session, "staff_alert") == 1


def test_a_second_need_joins_and_raises_the_open_case(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        talk = given_student(session)
        first = open_case(session, talk)
        second = open_case(
            session, talk, kind="crisis", risk="high", words="我不想活了", now=NOW + timedelta(minutes=1)
        )
        assert second is first
        assert (first.kind, first.risk, first.alerts) == ("crisis", "high", 2)
        assert first.next_look_at == NOW + timedelta(minutes=4)
        assert queued(session, "staff_alert") == 2


def test_a_lesser_need_lowers_nothing(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        open_case(session, talk, kind="crisis", risk="high")
        case = open_case(session, talk, kind="person", words="a person")
        assert (case.kind, case.risk) == ("crisis", "high")


def test_who_asks_for_a_person_after_a_worrying_line_is_heard_as_such(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        talk = given_student(session)
        case = open_case(session, talk, kind="crisis", risk="low", words="撑不下去了")
        assert cases.relay_from_student(session, talk, words="hello", now=NOW) is None
        open_case(session, talk, words="a person please", now=NOW + timedelta(minutes=1))
        assert (case.kind, case.risk, case.alerts) == ("crisis", "low", 2)
        assert case.next_look_at == NOW + timedelta(minutes=11)
        assert cases.relay_from_student(session, talk, words="hello", now=NOW) is not None


def test_a_worrying_line_does_not_cut_off_who_waits_for_a_person(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        case = open_case(session, talk)
        open_case(session, talk, kind="crisis", risk="low", words="撑不下去了")
        assert case.next_look_at == NOW + timedelta(minutes=10)
        assert cases.relay_from_student(session, talk, words="hello", now=NOW) is not None


def test_a_closed_case_makes_room_for_another(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        first = cases.close(session, open_case(session, talk), staff_label="Ms Liu", now=NOW)
        assert open_case(session, talk).id != first.id


def test_the_same_message_is_taken_in_once(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        talk = given_student(session)
        open_case(session, talk, inbox_id=7)
        assert cases.relay_from_student(session, talk, words="a person please", inbox_id=7, now=NOW) is None
        assert cases.relay_from_student(session, talk, words="hello", inbox_id=8, now=NOW) is not None
        assert cases.relay_from_student(session, talk, words="  ", inbox_id=9, now=NOW) is None
        assert queued(session, "case_message") == 1


def test_without_a_case_nothing_is_passed_on(database: Database) -> None:
    with database.transaction() as session:
        assert cases.relay_from_student(session, given_student(session), words="hello", now=NOW) is None


def test_the_holder_is_who_claimed_until_it_is_closed(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        case = open_case(session, talk)
        assert cases.holder(session, talk.id) is None
        cases.claim(session, case, staff_label="Ms Liu", now=NOW)
        assert cases.holder(session, talk.id) is case
        cases.close(session, case, staff_label="Ms Liu", now=NOW)
        assert cases.holder(session, talk.id) is None


def test_claiming_twice_is_once_and_by_another_refused(database: Database) -> None:
    with database.transaction() as session:
        case = open_case(session, given_student(session))
        cases.claim(session, case, staff_label="Ms Liu", now=NOW)
        cases.claim(session, case, staff_label="Ms Liu", now=NOW)
        with pytest.raises(AlreadyClaimed) as other:
            cases.claim(session, case, staff_label="Mr Li", now=NOW)
        assert other.value.by == "Ms Liu"
        assert queued(session, "counselor_message") == 1


def test_a_closed_case_is_neither_claimed_nor_answered(database: Database) -> None:
    with database.transaction() as session:
        case = cases.close(session, open_case(session, given_student(session)), staff_label="Ms Liu", now=NOW)
        with pytest.raises(CaseClosed):
            cases.claim(session, case, staff_label="Ms Liu", now=NOW)
        with pytest.raises(CaseClosed):
            cases.answer_from_staff(session, case, staff_label="Ms Liu", words="hi", now=NOW)
        cases.close(session, case, staff_label="Mr Li", now=NOW)
        assert queued(session, "counselor_message") == 1


def test_who_answers_first_has_the_case_and_others_may_still_help(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        case = open_case(session, talk)
        cases.answer_from_staff(session, case, staff_label="Ms Liu", words="hi", now=NOW)
        cases.answer_from_staff(session, case, staff_label="Mr Li", words="me too", now=NOW)
        assert case.claimed_by == "Ms Liu"
        assert [m.staff_label for m in case.messages if m.author == "staff"] == ["Ms Liu", "Mr Li"]
        assert queued(session, "counselor_message") == 3


def test_only_a_waiting_request_can_be_taken_back(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        case = open_case(session, talk)
        cases.claim(session, case, staff_label="Ms Liu", now=NOW)
        assert not choices.withdraw(session, case, now=NOW)
        crisis = open_case(session, given_student(session, "7002"), kind="crisis", risk="high")
        assert not choices.withdraw(session, crisis, now=NOW)


def tick_until(session: Session, case: HandoffCase, end: datetime) -> list[datetime]:
    """Let the timetable look every ten minutes from noon on; return when staff were called."""
    calls, moment = [], NOW
    while moment < end:
        before = case.alerts
        escalation.escalate(session, now=moment)
        calls += [moment] if case.alerts > before else []
        moment += timedelta(minutes=10)
    return calls


def test_an_unanswered_request_is_called_again_until_somebody_takes_it(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        case = open_case(session, given_student(session))
        assert tick_until(session, case, at(11, 25, 9)) == [
            *(at(11, 23, hour, minute) for hour, minute in ((12, 10), (12, 30), (13, 10), (14, 30), (16, 30), (17, 0))),
            *(at(11, 24, hour, 30) for hour in (8, 10, 12, 14, 16)),
            at(11, 24, 17),
            at(11, 25, 8, 30),
        ]
        assert queued(session, "staff_alert") == case.alerts
        cases.claim(session, case, staff_label="Ms Liu", now=at(11, 25, 9))
        assert tick_until(session, case, at(11, 26, 12)) == []


def test_a_request_that_is_taken_back_is_called_no_more(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        case = open_case(session, given_student(session))
        assert choices.withdraw(session, case, now=NOW)
        assert tick_until(session, case, at(11, 24, 12)) == []


def test_a_request_of_the_weekend_is_called_when_the_office_opens(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        case = open_case(session, given_student(session), now=at(11, 21, 15))  # a Saturday
        case.next_look_at = at(11, 23, 8, 40)
        escalation.escalate(session, now=at(11, 23, 8, 30))
        assert case.alerts == 1
        escalation.escalate(session, now=at(11, 23, 8, 40))
        assert case.alerts == 2


def test_a_line_to_be_looked_at_is_called_again_too(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        case = open_case(session, given_student(session), kind="crisis", risk="low")
        calls = tick_until(session, case, at(11, 24, 17))
        assert calls[:3] == [at(11, 24, 12), at(11, 24, 12, 20), at(11, 24, 13)]
        assert queued(session, "counselor_message") == 0


def test_danger_is_called_again_until_somebody_comes(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        case = open_case(session, given_student(session), kind="crisis", risk="high")
        for minutes in (3, 4, 13, 14, 23):
            escalation.escalate(session, now=NOW + timedelta(minutes=minutes))
        assert case.alerts == 4
        cases.claim(session, case, staff_label="Ms Liu", now=NOW + timedelta(minutes=24))
        escalation.escalate(session, now=NOW + timedelta(minutes=60))
        assert case.alerts == 4
        query = select(CaseMessage.event).where(CaseMessage.event != "").order_by(CaseMessage.id)
        told = session.scalars(query).all()
        assert told == ["unanswered", "claimed"]


def test_a_case_that_only_had_to_be_looked_at_says_nothing_to_the_student(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        case = open_case(session, given_student(session), kind="crisis", risk="low")
        escalation.escalate(session, now=NOW + timedelta(hours=23))
        assert case.alerts == 1
        escalation.escalate(session, now=NOW + timedelta(hours=24))
        assert case.alerts == 2
        assert queued(session, "counselor_message") == 0


def given_a_talk_before(session: Session) -> Conversation:
    talk = given_student(session)
    bodies = [
        ("telegram", {"message": {"text": "my exam is on Friday"}}),
        ("web", {"sender": "x", "words": "and I am lost", "tapped": None}),
        ("rest", {"sender": "x", "message": "please help"}),
        ("telegram", {"callback_query": {"data": "x"}}),
    ]
    for number, (channel, body) in enumerate(bodies):
        item = InboxItem(channel=channel, update_id=str(number), lane="telegram:7001", body=body, state="done")
        item.received_at = NOW - timedelta(minutes=30 - number)
        session.add(item)
    yesterday = InboxItem(channel="telegram", update_id="9", lane="telegram:7001", body={"words": "long ago"})
    yesterday.received_at = NOW - timedelta(hours=25)
    session.add(yesterday)
    sent = outbox.enqueue(
        session, REPLY, talk, due_at=NOW, now=NOW - timedelta(minutes=5), reply={"text": "Let's see."}
    )
    assert sent is not None
    outbox.record(session, session.get_one(Delivery, sent), Sent("1"), now=NOW)
    return talk


def test_the_talk_before_is_read_only_where_the_student_shares_it(database: Database) -> None:
    with database.transaction() as session:
        case = open_case(session, given_a_talk_before(session))
        assert history.before(session, case, most=8) == []
        choices.choose_share(session, case, "full", now=NOW)
        assert [(line.author, line.words) for line in history.before(session, case, most=8)] == [
            ("student", "my exam is on Friday"),
            ("student", "and I am lost"),
            ("student", "please help"),
            ("bot", "Let's see."),
        ]
        assert len(history.before(session, case, most=2)) == 2


def test_of_many_who_claim_at_once_one_has_the_case(database: Database) -> None:
    with database.transaction() as session:
        case_id = open_case(session, given_student(session)).id

    def claim(name: str) -> str:
        try:
            with database.transaction() as session:
                cases.claim(session, session.get_one(HandoffCase, case_id), staff_label=name, now=NOW)
        except AlreadyClaimed:
            return "refused"
        return "claimed"

    assert race([partial(claim, f"staff {n}") for n in range(RACERS)]) == {"claimed": 1, "refused": RACERS - 1}
    with database.reading() as session:
        assert queued(session, "counselor_message") == 1


def test_many_needs_at_once_open_one_case(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        talk_id = given_student(session).id

    def need(number: int) -> str:
        with database.transaction() as session:
            open_case(session, session.get_one(Conversation, talk_id), words=f"help {number}", inbox_id=number)
        return "done"

    assert race([partial(need, n) for n in range(RACERS)]) == {"done": RACERS}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HandoffCase)) == 1
        assert session.scalar(select(func.count()).select_from(CaseMessage)) == RACERS
        assert queued(session, "staff_alert") == 1


def test_many_ticks_at_once_call_again_once(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        open_case(session, given_student(session))

    def tick() -> str:
        with database.transaction() as session:
            escalation.escalate(session, now=NOW + timedelta(minutes=10))
        return "done"

    race([tick for _ in range(RACERS)])
    with database.reading() as session:
        assert queued(session, "staff_alert") == 2
        assert queued(session, "counselor_message") == 1


def given_answer(session: Session, talk: Conversation, words: str = "I am here") -> Delivery:
    """Let staff answer and the student's side of the outbox be looked at."""
    case = open_case(session, talk)
    message = cases.answer_from_staff(session, case, staff_label="Ms Liu", words=words, now=NOW)
    return session.scalars(select(Delivery).where(Delivery.kind == TO_STUDENT.name, Delivery.about == message.id)).one()


@pytest.mark.parametrize(
    ("outcome", "what"),
    [
        (Sent("1"), "delivered"),
        (TryAgain("connection refused"), "waiting"),
        (Uncertain("no answer in time"), "uncertain"),
        (GivenUp(BLOCKED, recipient_gone=True), "blocked"),
        (GivenUp(LEFT), "blocked"),
        (GivenUp("Telegram refuses it: too long"), "failed"),
    ],
)
def test_how_an_answer_stands_is_what_the_outbox_says(database: Database, outcome: Outcome, what: str) -> None:
    with database.transaction() as session:
        given_group(session)
        talk = given_student(session)
        answer = given_answer(session, talk)
        talk.channel_address.blocked_at = NOW if outcome == GivenUp(LEFT) else None
        assert arrivals.standing(answer).what == "waiting"
        outbox.record(session, answer, outcome, now=NOW)
        assert arrivals.standing(answer).what == what
        arrivals.look_after(session, NOW)
        arrivals.look_after(session, NOW)
        assert queued(session, UNDELIVERED.name) == (what in ("uncertain", "blocked", "failed"))


def test_on_the_web_an_answer_waits_to_be_fetched(database: Database) -> None:
    with database.transaction() as session:
        talk = talks.find_or_start(session, "web", "w1", zone="Asia/Shanghai", now=NOW)
        answer = given_answer(session, talk)
        assert arrivals.standing(answer).what == "to_be_fetched"


def test_who_comes_back_is_brought_what_they_missed_and_no_more(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        talk = given_student(session)
        answer = given_answer(session, talk)
        claimed = session.scalars(
            select(Delivery).where(Delivery.kind == TO_STUDENT.name).order_by(Delivery.id)
        ).first()
        assert claimed is not None
        for one in (claimed, answer):
            outbox.record(session, one, GivenUp(BLOCKED, recipient_gone=True), now=NOW)
        assert arrivals.bring_again(session, now=NOW) == 0
        talk.channel_address.blocked_at = None
        session.flush()
        assert arrivals.bring_again(session, now=NOW + timedelta(hours=2)) == 1
        assert (answer.state, answer.due_at, claimed.state) == ("due", NOW + timedelta(hours=2), "given_up")
        outbox.record(session, answer, Sent("1"), now=NOW + timedelta(hours=2))
        assert arrivals.bring_again(session, now=NOW + timedelta(hours=3)) == 0


def test_after_a_week_nobody_is_brought_old_words(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        answer = given_answer(session, talk)
        outbox.record(session, answer, GivenUp(BLOCKED, recipient_gone=True), now=NOW)
        talk.channel_address.blocked_at = None
        session.flush()
        assert arrivals.bring_again(session, now=NOW + timedelta(days=7)) == 0


def closed(session: Session, talk: Conversation) -> HandoffCase:
    case = open_case(session, talk)
    cases.claim(session, case, staff_label="Ms Liu", now=NOW)
    return cases.close(session, case, staff_label="Ms Liu", now=NOW)


def test_a_case_stays_near_for_a_day_after_it_was_closed(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        case = closed(session, talk)
        assert reopening.lately_closed(session, talk.id, now=NOW + timedelta(hours=23)) is case
        assert reopening.lately_closed(session, talk.id, now=NOW + timedelta(hours=24)) is None
        open_case(session, talk)
        assert reopening.lately_closed(session, talk.id, now=NOW) is None


def test_a_case_that_the_student_took_back_is_over(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        choices.withdraw(session, open_case(session, talk), now=NOW)
        assert reopening.lately_closed(session, talk.id, now=NOW) is None


def test_opened_again_it_waits_anew_with_the_words_and_staff_are_told(database: Database) -> None:
    with database.transaction() as session:
        given_group(session)
        talk = given_student(session)
        case, later = closed(session, talk), NOW + timedelta(hours=2)
        alerts = case.alerts
        reopening.reopen(session, case, words=["one more thing", "and this"], now=later)
        assert (case.state, case.claimed_by, case.closed_at, case.asked_at) == ("requested", None, None, later)
        assert case.next_look_at == later + timedelta(minutes=10)
        session.refresh(case)
        assert [m.words for m in case.messages][-2:] == ["one more thing", "and this"]
        assert queued(session, "staff_alert") == alerts + 1
        assert cases.claim(session, case, staff_label="Mr Li", now=later).claimed_by == "Mr Li"


def test_opened_again_while_another_is_open_the_words_go_to_that_one(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        old = closed(session, talk)
        current = open_case(session, talk)
        assert reopening.reopen(session, old, words=["one more thing"], now=NOW) is current
        assert old.state == "closed"
        assert [one.id for one in reopening.earlier(session, current)] == [old.id]
