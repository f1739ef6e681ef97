"""What a student taps while danger is talked of: shown, as it was tapped, in the case that looks after them."""

from datetime import datetime, timedelta

from actions.dialogue.turn import Turn
from community.cases import cases, choices
from community.cases.tables import HandoffCase
from community.post import buttons

KEPT, MOST_KEPT = "taps_before", 5  # taps in a talk about danger of which no case is open yet
KEPT_FOR = timedelta(hours=24)


def note(turn: Turn) -> None:
    """Keep the choice just made; once a case about danger is open, it and those before it stand in the case."""
    name = turn.request.name
    if not turn.registry.of(name).of_danger:
        return
    entities = {entity.name: entity.value for entity in turn.request.entities}
    title = buttons.title_of(turn.session, turn.conversation.id, name, entities)
    if title is None:
        return
    case = cases.open_of(turn.session, turn.conversation.id)
    if case is None:
        _keep(turn, title)
    elif case.risk != "none" or case.kind != "person":
        _show_kept(turn, case)
        choices.tap(turn.session, case, title, inbox_id=turn.inbox_id, now=turn.now)


def _keep(turn: Turn, title: str) -> None:
    kept = turn.conversation.slots.get(KEPT, [])
    turn.remember(**{KEPT: [*kept, [title, turn.now.isoformat()]][-MOST_KEPT:]})


def _show_kept(turn: Turn, case: HandoffCase) -> None:
    for title, at in turn.conversation.slots.get(KEPT, []):
        moment = datetime.fromisoformat(at)
        if turn.now - moment < KEPT_FOR:
            choices.tap(turn.session, case, title, inbox_id=None, now=moment)
    turn.forget(KEPT)
