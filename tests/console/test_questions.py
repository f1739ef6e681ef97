from collections.abc import Callable

from community.answers import questions
from tests.console.conftest import Browser, World


def ask(world: World, *asked: str) -> None:
    """Let students ask what nobody has written about."""
    with world.database.transaction() as session:
        for words in asked:
            questions.keep(session, words, language="en", now=world.now)


def test_a_writer_reads_the_questions_asked_most_often_first(world: World, author: Browser) -> None:
    ask(world, "where can I fly a drone?", "is there a chess <b>club</b>", "where can I fly a drone")
    page = author.get("/questions").text
    assert page.index("where can I fly a drone?") < page.index("is there a chess")
    assert "<b>club</b>" not in page


def test_a_settled_question_is_off_the_list(world: World, author: Browser) -> None:
    ask(world, "where can I fly a drone?")
    author.get("/questions")
    assert "Nothing is open." in author.post("/questions/1/settle").text
    author.get("/questions")
    assert author.post("/questions/99/settle").status_code == 200


def test_who_writes_no_answers_reads_no_questions(counselor: Browser, window: Callable[[], Browser]) -> None:
    assert counselor.get("/questions").status_code == 403
    assert "/console/sign-in" in str(window().get("/questions").url)
