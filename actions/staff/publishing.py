"""What members of staff publish and withdraw from a chat of their own: the item is shown, and a tap does it."""

from collections.abc import Callable

from actions.dialogue.cards import joined
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Command
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.safety.notices import notice_card
from community.content import DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN, Content
from community.database import Base
from community.publishing import items, publishing, rules
from community.publishing.items import NoSuchItem, SeveralItems
from community.publishing.publishing import Take
from community.publishing.rules import Faulty, Gone, NotNow, Over, Refused, Step
from community.safety import notices
from community.safety.tables import SafetyNotice
from community.staff import actors, chats
from community.staff.actors import Actor
from community.staff.chats import COLLEAGUE
from community.standing import Seen

STANDS = {
    DRAFT: noted("It is a draft."),
    IN_REVIEW: noted("It is submitted and waits for approval."),
    PUBLISHED: noted("It is published."),
    WITHDRAWN: noted("It is withdrawn."),
}


@action("publish_item", said="never", commands=(Command("publish", takes="item"),), changes=True)
def publish_item(turn: Turn) -> Reply:
    """Publish the item that was tapped, or show the one whose code was sent."""
    return _answered(turn, _publishable, publishing.way_out)


@action("withdraw_item", said="never", commands=(Command("withdraw", takes="item"),), changes=True)
def withdraw_item(turn: Turn) -> Reply:
    """Withdraw the item that was tapped, or show the one whose code was sent."""
    return _answered(turn, _withdrawable, lambda _item: publishing.withdraw)


def _answered(turn: Turn, shown: Callable[[Turn, Base, Actor], Reply], step: Callable[[Base], Take]) -> Reply:
    """Take the step with what was tapped, or show what was named."""
    actor = _who(turn)
    if actor is None:
        return Reply(turn.say("This chat is bound to no staff account."))
    try:
        if turn.request.entity("kind") is None:
            return shown(turn, _named(turn), actor)
        item = _tapped(turn)
        step(item)(turn.session, item, by=actor, now=turn.now)
        return Reply(_done(turn, item))
    except NoSuchItem:
        words = turn.say("Nothing that staff have written has that code. Send it as in: /withdraw K7QF-2M")
        return Reply(words)
    except SeveralItems as several:
        return Reply(turn.say("Several have that code. Send one of these: {named}", named=", ".join(several.named)))
    except Refused as refused:
        return Reply(_why(turn, refused))


def _who(turn: Turn) -> Actor | None:
    """Return whose chat it is: a name that somebody bears in a group is nobody's account."""
    chat = chats.at(turn.session, turn.conversation) if turn.conversation.audience == COLLEAGUE else None
    return actors.of_account(chat.staff) if chat is not None else None


def _named(turn: Turn) -> Base:
    return items.by_code(turn.session, turn.request.entity("item") or "")


def _tapped(turn: Turn) -> Base:
    return items.by_number(turn.session, turn.request.entity("kind") or "", turn.request.entity("number") or "")


def _publishable(turn: Turn, item: Base, actor: Actor) -> Reply:
    """Show what would be published, and whom it reaches."""
    publishing.check(item, rules.way_out(publishing.state_of(item)), by=actor)
    words = joined(_standing(turn, item), _whom_it_reaches(turn, item), "", _text(turn, item))
    return Reply(words, (_button(turn.say("Publish it"), "publish_item", item),))


def _withdrawable(turn: Turn, item: Base, actor: Actor) -> Reply:
    """Show what would be withdrawn."""
    publishing.check(item, Step.WITHDRAW, by=actor)
    words = joined(_standing(turn, item), turn.say("Withdrawn, no student is shown it any more."), _text(turn, item))
    return Reply(words, (_button(turn.say("Withdraw it"), "withdraw_item", item),))


def _standing(turn: Turn, item: Base) -> str:
    return f"{items.name_of(item)}: {turn.say(STANDS[publishing.state_of(item)])}"


def _button(title: str, intent: str, item: Base) -> Button:
    kind, number = items.key_of(item)
    return Button(title, intent, {"kind": kind, "number": str(number)})


def _whom_it_reaches(turn: Turn, item: Base) -> str:
    if not isinstance(item, SafetyNotice):
        return ""
    return turn.say("Students it reaches: {count}", count=notices.audience(turn.session, item).reached)


def _text(turn: Turn, item: Base) -> str:
    """Return all that an item says to students, in both languages; a notice as they get it."""
    if isinstance(item, SafetyNotice):
        return notice_card(turn, item)
    assert isinstance(item, Content)
    return joined(item.title_zh, item.title_en, *item.everything())


def _why(turn: Turn, refused: Refused) -> str:
    match refused:
        case NotNow(state=state):
            return turn.say(STANDS[state])
        case Over(at=at):
            return turn.say(
                "It ended {when}, so no student would see it. Give it a later end in the console first.",
                when=turn.when(at),
            )
        case Faulty():
            return turn.say("It can't be published as it stands. The console says why.")
        case Gone():
            return turn.say("Somebody has removed it meanwhile.")
    return turn.say("Your role may not do that. Ask an approver.")


def _done(turn: Turn, item: Base) -> str:
    """Say what has become of an item, as it stands now."""
    stands = publishing.standing_of(turn.session, item, turn.now)
    seen = ""
    if stands.seen == Seen.NOW:
        seen = turn.say("Students see it now.")
    elif stands.seen == Seen.LATER and stands.at is not None:
        seen = turn.say("Students will see it from {when} on.", when=turn.when(stands.at))
    elif stands.seen == Seen.WITHDRAWN:
        seen = turn.say("No student is shown it any more.")
    return joined(items.title_of(item, turn.language), _standing(turn, item), seen)
