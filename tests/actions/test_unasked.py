"""Nothing is done that was not ordered: one gate before all that changes something, and what is said instead."""

from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from actions.dialogue.turn import Turn
from actions.routing import routing
from community.cases.tables import HandoffCase
from community.counseling import availability, booking
from community.counseling.rules import Wish as CounselorWish
from community.counseling.tables import Appointment
from community.database import Database
from community.events import signup as signups
from community.events.tables import EventSignup
from community.reminders.tables import Reminder
from community.safety.tables import Incident
from community.students import preferences
from community.students.tables import Preference, Student
from tests.actions.case_talk import REGISTRY, StudentTalk
from tests.community.matter import NOW, ZONE
from tests.sample import given_sample
from understanding.parse import Intent, Language, Parse, Wish, WishKind
from understanding.reading.examples import read_training_words
from understanding.wishes.grammar import deeds
from understanding.wishes.meant import LEAVE

SIGN_UP, BOOK, CANCEL, MOVE = "sign_up_event", "book_counseling", "cancel_counseling", "reschedule_counseling"
ON, OFF, PERSON, REPORT = "subscribe_reminders", "unsubscribe_reminders", "talk_to_human", "report_safety_incident"

FOR_DANGER = frozenset(
    ("crisis", "crisis_yes", "crisis_not_sure", "crisis_no", "person_now", "friend_in_danger", "friend_needs_look")
) | {"threat_yes", "victim_in_danger", "victim_person", "victim_report"}
"""Danger is judged before any wish: what answers it is never held back."""

NOT_ORDERED = [kind for kind in get_args(WishKind) if kind != "ordered"]
CHANGED: tuple[Executable, ...] = (
    select(EventSignup.event_id, EventSignup.status),
    select(Appointment.slot_id, Appointment.status),
    select(Preference.subject, Preference.wanted),
    select(HandoffCase.kind, HandoffCase.state, HandoffCase.topic, HandoffCase.share),
    select(Incident.kind, Incident.status),
    select(Reminder.subject, Reminder.item_id, Reminder.state),
    select(Student.language),
)


def begin(session: Session, language: Language = "en") -> StudentTalk:
    """Let a student of the sample campus have an appointment and a place at the workshop."""
    given_sample(session, now=NOW, zone=ZONE)
    availability.open_slots(session, now=NOW, zone=ZONE)
    chat = StudentTalk(session, language=language)
    slot = availability.free_slots(session, now=NOW, wish=CounselorWish())[-1]
    booking.book(session, slot.id, student_id=chat.student.id, conversation=chat.conversation, now=NOW)
    workshop = next(event for event in signups.upcoming(session, NOW) if event.kind == "workshop")
    signups.sign_up(
        session,
        workshop,
        student_id=chat.student.id,
        conversation=chat.conversation,
        join_waitlist=False,
        now=NOW,
    )
    session.flush()
    return chat


def state(session: Session) -> list[list[tuple[Any, ...]]]:
    session.flush()
    return [sorted(tuple(row) for row in session.execute(query)) for query in CHANGED]


def understood(chat: StudentTalk, intent: str, kind: WishKind, words: str) -> None:
    """Answer words that mean the intent and do that with it."""
    request = Intent(intent, 1.0, wish=Wish(kind, words))
    turn = Turn(
        session=chat.session,
        now=NOW,
        registry=REGISTRY,
        conversation=chat.conversation,
        student=chat.student,
        language=chat.language,
        parse=Parse(words, chat.language, intents=(request,)),
        request=request,
        words=words,
        inbox_id=1,
    )
    assert routing.replies(turn)


@pytest.mark.parametrize("kind", NOT_ORDERED)
def test_whatever_was_not_ordered_changes_nothing(database: Database, kind: WishKind) -> None:
    """Every intent there is, so that a new one cannot forget to say that it changes something."""
    words = "the workshop, my job reminders and everything else, in English"
    with database.transaction() as session:
        chat = begin(session)
        before = state(session)
        for intent in sorted(REGISTRY.known_intents() - FOR_DANGER):
            understood(chat, intent, kind, words)
            chat.conversation.awaiting = None
            assert state(session) == before, intent


