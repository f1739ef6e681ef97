"""The console's words inside the table pages, where the page itself knows the reader's language."""

from babel.support import LazyProxy
from starlette_admin.i18n import get_locale

from console import wording


def language() -> str:
    """Return the language of whoever the page is made for."""
    return get_locale()[:2]


def here(words: str, **values: object) -> str:
    """Return the words in the reader's language, with the values in their places."""
    said = wording.say(language(), words)
    return said.format(**values) if values else said


def joined(*sentences: str) -> str:
    """Return sentences one after another, as the reader's language sets them."""
    return ("" if language() == "zh" else " ").join(sentence for sentence in sentences if sentence)


def lazily(words: str) -> str:
    """Return the words so that each reader sees them in their language."""
    return LazyProxy(here, words, enable_cache=False)  # type: ignore[return-value]
