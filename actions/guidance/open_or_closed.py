"""Whether an office is open, said from its hours and the campus calendar: now, on a day, at a time."""

from datetime import date, datetime, timedelta
from itertools import groupby

from actions.dialogue import wording
from actions.dialogue.turn import Turn
from community.answers import offices
from community.answers.tables import Office
from community.campus import days
from community.campus.days import SpecialDay
from community.campus.opening import A_DAY, ALL_DAY, Open, OpeningHours, Span
from understanding.parse import TimeSpan
from understanding.wishes.opening_asked import asks_of_now, asks_opening

NOW = "now"
MOST_DAYS, MANY_DAYS = 7, 3
A_MOMENT = timedelta(hours=1)
ROUND_THE_CLOCK = timedelta(days=7)
"""What is open for so long without a break is not said to close."""


def asked_for(turn: Turn) -> str:
    """Return the day or moment that the message asks about, for a button to carry; empty where it asks for no hours."""
    if not asks_opening(turn.words):
        return ""
    return turn.times[0].start.isoformat() if turn.times else NOW


def answer(turn: Turn, office: Office) -> str:
    """Return the sentences that say whether it is open at what was asked; empty where that was not asked."""
    tapped = turn.request.entity("moment")
    if not (tapped or asks_opening(turn.words) or (turn.times and turn.words)):
        return ""
    if not office.week.is_known:
        return _unknown(turn, office)
    special = days.special(turn.session)
    told = _Told(turn, offices.hours(office, special, turn.zone), special)
    if tapped:
        return told.now() if tapped == NOW else told.of_day(datetime.fromisoformat(tapped).date())
    spans = [] if asks_of_now(turn.words) and not turn.times else list(turn.times)
    return "\n".join(map(told.of_span, spans)) if spans else told.now()


def _unknown(turn: Turn, office: Office) -> str:
    if remark := office.remark(turn.language):
        return turn.say("I have its hours only in words, so I can't tell whether it is open: {hours}", hours=remark)
    if office.phone:
        return turn.say(
            "I don't know its hours: nobody has written them down for me. Ask at {number}.", number=office.phone
        )
    return turn.say("I don't know its hours: nobody has written them down for me.")


