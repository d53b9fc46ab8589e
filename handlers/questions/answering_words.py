"""An answer that is written («nej», «svara delvis, politiskt förankrat»): read back with its question, and saved by one
press. The word alone saves nothing, as it does not say which question it answers.
"""

import re
from dataclasses import dataclass
from textwrap import shorten

from handlers.call import Call, Look, Reply, paragraph
from handlers.cards import Button, Buttons, Card, Choice, Row, Rows, Words, card, strong, words
from handlers.forms import Filled
from handlers.people_words import folded
from handlers.questions import proposals, respondents
from handlers.questions.answer_words import in_full
from handlers.questions.answers import telling_form
from handlers.questions.question_cards import choice_of
from handlers.questions.question_words import PICKED, in_words, labels, short_labels
from storage import questions
from storage.questions import Given, Question, Said

MEANS = {
    "jo": "ja", "yes": "ja", "partly": "delvis", "no": "nej", "vi avstar": "avstar", "jag avstar": "avstar",
    "abstain": "avstar", "abstains": "avstar", "we abstain": "avstar", "i abstain": "avstar",
}  # fmt: skip
ANCHORED = {
    "political": r"(?:forankra[dt] )?politiskt(?: forankra[dt])?|politically(?: anchored)?",
    "management": r"(?:forankra[dt] )?(?:(?:i|hos|av|med) )?(?:ledningen|ledningsforankrat)(?: forankra[dt])?|"
    r"(?:anchored with )?the management",
    "own": r"(?:min |var )?(?:egen )?bedomning|(?:my )?own view",
}
"""How people write how far an answer is anchored, in small letters without accents."""
FILLING = re.compile(
    r"^(?:(?:på|pa|om|till|i|för|for|on|about|to|att|that)\b\s*)?(?:(?:frågan?|fragan?|question)\b\s*)?"
)
SHOWN = 40
"""Characters of an answer on its button."""


@dataclass(frozen=True)
class Open:
    """A question that one may answer, or prepare an answer to (`prepares`), and what is answered or prepared there."""

    question: Question
    respondent: int
    standing: Given | None
    prepares: bool


@dataclass(frozen=True)
class Read:
    """What was understood of a written answer, and the `rest` that was not."""

    said: Said
    rest: str


def open_to(look: Look) -> list[Open]:
    """The open questions that the viewer may answer now, for whomever: first those without an answer."""
    found = [one for question in questions.open_questions(look.db, look.now) for one in _of(look, question)]
    return sorted(found, key=lambda one: one.standing is not None)


def _of(look: Look, question: Question) -> list[Open]:
    asked, mine = set(questions.asked(look.db, question.id)), respondents.mine(look, question)
    if question.anonymous:
        return [
            Open(question, one, None, False)
            for one in mine
            if one in asked and not respondents.has_answered(look, question, one)
        ]
    own = [Open(question, one, questions.standing(look.db, question.id, one), False) for one in mine if one in asked]
    helped = [one for one in respondents.assisted(look, question) if one in asked and one not in mine]
    free = [one for one in helped if questions.standing(look.db, question.id, one) is None]
    return own + [Open(question, one, proposals.prepared(look, question, one), True) for one in free]


def is_answer(look: Look, line: str) -> bool:
    """Whether the whole line is one of the answers to a question that is open to the viewer."""
    found = (_read(look, one, line) for one in open_to(look) if one.question.kind != "text")
    return any(read and not read.rest for read in found)


def read_back(call: Call, text: str) -> Reply | None:
    """What was written, with the question it may answer, each with the press that saves it. None where it answers
    none."""
    read = [(one, found) for one in open_to(call) if (found := _read(call, one, text))]
    named = [(one, found) for one, found in read if _names(call, one, found)]
    meant = named or read
    if not meant:
        return None
    one, found = meant[0]
    if len(meant) == 1 and one.question.kind == "text":
        return Reply(form=telling_form(call, Filled(_of_text(one, found), {})))
    title = call._("Is this your answer?") if len(meant) == 1 else call._("Which question do you answer?")
    told = call._("Nothing is saved yet. Press to save.")
    if any(found.rest for _, found in meant) and not named:
        told += " " + call._("Only the answer is saved. You can write why when you have answered.")
    return Reply(card=card(title, paragraph(told), Rows(rows=tuple(_row(call, *each) for each in meant))))


def may_answer(look: Look) -> Card | None:
    """For one for whom nothing waits: what they may answer nevertheless, or change."""
    there = open_to(look)
    if not there:
        return None
    title = look._("You may answer")
    told = look._("It waits for the one who holds the seat, but you may answer as well.")
    if all(one.standing for one in there):
        title, told = look._("Nothing waits for you"), look._("You can change what is answered.")
    return card(title, paragraph(told), Rows(rows=tuple(_as_it_stands(look, one) for one in there)))


def _as_it_stands(look: Look, one: Open) -> Row:
    mine = words(look._("You answer for {who}."), who=respondents.name(look, one.question, one.respondent))
    return Row(
        words=(strong(one.question.text),),
        detail=_answers_now(look, one) if one.standing else mine,
        does=(Buttons(buttons=(_change(look, one),)) if one.standing else _choices(look, one),),
    )


