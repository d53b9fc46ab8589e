"""Whatever people meet in the product, Slack takes it: every card, every form, badly filled in as well."""

from bot.slack.press import MOST_VALUE, Press
from handlers import CAPABILITIES
from handlers.cards import Card, Form
from tests.slack.everywhere import EVENT, look_at, look_at_form
from tests.slack.walk import lively, pressable

ELSEWHERE = {
    "account.another",
    "account.disputed",
    "account.linked",
    "account.request",
    "account.unlinked",
    "action.together",
    "door.made",
    "input.asked",
    "meeting.called",
    "meeting.link",
    "place.lost",
    "question.published",
    "question.seat_moved",
    "question.seat_undecided",
    "registration.deputy",
}
"""Views that the walk does not meet: tests/slack/everywhere.py looks at them in their own tests."""


def test_everything_that_people_meet_fits_in_slack(world):
    def seen(card: Card | None, form: Form | None) -> None:
        if card:
            look_at(card, EVENT)
            carried = [len(Press(button.action, button.values).packed()) for button in pressable(card.parts)]
            assert max(carried, default=0) < MOST_VALUE / 2, card
        if form:
            look_at_form(form)

    walk = lively(world, seen)
    meeting = world.meeting("tjanstepersonsforum-next")
    for view in ("home.waiting", "home.todo", "home.meetings", "home.seat"):
        walk.looks_at(view)
    walk.looks_at("room.head", body=meeting.body_id)
    walk.looks_at("action.card", action=1)
    walk.looks_at("absence.over", absence=1)
    walk.looks_at("input.entered", input=1)
    walk.opens_every_form(question=1, meeting=meeting.id, input=1, action=1, absence=1, showing=1)
    walk.presses_everything(most=30)
    walk.looks_at_all_posts()
    assert set(CAPABILITIES.views) - walk.drawn - ELSEWHERE == set()
