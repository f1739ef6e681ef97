"""The web chat's routes, on real parts, SQLite and PostgreSQL."""

import gzip
import hashlib
import json
import re
import threading
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from actions.dialogue.reply import Attachment
from bot.channels.web.posts import MOST_BYTES
from bot.channels.web.quotas import A_SECOND
from bot.channels.web.stream import MOST_PAGES
from community import retention, samples
from community.post.tables import Delivery, InboxItem
from community.publishing import publishing
from community.safety import notices
from community.safety.tables import SafetyNotice
from community.staff.actors import MACHINE
from community.students.tables import ChannelAddress
from tests.community.matter import given_notice, given_tip
from tests.web.parts import Browser, WebChat

CARD = Attachment("Termin 12月.ics", "text/calendar", "BEGIN:VCALENDAR")


def token_of(browser: Browser) -> str:
    return browser.http.cookies["onestop_chat"].rpartition(".")[0]


def address_of(browser: Browser) -> str:
    return hashlib.sha256(token_of(browser).encode()).hexdigest()


def test_words_are_answered_over_the_stream(browser: Browser) -> None:
    with browser.listening() as stream:
        posted = browser.post(words="hello")
        assert (posted.status_code, posted.json()) == (202, {"kept": True, "answered": True})
        reply = stream.reply()
    assert reply["text"] == "Hi! What can I do for you?"
    assert [button["title"] for button in reply["buttons"]][:2] == ["Jobs", "Safety"]


def test_the_page_lets_nothing_foreign_in_and_its_cookie_out_to_nobody(browser: Browser) -> None:
    policy = browser.page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    cookie = browser.page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "<script>" not in browser.page.text
    assert browser.page.headers["cache-control"] == "no-store"


def test_the_page_is_in_the_browsers_language(chat: WebChat) -> None:
    assert '<html lang="en">' in chat.browser(**{"Accept-Language": "en-GB,en;q=0.9,zh;q=0.5"}).page.text
    assert '<html lang="zh">' in chat.browser(**{"Accept-Language": "zh-CN,zh;q=0.9"}).page.text
    assert '<html lang="zh">' in chat.browser(**{"Accept-Language": "fr-FR"}).page.text


def test_the_header_says_that_the_campus_is_invented_as_long_as_any_of_it_is(chat: WebChat) -> None:
    assert 'data-words="sample"' not in chat.browser().page.text
    with chat.database.transaction() as session:
        tip = given_tip(session)
        samples.note(session, tip)
    assert 'data-words="sample"' in chat.browser().page.text
    with chat.database.transaction() as session:
        samples.made_own(session, tip)
    assert 'data-words="sample"' not in chat.browser().page.text


def test_the_database_gives_no_session_away(chat: WebChat, browser: Browser) -> None:
    browser.post(words="hello")
    with chat.database.reading() as session:
        kept = [*session.scalars(select(ChannelAddress.address)), *session.scalars(select(InboxItem.lane))]
    assert kept == [address_of(browser), f"web:{address_of(browser)}"]
    assert not any(token_of(browser) in text for text in kept)


def test_a_session_outlives_the_page(browser: Browser) -> None:
    before = browser.http.cookies["onestop_chat"]
    browser.http.get("/")
    assert browser.http.cookies["onestop_chat"] == before


def test_a_token_that_we_did_not_make_opens_nothing(chat: WebChat, browser: Browser) -> None:
    for forged in ("", "x", "x.y", f"{token_of(browser)}.AAAA", f"other{browser.http.cookies['onestop_chat']}"):
        with httpx.Client(base_url=browser.http.base_url, cookies={"onestop_chat": forged}) as stranger:
            refused = stranger.get("/chat/history")
        assert (refused.status_code, refused.json()["error"]) == (401, "no_session")
        assert "reload" in refused.json()["en"]


def test_a_post_sent_again_is_answered_once(chat: WebChat, browser: Browser) -> None:
    for _ in range(3):
        assert browser.post(id="same", words="hello").status_code == 202
    assert browser.post(id="other", words="thanks").status_code == 202
    with browser.listening() as stream:
        assert [stream.reply()["text"], stream.reply()["text"]] == ["Hi! What can I do for you?", "You're welcome!"]
    with chat.database.reading() as session:
        assert len(session.scalars(select(InboxItem)).all()) == 2


def test_another_session_may_use_the_same_post_id(chat: WebChat) -> None:
    for browser in (chat.browser(), chat.browser()):
        assert browser.post(id="start", words="hello").json()["answered"]
        with browser.listening() as stream:
            assert stream.reply()["text"].startswith("Hi!")


