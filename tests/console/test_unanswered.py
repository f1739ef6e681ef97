"""Unanswered: what students miss is put together, answered in the editor, or put aside with who and when."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from community.answers.tables import Office
from community.audit import AuditEntry
from community.content import PUBLISHED
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.staff.tables import StaffAccount
from community.unanswered import desk
from community.unanswered.keeping import Near, keep_question
from community.unanswered.tables import AnswerShowing
from tests.community.matter import given_item, given_student, given_subject
from tests.console.conftest import Browser, World

CATS = ("can I keep a cat in my room?", "宿舍里可以养猫吗", "may I keep my cat in the dorm room")
ITEM = {
    "code": "cat-1",
    "kind": "advice",
    "topic": "general",
    "title_zh": "宿舍养宠物",
    "title_en": "Pets in the dorm",
    "body_en": "Fish and turtles only.",
}


def ask(world: World, *asked: str, near: int | None = None) -> list[int]:
    """Let students ask what nobody has written about; return the numbers of all open questions, the first first."""
    with world.database.transaction() as session:
        talk = given_student(session, "1")
        for words in asked:
            nearest = Near(near, 0.81) if near else None
            language = "en" if words.isascii() else "zh"
            keep_question(session, talk, words, language=language, now=world.now, danger=False, near=nearest)
        return sorted(one.id for one in desk.open_ones(session))


def groups_of(page: str) -> list[str]:
    """Return what stands in each group of the page."""
    return page.split("asked-group")[1:]


def test_what_asks_for_the_same_stands_together_what_is_asked_most_often_first(world: World, author: Browser) -> None:
    with world.database.transaction() as session:
        library = given_item(session, "campus", "AN-1", title_en="Cards of the library").id
    ask(world, "where can I fly a <b>drone</b>?", CATS[0], CATS[0])
    ask(world, *CATS[1:], near=library)
    cats, drone = groups_of(author.get("/unanswered").text)
    assert all(words in cats for words in CATS)
    assert "asked 4 ×" in cats
    assert "English</span>" in cats or "English × 3" in cats
    assert "中文 × 1" in cats
    assert "Cards of the library</a> (0.81)" in cats
    assert "drone" in drone
    assert "<b>" not in drone


def test_an_answer_begins_with_the_phrasings_and_takes_them_off_the_list_once_it_is_published(
    world: World, author: Browser, approver: Browser
) -> None:
    with world.database.transaction() as session:
        subject = given_subject(session, "campus").id
        near = given_item(session, "campus", "AN-1").id
    ask(world, *CATS, near=near)
    page = author.get("/unanswered").text
    (link,) = re.findall(r'href="/console(/tables/guidance-item/create\?answers=[\d,]+)"', page)
    form = author.get(link).text
    asked = re.search(r'name="asked_as"[^>]*>\n([^<]*)</textarea>', form)
    assert asked is not None
    assert sorted(asked[1].splitlines()) == sorted(CATS)
    assert re.search(rf'<option value="{subject}"\s+selected', form)
    typed = {**ITEM, "subject_id": str(subject), "asked_as": "\n".join(CATS)}
    assert author.post(link, typed).url.path.endswith("/list")
    assert "Open the draft: Pets in the dorm" in author.get("/unanswered").text
    with world.database.reading() as session:
        item = session.scalars(select(GuidanceItem).where(GuidanceItem.code == "cat-1")).one()
    approver.get("/tables/")
    assert approver.row_action("publish", row=item.id).status_code == 200
    assert "Nothing is open." in author.get("/unanswered").text
    with world.database.reading() as session:
        assert session.get_one(GuidanceItem, item.id).status == PUBLISHED
        whats = session.scalars(select(AuditEntry.what)).all()
        assert whats.count("question_answered") == 3


@pytest.mark.parametrize(("how", "said"), [("not_ours", "Not ours"), ("elsewhere", "Answered elsewhere")])
def test_a_group_is_put_aside_with_who_and_when_and_comes_back(
    world: World, author: Browser, how: str, said: str
) -> None:
    numbers = ask(world, *CATS)
    author.get("/unanswered")
    assert "Nothing is open." in author.post("/unanswered/aside", {"question": numbers, "how": how}).text
    aside = author.get("/unanswered/aside").text
    assert f"{said} · author · 12:00" in aside
    assert "and 2 more" in aside
    author.post("/unanswered/back", {"question": numbers})
    assert len(groups_of(author.get("/unanswered").text)) == 1
    with world.database.reading() as session:
        assert {one.what for one in session.scalars(select(AuditEntry).where(AuditEntry.about == "question:1"))} == {
            "question_put_aside",
            "question_put_back",
        }


def test_the_box_says_by_what_an_item_would_be_found_and_what_it_would_take(world: World, author: Browser) -> None:
    with world.database.transaction() as session:
        given_item(
            session,
            "campus",
            "AN-CARD",
            title_zh="校园卡丢了",
            title_en="Lost campus card",
            asked_as=["my campus card is gone", "where do I get a new campus card"],
        )
    author.get("/unanswered")

    def tried(**typed: str) -> str:
        return re.sub(r"\s+", " ", author.post("/unanswered/try", typed).text)

    pets = tried(titles="宿舍养宠物\nPets in the dorm", asked="\n".join(CATS), said="Fish only.")
    assert "Every phrasing would find it." in pets
    assert "It would take no phrasing from another item." in pets
    new = "where do I get a new campus card\nwhere can I get a new campus card\nhow do I get a new campus card"
    thief = tried(titles="A new campus card", asked=new)
    assert "now answered by “Lost campus card”" in thief
    lost = tried(titles="Printing a thesis", asked="Lost campus card")
    assert "1 of 2 phrasings would find it." in lost or "place 2, behind “Lost campus card”" in lost
    assert "Write a title" in tried(titles=" ", asked="")


def test_the_box_knows_offices_and_lessons_too(world: World, author: Browser) -> None:
    with world.database.transaction() as session:
        clinic = {"title_zh": "校医院", "title_en": "Campus clinic", "asked_as": ["where is the campus clinic"]}
        session.add(Office(code="OF-1", status=PUBLISHED, **clinic))
    author.get("/unanswered")
    typed = {"titles": "The clinic at weekends", "asked": "Campus clinic\nwhere is the campus clinic?"}
    page = re.sub(r"\s+", " ", author.post("/unanswered/try", typed).text)
    assert "place 2, behind “Campus clinic”" in page or "now answered by “Campus clinic”" in page


def test_an_item_is_not_in_its_own_way_while_it_is_edited(world: World, author: Browser) -> None:
    with world.database.transaction() as session:
        item = given_item(session, "campus", "AN-1", title_zh="养猫", title_en="Keeping a cat").id
    author.get("/unanswered")
    page = author.post("/unanswered/try", {"item": item, "titles": "养猫\nKeeping a cat"}).text
    assert "Every phrasing would find it." in page


def test_who_writes_no_answers_reads_no_questions(counselor: Browser, window: Callable[[], Browser]) -> None:
    for path in ("/unanswered", "/unanswered/aside"):
        assert counselor.get(path).status_code == 403
    assert counselor.post("/unanswered/try", {"titles": "a"}).status_code == 403
    assert "/console/sign-in" in str(window().get("/unanswered").url)


def test_numbers_of_nothing_and_nonsense_are_no_error_of_ours(world: World, author: Browser) -> None:
    given = ask(world, *CATS)
    author.get("/unanswered")
    assert author.post("/unanswered/aside", {"question": [99, *given], "how": "elsewhere"}).status_code == 200
    assert author.post("/unanswered/aside", {"question": "x", "how": "elsewhere"}).status_code == 400
    assert author.post("/unanswered/aside", {"question": 1, "how": "gone"}).status_code == 400
    for odd in ("x", "99999999999", "-1", "1,,2", "%00", "٣"):
        assert author.get(f"/tables/guidance-item/create?answers={odd}").status_code == 200


def given_judged(world: World, *, owner: str = "") -> int:
    """Let an answer be shown twice and help once; return the item's number."""
    with world.database.transaction() as session:
        item, talk = given_item(session, "campus", "AN-1", title_en="Keeping pets"), given_student(session, "1")
        for helped in (True, None):
            shown = AnswerShowing(item_id=item.id, conversation_id=talk.id, language="en", shown_at=world.now)
            shown.helped = helped
            session.add(shown)
        if owner:
            account = session.scalars(select(StaffAccount).where(StaffAccount.login == owner)).one()
            session.get_one(GuidanceSubject, item.subject_id).owner_id = account.id
        return item.id


