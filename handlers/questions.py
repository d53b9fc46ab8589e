"""Answering a question: one answer for each respondent, changed as often as one likes until it closes."""

from typing import Annotated

from pydantic import BaseModel

from handlers import quiet, respondents, rights
from handlers.call import Call, Refusal, Reply, on, said
from handlers.cards import Card, Form, Note, Text, card, strong, words
from handlers.fields import Blank, Number, Prose
from handlers.forms import Filled
from handlers.question_cards import choice_of, mend
from handlers.question_words import in_words, labels, one_for_each, the
from handlers.results import missing_names
from handlers.words import N_
from storage import organisations, people, questions
from storage.questions import TAKEN_BACK, Given, Question, Said


class Answering(BaseModel):
    """An answer by choice. `respondent` is needed only by one who may answer for several."""

    question: Number
    choice: Number
    respondent: Annotated[Number | None, Blank] = None


class Telling(BaseModel):
    """An answer in words."""

    question: Number
    text: Prose
    respondent: Annotated[Number | None, Blank] = None


class About(BaseModel):
    question: Number
    respondent: Annotated[Number | None, Blank] = None


@on("question.answer", Answering)
def answer(call: Call, given: Answering) -> Reply:
    """Record the answer of the caller, or of whom the caller answers for. Answering again replaces it."""
    question = the(call, given.question)
    choices = labels(call, question)
    if given.choice not in choices:
        raise Refusal(N_("That is not one of the choices. Choose one of those on the card."))
    return give(call, question, given.respondent, Said(choice=given.choice))


def telling_form(call: Call, filled: Filled) -> Form:
    """For whom one answers in words, and who will see it; only for those who may answer now."""
    question = the(call, filled.number("question"))
    wanted = filled.number("respondent") if filled.text("respondent") else None
    respondent = answering_for(call, question, wanted)
    _ = call._
    who = respondents.name(call, question, respondent)
    shown = _("When the question closes, the answer is shown to all, under the name {who}.").format(who=who)
    return Form(
        title=question.text,
        action="question.tell",
        values={"question": question.id, "respondent": respondent},
        intro=f"{one_for_each(call, question.respondent)}. {shown}",
        submit=_("Answer"),
        fields=(filled.lines("text", _("Your answer"), _("At most 2,000 characters."), required=True),),
        error=_("The answer is not saved yet. All that you wrote is still here.") if filled.errors else "",
    )


@on("question.tell", Telling, form=telling_form)
def tell(call: Call, given: Telling) -> Reply:
    """Record an answer in words."""
    question = the(call, given.question)
    if question.kind != "text":
        raise Refusal(N_("This question is answered with one of the choices on its card."))
    return give(call, question, given.respondent, Said(text=given.text))


def give(call: Call, question: Question, wanted: int | None, said: Said) -> Reply:
    """Let an answer count from now on, for the respondent that is wanted, or the only one that the caller answers for.
    Raises Refusal."""
    respondent = answering_for(call, question, wanted)
    before = questions.standing(call.db, question.id, respondent)
    questions.give(call.db, question.id, respondent, said, call.person.id, call.now)
    call.record(f"question:{question.id}", respondent=respondent, choice=said.choice)
    show_to_all(call, question, respondent)
    if before and before.by_id != call.person.id:
        _tell_the_other(call, question, respondent, before)
    return Reply(card=_receipt(call, question, respondent, in_words(call, question, said), before))


def answering_for(call: Call, question: Question, wanted: int | None) -> int:
    """Whom the caller answers for. Raises Refusal, saying what to do, where there is nobody or the question is not
    open."""
    mine = respondents.mine(call, question)
    allowed = [respondent for respondent in mine if wanted in (None, respondent)]
    held = next((one for one in allowed if questions.is_asked(call.db, question.id, one)), None)
    if held is None:
        raise _not_for_you(call, question)
    if call.now < question.opens_at:
        raise Refusal(
            N_("The question opens {when}. Nothing is saved yet."), when=call.speech.moment(question.opens_at)
        )
    if call.now >= question.closes_at:
        raise Refusal(
            N_("The question closed {when}, so the answer is not saved. Write to the secretariat if it still matters."),
            when=call.speech.moment(question.closes_at),
        )
    return held


def _not_for_you(call: Call, question: Question) -> Refusal:
    asked = set(questions.asked(call.db, question.id)) if question.respondent == "county" else set()
    beside = [stand.county_id for stand in call.stands if stand.county_id in asked and not stand.responsible]
    if beside and beside[0] and (organ := organisations.responsible_for(call.db, beside[0])):
        told = N_("For your county {organ} answers, so nothing is saved. Tell them what you think.")
        return Refusal(told, organ=organ.named(call.today).name)
    return Refusal(N_("This question is put to others, so nothing is saved. Is that wrong? Write to the secretariat."))


