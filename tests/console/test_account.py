"""One's own account: a code that binds a chat, shown once."""

import re

from sqlalchemy import select

from community.staff import chats
from community.staff.tables import BindCode, StaffChat
from tests.community.matter import given_student
from tests.console.conftest import Browser, World


def code_on(page: str) -> str:
    found = re.search(r"/bind ([2-9A-Z]{8})<", page)
    assert found is not None, page
    return found[1]


def binds(world: World, code: str, address: str = "9001") -> None:
    with world.database.transaction() as session:
        chats.bind(session, given_student(session, address), code, now=world.now)


def test_a_code_is_shown_once_and_binds_the_chat(counselor: Browser, world: World) -> None:
    assert "No chat is bound." in counselor.get("/account").text
    code = code_on(counselor.post("/account/code").text)
    assert code not in counselor.get("/account").text
    binds(world, code)
    page = counselor.get("/account").text
    assert "A chat is bound since 12:00." in page
    assert "No counselor is linked to your account" in page


def test_a_chat_can_be_unbound(counselor: Browser, world: World) -> None:
    counselor.get("/account")
    binds(world, code_on(counselor.post("/account/code").text))
    assert "No chat is bound." in counselor.post("/account/unbind").text
    with world.database.reading() as session:
        assert session.scalars(select(StaffChat)).all() == []


def test_a_blocked_chat_is_said_to_hear_nothing(counselor: Browser, world: World) -> None:
    counselor.get("/account")
    binds(world, code_on(counselor.post("/account/code").text))
    with world.database.transaction() as session:
        session.scalars(select(StaffChat)).one().conversation.channel_address.blocked_at = world.now
    assert "You have blocked the bot there" in counselor.get("/account").text


def test_no_code_without_the_forms_token_or_a_sign_in(counselor: Browser, world: World, window) -> None:  # type: ignore[no-untyped-def]
    counselor.token = ""
    assert counselor.post("/account/code").status_code == 403
    stranger = window()
    stranger.get("/sign-in")
    assert stranger.post("/account/code").url.path == "/console/sign-in"
    with world.database.reading() as session:
        assert session.scalars(select(BindCode)).all() == []
