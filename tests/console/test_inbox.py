"""Reading, claiming, answering and closing cases."""

from datetime import timedelta

from sqlalchemy import select

from community.audit import AuditEntry
from community.cases import cases
from community.cases.tables import HandoffCase
from community.post import talks
from community.post.tables import Delivery, InboxItem
from tests.console.conftest import Browser, World

HTMX = {"HX-Request": "true"}


def test_an_empty_inbox_says_what_will_appear(counselor: Browser) -> None:
    page = counselor.get("/inbox").text
    assert "Nobody waits." in page
    assert "the case appears here" in page


def test_danger_comes_first_then_who_has_waited_longest(counselor: Browser, world: World) -> None:
    world.case("first asked", address="w1")
    world.later(minutes=5)
    world.case("second asked", address="w2")
    world.later(minutes=5)
    world.case("in danger", address="w3", kind="crisis", risk="high")
    page = counselor.get("/inbox").text
    assert page.index("in danger") < page.index("first asked") < page.index("second asked")
    assert "In danger: now" in page
    assert "has waited 10 minutes" in page


def test_what_students_write_is_shown_as_text(counselor: Browser, world: World) -> None:
    case = world.case("<script>alert(1)</script>")
    for path in ("/inbox", f"/inbox/{case}"):
        page = counselor.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_claimed_case_tells_the_student_and_wakes_the_sender(counselor: Browser, world: World) -> None:
    case = world.case("can I talk to somebody?")
    counselor.get(f"/inbox/{case}")
    page = counselor.post(f"/inbox/{case}/claim", headers=HTMX).text
    assert "With Li Jing" in page
    assert page.lstrip().startswith('<div id="case"')
    assert world.woken
    with world.database.reading() as session:
        assert [d.kind for d in session.scalars(select(Delivery)) if d.kind == "counselor_message"]


def test_an_answer_reaches_the_outbox_once_and_reloading_sends_nothing(counselor: Browser, world: World) -> None:
    case = world.case("hello?")
    counselor.get(f"/inbox/{case}")
    page = counselor.post(f"/inbox/{case}/answer", {"words": "  I'm here.\nTell me more.  "})
    assert page.request.method == "GET"
    assert "I&#39;m here.\nTell me more.</span>" in page.text
    assert "waiting: shown when the student opens the page" in page.text
    with world.database.reading() as session:
        row = session.get_one(HandoffCase, case)
        assert (row.state, row.claimed_by, row.holds) == ("claimed", "Li Jing", True)
        assert [m.words for m in row.messages if m.author == "staff"] == ["I'm here.\nTell me more."]


def test_an_empty_answer_sends_nothing(counselor: Browser, world: World) -> None:
    case = world.case("hello?")
    counselor.get(f"/inbox/{case}")
    counselor.post(f"/inbox/{case}/answer", {"words": "  \n "}, headers=HTMX)
    with world.database.reading() as session:
        assert session.get_one(HandoffCase, case).state == "requested"


def test_who_comes_second_is_told_kindly(counselor: Browser, world: World) -> None:
    case = world.case("hello?")
    counselor.get(f"/inbox/{case}")
    with world.database.transaction() as session:
        row = session.get_one(HandoffCase, case)
        cases.claim(session, row, staff_label="Wang Wei", now=world.now)
    page = counselor.post(f"/inbox/{case}/claim", headers=HTMX).text
    assert "Wang Wei was a moment quicker" in page


def test_words_for_a_closed_case_are_given_back(counselor: Browser, world: World) -> None:
    case = world.case("hello?")
    counselor.get(f"/inbox/{case}")
    with world.database.transaction() as session:
        cases.close(session, session.get_one(HandoffCase, case), staff_label="Wang Wei", now=world.now)
    page = counselor.post(f"/inbox/{case}/answer", {"words": "my long answer"}, headers=HTMX).text
    assert "nothing was sent" in page
    assert "my long answer" in page


