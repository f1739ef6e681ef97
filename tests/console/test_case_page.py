"""What the inbox puts first, and what a case page shows of taps, the shared chat and answers that did not arrive."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.cases import cases, choices, desk, reopening
from community.cases.tables import HandoffCase
from community.post import outbox, talks
from community.post.kinds import REPLY
from community.post.rules import BLOCKED, GivenUp, Outcome, Sent, Uncertain
from community.post.tables import Delivery, InboxItem
from tests.console.conftest import ZONE, Browser, World


def order(counselor: Browser, *words: str) -> list[str]:
    """Return the words in the order in which the inbox shows them."""
    page = counselor.get("/inbox").text
    assert all(one in page for one in words)
    return sorted(words, key=page.index)


def test_danger_stands_above_routine_whatever_its_age(counselor: Browser, world: World) -> None:
    world.case("routine, long ago", address="w1")
    world.later(hours=9)
    world.case("maybe danger", address="w2", kind="crisis", risk="low")
    world.later(hours=1)
    world.case("danger now", address="w3", kind="crisis", risk="high")
    counselor.sign_in("li")  # half an hour idle ends a session
    assert order(counselor, "routine, long ago", "maybe danger", "danger now") == [
        "danger now",
        "maybe danger",
        "routine, long ago",
    ]


def test_within_one_risk_the_more_urgent_kind_and_then_the_longest_wait_comes_first(
    counselor: Browser, world: World
) -> None:
    world.case("friend, older", address="w1", kind="welfare", risk="high")
    world.later(minutes=1)
    world.case("crisis, older", address="w2", kind="crisis", risk="high")
    world.later(minutes=1)
    world.case("crisis, newer", address="w3", kind="crisis", risk="high")
    found = order(counselor, "friend, older", "crisis, older", "crisis, newer")
    assert found == ["crisis, older", "crisis, newer", "friend, older"]


def test_who_waits_in_danger_comes_before_who_has_been_answered(counselor: Browser, world: World) -> None:
    answered = world.case("answered already", address="w1", kind="crisis", risk="high")
    with world.database.transaction() as session:
        case = session.get_one(HandoffCase, answered)
        cases.answer_from_staff(session, case, staff_label="Li", words="I am here", now=world.now)
    world.later(minutes=5)
    world.case("waits in danger", address="w2", kind="welfare", risk="high")
    world.case("waits, routine", address="w3")
    found = order(counselor, "answered already", "waits in danger", "waits, routine")
    assert found == ["waits in danger", "answered already", "waits, routine"]


def test_one_who_asks_and_takes_back_over_and_over_buries_nobody(counselor: Browser, world: World) -> None:
    world.case("a quiet one", address="quiet")
    for number in range(30):
        world.later(seconds=10)
        case = world.case(f"flood {number}", address="loud")
        if number < 29:
            with world.database.transaction() as session:
                assert choices.withdraw(session, session.get_one(HandoffCase, case), now=world.now)
    with world.database.reading() as session:
        assert [line.last_words for line in desk.open_cases(session)] == ["a quiet one", "flood 29"]


def test_one_who_writes_without_end_is_one_line_and_keeps_their_place(counselor: Browser, world: World) -> None:
    world.case("first", address="quiet")
    world.later(seconds=5)
    world.case("second", address="loud")
    for number in range(40):
        world.student_writes(f"more {number}", address="loud")
    with world.database.reading() as session:
        assert [line.last_words for line in desk.open_cases(session)] == ["first", "more 39"]


def test_what_one_talk_could_not_be_sent_is_one_line_of_trouble(counselor: Browser, world: World) -> None:
    with world.database.transaction() as session:
        talk = talks.find_or_start(session, "telegram", "7", zone=ZONE.key, now=world.now)
        other = talks.find_or_start(session, "telegram", "8", zone=ZONE.key, now=world.now)
        for number, chat in [(0, other), *((number, talk) for number in range(1, 61))]:
            row = outbox.enqueue(
                session, REPLY, chat, due_at=world.now, now=world.now, reply={"text": "x"}, key=f"t{number}"
            )
            outbox.record(session, session.get_one(Delivery, row), GivenUp("Telegram refuses it"), now=world.now)
            item = InboxItem(channel="telegram", update_id=str(number), lane=f"telegram:{chat.id}", body={})
            item.received_at, item.state = world.now + timedelta(seconds=number), "parked"
            session.add(item)
    with world.database.reading() as session:
        troubles = desk.troubles(session)
    assert sorted((one.what, one.count) for one in troubles) == [
        ("given_up", 1),
        ("given_up", 60),
        ("parked", 1),
        ("parked", 60),
    ]
    assert "60 times in one talk" in counselor.get("/inbox").text


def taps(world: World, case: int, *titles: str) -> None:
    with world.database.transaction() as session:
        for title in titles:
            choices.tap(session, session.get_one(HandoffCase, case), title, inbox_id=None, now=world.now)


def test_what_was_tapped_in_a_crisis_is_shown_in_the_case_and_in_the_list(counselor: Browser, world: World) -> None:
    case = world.case("我撑不住了", kind="crisis", risk="low")
    taps(world, case, "说不清", "联系信任的人")
    page = counselor.get(f"/inbox/{case}").text
    assert "The student tapped “说不清”" in page
    assert "The student tapped “联系信任的人”" in page
    assert "<q>说不清</q> <q>联系信任的人</q>" in counselor.get("/inbox").text
    world.student_writes("是我")
    with world.database.transaction() as session:
        cases.open_case(
            session,
            session.get_one(HandoffCase, case).conversation,
            session.get_one(HandoffCase, case).student,
            kind="crisis",
            risk="high",
            words="我不想活了",
            now=world.now,
            language="zh",
        )
    assert "<q>说不清</q>" not in counselor.get("/inbox").text, "the words that came after it count"


def given_talk_before(world: World, address: str = "w1") -> None:
    with world.database.transaction() as session:
        talk = talks.find_or_start(session, "web", address, zone=ZONE.key, now=world.now)
        item = InboxItem(channel="web", update_id="1", lane=f"web:{address}", state="done")
        item.body, item.received_at = {"sender": address, "words": "when is the maths exam?"}, world.now
        session.add(item)
        row = outbox.enqueue(session, REPLY, talk, due_at=world.now, now=world.now, reply={"text": "On <b>Friday</b>."})
        outbox.record(session, session.get_one(Delivery, row), Sent(), now=world.now)
    world.later(minutes=5)


def test_the_chat_before_is_shown_where_the_student_shares_it_and_nowhere_else(
    counselor: Browser, world: World
) -> None:
    given_talk_before(world)
    case = world.case("a person please")
    assert "maths exam" not in counselor.get(f"/inbox/{case}").text
    with world.database.transaction() as session:
        choices.choose_share(session, session.get_one(HandoffCase, case), "full", now=world.now)
    page = counselor.get(f"/inbox/{case}").text
    assert "when is the maths exam?" in page
    assert "On &lt;b&gt;Friday&lt;/b&gt;." in page
    assert "The chat before, which the student shares (2)" in page
    with world.database.transaction() as session:
        choices.choose_share(session, session.get_one(HandoffCase, case), "line", now=world.now)
    assert "maths exam" not in counselor.get(f"/inbox/{case}/talk?shown_as=requested-").text


@pytest.mark.parametrize(
    ("channel", "outcome", "says"),
    [
        ("telegram", None, "waiting: on its way"),
        ("web", None, "waiting: shown when the student opens the page"),
        ("telegram", Sent("1"), "delivered"),
        ("telegram", GivenUp(BLOCKED, recipient_gone=True), "not delivered: blocked the bot"),
        ("telegram", GivenUp("Telegram refuses it"), "not delivered"),
        ("telegram", Uncertain("no answer in time"), "uncertain: may not have arrived"),
    ],
)
def test_how_an_answer_stands_is_said_truthfully_and_is_news(
    counselor: Browser, world: World, channel: str, outcome: Outcome | None, says: str
) -> None:
    case = world.case("hello?")
    with world.database.transaction() as session:
        session.get_one(HandoffCase, case).conversation.channel_address.channel = channel
    counselor.get(f"/inbox/{case}")
    counselor.post(f"/inbox/{case}/answer", {"words": "I'm here."})
    with world.database.reading() as session:
        before = desk.news(session)
    if outcome is not None:
        with world.database.transaction() as session:
            query = select(Delivery).where(Delivery.kind == "counselor_message").order_by(Delivery.id.desc())
            outbox.record(session, session.scalars(query).first(), outcome, now=world.now)  # type: ignore[arg-type]
    with world.database.reading() as session:
        assert (desk.news(session) != before) is (outcome is not None)
    page = counselor.get(f"/inbox/{case}").text
    assert says in page
    assert ("The student has blocked the bot" in page) is (says == "not delivered: blocked the bot")
    assert "passed on" not in page


def test_a_case_opened_again_waits_anew_and_names_the_earlier_ones(counselor: Browser, world: World) -> None:
    old = world.case("first question")
    with world.database.transaction() as session:
        case = session.get_one(HandoffCase, old)
        cases.close(session, case, staff_label="Li", now=world.now)
    newer = world.case("second question")
    with world.database.transaction() as session:
        cases.close(session, session.get_one(HandoffCase, newer), staff_label="Li", now=world.now)
        ref = session.get_one(HandoffCase, old).ref
    world.later(hours=2)
    with world.database.transaction() as session:
        reopening.reopen(session, session.get_one(HandoffCase, newer), words=["one more"], now=world.now)
    world.later(minutes=3)
    counselor.sign_in("li")
    page = counselor.get("/inbox").text
    assert "opened again 14:00" in page
    assert "has waited 3 minutes" in page
    page = counselor.get(f"/inbox/{newer}").text
    assert "The student has had the case opened again" in page
    assert f'<a href="/console/inbox/{old}">{ref}</a> (closed 12:00)' in page