def test_a_tap_is_answered_and_reads_as_its_title(browser: Browser) -> None:
    with browser.listening() as stream:
        browser.post(words="hello")
        more = next(button for button in stream.reply()["buttons"] if button["title"] == "More")
        browser.post(tapped=more["key"])
        assert stream.reply()["text"] == "More that I can do:"
    said = [message for message in browser.history()["messages"] if message["from"] == "student"]
    assert [(message["words"], message["tapped"]) for message in said] == [("hello", False), ("More", True)]


def test_a_button_of_somebody_else_does_nothing(chat: WebChat, browser: Browser) -> None:
    with browser.listening() as stream:
        browser.post(words="hello")
        key = stream.reply()["buttons"][0]["key"]
    thief = chat.browser()
    with thief.listening() as stream:
        thief.post(tapped=key)
        assert "no longer valid" in stream.reply()["text"]


def test_what_was_cut_off_comes_again_and_nothing_is_lost(browser: Browser) -> None:
    with browser.listening() as stream:
        browser.post(words="hello")
        first = stream.reply()
    browser.post(words="thanks")  # answered while no page listens
    with browser.listening(last_event_id=str(first["id"])) as stream:
        texts = {stream.reply()["text"] for _ in range(2)}
    assert texts == {first["text"], "You're welcome!"}  # the page drops what it has shown


def test_a_reply_that_was_queued_long_before_is_not_overlooked(chat: WebChat, browser: Browser) -> None:
    """A reminder has a smaller id than the replies that were shown before it was due."""
    browser.post(words="hello")
    chat.somebody_queues(address_of(browser), "a reminder, queued early", in_seconds=1.5)
    with browser.listening() as stream:
        stream.reply()
        browser.post(words="thanks")
        later = stream.reply()
        assert stream.reply()["text"] == "a reminder, queued early"
    with browser.listening(last_event_id=str(later["id"])) as stream:
        texts = {stream.reply()["text"] for _ in range(3)}
    assert "a reminder, queued early" in texts


def test_what_waited_for_months_comes_at_the_return_in_order_and_once(chat: WebChat, browser: Browser) -> None:
    browser.post(words="hello")
    chat.wait_for_answer(address_of(browser))
    news = [f"news {number}" for number in range(5)]
    for words in news:
        chat.somebody_queues(address_of(browser), words)
    swept = retention.Sweep()
    for _ in retention.RULES:
        with chat.database.transaction() as session:
            swept.step(session, chat.now() + timedelta(days=300))
    waited = ["Hi! What can I do for you?", *news]
    with browser.listening() as stream:
        assert [stream.reply()["text"] for _ in waited] == waited
        browser.post(words="thanks")
        assert stream.reply()["text"] == "You're welcome!"
    with browser.listening() as other_window:
        assert [other_window.reply()["text"] for _ in waited] == waited


def test_both_windows_of_a_session_show_the_same(browser: Browser) -> None:
    with browser.listening() as one, browser.listening() as other:
        browser.post(words="hello")
        assert one.reply() == other.reply()


def test_what_another_process_queues_arrives(chat: WebChat, browser: Browser) -> None:
    with browser.listening() as stream:
        browser.post(words="hello")
        stream.reply()
        chat.somebody_queues(address_of(browser), "Ms Li is here")
        assert stream.reply()["text"] == "Ms Li is here"


def test_a_reload_shows_the_talk_in_order(browser: Browser) -> None:
    with browser.listening() as stream:
        for words in ("hello", "thanks"):
            browser.post(words=words)
            last = stream.reply()
    talk = browser.history()
    assert [message.get("words") or message["text"] for message in talk["messages"]] == [
        "hello",
        "Hi! What can I do for you?",
        "thanks",
        "You're welcome!",
    ]
    assert talk["after"] == last["id"]
    assert talk["messages"][0]["id"] == "post-1"


def test_history_is_ones_own_and_ends_at_fifty(chat: WebChat, browser: Browser) -> None:
    browser.post(words="hello")
    with browser.listening() as stream:
        stream.reply()
        for number in range(60):
            chat.somebody_queues(address_of(browser), f"note {number}")
        for _ in range(60):
            last = stream.reply()
    assert last["text"] == "note 59"
    messages = browser.history()["messages"]
    assert len(messages) == 50
    assert messages[-1]["text"] == "note 59"
    assert chat.browser().history() == {"messages": [], "after": 0, "language": None}


def test_a_file_is_handed_to_its_own_session_alone(chat: WebChat, browser: Browser) -> None:
    browser.post(words="hello")
    chat.somebody_queues(address_of(browser), "booked", attachment=CARD)
    with browser.listening() as stream:
        href = next(reply for reply in (stream.reply(), stream.reply()) if "attachment" in reply)["attachment"]["href"]
    file = browser.http.get(href)
    assert (file.status_code, file.text) == (200, "BEGIN:VCALENDAR")
    assert file.headers["content-type"].startswith("text/calendar")
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''Termin%2012%E6%9C%88.ics"
    stranger = chat.browser()
    stranger.post(words="hello")
    assert stranger.http.get(href).status_code == 404
    assert browser.http.get("/chat/attachment/99999").status_code == 404


