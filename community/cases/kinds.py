"""What is told of cases: to the staff's groups on one side, to the student on the other."""

from community.cases.tables import CaseMessage, HandoffCase
from community.post.kinds import Kind, Priority

ALERT = Kind("staff_alert", about=HandoffCase, priority=Priority.CRISIS)

CROWD_ALERT = Kind("crowd_alert", about=int, priority=Priority.CRISIS)
"""About a crowd of new visitors; its number is the place of the risk among `rules.RISKS`."""

TO_STAFF = Kind("case_message", about=CaseMessage, priority=Priority.REPLY)
TO_STUDENT = Kind("counselor_message", about=CaseMessage, priority=Priority.REPLY)

UNDELIVERED = Kind("answer_undelivered", about=CaseMessage, priority=Priority.REPLY)
"""To the staff: an answer of theirs did not get through."""
