"""What is true of events as something that is published."""

from community.events.tables import Event
from community.publishing.matter import Matter

# Whoever signed up is told by the clock: `ticks.announce_changes` sees that an event was withdrawn or came back.
EVENT = Matter("event", table=Event, replaceable=False)
