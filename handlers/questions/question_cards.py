"""The card of a question while it lives: for whom one answers, the choices, how many have answered."""

from handlers import rights
from handlers.call import Look, Nothing, shows
from handlers.cards import (
    Button,
    Buttons,
    Card,
    Choice,
    Divider,
    Element,
    Footer,
    Note,
    Option,
    Text,
    card,
    strong,
    words,
)
from handlers.questions import proposals, respondents
from handlers.questions.answer_buttons import anchoring, joining, mend, wrong_button
from handlers.questions.answer_words import given_by, in_full
from handlers.questions.question_words import PICKED, anonymity, ends, in_words, labels, one_for_each
from handlers.questions.results import missing_names, outcome
from handlers.questions.tallies import STEPS
from storage import meetings, people, questions
from storage.questions import Given, Question


@shows("question.card", live=True)
def question_card(look: Look, question: int) -> Card | Nothing:
    """The question with its choices, for whom one answers, and how many have answered."""
    asked = questions.get(look.db, question)
    if asked is None:
        return Nothing("removed")
    if asked.taken_back:
        return _taken_back(look, asked)
    if look.due < asked.closes_at <= look.now and not look.shown:
        return Nothing("the question is closed")
    return card(asked.text, *_mine(look, asked), Divider(), *_known(look, asked), _closing(look, asked))


def _taken_back(look: Look, question: Question) -> Card:
    """Where the question was seen before it was taken back."""
    note = Note(state="stop", word=look._("Taken back by the secretariat"))
    told = look._("The question is not to be answered. Answers that came are not shown.")
    return card(question.text, note, Text(words=words(told)))


def _mine(look: Look, question: Question) -> list[Element]:
    """What concerns the reader: whose answer is missing, or how it stands."""
    if look.now >= question.closes_at:
        return [Note(word=look._("Closed"), text=(look.speech.lasting(question.closes_at),)), *_about(look, question)]
    if look.viewer is None:
        return [*_about(look, question), choice_of(look, question, None, None)]
    asked = set(questions.asked(look.db, question.id))
    mine = [respondent for respondent in respondents.mine(look, question) if respondent in asked]
    if not mine:
        return [Note(word=look._("Open")), *_about(look, question), *_for_others(look, question)]
    own = [part for respondent in mine for part in _one_of_mine(look, question, respondent)]
    return [*own, *_for_others(look, question)]


def _for_others(look: Look, question: Question) -> list[Element]:
    """For an assistant: what to prepare for a member to approve, and what is prepared."""
    to_prepare = [
        part
        for respondent in proposals.to_prepare(look, question)
        for part in (
            Text(words=words("{told}", told=proposals.preparing(look, question, respondent))),
            choice_of(look, question, respondent, None),
        )
    ]
    return [*to_prepare, *proposals.mine_prepared(look, question)]


def _one_of_mine(look: Look, question: Question, respondent: int) -> list[Element]:
    name = strong(respondents.name(look, question, respondent))
    if question.anonymous and respondents.has_answered(look, question, respondent):
        return [Note(state="done", word=look._("Question answered"), text=(name,)), *_about(look, question)]
    standing = questions.standing(look.db, question.id, respondent)
    if standing is None:
        text = words(look._("You answer for {who}"), who=strong(for_whom(look, question, respondent)))
        missing = Note(state="wait", word=look._("Answer missing"), text=text)
        if question.respondent != "person" and not question.anonymous:
            missing = missing.model_copy(update={"button": wrong_button(look, question, respondent)})
        choice = choice_of(look, question, respondent, None)
        prepared = _prepared(look, question, respondent)
        return [missing, *_about(look, question), *prepared, choice, *joining(look, question, respondent)]
    answers = words(look._("{who} answers: {answer}"), who=name, answer=strong(in_full(look, question, standing)))
    return [
        Note(state="done", word=look._("Question answered"), text=given_by(look, standing)),
        Text(words=answers),
        *anchoring(look, question, respondent, standing),
        mend(look, question, respondent),
    ]


def _prepared(look: Look, question: Question, respondent: int) -> list[Element]:
    """What an assistant proposes, above the choices."""
    told, approve = proposals.beside(look, question, respondent) or ((), None)
    return [Text(words=told), approve] if approve else []


def _about(look: Look, question: Question) -> list[Element]:
    """«Till punkt 4 på mötet 9 februari. Avstämning, inte remiss. Ett svar för varje region.» And what one does not see
    on a button: the choices that are in a form, what is kept of an anonymous answer."""
    item = meetings.item(look.db, question.item_id) if question.item_id else None
    meeting = meetings.get(look.db, item.meeting_id) if item else None
    belongs = ""
    if item and meeting:
        belongs = look._("For item {number} at the meeting on {day}.").format(
            number=item.position, day=look.speech.day(meeting.day, weekday=False)
        )
    sounding = look._("A sounding, not a formal referral.")
    each = one_for_each(look, question.respondent) + "."
    told = [belongs, sounding, each, _in_the_form(look, question), ends(look, question)]
    kept = [Text(words=words("{kept}", kept=anonymity(look)), quiet=True)] if question.anonymous else []
    return [Text(words=words("{told}", told=" ".join(filter(None, told)))), *kept]