def test_the_switch_of_language_is_kept(browser: Browser) -> None:
    browser.post(words="/zh")
    assert browser.history()["language"] == "zh"
    with browser.listening() as stream:
        assert stream.reply()["language"] == "zh"


@pytest.mark.parametrize(
    ("content", "status", "error"),
    [
        (b"{", 400, "unreadable"),
        (b"\xff\xfe", 400, "unreadable"),
        (b"[" * 20_000, 400, "unreadable"),
        (b'{"id": "a", "id": "b", "words": "hello"}', 400, "unreadable"),
        (b'{"id": "a", "words": "hello", "more": 1e999}', 400, "unreadable"),
        (b'{"id": "a", "words": "hello", "more": ' + b"9" * 5_000 + b"}", 400, "unreadable"),
        (b'{"id": "a", "words": "hello", "more": ' + b"[" * 65 + b"]" * 65 + b"}", 400, "unreadable"),
        (b'{"id": "a"}', 422, "unreadable"),
        (b'{"id": "a", "words": "  "}', 422, "unreadable"),
        (b'{"id": "a:b", "words": "hello"}', 422, "unreadable"),
        (b'{"words": "hello"}', 422, "unreadable"),
        (b'{"id": "a", "words": ["hello"]}', 422, "unreadable"),
        (b'{"id": "a", "words": "' + b"a" * 4097 + b'"}', 422, "too_long"),
        (b'{"id": "a", "words": "' + "😀".encode() * 2049 + b'"}', 422, "too_long"),
        (b" " * (MOST_BYTES + 1), 413, "too_long"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(browser: Browser, content: bytes, status: int, error: str) -> None:
    refused = browser.http.post("/chat/messages", content=content, headers={"Content-Type": "application/json"})
    assert (refused.status_code, refused.json()["error"]) == (status, error)
    assert refused.json()["en"]
    assert refused.json()["zh"]
    assert browser.history()["messages"] == []


def test_a_packed_post_is_refused_unopened(browser: Browser) -> None:
    bomb = gzip.compress(b'{"id": "a", "words": "' + b"a" * 20_000_000 + b'"}')
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    refused = browser.http.post("/chat/messages", content=bomb, headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (415, "packed")


@pytest.mark.parametrize("words", ["\ud83d", "\x00\x01", "\u202eolleh\u202c", "\u200b\u2060.", "Z" + "\u0351" * 500])
def test_odd_words_are_answered_and_told_back(browser: Browser, words: str) -> None:
    content = json.dumps({"id": "odd", "words": words})
    posted = browser.http.post("/chat/messages", content=content, headers={"Content-Type": "application/json"})
    assert posted.json() == {"kept": True, "answered": True}
    assert [message["from"] for message in browser.history()["messages"]] == ["student"]


def test_the_longest_message_is_taken(browser: Browser) -> None:
    assert browser.post(words="字" * 4096).status_code == 202


def test_nul_in_the_words_harms_nobody(browser: Browser) -> None:
    assert browser.post(words="hello\x00").status_code == 202
    with browser.listening() as stream:
        assert stream.reply()["text"]


def test_a_body_without_a_length_is_cut_at_the_limit(browser: Browser) -> None:
    chunks = (b" " * 8192 for _ in range(20))
    refused = browser.http.post("/chat/messages", content=chunks, headers={"Content-Type": "application/json"})
    assert refused.status_code == 413


def test_forms_of_other_sites_are_no_posts(browser: Browser) -> None:
    refused = browser.http.post("/chat/messages", data={"id": "a", "words": "hello"})
    assert refused.status_code == 415


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_other_sites_are_refused(browser: Browser, headers: dict[str, str]) -> None:
    body = {"id": "a", "words": "hello"}
    assert browser.http.post("/chat/messages", json=body, headers=headers).status_code == 403
    assert browser.http.get("/chat/history", headers=headers).status_code == 403
    assert browser.http.get("/chat/stream", headers=headers).status_code == 403


def test_our_own_page_is_not(browser: Browser) -> None:
    host = browser.http.base_url.netloc.decode()
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": f"http://{host}"}):
        assert browser.http.get("/chat/history", headers=headers).status_code == 200


def test_who_posts_too_fast_is_asked_kindly_to_wait(chat: WebChat, browser: Browser) -> None:
    answers = [browser.post(id=f"fast-{number}", tapped="x") for number in range(A_SECOND * 4)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1
    assert refused[0].json()["en"] == "You are faster than I am. This goes out again in 1 s."
    assert chat.browser().post(words="hello").status_code == 202  # others go on


def test_a_session_has_so_many_windows_and_no_more(chat: WebChat, browser: Browser) -> None:
    open_ones = [browser.http.stream("GET", "/chat/stream") for _ in range(MOST_PAGES)]
    try:
        assert [stream.__enter__().status_code for stream in open_ones] == [200] * MOST_PAGES
        assert browser.http.get("/chat/stream").status_code == 429
        with chat.browser().listening():
            pass
    finally:
        for stream in open_ones:
            stream.__exit__(None, None, None)


def test_many_students_get_each_their_own_answers(chat: WebChat) -> None:
    found: dict[int, list[str]] = {}

    def talk(number: int) -> None:
        browser = chat.browser()
        with browser.listening() as stream:
            browser.post(words="hello" if number % 2 else "thanks")
            found[number] = [stream.reply()["text"]]

    talking = [threading.Thread(target=talk, args=(number,)) for number in range(12)]
    for thread in talking:
        thread.start()
    for thread in talking:
        thread.join(30)
    expected = {True: ["Hi! What can I do for you?"], False: ["You're welcome!"]}
    assert found == {number: expected[bool(number % 2)] for number in range(12)}
    with chat.database.reading() as session:
        assert {delivery.state for delivery in session.scalars(select(Delivery))} == {"sent"}


def test_files_of_the_page_are_packed_and_kept_for_ever(browser: Browser) -> None:
    found = re.search(r"/chat/static/[0-9a-f]{12}", browser.page.text)
    assert found is not None
    folder = found.group()
    for name, media_type in (
        ("deep-chat.js", "text/javascript"),
        ("chat.js", "text/javascript"),
        ("chat.css", "text/css"),
        ("icon.svg", "image/svg+xml"),
    ):
        file = browser.http.get(f"{folder}/{name}")
        assert file.status_code == 200, name
        assert file.headers["content-type"].startswith(media_type)
        assert file.headers["content-encoding"] == "gzip"
        assert "immutable" in file.headers["cache-control"]
        plain = browser.http.get(f"{folder}/{name}", headers={"Accept-Encoding": "identity"})
        assert plain.text == file.text
    assert browser.http.get(f"{folder}/../../secret").status_code == 404
    assert browser.http.get("/chat/static/000000000000/chat.js").status_code == 404


def given_told(chat: WebChat, browser: Browser) -> int:
    """Have a notice told in the browser's talk; return its id."""
    browser.post(words="hello")
    now = chat.now()
    with chat.database.transaction() as session:
        notice = given_notice(session, "The gate is shut", sent=now, effective=now, expires=now + timedelta(days=1))
        notices.announce(session, now)
        return notice.id


def withdraw(chat: WebChat, notice_id: int) -> None:
    with chat.database.transaction() as session:
        notice = session.get_one(SafetyNotice, notice_id)
        publishing.withdraw(session, notice, by=MACHINE, now=chat.now())


def test_a_notice_that_is_withdrawn_is_marked_on_the_open_page(chat: WebChat, browser: Browser) -> None:
    notice_id = given_told(chat, browser)
    with browser.listening() as stream:
        told = next(one for one in iter(stream.reply, None) if "The gate is shut" in one["text"])
        assert told["mark"] == ""
        withdraw(chat, notice_id)
        assert stream.event("mark") == {"id": told["id"], "mark": "[Withdrawn Mon 23 Nov 12:00: don't act on it]"}


def test_a_page_that_was_closed_meanwhile_shows_the_mark_when_it_is_opened(chat: WebChat, browser: Browser) -> None:
    notice_id = given_told(chat, browser)
    with browser.listening() as stream:
        told = next(one for one in iter(stream.reply, None) if "The gate is shut" in one["text"])
    assert {one.get("mark") for one in browser.history()["messages"]} <= {"", None}
    withdraw(chat, notice_id)
    (marked,) = [one for one in browser.history()["messages"] if one.get("mark")]
    assert (marked["id"], marked["mark"][:10]) == (told["id"], "[Withdrawn")
    with browser.listening(after=told["id"]) as stream:  # also where the page comes back by itself
        again = next(one for one in iter(stream.reply, None) if one["id"] == told["id"])
    assert again["mark"].startswith("[Withdrawn")


def test_a_reply_that_tells_of_no_notice_bears_no_mark(chat: WebChat, browser: Browser) -> None:
    notice_id = given_told(chat, browser)
    with browser.listening() as stream:
        assert stream.reply()["text"].startswith("Hi!")
        stream.reply()
    withdraw(chat, notice_id)
    marks = [one["mark"] for one in browser.history()["messages"] if one["from"] == "assistant"]
    assert [bool(mark) for mark in marks] == [False, True]
