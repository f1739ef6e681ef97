"""Those on duty: they take, answer and close cases in their group, and go on leave from their counseling hours."""

import re
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.reply import Button
from community.cases import cases
from community.cases.tables import HandoffCase
from community.counseling import availability, booking
from community.counseling.booking import NoAppointment, SlotTaken, TooLate
from community.counseling.tables import Appointment as AppointmentRow
from community.counseling.tables import AvailabilityException, Counselor
from community.post.conversations import Conversation
from simulation.channel import Attempt
from simulation.faults import DAY, HOUR, MINUTE, WEEK
from simulation.ledger import Due
from simulation.office import Office
from simulation.people import Appointment, Person
from simulation.stage import Stage

GROUP = "-100200300"
NAMES = ("Teacher Wang", "Teacher Li")
CASE = re.compile(r"HC-[2-9A-Z]{5}")


class DutyDesk:
    """Works on the cases that come up in the staff's group."""

    def __init__(self, office: Office, stage: Stage) -> None:
        self._office, self._stage = office, stage
        self._asked_by: dict[str, Person] = {}
        self._taken: set[str] = set()
        self.cases, self._messages = 0, 0

    def opened(self, person: Person, words: str) -> None:
        """A student was told the reference of a case."""
        if (found := CASE.search(words)) and found[0] not in self._asked_by:
            self._asked_by[found[0]] = person
            self.cases += 1
            for minutes in (10, 11, 30):
                self._office.tick_soon("escalate_cases", minutes * MINUTE)

    def told(self, attempt: Attempt) -> None:
        """Something has arrived in the group."""
        found = CASE.search(attempt.reply.text)
        buttons = {button.intent: button for button in attempt.reply.buttons}
        if found and "claim_case" in buttons and found[0] not in self._taken:
            self._taken.add(found[0])
            later = self._office.chance.choice((1, 4, 15, 40)) * MINUTE
            self._office.after(later, partial(self._claim, found[0], buttons["claim_case"], attempt.id))

    def _claim(self, reference: str, button: Button, post: str, _session: Session, _now: datetime) -> None:
        person = self._asked_by.get(reference)
        if person is None:
            return
        person.in_case, person.play = True, None
        self._stage.post(GROUP, tapped=button.key, author=NAMES[0])
        self._office.after(self._office.chance.uniform(30, 600), partial(self._answer, person, post))
        close = partial(self._close, person, button.entities["case"])
        self._office.after(self._office.chance.uniform(900, 5 * HOUR), close)

    def _answer(self, person: Person, post: str, _session: Session, now: datetime) -> None:
        self._messages += 1
        mark = f"W{self._messages}"
        self._stage.post(GROUP, words=f"#C{person.number} #{mark} I am here.", replied_to=post, author=NAMES[0])
        self._office.ledger.expect(Due("counselor", person, mark, now))

    def _close(self, person: Person, case: str, session: Session, now: datetime) -> None:
        cases.close(session, session.get_one(HandoffCase, int(case)), staff_label=NAMES[0], now=now)
        person.in_case = False


class CounselingOffice:
    """Puts counselors on leave, and moves or cancels the appointments that fall into it."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def plan_week(self, begins: float) -> None:
        """Plan a week's leave."""
        self._office.plan(begins + self._office.chance.uniform(DAY, WEEK), self._leave)

    def _leave(self, session: Session, now: datetime) -> None:
        chance = self._office.chance
        counselor = chance.choice(availability.counselors(session))
        begins = now + timedelta(hours=chance.randint(2, 60))
        ends = begins + timedelta(hours=chance.randint(6, 72))
        session.add(AvailabilityException(counselor_id=counselor.id, starts_at=begins, ends_at=ends))
        session.flush()
        self._office.tick_soon("open_slots", 0)
        for person in self._office.people.values():
            mine = person.appointment
            if mine and mine.room == counselor.room and begins <= mine.starts_at < ends:
                self._give_way(session, now, person, mine, counselor)

    def _give_way(
        self, session: Session, now: datetime, person: Person, mine: Appointment, counselor: Counselor
    ) -> None:
        row = session.scalar(select(AppointmentRow).where(AppointmentRow.id == int(mine.id)))
        assert row is not None, "who was told of an appointment has one"
        others = [slot for slot in availability.free_slots(session, now=now) if slot.counselor_id != counselor.id]
        if others and self._office.chance.random() < 0.5:
            conversation = session.get_one(Conversation, row.conversation_id)
            try:
                booking.move(session, row, others[0].id, conversation=conversation, now=now)
            except (SlotTaken, TooLate, NoAppointment):
                return
            self._office.effects.has_booked(person, mine.id, others[0].starts_at, others[0].counselor.room, now)
            return
        try:
            booking.cancel(session, row, now=now)
        except (TooLate, NoAppointment):
            return
        self._office.effects.unbooked(person, now)
