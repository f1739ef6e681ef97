"""Telegram's stand-in: takes messages in, shows every send to whoever watches, and fails as the real one does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions.dialogue.reply import Reply
from bot.message import Message
from community.channels import TELEGRAM, words_of
from community.post.pacing import Rate
from community.post.rules import BLOCKED, GivenUp, Outcome, Sent, TryAgain, Uncertain
from simulation.clock import SimulatedClock
from simulation.faults import Faults
from simulation.fuse import Fuse

NAME = TELEGRAM.name
PACE = Rate(per_second=30, per_chat=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One send as the channel saw it.

    `fate` is `arrived`, `refused` (surely not delivered), `uncertain` (cut off, arrived or not: `seen` says) or `gone`
    (the reader has blocked us). `id` is the channel's name for the message.
    """

    elapsed: float
    at: datetime
    address: str
    reply: Reply
    fate: str
    seen: bool
    id: str

    @property
    def may_have_arrived(self) -> bool:
        """Whether sending it again might say it twice."""
        return self.fate in ("arrived", "uncertain")


class RecordingChannel:
    """A channel of the real shape.

    Args:
        watch: told of every send.
    """

    name = NAME

    def __init__(self, clock: SimulatedClock, faults: Faults, watch: Callable[[Attempt], None]) -> None:
        self.rate = PACE
        self.fuse = Fuse()
        self.blocked: set[str] = set()
        self._clock, self._faults, self._watch = clock, faults, watch
        self._ids = 0

    def read(self, body: Mapping[str, Any]) -> Message:
        """Read a kept update."""
        return Message(
            channel=NAME,
            address=str(body["sender"]),
            words=words_of(NAME, body),
            tapped=body.get("tapped"),
            language=body.get("language"),
            replied_to=body.get("replied_to"),
            author=str(body.get("author", "")),
        )

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Take a reply, or fail, and say which as the real channel would."""
        self.fuse.burn()
        self._ids += 1
        outcome, fate, seen = self._end(address, str(self._ids))
        self._watch(Attempt(self._clock.elapsed, self._clock(), address, reply, fate, seen, str(self._ids)))
        self.fuse.burn()  # arrived, and nobody wrote that down
        return outcome

    def _end(self, address: str, name: str) -> tuple[Outcome, str, bool]:
        if address in self.blocked:
            return GivenUp(BLOCKED, recipient_gone=True), "gone", False
        match self._faults.of_send(self._clock.elapsed):
            case "busy", seconds:
                return TryAgain("Telegram is busy", timedelta(seconds=seconds)), "refused", False
            case "broken" | "unreachable" as how, _:
                return TryAgain(how), "refused", False
            case "hung", arrived:
                return Uncertain("no answer in time"), "uncertain", bool(arrived)
        return Sent(name), "arrived", True
