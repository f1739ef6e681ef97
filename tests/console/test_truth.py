"""What staff read in the console, where what it says did happen and where it did not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.cases import cases, choices, escalation
from community.cases.tables import HandoffCase
from community.post.tables import Delivery
from community.safety import notices
from community.safety.tables import SafetyNotice
from tests.community.matter import given_notice, given_tip
from tests.console.conftest import Browser, World


def test_a_notice_that_is_withdrawn_here_is_ours_withdrawn_since_then(approver: Browser, world: World) -> None:
    with world.database.transaction() as session:
        given_notice(session, code="K7QF-2M")
    approver.row_action("withdraw", key="safety-notice")
    with world.database.reading() as session:
        notice = notices.by_code(session, "K7QF-2M")
        assert notice is not None
        assert (notice.state, notice.withdrawn_at) == ("withdrawn", world.now)
    world.later(hours=1)
    approver.sign_in("approver")
    approver.row_action("publish", key="safety-notice")
    with world.database.reading() as session:
        again = session.scalars(select(SafetyNotice)).one()
        assert (again.state, again.withdrawn_at, again.sent, again.announced_at) == ("published", None, world.now, None)


def test_what_is_gone_is_said_to_be_gone_and_not_withdrawn(approver: Browser, world: World) -> None:
    with world.database.transaction() as session:
        session.delete(given_tip(session))
    answer = approver.row_action("withdraw")
    assert answer.status_code >= 400
    assert "Withdrawn." not in approver.get("/tables/guidance-item/list").text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("sent", "delivered"),
        ("sending", "waiting: on its way"),
        ("due", "waiting: shown when the student opens the page"),
        ("uncertain", "uncertain: may not have arrived"),
        ("given_up", "not delivered"),
        ("dropped", "not delivered"),
    ],
)
def test_what_became_of_an_answer_is_what_the_outbox_says(
    counselor: Browser, world: World, state: str, words: str
) -> None:
    case = world.case("hello?")
    counselor.get(f"/inbox/{case}")
    counselor.post(f"/inbox/{case}/answer", {"words": "I'm here."})
    with world.database.transaction() as session:
        for delivery in session.scalars(select(Delivery).where(Delivery.kind == "counselor_message")):
            delivery.state = state
    page = counselor.get(f"/inbox/{case}/talk").text
    others = {
        *("delivered", "waiting: on its way", "waiting: shown when the student opens the page"),
        *("uncertain: may not have arrived", "not delivered"),
    }
    assert f">{words}</small>" in page
    assert not any(f">{other}</small>" in page for other in others - {words})


def test_word_to_the_student_is_said_to_have_gone_only_as_far_as_it_has(counselor: Browser, world: World) -> None:
    case = world.case("hello?")
    assert "word to the student:" not in counselor.get(f"/inbox/{case}").text
    counselor.post(f"/inbox/{case}/claim")
    page = counselor.get(f"/inbox/{case}").text
    assert "Li Jing has taken the case" in page
    assert 'word to the student: <small class="quiet">waiting: shown when' in " ".join(page.split())


def test_a_case_is_with_somebody_only_once_they_have_taken_it_and_closed_only_once_it_is(
    counselor: Browser, world: World
) -> None:
    case = world.case("hello?")
    page = counselor.get(f"/inbox/{case}").text
    assert "Nobody has it yet" in page
    assert "has taken the case" not in page
    counselor.post(f"/inbox/{case}/claim")
    page = counselor.get(f"/inbox/{case}").text
    assert "With Li Jing" in page
    assert "Nobody has it yet" not in page
    assert "has closed the case" not in page
    counselor.post(f"/inbox/{case}/close")
    page = counselor.get(f"/inbox/{case}").text
    assert "Li Jing has closed the case" in page
    assert "This case is closed." in page


def test_nobody_is_said_to_have_come_too_late_who_came_in_time(counselor: Browser, world: World) -> None:
    late, timely = world.case("hello?"), world.case("hello there", address="w2")
    with world.database.transaction() as session:
        cases.claim(session, session.get_one(HandoffCase, timely), staff_label="Wang", now=world.now)
        escalation.escalate(session, now=world.now + timedelta(minutes=10))
    assert "Nobody came in time" in counselor.get(f"/inbox/{late}").text
    assert "Nobody came in time" not in counselor.get(f"/inbox/{timely}").text


@pytest.mark.parametrize("share", ["line", "full"])
def test_staff_are_said_to_read_the_earlier_talk_only_where_the_student_lets_them(
    counselor: Browser, world: World, share: str
) -> None:
    case = world.case("hello?")
    with world.database.transaction() as session:
        choices.choose_share(session, session.get_one(HandoffCase, case), share, now=world.now)
    page = counselor.get(f"/inbox/{case}").text
    assert ("lets staff read the earlier talk" in page) == (share == "full")


def test_nobody_waits_only_where_nobody_does(counselor: Browser, world: World) -> None:
    assert "Nobody waits." in counselor.get("/inbox").text
    world.case("hello?")
    assert "Nobody waits." not in counselor.get("/inbox").text
