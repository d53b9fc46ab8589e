"""What somebody is told, as a message or a modal: pure."""

from dataclasses import dataclass, field, replace
from typing import Any

from bot.slack import forms, turning
from bot.slack.cards import MESSAGE, VIEW, Shown, Space, fallback
from bot.slack.press import TooLong, fits
from bot.slack.texts import Block, plain_text
from handlers.call import Reply
from handlers.cards import Button, Buttons, Card, Form, Said, Text, Values, card, only, plain, words
from handlers.words import N_, catalogue

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
    """Where no form can be opened: a button that opens it, filled as it is. What is longer than a button carries is
    quoted above it, so that it can be pasted."""
    form = answer.reply.form
    if form is None:
        return answer
    shown = answer.reply.card or card()
    why = Text(words=words(told)) if told else None
    typed = {field.name: field.value for field in form.fields if field.value}
    opens = _opening(form, typed)
    quoted = () if fits(opens) else _quoted(form)
    opens = opens if fits(opens) else _opening(form, {})
    return replace(answer, reply=Reply(card=card(shown.title, *shown.parts, why, *quoted, Buttons(buttons=(opens,)))))


def _opening(form: Form, typed: Values) -> Button:
    return Button(label=form.title, action=form.action, values=form.values | typed | {"edit": True})


def _quoted(form: Form) -> tuple[Said, ...]:
    """What was typed, each text under the name of its field."""
    kinds = ("line", "lines", "when")
    return tuple(Said(text=str(one.value), by=one.label) for one in form.fields if one.value and one.kind in kinds)


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
