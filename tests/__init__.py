"""Tests, room by room as the code."""

from bot import threads

threads.one_each()  # as the assistant does, before anything loads those libraries
