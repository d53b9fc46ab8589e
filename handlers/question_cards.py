"""The card of a question while it lives: for whom one answers, the choices, how many have answered."""

from handlers import respondents, rights
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
from handlers.question_words import in_words, labels, one_for_each
from handlers.results import bars, missing_names
from storage import meetings, people, questions
from storage.questions import Given, Question


@shows("question.card", live=True)
def question_card(look: Look, question: int) -> Card | Nothing:
    """The question with its choices, for whom one answers, and how many have answered."""
    asked = questions.get(look.db, question)
    if asked is None:
        return Nothing("removed")
    if look.due < asked.closes_at <= look.now and not look.shown:
        return Nothing("the question is closed")
    return card(asked.text, *_mine(look, asked), Divider(), *_known(look, asked), _closing(look, asked))


def _mine(look: Look, question: Question) -> list[Element]:
    """What concerns the reader: whose answer is missing, or how it stands."""
    if look.now >= question.closes_at:
        return [Note(word=look._("Closed"), text=(look.speech.lasting(question.closes_at),)), _about(look, question)]
    if look.viewer is None:
        return [_about(look, question), choice_of(look, question, None, None)]
    asked = set(questions.asked(look.db, question.id))
    mine = [respondent for respondent in respondents.mine(look, question) if respondent in asked]
    if not mine:
        return [Note(word=look._("Open")), _about(look, question)]
    return [part for respondent in mine for part in _one_of_mine(look, question, respondent)]


def _one_of_mine(look: Look, question: Question, respondent: int) -> list[Element]:
    name = strong(respondents.name(look, question, respondent))
    standing = questions.standing(look.db, question.id, respondent)
    if standing is None:
        text = words(look._("You answer for {who}"), who=strong(for_whom(look, question, respondent)))
        missing = Note(state="wait", word=look._("Answer missing"), text=text)
        if question.respondent != "person":
            missing = missing.model_copy(update={"button": wrong_button(look, question, respondent)})
        return [missing, _about(look, question), choice_of(look, question, respondent, None)]
    by = words("{name}, {when}", name=people.get(look.db, standing.by_id).name, when=look.speech.lasting(standing.at))
    answers = words(look._("{who} answers: {answer}"), who=name, answer=strong(in_words(look, question, standing)))
    return [
        Note(state="done", word=look._("Answered"), text=by),
        Text(words=answers),
        mend(look, question, respondent),
    ]


def _about(look: Look, question: Question) -> Text:
    """«Till punkt 4 på mötet 9 februari. Avstämning, inte remiss. Ett svar för varje region.»"""
    item = meetings.item(look.db, question.item_id) if question.item_id else None
    meeting = meetings.get(look.db, item.meeting_id) if item else None
    belongs = ""
    if item and meeting:
        belongs = look._("For item {number} at the meeting on {day}.").format(
            number=item.position, day=look.speech.day(meeting.day, weekday=False)
        )
    sounding = look._("A sounding, not a formal referral.")
    return Text(words=words(" ".join(filter(None, [belongs, sounding, one_for_each(look, question.respondent) + "."]))))


def choice_of(look: Look, question: Question, respondent: int | None, standing: Given | None) -> Buttons | Choice:
    values = {"question": question.id} | ({"respondent": respondent} if respondent else {})
    if question.kind == "text":
        button = Button(label=look._("Answer"), action="question.tell", values=values, about=question.text)
        return Buttons(buttons=(button,))
    options = tuple(
        Option(value=str(number), label=label, chosen=bool(standing and standing.choice == number))
        for number, label in labels(look, question).items()
    )
    return Choice(action="question.answer", name="choice", options=options, values=values, label=question.text)


def _known(look: Look, question: Question) -> list[Element]:
    """How many have answered; how, if that is shown by now; who is missing, to the secretariat."""
    known: list[Element] = [bars(look, question)]
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
    return [*missing_names(look, question, missing), Buttons(buttons=(*remind, *manage))]


def _closing(look: Look, question: Question) -> Footer:
    if look.now >= question.closes_at:
        return Footer(words=words(look._("The answers can no longer be changed.")))
    shown = "" if question.bars_at_once else " " + look._("How others answer is shown after closing.")
    answers = look.viewer is None or respondents.mine(look, question)
    told = look._("Closes {when}. You can change your answer until then.") if answers else look._("Closes {when}.")
    until = words(told, when=look.speech.lasting(question.closes_at))
    return Footer(words=(*until, *words(shown)))


def for_whom(look: Look, question: Question, respondent: int) -> str:
    """«dig själv», or the name of the organisation or of the organ that answers for the county."""
    if question.respondent == "person":
        return look._("yourself")
    return respondents.name(look, question, respondent)


def mend(look: Look, question: Question, respondent: int) -> Buttons:
    """[Change] and [Wrong region]: mistakes are cheap."""
    values = {"question": question.id, "respondent": respondent}
    change = Button(label=look._("Change"), action="question.change", values=values, about=question.text)
    return Buttons(buttons=(change, wrong_button(look, question, respondent)), repeated=True)


def wrong_button(look: Look, question: Question, respondent: int) -> Button:
    values = {"question": question.id, "respondent": respondent}
    match question.respondent:
        case "person":
            label = look._("Take back")
        case "organisation":
            label = look._("Wrong organisation")
        case _ if respondents.by_regions(look):
            label = look._("Wrong region")
        case _:
            label = look._("Wrong county")
    return Button(label=label, action="question.withdraw", values=values, style="plain", about=question.text)


@shows("question.replaced")
def replaced(look: Look, question: int, respondent: int, by: int) -> Card | Nothing:
    """To the one whose answer for a region was replaced by a colleague's."""
    asked = questions.get(look.db, question)
    standing = questions.standing(look.db, question, respondent)
    if asked is None or standing is None or look.shown:
        return Nothing("no longer so")
    text = words(
        look._("{name} has answered for {who} after you: {answer}. The later answer counts, both are kept."),
        name=people.get(look.db, by).name,
        who=strong(respondents.name(look, asked, respondent)),
        answer=in_words(look, asked, standing),
    )
    buttons = (mend(look, asked, respondent),) if asked.open_at(look.now) else ()
    return card(asked.text, Text(words=text), *buttons)
