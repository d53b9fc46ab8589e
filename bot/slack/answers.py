"""What somebody is told, as a message or a modal: pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.paging import Shown, Space
from bot.slack import forms, turning
from bot.slack.cards import MESSAGE, VIEW, fallback
from bot.slack.press import TooLong, fits
from bot.slack.texts import Block, plain_text
from handlers.call import Reply
from handlers.cards import Button, Buttons, Card, Form, Input, Said, Text, Values, card, only, plain, words
from handlers.words import N_, catalogue

WRITTEN = ("line", "lines", "when")
NAME = "Forumbot"
"""What a modal is called that has no title of its own."""


@dataclass(frozen=True)
class Answer:
    """A reply in the language of the one who gets it. `again` tells how it is found when a page is turned, `page` which
    one it is, of what is `turned`."""

    reply: Reply
    language: str
    again: Values = field(default_factory=dict)
    page: int = 1
    turned: Shown | None = None

    def say(self, text: str) -> str:
        return catalogue(self.language).gettext(text)

    @property
    def card(self) -> Card:
        return self.reply.card or card("", Text(words=words(self.say(N_("It is done.")))))

    def blocks(self, space: Space) -> list[Block]:
        return turning.blocks(self.turned or self.card, self.again, self.language, self.page, space)

    @property
    def is_refusal(self) -> bool:
        """Whether nothing was changed, so that what was pressed still stands."""
        return self.reply.outcome != "done" and self.reply.form is None


def message(answer: Answer) -> dict[str, Any]:
    """As a message, without its form: that is a modal's."""
    return {"text": fallback(answer.card), "blocks": answer.blocks(MESSAGE)}


def modal(answer: Answer) -> dict[str, Any]:
    """As a modal: the form with what is told above it, or the card to read. A form that is too long for one stands
    behind a button."""
    form, above = answer.reply.form, answer.reply.card
    if form is None:
        return _receipt(answer)
    try:
        return forms.modal(form, answer.say(N_("Close")), above and only(above, fits))
    except TooLong:
        return _receipt(behind_a_button(answer))


def _receipt(answer: Answer) -> dict[str, Any]:
    title = answer.card.title if len(answer.card.title) <= forms.MOST_TITLE else ""
    return {
        "type": "modal",
        "title": plain_text(title or NAME),
        "close": plain_text(answer.say(N_("Close"))),
        "blocks": answer.blocks(VIEW),
    }


def behind_a_button(answer: Answer, told: str = "") -> Answer:
    """Where no form can be opened: a button that opens it, filled as it is. The longest texts, where a button does not
    carry them all, are quoted above it, so that they can be pasted."""
    form = answer.reply.form
    if form is None:
        return answer
    shown = answer.reply.card or card()
    why = Text(words=words(told)) if told else None
    left_out = _too_long(form)
    quoted = [Said(text=_as_read(one), by=one.label) for one in form.fields if one in left_out]
    opens = _opening(form, left_out)
    return replace(answer, reply=Reply(card=card(shown.title, *shown.parts, why, *quoted, Buttons(buttons=(opens,)))))


def _opening(form: Form, left_out: Sequence[Input]) -> Button:
    filled = {one.name: one.value for one in form.fields if one.value and one not in left_out}
    return Button(label=form.title, action=form.action, values=form.values | filled | {"edit": True})


def _too_long(form: Form) -> Sequence[Input]:
    """As few as it takes of what was filled in: the longest texts, and only after all of those what was picked."""
    there = [one for one in form.fields if one.value and one.kind != "tick"]
    longest = sorted(there, key=lambda one: (one.kind in WRITTEN, len(str(one.value))), reverse=True)
    return next((longest[:few] for few in range(len(longest)) if fits(_opening(form, longest[:few]))), longest)


def _as_read(filled: Input) -> str:
    """What was typed, or the names of what was picked."""
    picked = [option.label for option in filled.options if option.chosen]
    return "\n".join(picked) or str(filled.value)


def wrong(answer: Answer, fields: list[str]) -> dict[str, str] | None:
    """What is said beside the `fields` of the form that was sent, which stays as it is: what does not fit, or that
    nothing could be saved. None where something else is to be seen instead."""
    form = answer.reply.form
    if form and answer.reply.outcome == "refused" and answer.reply.card is None:
        found = forms.errors(form)
        return found if found and found.keys() <= set(fields) else None
    if answer.reply.outcome in ("unsaved", "unsure") and fields:
        return {fields[0]: _first_words(answer.card)}
    return None


def _first_words(shown: Card) -> str:
    return next((plain(part.words) for part in shown.parts if isinstance(part, Text)), shown.text())
