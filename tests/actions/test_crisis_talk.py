"""A talk about danger goes on until the student clearly ends it, or a person takes it."""

from datetime import timedelta
from itertools import cycle
from typing import get_args

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue import wording
from actions.dialogue.reply import Button, Reply
from community.cases import cases, crisis_talks
from community.cases.crisis_rules import Step
from community.cases.tables import CrisisTalk, HandoffCase
from community.database import Database
from community.post.conversations import Conversation
from tests.actions.case_talk import StudentTalk, given_staff_group, said
from tests.actions.continuations import CONTINUATIONS, ENDINGS, NEVER_THERE, is_kind_of_menu
from tests.community.counseling.campus import at
from understanding.parse import Danger, Intent, Language, Parse

HOUR = timedelta(hours=1)
LANGUAGES = get_args(Language)
ASKED_AT: dict[str, tuple[str, ...]] = {
    "asked": (),
    "company": ("Yes",),
    "means": ("Yes", "no, I'm alone"),
    "distance": ("Yes", "what should I do"),
    "together": ("Yes", "my roommate is here"),
    "steadying": ("Yes", "Steady myself"),
    "waiting": ("A person now",),
    "hurt": ("Yes", "I took a whole bottle of pills"),
    "edge": ("Yes", "I am on the roof now"),
    "safe_check": ("Yes", "a little better"),
}
"""What is tapped or said after the gentle question, by the step that it leads to."""
WHATEVER_THE_NLU_READS = ("deny", "affirm", "greet", "bot_challenge", "out_of_scope", "talk_to_human", None)
TAPPED = frozenset(("Yes", "Steady myself", "A person now"))


def the_talk(session: Session) -> CrisisTalk:
    return session.scalars(select(CrisisTalk).order_by(CrisisTalk.id.desc())).first()  # type: ignore[return-value]


def plainly(chat: StudentTalk, words: str) -> Reply:
    """Say words of which neither the detector nor the NLU makes anything."""
    return chat.means(Parse(words, chat.language, fallback=True))


def given_talk(session: Session, language: Language, step: str) -> StudentTalk:
    """Lead a talk to a step."""
    chat = StudentTalk(session, language=language)
    chat.writes("撑不下去了", crisis="ask")
    for done in ASKED_AT[step]:
        if done in TAPPED:
            chat.taps(wording.say(language, done))
        else:
            plainly(chat, done)
    assert the_talk(session).step == step
    return chat


def test_there_are_sixty_continuations_in_each_language() -> None:
    assert all(len(table) >= 60 for table in CONTINUATIONS.values())


def in_language(language: str, words: str) -> str:
    """Return a wording whose values do not matter."""
    return wording.say(language, words, hours="", when="")


def test_what_never_may_be_said_is_what_the_assistant_says_elsewhere() -> None:
    assert all(in_language("zh", words) != in_language("en", words) for words in NEVER_THERE)


