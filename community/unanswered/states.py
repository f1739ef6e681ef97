"""Why a question was kept, and how it was settled; as the database stores it."""

from enum import StrEnum


class Why(StrEnum):
    """What happened when the question was asked."""

    MISSED = "missed"
    NOT_HELPED = "not_helped"


class Settled(StrEnum):
    """How a question came off the list."""

    OPEN = ""
    NOT_OURS = "not_ours"
    ELSEWHERE = "elsewhere"
