"""Any tests, with every card and form that anybody meets in them drawn for Slack as well, and looked at:
`python -m pytest -p tests.slack.everywhere tests/test_questions.py`."""

from typing import Any

import pytest

from bot.platform import Letter, Ref
from bot.slack.cards import fallback, page, pages
from bot.slack.forms import filled, modal
from bot.slack.press import fits
from handlers.call import Ask, Reply
from handlers.cards import Card, Form, Values, only
from tests.slack.blocks import check_message, check_view
from tests.slack.golden import REST
from tests.slack.test_forms import sent
from tests.world import Chat, World

EVENT = {"event": "slack:T01234567:1234567890.123456:U01234567"}


def look_at(card: Card, again: Values) -> None:
    """All its pages."""
    for number in range(1, len(pages(card)) + 1):
        blocks = page(card, number, again, REST["sv"])
        assert blocks, card
        check_message(blocks, fallback(card))


def look_at_form(form: Form) -> None:
    """Sent as it came it says the same."""
    view = modal(form, "Avbryt")
    check_view(view)
    press, values, _ = filled(sent(view))
    assert (press.action, press.values) == (form.action, form.values)
    for field in form.fields:
        if field.kind in ("line", "lines", "when"):
            assert values[field.name] == field.value


@pytest.fixture(autouse=True)
def _looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    acted, put = World.at_once, Chat.put

    def at_once(world: World, *asks: Ask) -> list[Reply]:
        replies = acted(world, *asks)
        for reply in replies:
            if reply.card:
                look_at(reply.card if reply.outcome in ("done", "refused") else only(reply.card, fits), EVENT)
            if reply.form:
                look_at_form(reply.form)
        return replies

    async def put_and_look(chat: Chat, address: str, letter: Letter, ref: Ref | None) -> Any:
        for card in letter.cards.values():
            look_at(card, {"view": letter.view, "args": letter.args})
        return await put(chat, address, letter, ref)

    monkeypatch.setattr(World, "at_once", at_once)
    monkeypatch.setattr(Chat, "put", put_and_look)
