import pytest
from sqlalchemy.orm import Session

from community.content import WITHDRAWN
from community.database import Database
from community.guidance.tables import GuidanceItem
from community.safety.tables import Incident
from community.students import preferences
from tests.actions.case_talk import StudentTalk, composed, due
from tests.community.matter import NOW, ZONE, at, given_tip
from tests.sample import given_sample
from understanding.parse import Language

JOBS = "ask_employment_tips"
FORBIDDEN = ("安全的", "放心", "it is safe", "is safe", "trustworthy", "靠谱")


def begin(session: Session, language: Language = "en") -> StudentTalk:
    given_sample(session, now=NOW, zone=ZONE)
    return StudentTalk(session, language=language)


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("en", "any tips for a job interview?", "Job interview tips"),
        ("zh", "面试有什么技巧", "面试技巧"),
        ("zh", "简历怎么写", "简历怎么写"),
        ("en", "how do I write a CV", "How to write a résumé"),
        ("zh", "resume 怎么写", "简历怎么写"),
        ("en", "what's left before autumn recruiting ends?", "Last-week checklist"),
        ("zh", "秋招快结束了还要准备啥", "秋招网申最后一周自查清单"),
        ("en", "can you check if this job ad is a scam", "Beware of training loans"),
        ("zh", "考公还是考研", "考公、考研还是就业"),
    ],
)
def test_a_question_lands_on_its_tip(database: Database, language: Language, words: str, title: str) -> None:
    with database.transaction() as session:
        assert begin(session, language).writes(words, JOBS).text.startswith(title)


def test_a_tip_shows_its_steps_office_source_and_age(database: Database) -> None:
    with database.transaction() as session:
        text = begin(session).writes("any tips for a job interview?", JOBS).text
        assert "\n1. The day before" in text
        assert "Where: Career office" in text
        assert "Source: https://career.shu.example/1046\n" in text


@pytest.mark.parametrize("words", ["any employment tips?", "就业指导", "给我一些求职提示"])
def test_a_general_question_shows_the_topics(database: Database, words: str) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes(words, JOBS)
        assert chat.titles() == [
            "Résumé",
            "Interview",
            "Offers & pay",
            "Internships",
            "Agreements & papers",
            "Scams",
            "Job hunting",
            "Menu",
        ]
        assert chat.taps("Interview").text.startswith("Job interview tips")


def test_another_tip_goes_on_within_the_topic(database: Database) -> None:
    with database.transaction() as session:
        for code in ("A", "B"):
            given_tip(session, code, topic="resume")
        given_tip(session, "C", topic="offer")
        chat = StudentTalk(session)
        chat.writes("Tip A", JOBS)
        chat.shown = tuple(button for button in chat.shown if button.title != "Tip B")
        first = GuidanceItem.live(session, NOW)[0]
        reply = chat.presses(_another(first.id))
        assert reply.text.startswith("Tip B")
        assert chat.presses(_another(first.id + 1)).text.startswith("Tip A")


def _another(number: int):  # type: ignore[no-untyped-def]
    from actions.dialogue.reply import Button

    return Button("Another", JOBS, {"another": str(number)})


def test_a_tip_that_has_expired_is_not_shown_by_an_old_button(database: Database) -> None:
    with database.transaction() as session:
        tip = given_tip(session, "A", topic="resume")
        given_tip(session, "B", topic="resume")
        chat = StudentTalk(session)
        chat.writes("Tip B", JOBS)
        button = next(button for button in chat.shown if button.title == "Tip A")
        tip.expires_at = NOW
        session.flush()
        assert "no longer current" in chat.presses(button).text


@pytest.mark.parametrize(
    ("language", "promise", "done"),
    [
        ("en", "I'll remind you Sun 29 Nov 19:00 and Mon 30 Nov 12:00.", "Well done. Reminder cancelled."),
        ("zh", "11月29日周日 19:00和11月30日周一 12:00提醒你。", "真棒，已取消提醒。"),
    ],
)
def test_a_deadline_is_remembered_until_done(database: Database, language: Language, promise: str, done: str) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        chat.writes("秋招快结束了还要准备啥", JOBS)
        assert chat.taps("Remind me" if language == "en" else "提醒我").text == promise
        evening, noon = due(session, "tip_deadline")
        assert (evening.due_at, noon.due_at) == (at(11, 29, 19), at(11, 30, 12))
        reminded = composed(session, evening, language=language)
        assert reminded is not None
        assert "23:59" in reminded.text
        assert chat.taps("Done" if language == "en" else "完成").text == done
        assert due(session, "tip_deadline") == []
        assert composed(session, noon) is None


def test_nothing_is_said_of_a_tip_that_was_withdrawn(database: Database) -> None:
    with database.transaction() as session:
        tip = given_tip(session, closes_at=at(11, 30, 23, 59))
        chat = StudentTalk(session)
        chat.writes("Tip TIP-1", JOBS)
        chat.taps("Remind me")
        tip.status = WITHDRAWN
        session.flush()
        assert [composed(session, delivery) for delivery in due(session, "tip_deadline")] == [None, None]


def test_job_reminders_that_are_off_stay_silent_and_say_so(database: Database) -> None:
    with database.transaction() as session:
        given_tip(session, closes_at=at(11, 30, 23, 59))
        chat = StudentTalk(session)
        preferences.choose(session, chat.student.id, ("employment",), wanted=False, now=NOW)
        chat.writes("Tip TIP-1", JOBS)
        assert "You have turned these off: job deadlines." in chat.taps("Remind me").text
        assert [composed(session, delivery) for delivery in due(session, "tip_deadline")] == [None, None]
        chat.taps("Turn them on")
        assert composed(session, due(session, "tip_deadline")[0]) is not None


@pytest.mark.parametrize(
    ("language", "words", "signs", "report"),
    [
        (
            "en",
            "office clerk 20k/month, 298 uniform fee first, training by instalments",
            "3 warning signs:",
            "Report it",
        ),
        ("zh", "文员月薪2万，先交298服装费，可分期培训", "3个危险信号：", "举报"),
    ],
)
def test_an_offer_is_warned_of_and_reported(
    database: Database, language: Language, words: str, signs: str, report: str
) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        reply = chat.writes(words, JOBS)
        assert reply.text.startswith(signs)
        assert "96110" in reply.text
        assert not any(verdict in reply.text for verdict in FORBIDDEN)
        assert "INC-2026-0001" in chat.taps(report).text
        incident = session.get_one(Incident, 1)
        assert (incident.words, incident.kind, incident.mode) == (words, "scam", "confidential")


def test_who_has_paid_is_told_to_stop(database: Database) -> None:
    with database.transaction() as session:
        text = begin(session).writes("I already paid the 298 uniform fee before work", JOBS).text
        assert "stop now" in text
        assert "96110" in text


def test_a_tip_for_another_grade_is_not_shown(database: Database) -> None:
    with database.transaction() as session:
        given_tip(session, audience={"grade": [2023]})
        chat = StudentTalk(session)
        chat.student.grade = 2026
        assert "I have nothing to show you on that" in chat.writes("Tip TIP-1", JOBS).text
