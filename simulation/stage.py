"""Plays the students' talks: sends what they say and tap, and goes on when they are answered."""

from collections.abc import Callable
from functools import partial

from actions.dialogue.reply import Reply
from community.post.inbox import Arrival
from simulation.channel import NAME, Attempt, RecordingChannel
from simulation.clock import Agenda, SimulatedClock
from simulation.faults import MINUTE
from simulation.people import Asked, Person
from simulation.seeing import PUSHED, Sight
from simulation.students import Play, Step, opens_up, takes_seat

PATIENCE = 20 * MINUTE
REPLAYED = 0.02
"""How often the channel brings an update twice."""


class Stage:
    """Where talks are played.

    Args:
        mail: what the channel has for the assistant, until it is taken.
    """

    def __init__(self, clock: SimulatedClock, agenda: Agenda, channel: RecordingChannel, mail: list[Arrival]) -> None:
        self._clock, self._agenda, self._channel, self._mail = clock, agenda, channel, mail
        self.turns = self._posted = 0

    def begin(self, person: Person, play: Callable[[Person], Play]) -> None:
        """Begin a talk, unless the student is in the middle of one."""
        if person.play is None and not person.in_case:
            person.play = play(person)
            self._go_on(person, None)

    def shown(self, person: Person, attempt: Attempt, seen: Sight) -> None:
        """A student sees a message."""
        if seen.kind == "event_seat":
            self.begin(person, partial(takes_seat, reply=attempt.reply))
        elif seen.kind == "case_claimed":
            person.play = opens_up(person)
            self._go_on(person, None)
        elif seen.kind not in PUSHED and person.play is not None and not person.waiting:
            self._go_on(person, attempt.reply)

    def _go_on(self, person: Person, reply: Reply | None) -> None:
        person.step += 1
        try:
            step = person.play.send(reply)
        except StopIteration:
            person.play = None
            return
        self._agenda.note(self._clock.elapsed + step.after, partial(self._do, person, person.play, step))

    def _do(self, person: Person, play: Play, step: Step) -> None:
        if person.play is not play:
            return
        if step.deed == "to counselor":
            if person.in_case:
                self.post(person.address, words=step.words)
            self._go_on(person, None)
        elif step.deed:
            (self._channel.blocked.add if step.deed == "block" else self._channel.blocked.discard)(person.address)
            self._go_on(person, None)
        elif person.in_case or person.address in self._channel.blocked:
            person.play = None
        else:
            self._ask(person, step)
            if step.twice:
                self._ask(person, step)
            give_up = partial(self._lose_patience, person, person.step)
            self._agenda.note(self._clock.elapsed + PATIENCE, give_up)

    def _ask(self, person: Person, step: Step) -> None:
        now, button = self._clock(), step.button
        person.joined_at = person.joined_at or now
        person.leave(gone=False, at=now)
        asked = Asked(self._clock.elapsed, now, button.intent if button else "", button.entities if button else {})
        person.waiting.append(asked)
        self.turns += 1
        self.post(
            person.address,
            words=step.words,
            tapped=button.key if button else None,
            language=person.language,
            again=person.chance.random() < REPLAYED,
        )

    def post(self, sender: str, *, words: str = "", again: bool = False, **fields: str | None) -> None:
        """Hand the channel a message for the assistant."""
        self._posted += 1
        body = {"sender": sender, "message": {"text": words}, **fields}
        arrival = Arrival(NAME, str(self._posted), f"{NAME}:{sender}", body)
        self._mail.extend([arrival, arrival] if again else [arrival])

    def _lose_patience(self, person: Person, step: int) -> None:
        if person.play is not None and person.step == step:
            self._go_on(person, None)