def _receipt(call: Call, question: Question, respondent: int, told: str, before: Given | None) -> Card:
    name = respondents.name(call, question, respondent)
    thanks = words(call._("Thank you. {who}: {answer}."), who=strong(name), answer=told)
    until = words(call._("You can change it until {when}."), when=call.speech.moment(question.closes_at))
    other = None
    if before and before.by_id != call.person.id:
        by = people.get(call.db, before.by_id).name
        other = Text(words=words(call._("{name} had answered before you. Yours counts now, both are kept."), name=by))
    return card("", Text(words=thanks), other, Text(words=until, quiet=True), mend(call, question, respondent))


@on("question.change", About)
def change(call: Call, given: About) -> Reply:
    """Show the choices again, the standing one marked."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    standing = questions.standing(call.db, question.id, respondent)
    if question.kind == "text":
        kept = {"question": question.id, "respondent": respondent, "text": standing.text if standing else ""}
        return Reply(form=telling_form(call, Filled(kept, {})))
    whose = Note(word=call._("Change"), text=words("{who}", who=strong(respondents.name(call, question, respondent))))
    return Reply(card=card(question.text, whose, choice_of(call, question, respondent, standing)))


@on("question.withdraw", About)
def withdraw(call: Call, given: About) -> Reply:
    """Take one's own answer back because it was for the wrong one: undone at once, nobody blamed, the secretariat told.
    A colleague's answer stands."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    name = respondents.name(call, question, respondent)
    had = questions.standing(call.db, question.id, respondent)
    mine = had is not None and had.by_id == call.person.id
    if mine:
        questions.give(call.db, question.id, respondent, TAKEN_BACK, call.person.id, call.now)
        call.record(f"question:{question.id}", respondent=respondent, withdrawn=True)
        show_to_all(call, question, respondent)
    if question.respondent == "person":
        return Reply(card=said(call._("Your answer is taken back. You can answer again until the question closes.")))
    key = f"question:{question.id}:{respondent}:wrong:{call.person.id}:{call.today}"
    call.post("secretariat", "question.wrong", key, question=question.id, respondent=respondent, person=call.person.id)
    by = people.get(call.db, had.by_id).name if had else ""
    if mine:
        now = call._("The answer is taken back. {who} has no answer now.")
    else:
        now = call._("What {name} answered for {who} stands.") if had else call._("{who} has no answer.")
    told = call._(
        "The secretariat has been told that you do not answer for {who}. Pressed by mistake? Just answer again."
    )
    return Reply(card=said(words(now, who=strong(name), name=by), words(told, who=name)))


def show_to_all(call: Call, question: Question, respondent: int) -> None:
    """Draw anew the question's cards, and what waited for the caller and for those who could have answered as well."""
    persons = {call.person.id, *respondents.holders(call, question, respondent)}
    call.show_again(f"question:{question.id}", *(f"person:{person}" for person in sorted(persons)))


def _tell_the_other(call: Call, question: Question, respondent: int, before: Given) -> None:
    """Two answered for one: the later counts, both are kept, both are told."""
    key = f"question:{question.id}:{respondent}:replaced:{before.id}"
    call.post(
        f"person:{before.by_id}",
        "question.replaced",
        key,
        question=question.id,
        respondent=respondent,
        by=call.person.id,
    )


@on("question.remind", About)
def remind(call: Call, given: About) -> Reply:
    """Remind those whose answer is missing, privately and at most once a day."""
    rights.must_run_the_forum(call)
    question = the(call, given.question)
    if not question.open_at(call.now):
        raise Refusal(N_("The question is not open, so nobody is reminded."))
    missing = respondents.missing(call, question)
    if not missing:
        raise Refusal(N_("All have answered, so nobody is reminded."))
    when = quiet.after_quiet(call.forum, call.now)
    day = quiet.day_of(call.forum, when).isoformat()
    subject = f"question:{question.id}"
    call.post(f"missing:{question.id}", "home.morning", f"{subject}:nudge:{day}", when, subject, day=day)
    reminded = len(respondents.people_for(call, question, missing))
    text = call.count("{count} person is reminded, privately.", "{count} persons are reminded, privately.", reminded)
    night = words(call._("It is a quiet time now. The reminder comes {when}."), when=call.speech.moment(when))
    later = Text(words=night) if when > call.now else None
    return Reply(card=card("", Text(words=words(text)), later, *missing_names(call, question, missing)))