def _choices(look: Look, one: Open) -> Buttons | Choice:
    return choice_of(look, one.question, one.respondent, None)


def _read(look: Look, one: Open, text: str) -> Read | None:
    """The answer that the text begins with, as long as one can be, and how far it is anchored."""
    question = one.question
    if question.anonymous or question.kind in PICKED:
        return None
    if question.kind == "text":
        return Read(Said(text=text), "")
    there = {_plainly(label): number for named in _named(look, question) for number, label in named.items()}
    parts = text.split()
    for count in range(len(parts), 0, -1):
        if choice := there.get(_plainly(" ".join(parts[:count]))):
            rest = " ".join(parts[count:]).strip(" ,.;:!–-()")
            level = next((level for level, way in ANCHORED.items() if re.fullmatch(way, folded(rest))), None)
            return Read(Said(choice=choice, anchoring=level), "" if level else rest)
    return None


def _named(look: Look, question: Question) -> list[dict[int, str]]:
    steps = {number: str(number) for number in labels(look, question)} if question.kind == "scale" else {}
    return [labels(look, question), short_labels(look, question), steps]


def _plainly(text: str) -> str:
    """«Ja», «yes» and «ja tack!» as one."""
    bare = re.sub(r"^(?:att|that) | (?:tack|please)$", "", folded(text).strip(" ,.;:!?–-«»\"”'"))
    return MEANS.get(bare, bare)


def _names(look: Look, one: Open, found: Read) -> bool:
    """Whether what follows the answer says that it is for this question, or for this respondent."""
    wanted = folded(FILLING.sub("", found.rest.casefold()))
    told = f"{one.question.text} {respondents.name(look, one.question, one.respondent)}"
    return len(wanted) > 2 and wanted in folded(told)


def _row(look: Look, one: Open, found: Read) -> Row:
    detail = _would_say(look, one, found)
    if not one.prepares and (prepared := proposals.beside(look, one.question, one.respondent)):
        told, approve = prepared
        return Row(
            words=(strong(one.question.text),),
            detail=(*detail, *words(" {told}", told=told)),
            does=(Buttons(buttons=(_press(look, one, found), *approve.buttons)),),
        )
    return Row(words=(strong(one.question.text),), detail=detail, does=(Buttons(buttons=(_press(look, one, found),)),))


def _would_say(look: Look, one: Open, found: Read) -> Words:
    """«Region Dalarna svarar nu: ja. Nytt svar: delvis, politiskt förankrat.»"""
    who, answer = strong(respondents.name(look, one.question, one.respondent)), in_full(look, one.question, found.said)
    if one.standing is None:
        return words(look._("{who}: {answer}."), who=who, answer=strong(answer))
    if _is_said(one, found):
        return _answers_now(look, one)
    new = words(look._("New answer: {answer}."), answer=strong(answer))
    return (*_answers_now(look, one), *words(" {new}", new=new))


def _answers_now(look: Look, one: Open) -> Words:
    assert one.standing is not None, "there is an answer"
    told = look._("{who} answers now: {answer}.")
    if one.prepares:
        told = look._("Your proposal for {who}: {answer}.")
    who = respondents.name(look, one.question, one.respondent)
    return words(told, who=who, answer=in_full(look, one.question, one.standing))


def _is_said(one: Open, found: Read) -> bool:
    """Whether it stands already, by itself."""
    standing, said = one.standing, found.said
    if standing is None or standing.joins_id is not None or one.question.kind == "text":
        return False
    return standing.choice == said.choice and said.anchoring in (None, standing.anchoring)


def _press(look: Look, one: Open, found: Read) -> Button:
    if one.question.kind == "text":
        values = _of_text(one, found) | {"edit": True}
        return Button(label=look._("Answer"), action="question.tell", values=values, about=one.question.text)
    if _is_said(one, found):
        return _change(look, one)
    label = look._("Change to {answer}") if one.standing else look._("Answer {answer}")
    if one.prepares:
        label = look._("Propose {answer}")
    answer = shorten(in_words(look, one.question, found.said), SHOWN, placeholder=" …")
    values = {"question": one.question.id, "respondent": one.respondent, "choice": found.said.choice}
    anchored = {"anchoring": found.said.anchoring} if found.said.anchoring else {}
    label = label.format(answer=answer)
    return Button(label=label, action="question.answer", values=values | anchored, about=one.question.text)


def _change(look: Look, one: Open) -> Button:
    if one.question.kind not in PICKED:
        return proposals.change_button(look, one.question, one.respondent)
    values = {"question": one.question.id, "respondent": one.respondent, "edit": True}
    return Button(label=look._("Change"), action="question.pick", values=values, about=one.question.text)


def _of_text(one: Open, found: Read) -> dict[str, str | int]:
    return {"question": one.question.id, "respondent": one.respondent, "text": found.said.text or ""}