def test_whoever_can_say_it_gets_an_answer_instead(root: Path) -> None:
    """What the NLU or the rules can hear and what changes something has words for its deed and an answer of its own."""
    heard = {example.intent for example in read_training_words(root / "nlu_data").examples} | {LEAVE}
    changing = {intent for intent in heard if REGISTRY.of(intent).changes}
    assert changing == deeds()
    assert all(REGISTRY.instead_for(intent) for intent in changing)


def test_a_tap_is_an_order(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        assert "Shall I sign you up?" in chat.writes("how do I sign up for the job fair?", SIGN_UP).text
        assert "You're signed up:" in chat.taps("Yes, sign me up").text


SAID_INSTEAD: list[tuple[Language, str, str, str]] = [
    ("en", SIGN_UP, "I don't want to sign up for the job fair", "All right, I won't sign you up for “Winter"),
    ("zh", SIGN_UP, "不要给我报名双选会", "好的，不给你报名“冬季大型双选会”"),
    ("en", SIGN_UP, "don't sign me up for the workshop", "You still have your place in “Résumé"),
    ("zh", SIGN_UP, "别给我报名工作坊", "你在“简历诊断与模拟面试工作坊”的名额还在"),
    ("en", SIGN_UP, "am I signed up for the workshop?", "You are on the list for this one (you have a place)"),
    ("zh", SIGN_UP, "我报上工作坊了吗", "这个活动你在名单上"),
    ("en", SIGN_UP, "does the workshop cost anything to join?", "Nothing is written here about a fee"),
    ("zh", SIGN_UP, "参加工作坊要钱吗", "我手头的内容没有写这一点"),
    ("en", SIGN_UP, "my roommate wants to join the job fair", "I only sign up whoever writes to me"),
    ("zh", SIGN_UP, "我室友想报名双选会", "我只能给写信给我的人本人报名"),
    ("en", SIGN_UP, "how do I sign up for the marathon?", "I know no event of that name"),
    ("en", LEAVE, "please don't cancel my place at the workshop", "All right, you keep your place"),
    ("zh", LEAVE, "怎么取消报名", "活动开始之前都可以退掉名额"),
    ("en", BOOK, "no counseling for me", "All right, I won't book anything."),
    ("zh", BOOK, "不约心理老师", "好的，不约。"),
    ("en", BOOK, "how long is one counseling session?", "A session takes 50 minutes."),
    ("zh", BOOK, "咨询一次多长时间", "一次咨询50分钟。"),
    ("en", BOOK, "maybe I should see a counselor some day", "No hurry: nothing is booked"),
    ("zh", BOOK, "我室友想约心理老师", "我只能给写信给我的人本人预约"),
    ("en", CANCEL, "don't cancel my appointment", "All right, nothing is changed.\nYour appointment"),
    ("zh", CANCEL, "我不想取消预约，只是想确认一下时间", "好的，什么都没有改动。\n你的预约"),
    ("en", CANCEL, "what happens if I cancel my appointment?", "Cancel your appointment"),
    ("zh", MOVE, "改约要提前多久", "预约在开始之前都可以改时间或取消"),
    ("zh", OFF, "不要退订安全通知", "好的，什么都没有改动。\n已开启：安全通知"),
    ("en", OFF, "how do I turn off the reminders?", "You can turn reminders on and off here"),
    ("zh", OFF, "我室友退订了就业提醒", "提醒由每个人自己选"),
    ("en", PERSON, "I don't want to talk to a person", "All right, I'm not calling anybody."),
    ("zh", PERSON, "不用转人工", "好的，我不叫人。"),
    ("en", PERSON, "my friend talked to a teacher here yesterday", "I haven't called anybody."),
    ("zh", PERSON, "转人工要等多久", "老师可以在这里回复你"),
    ("en", PERSON, "maybe I should talk to a real person", "Shall I ask a person of the staff to write to you?"),
    ("en", REPORT, "I don't want to report anything", "All right, nothing is reported."),
    ("zh", REPORT, "举报需要实名吗", "你选好之前什么都不会发出去"),
    ("en", "change_language", "do you speak English?", "Which language shall I use?"),
]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_said_instead(database: Database, language: Language) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        before = state(session)
        for _, intent, words, said in (row for row in SAID_INSTEAD if row[0] == language):
            assert said in chat.writes(words, intent).text, words
            chat.conversation.awaiting = None
            assert state(session) == before, words


BUTTONS = [
    (SIGN_UP, "does the job fair cost anything to join?", "Yes, sign me up"),
    (LEAVE, "can I still give up my place at the workshop?", "I can't come"),
    (CANCEL, "how late can I cancel a session?", "Yes, cancel it"),
    (MOVE, "should I move my appointment?", "Move it"),
    (BOOK, "should I see a counselor?", "Choose a time"),
    (OFF, "should I turn off the job alerts?", "Turn off: Jobs"),
    (PERSON, "maybe I should talk to a teacher", "Yes, a person please"),
    (PERSON, "maybe I should talk to a teacher", "Help now"),
    (REPORT, "can I report something anonymously?", "Report a hazard"),
]


def test_the_button_that_does_it_stands_below(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        for intent, words, title in BUTTONS:
            chat.writes(words, intent)
            assert title in chat.titles(), words


NAMED = [
    (SIGN_UP, "sign me up for the marathon", "I know no event of that name. These are open:"),
    (SIGN_UP, "sign me up for the pottery workshop", "I know no event of that name. These are open:"),
    (SIGN_UP, "帮我报名马拉松", "I know no event of that name. These are open:"),
    (SIGN_UP, "sign me up for a lecture", "Which one shall I sign you up for?"),
    (SIGN_UP, "sign me up", "Which one shall I sign you up for?"),
    (SIGN_UP, "sign me up for the job fair", "You're signed up:\nWinter job fair"),
    (SIGN_UP, "帮我报名歌手大赛", "You're signed up:\nCampus singing contest"),
    (LEAVE, "cancel my sign-up for the workshop", "Done, your place in “Résumé"),
    (LEAVE, "take me off the list for the marathon", "Which place shall I give up for you?"),
    (LEAVE, "withdraw my registration", "Which place shall I give up for you?"),
]


def test_only_what_is_named_surely_is_done_at_once(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        for intent, words, said in NAMED:
            with session.begin_nested() as savepoint:
                assert chat.writes(words, intent).text.startswith(said), words
                savepoint.rollback()


TURNED = [
    (OFF, "stop sending me event reminders", "events", False),
    (OFF, "关掉就业提醒", "employment", False),
    (ON, "turn event reminders back on", "events", True),
    (ON, "订阅每周安全提示", "safety_education", True),
]


def test_reminders_that_are_named_are_turned_at_once(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        for intent, words, subject, wanted in TURNED:
            preferences.choose(session, chat.student.id, (subject,), wanted=not wanted, now=NOW)
            chat.writes(words, intent)
            assert preferences.wants(session, chat.student.id, subject) == wanted, words


def test_a_matter_of_ones_own_chooses_no_reminders_of_ours(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        before = state(session)
        for words in ("提醒我下周三交论文", "remind me to buy milk tomorrow", "remind me of my exam"):
            assert "When shall I remind you?" in chat.writes(words, ON).text
        assert state(session) == before


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "撤回请求吧"),
        ("zh", "不用找老师了"),
        ("en", "I no longer need a human"),
        ("en", "cancel my request"),
    ],
)
def test_a_person_who_was_asked_for_is_taken_back_by_saying_so(
    database: Database, language: Language, words: str
) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        chat.writes("get me a person" if language == "en" else "转人工", PERSON)
        said = chat.writes(words, "deny").text
        assert ("Taken back." if language == "en" else "已撤回。") in said
        assert session.scalars(select(HandoffCase.state)).one() == "closed"


@pytest.mark.parametrize("words", ["I want to report a gas smell in dorm 5", "我要上报：五号宿舍有煤气味"])
def test_a_report_ordered_outright_is_asked_on_under_the_first_aid(database: Database, words: str) -> None:
    language: Language = "en" if words.isascii() else "zh"
    with database.transaction() as session:
        chat = begin(session, language)
        shown = chat.writes(words, REPORT)
        assert "119" in shown.text
        assert {button.entities.get("mode") for button in shown.buttons} > {"named", "confidential", "anonymous"}
        chat.taps("With my name" if language == "en" else "实名")
        assert session.scalars(select(Incident.kind)).one() == "danger"
