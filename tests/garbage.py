"""Looks for garbage seldom: with all modules, models and tests in memory each look through everything takes a third of
a second, and Python would look again and again, for a tenth of all that the suite takes.

A pytest plugin. What is there when all tests have been collected stays until the end, so it is never looked through.
What comes later still is: a socket or a loop that a test leaves open is found a little later, and at the end at the
latest. Processes that tests start know nothing of this.
"""

import gc

OBJECTS = 20_000  # new ones, after which the young are looked through; 700 where nobody says otherwise


def pytest_collection_finish() -> None:
    """Set aside what stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, *gc.get_threshold()[1:])