@pytest.mark.parametrize("step", ASKED_AT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_continuation_meets_a_menu_at_any_step(database: Database, language: Language, step: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, language, step)
        kept = the_talk(session)
        for (words, _), intent in zip(CONTINUATIONS[language], cycle(WHATEVER_THE_NLU_READS), strict=False):
            kept.step, kept.ended_at, kept.ended_as = Step(step), None, ""
            intents = (Intent(intent, 1.0),) if intent else ()
            reply = chat.means(Parse(words, language, fallback=intent is None, intents=intents))
            assert not is_kind_of_menu(reply, language), (words, intent, reply.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_talk_ends_only_by_a_clear_word(database: Database, language: Language) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, language, "company")
        for words, _ in CONTINUATIONS[language]:
            kept = the_talk(session)
            kept.step = Step.COMPANY
            plainly(chat, words)
            assert kept.ended_at is None, words


@pytest.mark.parametrize(
    ("language", "words"), [(language, words) for language, table in ENDINGS.items() for words, _ in table]
)
def test_a_clear_word_ends_it(database: Database, language: Language, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, language, "steadying")
        reply = chat.commands(words) if words == "stop" else plainly(chat, words)
        assert the_talk(session).ended_at is not None
        assert "/help" in reply.text
        assert "help_card" in [button.intent for button in reply.buttons]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                ("I want to die", "Is anyone with you?"),
                ("no, I'm alone", "Is anything near you"),
                ("yes", "bring distance between you and it"),
                ("ok", "Take your time"),
                ("I can't", "let somebody come to you"),
                ("I'm so scared", "Is anyone with you?"),
                ("my friend is coming over", "simply show them this"),
                ("I can't", "it is hard to say"),
                ("it didn't help", "isn't your fault"),
                ("a bit better", "Are you safe right now?"),
                ("no", "Please go where people are now"),
                ("no", "Is anything near you"),
                ("no", "step by step"),
                ("yes, it helped", "Are you safe right now?"),
                ("yes", "The help card stays in /help"),
            ],
        ),
        (
            "zh",
            [
                ("我不想活了", "身边有人吗？"),
                ("没有，我一个人", "手边有能伤到自己的东西吗？"),
                ("有", "离它远一点"),
                ("好的", "不急"),
                ("我做不到", "让别人到你这儿来"),
                ("我好害怕", "身边有人吗？"),
                ("室友马上回来", "把这句给TA看就行"),
                ("我不敢说", "很难说出口"),
                ("没用", "不是你的错"),
                ("好一点了", "你现在安全吗？"),
                ("不安全", "请现在就到有人的地方去"),
                ("没有", "手边有能伤到自己的东西吗？"),
                ("没有", "一步一步来"),
                ("好多了", "你现在安全吗？"),
                ("安全", "帮助卡一直在 /help"),
            ],
        ),
    ],
)
def test_each_question_of_ours_is_awaited(database: Database, language: Language, lines: list[tuple[str, str]]) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)
        for number, (words, answer) in enumerate(lines):
            level = Danger("crisis" if number == 0 else "none")
            assert answer in chat.means(Parse(words, language, danger=level, fallback=True)).text, words


def test_words_of_danger_in_the_talk_are_answered_by_the_talk_where_it_knows_better(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, "en", "company")
        assert "bring distance" in chat.writes("I have the pills here", crisis="crisis").text
        assert "Is anyone with you?" in chat.writes("I'm so scared", crisis="ask", by_tone=True).text
        assert "Thank you for telling me that too." in chat.writes("I'll end it tonight", crisis="crisis").text
        assert chat.writes("I took a whole bottle of pills", crisis="crisis").text.startswith("Call 120 now")


