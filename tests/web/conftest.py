"""The web chat, ready to be opened."""

from collections.abc import Iterator

import pytest

from community.database import Database
from tests.web.parts import Browser, WebChat


@pytest.fixture
def chat(database: Database) -> Iterator[WebChat]:
    """The running parts on an empty database."""
    with WebChat(database) as running:
        yield running


@pytest.fixture
def browser(chat: WebChat) -> Browser:
    """A browser with the page open."""
    return chat.browser()
