"""An answer that an assistant prepares and a member approves: until then it counts for nobody, and only the two see it.

Approved, it is the member's own answer.
"""

from pydantic import BaseModel

from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows
from handlers.cards import Button, Buttons, Card, Element, Note, Text, card, strong, words
from handlers.cards import Said as Quoted
from handlers.fields import Number
from handlers.questions import respondents
from handlers.questions.answer_words import in_full
from handlers.questions.answering import answering_for, count, in_time
from handlers.questions.question_words import the
from handlers.words import N_
from storage import people, proposals, questions
from storage.proposals import Proposal
from storage.questions import Given, Question, Said


class Deciding(BaseModel):
    proposal: Number


def prepare(call: Call, question: Question, respondent: int, said: Said) -> Reply:
    """Keep what an assistant gives as an answer, for the member to approve."""
    who = respondents.name(call, question, respondent)
    if questions.standing(call.db, question.id, respondent):
        raise Refusal(N_("{who} has answered already. Your proposal is not saved: talk to the member."), who=who)
    for_approval = respondents.people_for(call, question, [respondent])
    if not for_approval:
        raise Refusal(N_("Nobody can approve an answer for {who} now. Write to the secretariat."), who=who)
    kept = proposals.prepare(call.db, question.id, respondent, said, call.person.id, call.now)
    subject = f"question:{question.id}"
    for person in for_approval:
        key = f"{subject}:proposed:{kept.id}:{person.id}"
        call.post(f"person:{person.id}", "question.proposed", key, in_time(call, question), subject, proposal=kept.id)
    call.record(subject, respondent=respondent, choice=said.choice)
    call.show_again(subject, f"person:{call.person.id}")
    thanks = words(
        call._("Thank you. Your proposal for {who}: {answer}. It counts when {member} has approved it."),
        who=strong(who),
        answer=in_full(call, question, said),
        member=call.speech.joined([person.name for person in for_approval]),
    )
    until = words(call._("You can change it until {when}."), when=call.speech.moment(question.closes_at))
    return Reply(card=card("", Text(words=thanks), Text(words=until, quiet=True), _change(call, question, respondent)))


def _change(look: Look, question: Question, respondent: int) -> Buttons:
    values = {"question": question.id, "respondent": respondent}
    change = Button(label=look._("Change"), action="question.change", values=values, about=question.text)
    return Buttons(buttons=(change,))


def prepared(look: Look, question: Question, respondent: int) -> Given | None:
    """What waits for the member, as it stands in the fields when it is changed."""
    latest = proposals.latest(look.db, question.id, respondent)
    if latest is None or latest.state != "waiting":
        return None
    return Given(**latest.said.values(), respondent_id=respondent, by_id=latest.by_id, at=latest.at)


def to_prepare(look: Look, question: Question) -> list[int]:
    """The respondents for whom the viewer has an answer to prepare: nobody has given or prepared one."""
    if question.anonymous or not look.assisted:
        return []
    mine, asked = respondents.mine(look, question), set(questions.asked(look.db, question.id))
    return [
        respondent
        for respondent in respondents.assisted(look, question)
        if respondent in asked
        and respondent not in mine
        and questions.standing(look.db, question.id, respondent) is None
        and proposals.latest(look.db, question.id, respondent) is None
    ]


def preparing(look: Look, question: Question, respondent: int) -> str:
    """«Du förbereder svar åt Karin Lind, för Region Dalarna.»"""
    names = [person.name for person in respondents.people_for(look, question, [respondent])]
    who = respondents.name(look, question, respondent)
    if not names or names == [who]:
        return look._("You prepare the answer for {who}.").format(who=who)
    members = look.speech.joined(names)
    return look._("You prepare the answer for {member}, who answers for {who}.").format(member=members, who=who)


@shows("question.proposed", live=True)
def proposed(look: Look, proposal: int) -> Card | Nothing:
    """To the member: what an assistant has prepared, to approve, change or decline."""
    kept = proposals.get(look.db, proposal)
    question = questions.get(look.db, kept.question_id) if kept else None
    if kept is None or question is None or (kept.state != "waiting" and not look.shown):
        return Nothing("no longer so")
    if kept.respondent_id not in respondents.mine(look, question):
        return Nothing("the seat is another's by now", over=True)
    told = words(
        look._("{name} has prepared an answer for {who}: {answer}."),
        name=people.get(look.db, kept.by_id).name,
        who=strong(respondents.name(look, question, kept.respondent_id)),
        answer=strong(in_full(look, question, kept.said)),
    )
    reasons = Quoted(text=kept.text) if kept.text and question.kind != "text" else None
    return card(question.text, Text(words=told), reasons, *_to_decide(look, question, kept))


def _to_decide(look: Look, question: Question, kept: Proposal) -> list[Element]:
    """What the member can do, or what became of it."""
    match kept.state:
        case "approved":
            return [Note(state="done", word=look._("Approved"))]
        case "declined":
            return [Note(word=look._("Put aside"))]
        case "replaced":
            return [Note(word=look._("A newer proposal has come"))]
    answered = questions.standing(look.db, question.id, kept.respondent_id)
    if answered:
        return [Note(state="done", word=look._("Question answered"))]
    if not question.open_at(look.now):
        return [Note(word=look._("The question has closed without this answer"))]
    until = Text(words=words(look._("Closes {when}."), when=look.speech.lasting(question.closes_at)), quiet=True)
    values = {"proposal": kept.id}
    approve = Button(label=look._("Approve"), action="question.approve", values=values, style="primary")
    change = _change(look, question, kept.respondent_id).buttons[0]
    decline = Button(label=look._("No thanks"), action="question.decline", values=values, style="plain")
    return [until, Buttons(buttons=(approve, change, decline))]


@on("question.approve", Deciding)
def approve(call: Call, given: Deciding) -> Reply:
    """Let what was prepared count as the member's own answer."""
    question, kept = _waiting(call, given.proposal)
    if questions.standing(call.db, question.id, kept.respondent_id):
        who = respondents.name(call, question, kept.respondent_id)
        raise Refusal(
            N_("{who} has an answer by now, so nothing is changed. Change it on the question's card."), who=who
        )
    _decide(call, kept, "approved")
    return count(call, question, kept.respondent_id, kept.said, None)


@on("question.decline", Deciding)
def decline(call: Call, given: Deciding) -> Reply:
    """Put aside what was prepared. Nobody is told: the question waits for the member."""
    question, kept = _waiting(call, given.proposal)
    _decide(call, kept, "declined")
    call.show_again(f"question:{question.id}")
    return Reply(card=said(call._("The proposal is put aside. The question still waits for your answer.")))


def _waiting(call: Call, number: int) -> tuple[Question, Proposal]:
    """What is to be decided, by one who answers for the respondent."""
    kept = proposals.get(call.db, number)
    if kept is None:
        raise Refusal(N_("There is no such proposal."))
    question = the(call, kept.question_id)
    answering_for(call, question, kept.respondent_id)
    return question, kept


def _decide(call: Call, kept: Proposal, state: proposals.State) -> None:
    if not proposals.decide(call.db, kept.id, state):
        raise Refusal(N_("That proposal is decided already, or a newer one has come. Nothing is changed."))
    call.db.refresh(kept)
