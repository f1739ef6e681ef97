"""What whoever is on duty is told of a part that is stuck."""

from community.outages.tables import Outage
from community.post.kinds import Kind, Priority

BEGAN = Kind("outage_began", about=Outage, priority=Priority.CRISIS)
ENDED = Kind("outage_ended", about=Outage, priority=Priority.CRISIS)
