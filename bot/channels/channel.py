"""What all ways of writing to the assistant have in common: Telegram, the page, REST, the terminal, and yours."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from fastapi import APIRouter

from actions.dialogue.reply import Reply
from bot.engine import Common, Engine
from bot.message import Message
from bot.settings import Settings
from community.outages.reporting import Place
from community.post.inbox import Arrival
from community.post.pacing import Rate
from community.post.rules import Outcome


class ChannelRefused(Exception):
    """The channel does not take us as we are set up, in a line that says what to do."""


@dataclass(frozen=True, slots=True)
class Pages:
    """What a channel's routes know of the pages among which they are served.

    Args:
        secret: signs cookies; with a new one every visitor begins anew.
        over_tls: browsers come by https.
        learning: whether requests or danger are read by what was trained first.
    """

    secret: str
    over_tls: bool
    learning: Callable[[], bool] = lambda: False


class Channel(ABC):
    """One way of writing to the assistant. What it does not redefine it does not have.

    A message comes in by `routes`, or by `run`, which hand it to `engine.intake`; `read` then tells what it says. The
    answer waits in the outbox until a client comes for it (`engine.sender.collected`). A `PushedChannel` has it sent.

    Attributes:
        name: as rows store it, for good.
        title: as whoever starts the assistant reads it; "" where it needs no line of its own.
        turned_on_by: what to do where it is off.
        staff_group: the address of a group in which staff answer, None where the channel has none.
        admin: where on it the duty admin reads, None where not on this one.
    """

    name: ClassVar[str]
    title: ClassVar[str] = ""
    turned_on_by: ClassVar[str] = ""
    staff_group: str | None = None
    admin: Place | None = None

    @classmethod
    @abstractmethod
    def set_up(cls, settings: Settings, common: Common) -> Self | None:
        """Return the channel as the settings want it, None where they leave it out; nothing is opened yet."""

    @property
    def state(self) -> str:
        """How it is set up, in a word or two."""
        return "on"

    @abstractmethod
    def read(self, body: Mapping[str, Any]) -> Message:
        """Return what was kept as a message.

        Raises:
            NotForUs: it asks for no answer.
            Unreadable: it has not the shape of one.
        """

    def arrival(self, update_id: str, address: str, body: dict[str, Any]) -> Arrival:
        """Return what came in as the inbox keeps it, in the lane of its address.

        Args:
            update_id: the same for each copy, and for nothing else on this channel.
        """
        return Arrival(self.name, update_id, f"{self.name}:{address}", body)

    def routes(self, engine: Engine, pages: Pages) -> APIRouter | None:  # noqa: ARG002
        """Return what is served for it on our port, None where nothing is."""
        return None

    async def connect(self, engine: Engine, address: str | None) -> None:  # noqa: B027  most have nobody to greet
        """Greet whoever runs the channel. That they are out of reach is no failure: `run` tries again.

        Args:
            address: how the world reaches us; None where another process serves our pages and takes in what comes.

        Raises:
            ChannelRefused: they do not take us.
        """

    async def run(self) -> None:  # noqa: B027
        """Take in what comes, once connected; until cancelled, or return where nothing is to be done."""

    async def close(self) -> None:  # noqa: B027
        """Close what was opened."""


class PushedChannel(Channel):
    """A channel to which we send. Its clients come for nothing.

    Attributes:
        rate: how fast it may be sent to.
    """

    rate: Rate

    @abstractmethod
    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send one reply and say how that ended; an unforeseen failure raises.

        A reply that goes out as several messages asks `leases.make_sure` before each of them.
        """
