"""What the secretariat has recorded on behalf of somebody, for that somebody: is it right?

It stands in what waits for them, and so in the morning's one message. Where the question closes before that, it comes
by itself: at once, or after an early closing in the morning, so that nobody is spoken for without knowing.
"""

from handlers import quiet
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, shows
from handlers.cards import Button, Buttons, Card, Element, Note, Row, Text, Words, card, strong, words
from handlers.questions import respondents
from handlers.questions.answer_words import how_it_came, in_full
from handlers.questions.answering import answering_for, count, in_time
from handlers.questions.answers import About
from handlers.questions.question_words import the
from handlers.words import N_
from storage import questions
from storage.questions import Given, Question


def tell(call: Call, question: Question, respondent: int) -> None:
    """Let those whom it concerns know of what was just recorded."""
    morning, subject = quiet.next_morning(call.forum, call.now), f"question:{question.id}"
    at_once = question.closes_at <= morning
    due = in_time(call, question) if at_once else morning
    args = {"question": question.id, "respondent": respondent, "at_once": at_once}
    for person in respondents.people_for(call, question, [respondent]):
        key = f"{subject}:{respondent}:recorded:{call.now.isoformat()}:{person.id}"
        call.post(f"person:{person.id}", "question.recorded", key, due, subject, **args)
    if not at_once:
        day = quiet.day_of(call.forum, morning).isoformat()
        key = f"{subject}:recorded:{day}"
        call.post(f"recorded:{question.id}", "home.morning", key, morning, f"{subject}:recorded", day=day)


def told(call: Call, question: Question, respondent: int) -> Text:
    """«Karin Lind får veta det.»"""
    persons = respondents.people_for(call, question, [respondent])
    names = call.speech.joined([person.name for person in persons])
    text = words(call._("{names} is told.") if len(persons) == 1 else call._("{names} are told."), names=names)
    return Text(words=text if persons else words(call._("Nobody holds the seat, so nobody is told.")), quiet=True)


def to_confirm(look: Look, question: Question) -> list[Row]:
    """What was recorded for those whom the viewer answers for, while nobody has said anything of it."""
    there = [questions.standing(look.db, question.id, one) for one in respondents.mine(look, question)]
    waits = [one for one in there if one and one.recorded and _is_told(look, question, one.respondent_id)]
    return [_row(look, question, one) for one in waits]


def _is_told(look: Look, question: Question, respondent: int) -> bool:
    return look.person in respondents.people_for(look, question, [respondent])


def _row(look: Look, question: Question, standing: Given) -> Row:
    closes = look.speech.moment(question.closes_at)
    return Row(
        words=(strong(question.text),),
        detail=(*_said_for_them(look, question, standing), *words(" {asks}", asks=look._("Is that right?"))),
        note=Note(state="wait", word=look._("Closes {when}").format(when=closes.text)),
        does=(_yes_or_change(look, question, standing.respondent_id),),
    )


def _said_for_them(look: Look, question: Question, standing: Given) -> Words:
    return words(
        look._("The secretariat has recorded an answer for {who}: {answer}, {how}."),
        who=strong(respondents.name(look, question, standing.respondent_id)),
        answer=strong(in_full(look, question, standing)),
        how=how_it_came(look, standing),
    )


def _yes_or_change(look: Look, question: Question, respondent: int) -> Buttons:
    values = {"question": question.id, "respondent": respondent}
    yes = Button(label=look._("Yes"), action="question.confirm", values=values, about=question.text)
    change = Button(label=look._("Change"), action="question.change", values=values, about=question.text)
    return Buttons(buttons=(yes, change))


@shows("question.recorded", live=True)
def recorded(look: Look, question: int, respondent: int, at_once: bool = True) -> Card | Nothing:
    """To one for whom the secretariat has recorded an answer, where the morning's message does not say it."""
    asked = questions.get(look.db, question)
    standing = questions.standing(look.db, question, respondent)
    if asked is None or ((standing is None or not standing.recorded) and not look.shown):
        return Nothing("no longer so")
    if not at_once and not look.shown and asked.open_at(look.now):
        return Nothing("the morning's message says it")
    if respondent not in respondents.mine(look, asked):
        return Nothing("the seat is another's by now", over=True)
    return card(asked.text, *_as_it_stands(look, asked, respondent, standing))


def _as_it_stands(look: Look, question: Question, respondent: int, standing: Given | None) -> list[Element]:
    who = strong(respondents.name(look, question, respondent))
    if standing is None:
        return [Text(words=words(look._("What was recorded for {who} is taken back."), who=who))]
    if not standing.recorded:
        answers = words(look._("{who} answers: {answer}"), who=who, answer=strong(in_full(look, question, standing)))
        return [Note(state="done", word=look._("Question answered")), Text(words=answers)]
    told = Text(words=_said_for_them(look, question, standing))
    if not question.open_at(look.now):
        return [told]
    asks = Text(words=words(look._("Is that right?")))
    return [told, asks, _yes_or_change(look, question, respondent)]


@on("question.confirm", About)
def confirm(call: Call, given: About) -> Reply:
    """Make what the secretariat recorded one's own answer."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    standing = questions.standing(call.db, question.id, respondent)
    if standing is None or not standing.recorded:
        who = respondents.name(call, question, respondent)
        raise Refusal(N_("Nothing that was recorded for {who} stands any more. Nothing is changed."), who=who)
    return count(call, question, respondent, standing.but(recorded=None), standing)
