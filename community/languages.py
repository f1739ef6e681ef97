"""Words that are kept in both languages, where one of the two is enough."""


def either(language: str, zh: str, en: str) -> str:
    """Return the words in the language, or in the other where none were written."""
    return (zh or en) if language == "zh" else (en or zh)


def written(*words: str) -> list[str]:
    """Return those that were written at all."""
    return [each for each in words if each]
