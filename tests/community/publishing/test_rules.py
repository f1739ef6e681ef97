"""Which step leads where, and who may take it."""

from datetime import UTC, datetime, timedelta

import pytest

from community.content import DRAFT, IN_REVIEW, PUBLISHED, STATES, WITHDRAWN, ContentState
from community.publishing import rules
from community.publishing.rules import NotNow, NotTheirs, Over, Step
from community.staff.rules import ADMIN, APPROVER, AUTHOR, COUNSELOR, SAFETY_OFFICER, may_write, may_write_safety

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEADS = {
    (DRAFT, Step.SUBMIT): IN_REVIEW,
    (IN_REVIEW, Step.APPROVE): PUBLISHED,
    (DRAFT, Step.PUBLISH): PUBLISHED,
    (WITHDRAWN, Step.PUBLISH): PUBLISHED,
    (IN_REVIEW, Step.TAKE_BACK): DRAFT,
    (PUBLISHED, Step.TAKE_BACK): DRAFT,
    (WITHDRAWN, Step.TAKE_BACK): DRAFT,
    (PUBLISHED, Step.WITHDRAW): WITHDRAWN,
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", Step)
def test_a_step_leads_where_it_leads_and_begins_nowhere_else(state: ContentState, step: Step) -> None:
    if (state, step) in LEADS:
        assert rules.check(step, state, [APPROVER], may_write).ends == LEADS[state, step]
        return
    with pytest.raises(NotNow) as refused:
        rules.check(step, state, [APPROVER], may_write)
    assert (refused.value.state, refused.value.done) == (state, state == rules.MOVES[step].ends)


@pytest.mark.parametrize("role", [AUTHOR, SAFETY_OFFICER])
def test_who_writes_hands_drafts_in_and_back_and_makes_nothing_public(role: str) -> None:
    taken = {
        (state, step) for state in STATES for step in Step if rules.may_take(step, state, [role], may_write_safety)
    }
    assert taken & LEADS.keys() == {(DRAFT, Step.SUBMIT), (IN_REVIEW, Step.TAKE_BACK)}
    with pytest.raises(NotTheirs):
        rules.check(Step.PUBLISH, DRAFT, [role], may_write_safety)


@pytest.mark.parametrize("role", [APPROVER, ADMIN])
def test_approvers_and_admins_take_every_step(role: str) -> None:
    assert all(rules.may_take(step, state, [role], may_write) for state in STATES for step in Step)


@pytest.mark.parametrize("role", [COUNSELOR, SAFETY_OFFICER])
def test_who_does_not_write_such_items_takes_no_step(role: str) -> None:
    assert not any(rules.may_take(step, state, [role], may_write) for state in STATES for step in Step)


def test_what_students_see_is_changed_by_approvers_alone_and_removed_by_nobody() -> None:
    assert [state for state in STATES if rules.may_change(state, [AUTHOR], may_write)] == [DRAFT, IN_REVIEW, WITHDRAWN]
    assert [state for state in STATES if rules.may_change(state, [APPROVER], may_write)] == list(STATES)
    assert [state for state in STATES if rules.may_remove(state, [AUTHOR])] == []
    assert [state for state in STATES if rules.may_remove(state, [APPROVER])] == [DRAFT, IN_REVIEW, WITHDRAWN]


def test_what_was_changed_is_approved_only_once_it_is_submitted_again() -> None:
    assert {state: rules.after_change(state) for state in STATES} == {
        DRAFT: DRAFT,
        IN_REVIEW: DRAFT,
        PUBLISHED: PUBLISHED,
        WITHDRAWN: WITHDRAWN,
    }


def test_what_was_submitted_comes_out_by_approval() -> None:
    assert [rules.way_out(state) for state in (DRAFT, IN_REVIEW, WITHDRAWN)] == [
        Step.PUBLISH,
        Step.APPROVE,
        Step.PUBLISH,
    ]


def test_what_nobody_would_ever_see_is_not_published() -> None:
    rules.check_still_ahead(None, now=NOON)
    rules.check_still_ahead(NOON + timedelta(seconds=1), now=NOON)
    with pytest.raises(Over) as refused:
        rules.check_still_ahead(NOON, now=NOON)
    assert refused.value.at == NOON
