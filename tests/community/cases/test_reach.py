"""Whether anybody can be alerted is read from the database, never assumed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from community.cases import reach
from community.cases.kinds import ALERT
from community.cases.tables import HandoffCase
from community.database import Database
from community.post import outbox, talks
from community.post.conversations import Conversation
from community.post.rules import GivenUp, Outcome, Sent, Uncertain
from community.post.tables import Delivery
from community.safety.kinds import INCIDENT_ALERT
from community.safety.tables import Incident
from community.staff import accounts, rules
from tests.community.matter import NOW

PASSWORD = "correct horse battery"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def given_group(session: Session) -> Conversation:
    return talks.keep_staff_group(session, "telegram", "-100", now=NOW)


def given_alert(session: Session, group: Conversation, outcome: Outcome | None = None, *, about: int = 7) -> Delivery:
    """Queue an alert to the group and let it end so; None leaves it waiting."""
    number = outbox.enqueue(
        session, ALERT, group, about=HandoffCase(id=about), due_at=NOW, now=NOW, key=f"alert {about}"
    )
    delivery = session.get_one(Delivery, number)
    if outcome is not None:
        outbox.record(session, delivery, outcome, now=NOW)
    return delivery


def given_account(session: Session, login: str, role: str, *, signed_in: bool) -> str:
    """Make an account; return the token of its session, empty where it has none."""
    account = accounts.add(session, login, login, PASSWORD, [role], now=NOW)
    return accounts.start_session(session, account, now=NOW) if signed_in else ""


def test_on_an_empty_database_nobody_can_be_alerted_and_no_way_is_set_up(session: Session) -> None:
    found = reach.look(session, NOW)
    assert not found.anybody
    assert not found.is_set_up


def test_a_group_that_is_bound_can_be_alerted(session: Session) -> None:
    group = given_group(session)
    given_alert(session, group, Sent("9"))
    assert reach.look(session, NOW) == reach.Reach(groups=1)


def test_a_group_that_has_put_us_out_cannot(session: Session) -> None:
    given_group(session).channel_address.blocked_at = NOW
    found = reach.look(session, NOW)
    assert not found.anybody
    assert found.is_set_up


@pytest.mark.parametrize("outcome", [GivenUp("Telegram refuses it"), Uncertain("no answer in time")], ids=str)
def test_a_group_where_the_last_post_did_not_get_through_cannot(session: Session, outcome: Outcome) -> None:
    group = given_group(session)
    given_alert(session, group, Sent("9"), about=1)
    given_alert(session, group, outcome, about=2)
    assert reach.look(session, NOW) == reach.Reach(broken_groups=1)
    given_alert(session, group, Sent("10"), about=3)
    assert reach.look(session, NOW).anybody


def test_a_post_just_queued_is_no_sign_of_trouble_but_one_that_does_not_leave_is(session: Session) -> None:
    given_alert(session, given_group(session))
    assert reach.look(session, NOW).anybody
    assert not reach.look(session, NOW + timedelta(minutes=3)).anybody


def test_whoever_is_at_the_console_can_be_alerted_until_they_are_gone(session: Session) -> None:
    token = given_account(session, "li", rules.COUNSELOR, signed_in=True)
    assert reach.look(session, NOW) == reach.Reach(signed_in=1, accounts=1)
    assert not reach.look(session, NOW + timedelta(hours=2)).anybody, "the page was closed two hours ago"
    accounts.end_session(session, token, now=NOW)
    assert reach.look(session, NOW) == reach.Reach(accounts=1)


def test_two_windows_of_one_person_are_one_person(session: Session) -> None:
    given_account(session, "li", rules.COUNSELOR, signed_in=True)
    accounts.start_session(session, accounts.everyone(session)[0], now=NOW)
    assert reach.look(session, NOW).signed_in == 1


def test_an_author_at_the_console_sees_no_cases_and_one_switched_off_sees_nothing(session: Session) -> None:
    given_account(session, "wu", rules.AUTHOR, signed_in=True)
    given_account(session, "li", rules.COUNSELOR, signed_in=True)
    accounts.everyone(session)[0].active = False
    assert reach.look(session, NOW) == reach.Reach()


def test_another_rule_may_be_named_for_what_others_see(session: Session) -> None:
    given_account(session, "guard", rules.SAFETY_OFFICER, signed_in=True)
    assert not reach.look(session, NOW).anybody
    assert reach.look(session, NOW, may=lambda roles: rules.SAFETY_OFFICER in roles).anybody


def test_how_far_the_news_has_got_is_what_the_outbox_says(session: Session) -> None:
    assert reach.told(session, ALERT, HandoffCase(id=7)) == "none"
    delivery = given_alert(session, given_group(session))
    assert reach.told(session, ALERT, HandoffCase(id=7)) == "on_its_way"
    outbox.record(session, delivery, GivenUp("the group is gone"), now=NOW)
    assert reach.told(session, ALERT, HandoffCase(id=7)) == "failed"
    outbox.record(session, delivery, Sent("11"), now=NOW)
    assert reach.told(session, ALERT, HandoffCase(id=7)) == "arrived"
    assert reach.told(session, INCIDENT_ALERT, Incident(id=7)) == "none"
