"""How many threads the libraries under numpy may take."""

import os

LIBRARIES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


def one_each() -> None:
    """Have each calculate in one thread; only holds for what is loaded afterwards.

    Small matrices: more threads only wait for each other, and cost half of a turn's time.
    """
    for library in LIBRARIES:
        os.environ.setdefault(library, "1")