def test_every_owner_sees_what_became_of_the_answers_of_their_subjects(world: World, author: Browser) -> None:
    given_judged(world, owner="author")
    with world.database.transaction() as session:
        other = given_item(session, "employment", "TIP-1", title_en="Write a CV")
        session.add(AnswerShowing(item_id=other.id, conversation_id=None, language="en", shown_at=world.now))
    every = author.get("/unanswered/helped").text
    assert "Write a CV" in every
    mine = re.sub(r"\s+", " ", author.get("/unanswered/helped?show=mine").text)
    assert "Keeping pets</a></td> <td>2</td> <td>1</td> <td>0</td>" in mine
    assert "Write a CV" not in mine


def test_an_owner_sees_the_questions_that_are_near_their_subjects(world: World, author: Browser) -> None:
    near = given_judged(world, owner="author")
    ask(world, "where can I fly a drone?")
    ask(world, *CATS, near=near)
    assert len(groups_of(author.get("/unanswered").text)) == 2
    (only,) = groups_of(author.get("/unanswered?show=mine").text)
    assert CATS[0] in only


def test_what_is_due_is_one_click_from_its_source_and_holds_for_another_while(
    world: World, author: Browser, approver: Browser
) -> None:
    with world.database.transaction() as session:
        item = given_item(
            session, "campus", "AN-1", title_en="Pets", review_by=world.now, source_url="https://shu.example/pets"
        ).id
    page = author.get("/unanswered/due").text
    assert 'href="https://shu.example/pets"' in page
    assert "It still holds" not in page
    assert author.post(f"/unanswered/due/{item}/holds").status_code == 403
    assert "It still holds" in approver.get("/unanswered/due").text
    assert "Nothing is due." in approver.post(f"/unanswered/due/{item}/holds").text
    with world.database.reading() as session:
        row = session.get_one(GuidanceItem, item)
        assert row.reviewed_on == world.now
        assert row.review_by is not None
        assert row.review_by > world.now
    assert approver.post("/unanswered/due/999/holds").status_code == 200
