"""What a student taps while somebody looks after them in danger: shown in the case as it was tapped."""

from actions.turn import Turn
from community.conversations import buttons
from community.handoff import cases, choices

OF_DANGER = ("crisis", "friend_")
ALSO_SHOWN = frozenset(("person_now", "trusted_person", "steady_myself"))


def note(turn: Turn) -> None:
    """Keep the choice just made in the student's open case, where it is one about danger and nobody has it yet."""
    name = turn.request.name
    if name not in ALSO_SHOWN and not name.startswith(OF_DANGER):
        return
    case = cases.open_of(turn.session, turn.conversation.id)
    if case is None or (case.risk == "none" and case.kind == "person"):
        return
    title = buttons.title_of(turn.session, turn.conversation.id, name, _entities(turn))
    if title is not None:
        choices.tap(turn.session, case, title, inbox_id=turn.inbox_id, now=turn.now)


def _entities(turn: Turn) -> dict[str, str]:
    return {entity.name: entity.value for entity in turn.request.entities}