def test_a_closed_case_leaves_the_list(counselor: Browser, world: World) -> None:
    case = world.case("thanks, that is all")
    counselor.get(f"/inbox/{case}")
    assert "This case is closed" in counselor.post(f"/inbox/{case}/close").text
    assert "thanks, that is all" not in counselor.get("/inbox").text


def test_the_talk_alone_is_fetched_while_the_buttons_still_fit(counselor: Browser, world: World) -> None:
    case = world.case("one")
    world.student_writes("two")
    same = counselor.get(f"/inbox/{case}/talk?shown_as=requested-", headers=HTMX)
    assert "two" in same.text
    assert 'name="words"' not in same.text
    with world.database.transaction() as session:
        cases.claim(session, session.get_one(HandoffCase, case), staff_label="Wang Wei", now=world.now)
    changed = counselor.get(f"/inbox/{case}/talk?shown_as=requested-", headers=HTMX)
    assert changed.headers["HX-Retarget"] == "#case"
    assert "With Wang Wei" in changed.text


def test_an_answer_that_may_not_have_arrived_says_so(counselor: Browser, world: World) -> None:
    case = world.case("hello?")
    counselor.get(f"/inbox/{case}")
    counselor.post(f"/inbox/{case}/answer", {"words": "I'm here."})
    with world.database.transaction() as session:
        for delivery in session.scalars(select(Delivery).where(Delivery.kind == "counselor_message")):
            delivery.state, delivery.cause = "uncertain", "read timeout"
    assert "may not have arrived" in counselor.get(f"/inbox/{case}").text
    assert "read timeout" in counselor.get("/inbox").text


def test_parked_messages_need_a_look_and_are_shown_without_words(counselor: Browser, world: World) -> None:
    with world.database.transaction() as session:
        talks.find_or_start(session, "web", "w9", zone="Asia/Shanghai", now=world.now)
        parked = InboxItem(
            channel="telegram",
            update_id="7",
            lane="telegram:7",
            body={"text": "a secret"},
            received_at=world.now - timedelta(minutes=2),
            state="parked",
            reference="M-AB12CD",
        )
        session.add(parked)
    page = counselor.get("/inbox").text
    assert "M-AB12CD" in page
    assert "a secret" not in page


def test_times_are_the_campus_own(counselor: Browser, world: World) -> None:
    world.case("hello?")
    assert "opened 12:00" in counselor.get("/inbox").text
    world.later(days=-1)
    world.case("yesterday", address="w2")
    world.later(days=1)
    assert "opened Sun 22 Nov 12:00" in counselor.get("/inbox").text


def test_reading_a_case_is_written_down(counselor: Browser, world: World) -> None:
    case = world.case("hello?")
    counselor.get(f"/inbox/{case}")
    with world.database.reading() as session:
        read = session.scalars(select(AuditEntry).where(AuditEntry.what == "case_read")).one()
    assert read.about == f"case:{case}"
    assert read.who.startswith("staff:")


def test_a_case_that_is_not_there_is_said_so(counselor: Browser) -> None:
    assert "There is no case of that number" in counselor.get("/inbox/999").text
    assert counselor.get("/inbox/abc").status_code == 400


def test_when_the_session_has_ended_htmx_is_sent_to_sign_in(browser: Browser) -> None:
    assert browser.get("/inbox/list", headers=HTMX).headers["HX-Redirect"] == "/console/sign-in"


def test_a_crowd_of_new_visitors_is_one_line_that_opens(counselor: Browser, world: World) -> None:
    for number in range(12):
        world.case(f"false {number}.", address=f"f{number}", kind="crisis", risk="high")
    page = counselor.get("/inbox").text
    assert "12 cases of new visitors in 2 minutes" in page
    assert "false 7." not in page
    shown = counselor.get("/inbox/new-visitors").text
    assert all(f"false {number}." in shown for number in range(12))