def test_a_denial_beside_words_of_danger_counts_for_nothing(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("I can't any more", crisis="ask")
        chat.writes("no, but everyone would be better off without me", crisis="ask")
        assert session.scalars(select(HandoffCase.risk)).one() == "high"


def test_a_picture_in_the_talk_is_no_reason_to_send_the_student_away(database: Database) -> None:
    with database.transaction() as session:
        chat = given_talk(session, "en", "company")
        reply = chat.means(Parse("", "en"), attachment="photo")
        assert "One word is enough" in reply.text
        assert not is_kind_of_menu(reply, "en")


def test_a_clearly_other_question_is_answered_with_help_beside_it(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, "en", "steadying")
        reply = chat.writes("what events are on this week?", "ask_events")
        assert "help_card" in [button.intent for button in reply.buttons]
        assert the_talk(session).ended_at is None
        assert "Did that ease it a little?" in plainly(chat, "hmm").text


@pytest.mark.parametrize("words", ["/menu", "/jobs", "/events", "/cancel"])
def test_a_command_is_obeyed_with_help_beside_it(database: Database, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, "en", "company")
        assert "help_card" in [button.intent for button in chat.commands(words).buttons]
        assert "Is anything near you" in plainly(chat, "no, I'm alone").text


@pytest.mark.parametrize("words", ["转人工", "/person", "找老师"])
def test_a_person_is_called_without_office_hours(database: Database, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, "zh", "asked")
        chat.now = at(11, 23, 20, 41)
        reply = chat.commands(words)
        assert not is_kind_of_menu(reply, "zh")
        assert "12356" in reply.text
        assert session.scalars(select(HandoffCase.risk)).one() == "high"


def test_a_button_of_long_ago_leads_back_into_the_talk(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, "en", "asked")
        chat.taps("Yes")
        assert "Is anyone with you?" in chat.presses(Button("Not sure", "crisis_not_sure")).text


def test_silence_ends_the_talk_after_twelve_hours(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, "en", "company")
        chat.now += 11 * HOUR
        assert "Is anything near you" in plainly(chat, "no").text
        chat.now += 12 * HOUR
        assert chat.writes("hi", "greet").text == "Hi! What can I do for you?"


def test_a_person_who_closes_the_case_ends_the_talk(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, "en", "company")
        case = session.scalars(select(HandoffCase)).one()
        chat.now += timedelta(minutes=2)
        cases.claim(session, case, staff_label="Ms Liu", now=chat.now)
        assert chat.is_met_with_silence("no, I'm alone")
        chat.now += timedelta(minutes=20)
        cases.close(session, case, staff_label="Ms Liu", now=chat.now)
        assert chat.writes("hi", "greet").text == "Hi! What can I do for you?"


def test_what_is_asked_while_a_counselor_holds_the_talk_is_awaited_too(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("a person please", "talk_to_human")
        case = session.scalars(select(HandoffCase)).one()
        cases.claim(session, case, staff_label="Ms Liu", now=chat.now)
        assert chat.is_met_with_silence("no", Danger())
        chat.now += timedelta(minutes=1)
        assert "hurting yourself?" in chat.writes("everyone would be better off without me", crisis="ask").text
        assert "Ms Liu reads what you write here." in plainly(chat, "yes").text
        assert chat.is_met_with_silence("I'm alone")
        assert [message.words for message in case.messages if message.author == "student"][-1] == "I'm alone"


def test_every_answer_of_the_staffs_absence_is_true(database: Database) -> None:
    with database.transaction() as session:
        chat = given_talk(session, "en", "asked")
        for words in ("Yes", "A person now"):
            assert "I can reach nobody of the staff at this moment." in chat.taps(words).text
        text = plainly(chat, "when is somebody coming?").text
        assert "I am calling" not in text
        assert "12356" in text
        assert "is passed on" not in plainly(chat, "can I talk to a person").text


def test_who_wants_nobody_to_know_reads_who_does(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("I'm at the bridge again", crisis="ask", by_tone=True)
        assert "I have told nobody" in plainly(chat, "don't tell my parents").text
        chat.taps("Yes")
        assert "kept for the counseling team" in plainly(chat, "don't tell my parents").text


def test_who_speaks_neither_language_reads_both(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.conversation.slots["speaks_neither"] = True
        card = chat.writes("я хочу умереть", crisis="crisis")
        assert "Is anyone with you?" in card.text
        assert "身边有人吗？" in card.text
        alone = plainly(chat, "no, I'm alone")
        assert "手边有能伤到自己的东西吗？" in alone.text
        assert chat.titles()[0] == "A person now · 现在找老师"


def test_the_words_of_the_talk_reach_the_staff(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, "en", "company")
        plainly(chat, "no, I'm alone in E7")
        assert said(session, "case_message")[-1].endswith("no, I'm alone in E7")


def test_one_conversation_has_one_talk(database: Database) -> None:
    with database.transaction() as session:
        conversation: Conversation = StudentTalk(session).conversation
        for about in ("friend", "oneself", "friend"):
            crisis_talks.begin(
                session, conversation, about=about, step=Step.WAITING, by_tone=False, inbox_id=1, now=at(11, 23, 12)
            )
        talks = session.scalars(select(CrisisTalk).order_by(CrisisTalk.id)).all()
        assert [(talk.about, talk.ended_as) for talk in talks] == [("friend", "other"), ("oneself", "")]