class _Told:
    """What an office's hours say, in the student's language."""

    def __init__(self, turn: Turn, hours: OpeningHours, special: dict[date, SpecialDay]) -> None:
        self._turn, self._hours, self._special = turn, hours, special
        self._now = turn.now.astimezone(turn.zone)

    def now(self) -> str:
        """Say whether it is open at this moment, and until when, or when it opens next."""
        spell = self._hours.open_at(self._now)
        if spell is None:
            return f"{self._closed_now()}{self._opens(self._now)}"
        if spell[1] - self._now > ROUND_THE_CLOCK - A_DAY:
            return self._turn.say("Open now, around the clock.")
        return self._turn.say("Open now, until {time}.", time=self._time(spell[1]))

    def _closed_now(self) -> str:
        if feast := self._feast(self._now.date()):
            return self._turn.say("Closed now, since today is a holiday ({feast}); ", feast=feast)
        return self._turn.say("Closed now; ")

    def _opens(self, after: datetime) -> str:
        spell = self._hours.opens_after(after)
        if spell is None:
            return self._turn.say("I know no day in the next two months on which it opens.")
        if spell[0].date() == self._now.date() == spell[1].date():
            begins, ends = self._clock(spell)
            return self._turn.say("it opens today at {begins} and closes at {ends}.", begins=begins, ends=ends)
        return self._turn.say("it opens {day} at {begins}.", day=self._day(spell[0].date()), begins=f"{spell[0]:%H:%M}")

    def of_span(self, span: TimeSpan) -> str:
        """Say whether it is open at the time or on the days that were named."""
        begins, ends = (one.astimezone(self._turn.zone) for one in (span.start, span.end or span.start))
        if not span.whole_day and ends - begins <= A_MOMENT:
            return self._of_moment(begins)
        if span.start <= self._now and not span.whole_day and ends > self._now:
            return self.now()
        last = (ends - timedelta(seconds=1)).date() if ends > begins else begins.date()
        count = min((last - begins.date()).days + 1, MOST_DAYS)
        days = [begins.date() + timedelta(days=ahead) for ahead in range(count)]
        alike = [list(run) for _, run in groupby(days, key=self._hours.spans_on)]
        return "\n".join(line for run in alike for line in self._of_run(run))

    def _of_run(self, run: list[date]) -> list[str]:
        """Say when it is open on days that follow each other and are alike; many in one line."""
        if len(run) < MANY_DAYS or not self._hours.spans_on(run[0]):
            return [self.of_day(day) for day in run]
        first, last = (self._date(day) for day in (run[0], run[-1]))
        hours = self._turn.say(", ").join(map(self._span, self._hours.spans_on(run[0])))
        return [self._turn.say("Open from {first} to {last}, each day: {hours}.", first=first, last=last, hours=hours)]

    def _date(self, day: date) -> str:
        return self._turn.day(datetime.combine(day, datetime.min.time(), self._turn.zone))

    def _of_moment(self, moment: datetime) -> str:
        spell = self._hours.open_at(moment)
        when = self._turn.say("{day} at {time}", day=self._day(moment.date()), time=f"{moment:%H:%M}")
        if spell is None:
            return self._turn.say("Closed {when}. ", when=when) + self.of_day(moment.date())
        if spell[1] - moment > ROUND_THE_CLOCK - A_DAY:
            return self._turn.say("Open {when}, as around the clock.", when=when)
        return self._turn.say("Open {when}, until {time}.", when=when, time=self._time(spell[1], since=moment.date()))

    def of_day(self, day: date) -> str:
        """Say when it is open on a day, or that it stays closed and when it opens next."""
        spans, named, feast = self._hours.spans_on(day), self._day(day), self._feast(day)
        if spans == ALL_DAY:
            return self._turn.say("Open {day}: all 24 hours.", day=named)
        if spans:
            hours = self._turn.say(", ").join(map(self._span, spans))
            return self._turn.say("Open {day}: {hours}.", day=named, hours=hours)
        closed = (
            self._turn.say("Closed {day}, a holiday ({feast}); ", day=named, feast=feast)
            if feast
            else self._turn.say("Closed {day}; ", day=named)
        )
        return closed + self._opens(datetime.combine(day, datetime.max.time(), self._turn.zone))

    def _feast(self, day: date) -> str:
        special = self._special.get(day)
        return special.name(self._turn.language) if special is not None and not special.is_worked else ""

    def _day(self, day: date) -> str:
        """Name a day; today and tomorrow by these words, with the weekday."""
        moment = datetime.combine(day, datetime.min.time(), self._turn.zone)
        weekday = wording.weekday(self._turn.language, moment, self._turn.zone)
        match (day - self._now.date()).days:
            case 0:
                return self._turn.say("today ({weekday})", weekday=weekday)
            case 1:
                return self._turn.say("tomorrow ({weekday})", weekday=weekday)
        return self._turn.say("on {date}", date=self._turn.day(moment))

    def _time(self, moment: datetime, since: date | None = None) -> str:
        """Name a time of the same day by the clock alone; midnight is its 24:00."""
        day, clock = moment.date(), f"{moment:%H:%M}"
        same = since or self._now.date()
        if moment == datetime.combine(same + A_DAY, datetime.min.time(), self._turn.zone):
            return "24:00"
        return clock if day == same else self._turn.say("{time} {day}", day=self._day(day), time=clock)

    def _clock(self, spell: Open) -> tuple[str, str]:
        return f"{spell[0]:%H:%M}", self._time(spell[1])

    def _span(self, span: Span) -> str:
        begins, ends = span
        if ends > begins:
            return f"{begins:%H:%M}-{ends:%H:%M}"
        if ends == datetime.min.time():
            return f"{begins:%H:%M}-24:00"
        return self._turn.say("{begins} to {ends} of the day after", begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}")
