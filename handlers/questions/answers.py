"""Answering a question: one answer for each respondent, changed as often as one likes until it closes."""

from typing import Annotated

from pydantic import BaseModel

from handlers import quiet, rights
from handlers.call import Call, Refusal, Reply, on, undoes
from handlers.cards import Form, Note, Text, card, strong, words
from handlers.fields import Blank, Number, Prose
from handlers.forms import Filled
from handlers.questions import answering, proposals, respondents
from handlers.questions.answer_buttons import anchoring_buttons, joining, mend
from handlers.questions.answer_words import about_which, in_full, to_fill_in
from handlers.questions.answering import answering_for, filling_in_for
from handlers.questions.question_cards import choice_of
from handlers.questions.question_words import PICKED, Which, labels, one_for_each, the
from handlers.questions.results import missing_names
from handlers.words import N_
from storage import questions
from storage.questions import Anchoring, Given, Question, Said


class Answering(BaseModel):
    """An answer by choice. `respondent` is needed only by one who may answer for several; `anchoring` where it was said
    in the same breath."""

    question: Number
    choice: Number
    respondent: Annotated[Number | None, Blank] = None
    anchoring: Annotated[Anchoring | None, Blank] = None


class Telling(BaseModel):
    """An answer in words."""

    question: Number
    text: Prose
    respondent: Annotated[Number | None, Blank] = None


class About(Which):
    respondent: Annotated[Number | None, Blank] = None


@on("question.answer", Answering)
def answer(call: Call, given: Answering) -> Reply:
    """Record the answer of the caller, or of whom the caller answers for. Answering again replaces it."""
    question = the(call, given.question)
    choices = {} if question.kind in PICKED else labels(call, question)
    if given.choice not in choices:
        raise Refusal(N_("That is not one of the choices. Choose one of those on the card."))
    return give(call, question, given.respondent, Said(choice=given.choice, anchoring=given.anchoring))


def telling_form(call: Call, filled: Filled) -> Form:
    """For whom one answers in words, and who will see it; only for those who may answer now."""
    question = the(call, filled.number("question"))
    wanted = filled.number("respondent") if filled.text("respondent") else None
    respondent = filling_in_for(call, question, wanted)
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
    What an assistant gives is a proposal. Raises Refusal."""
    prepared = answering.preparing_for(call, question, wanted)
    if prepared is not None:
        return proposals.prepare(call, question, prepared, said)
    respondent = answering_for(call, question, wanted)
    before = questions.standing(call.db, question.id, respondent)
    said = answering.with_what_was_said(question, before, said)
    return answering.count(call, question, respondent, said, before)


@on("question.change", About)
def change(call: Call, given: About) -> Reply:
    """Show the choices again, the standing one marked, and what else an answer can say."""
    question = the(call, given.question)
    respondent = filling_in_for(call, question, given.respondent)
    prepares = answering.preparing_for(call, question, given.respondent) is not None
    find = proposals.prepared if prepares else _standing
    standing = find(call, question, respondent)
    shown = to_fill_in(call, question, standing)
    if question.kind == "text":
        kept = {"question": question.id, "respondent": respondent, "text": shown.text if shown else ""}
        return Reply(form=telling_form(call, Filled(kept, {})))
    whose = Note(word=call._("Change"), text=words("{who}", who=strong(respondents.name(call, question, respondent))))
    anchored = (anchoring_buttons(call, question, respondent),) if standing and not prepares else ()
    more = () if prepares else (*anchored, *joining(call, question, respondent))
    return Reply(card=card(question.text, whose, choice_of(call, question, respondent, shown), *more))


def _standing(call: Call, question: Question, respondent: int) -> Given | None:
    return questions.standing(call.db, question.id, respondent)


class Undoing(BaseModel):
    """The answer, by number, that is undone."""

    question: Number
    respondent: Number
    given: Number


@undoes("question.answer", Undoing)
def undo(call: Call, given: Undoing) -> Reply:
    """Give back what stood before an answer, or nothing; unless somebody has answered since."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    back = answering.give_back(call, question, respondent, given.given)
    name = strong(respondents.name(call, question, respondent))
    if back is None:
        none = words(call._("The answer is taken back. {who} has no answer now."), who=name)
        return Reply(card=card("", Text(words=none), about_which(call, question)))
    told = words(call._("Undone. {who} answers as before: {answer}."), who=name, answer=in_full(call, question, back))
    return Reply(card=card("", Text(words=told), about_which(call, question), mend(call, question, respondent)))


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