def _in_the_form(look: Look, question: Question) -> str:
    """«Rangordna norr, söder och öster.» While one can."""
    if look.now >= question.closes_at or question.kind == "text" or _form_of(question) == "":
        return ""
    told = {"several": look._("Choose one or several of {all}."), "ranking": look._("Rank {all}.")}
    options = look.speech.joined(list(labels(look, question).values()))
    return told.get(question.kind, look._("Choose one of {all}.")).format(all=options)


def choice_of(look: Look, question: Question, respondent: int | None, standing: Given | None) -> Buttons | Choice:
    values = {"question": question.id} | ({"respondent": respondent} if respondent else {})
    if action := _form_of(question):
        button = Button(label=look._("Answer"), action=action, values=values | {"edit": True}, about=question.text)
        return Buttons(buttons=(button,))
    labelled = {step: str(step) for step in STEPS} if question.kind == "scale" else labels(look, question)
    options = tuple(
        Option(value=str(number), label=label, chosen=bool(standing and standing.choice == number))
        for number, label in labelled.items()
    )
    return Choice(action="question.answer", name="choice", options=options, values=values, label=question.text)


def _form_of(question: Question) -> str:
    """The action whose form is filled in to answer, where a press does not do."""
    if question.anonymous:
        return "question.answer_anonymously"
    if question.kind in PICKED:
        return "question.pick"
    return "question.tell" if question.kind == "text" else ""


def _known(look: Look, question: Question) -> list[Element]:
    """How many have answered; how, if that is shown by now; who is missing, to the secretariat."""
    known = outcome(look, question)
    if rights.runs_the_forum(look) and look.now < question.closes_at:
        known += _for_the_secretariat(look, question)
    return known


def _for_the_secretariat(look: Look, question: Question) -> list[Element]:
    missing = respondents.missing(look, question)
    values = {"question": question.id}
    label = look.count("Remind the missing one", "Remind the {count} missing", len(missing))
    remind = [Button(label=label, action="question.remind", values=values)] if missing else []
    manage = [
        Button(label=look._("Change closing time"), action="question.reschedule", values=values),
        Button(label=look._("Close now"), action="question.close", values=values),
    ]
    record = Button(label=look._("Record an answer"), action="question.record", values=values | {"edit": True})
    recorded = () if question.anonymous else (record,)
    return [*missing_names(look, question, missing), Buttons(buttons=(*remind, *manage, *recorded))]


def _closing(look: Look, question: Question) -> Footer:
    if look.now >= question.closes_at:
        return Footer(words=words(look._("The answers can no longer be changed.")))
    shown = "" if question.bars_at_once else " " + look._("How others answer is shown after closing.")
    if question.anonymous:
        return Footer(words=words(look._("Closes {when}."), when=look.speech.lasting(question.closes_at)))
    answers = look.viewer is None or respondents.mine(look, question)
    told = look._("Closes {when}. You can change your answer until then.") if answers else look._("Closes {when}.")
    until = words(told, when=look.speech.lasting(question.closes_at))
    return Footer(words=(*until, *words(shown)))


def for_whom(look: Look, question: Question, respondent: int) -> str:
    """«dig själv», or the name of the organisation or of the organ that answers for the county."""
    if question.respondent == "person":
        return look._("yourself")
    return respondents.name(look, question, respondent)


@shows("question.replaced", live=True)
def replaced(look: Look, question: int, respondent: int, by: int) -> Card | Nothing:
    """To the one whose answer for a region was replaced by a colleague's; and that theirs counts again, where the
    colleague has undone it since."""
    asked = questions.get(look.db, question)
    standing = questions.standing(look.db, question, respondent)
    own = standing is not None and standing.by_id == look.person.id
    if asked is None or standing is None or (standing.by_id != by and not (own and look.shown)):
        return Nothing("no longer so")
    if respondent not in respondents.mine(look, asked):
        return Nothing("the seat is another's by now", over=True)
    told = look._("{name} has answered for {who} after you: {answer}. The later answer counts, both are kept.")
    if own:
        told = look._("Your answer for {who} counts: {answer}.")
    text = words(
        told,
        name=people.get(look.db, by).name,
        who=strong(respondents.name(look, asked, respondent)),
        answer=in_words(look, asked, standing),
    )
    buttons = (mend(look, asked, respondent),) if asked.open_at(look.now) else ()
    return card(asked.text, Text(words=text), *buttons)
