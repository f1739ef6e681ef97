"""The end of a process, at a step that nobody foresees."""


class Killed(BaseException):
    """The process has just died; nothing of it may go on. No `except Exception` catches it."""


class Fuse:
    """Burns down with every step of the process; at its end, everything that lives on it is dead."""

    def __init__(self) -> None:
        self.is_dead = False
        self._steps: int | None = None

    def light(self, steps: int) -> None:
        """Have the process die after so many more steps."""
        self._steps = steps

    def burn(self) -> None:
        """Do one step.

        Raises:
            Killed: it was the last.
        """
        self.check()
        if self._steps is not None:
            self._steps -= 1
            self.is_dead = self._steps <= 0
        self.check()

    def check(self) -> None:
        """Raise Killed where the process is dead."""
        if self.is_dead:
            raise Killed
