"""Whether a student who waits for a person needs none any more."""

from actions.dialogue.turn import Turn
from community.cases import cases, choices
from community.cases.states import CaseState
from understanding.wishes.withdrawal import takes_back, takes_look_back


def takes_request_back(turn: Turn) -> bool:
    """Say whether a student who waits for a person writes that none is needed any more.

    While we await an answer to something else, "never mind" is about that.
    """
    case = cases.open_of(turn.session, turn.conversation.id)
    if case is None or turn.conversation.awaiting:
        return False
    if case.kind == "welfare":  # where a life may be in danger it stays open, and the student reads so
        return case.state == CaseState.REQUESTED and takes_look_back(turn.words)
    return choices.can_be_withdrawn(case) and takes_back(turn.words)
