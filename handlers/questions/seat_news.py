"""What somebody is told who said that they represent another than we thought: what the secretariat decided."""

from handlers.call import Look, Nothing, shows
from handlers.cards import Card, Element, Text, card, strong, words
from handlers.questions import respondents
from handlers.questions.question_cards import choice_of
from handlers.questions.representing import organs_of
from storage import organisations, questions
from storage.organisations import Organisation
from storage.questions import Question


@shows("question.seat_moved")
def seat_moved(look: Look, question: int, organisation: int) -> Card | Nothing:
    """To one whose seat was moved: for whom they answer now, and the question again."""
    asked = questions.get(look.db, question)
    if asked is None or look.shown:
        return Nothing("no longer so")
    organ = organisations.get(look.db, organisation)
    told = words(
        look._("The secretariat has confirmed: you now represent {organ}."), organ=strong(organ.named(look.today).name)
    )
    return card(asked.text, Text(words=told), *_to_answer(look, asked, organ))


def _to_answer(look: Look, question: Question, organ: Organisation) -> list[Element]:
    """The choices, for one whom the question is put to as well and who has not answered."""
    mine = [one for one in respondents.mine(look, question) if organ in organs_of(look, question, one)]
    asked = set(questions.asked(look.db, question.id))
    there = [one for one in mine if one in asked and not respondents.has_answered(look, question, one)]
    if not there or not question.open_at(look.now):
        return []
    until = Text(words=words(look._("Closes {when}."), when=look.speech.lasting(question.closes_at)), quiet=True)
    return [choice_of(look, question, there[0], None), until]


@shows("question.seat_kept")
def seat_kept(look: Look, question: int, respondent: int) -> Card | Nothing:
    """To one whose seat stands: for whom they answer, and the question again."""
    asked = questions.get(look.db, question)
    if asked is None or look.shown:
        return Nothing("no longer so")
    told = look._("The secretariat says that you still represent {who}. Write to the secretariat if that is wrong.")
    text = Text(words=words(told, who=strong(respondents.name(look, asked, respondent))))
    organs = organs_of(look, asked, respondent)
    return card(asked.text, text, *(_to_answer(look, asked, organs[0]) if organs else []))


@shows("question.seat_undecided")
def seat_undecided(look: Look, question: int, respondent: int) -> Card | Nothing:
    """To one who was told what the secretariat had decided, and has taken back."""
    asked = questions.get(look.db, question)
    if asked is None or look.shown:
        return Nothing("stands as it was sent")
    told = look._("The secretariat has taken back what it said of your seat. Until it has decided you represent {who}.")
    return card(asked.text, Text(words=words(told, who=strong(respondents.name(look, asked, respondent)))))
