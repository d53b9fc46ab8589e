"""An answer that an assistant prepares for a member: until that one approves it (deciding.py) it counts for nobody, and
only the two see it.
"""

from collections.abc import Sequence

from pydantic import BaseModel

from handlers.call import Call, Look, Nothing, Refusal, Reply, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Element, Note, Text, Words, card, strong, words
from handlers.cards import Said as Quoted
from handlers.fields import Number
from handlers.questions import respondents
from handlers.questions.answer_words import LEVELS, about_which, in_full
from handlers.questions.answering import in_time, preparing_for
from handlers.questions.question_words import is_same, the
from handlers.words import N_
from storage import people, posts, proposals, questions
from storage.people import Person
from storage.proposals import Proposal
from storage.questions import Given, Question, Said


class WhichProposal(BaseModel):
    proposal: Number


def prepare(call: Call, question: Question, respondent: int, said: Said) -> Reply:
    """Keep what an assistant gives as an answer, for the member to approve."""
    who = respondents.name(call, question, respondent)
    if questions.standing(call.db, question.id, respondent):
        raise Refusal(N_("{who} has answered already. Your proposal is not saved: talk to the member."), who=who)
    for_approval = respondents.people_for(call, question, [respondent])
    if not for_approval:
        raise Refusal(N_("Nobody can approve an answer for {who} now. Write to the secretariat."), who=who)
    before = proposals.latest(call.db, question.id, respondent)
    before = before if before and before.state == "waiting" else None
    if before and is_same(question, before.said, said):
        said = said.but(anchoring=said.anchoring or before.anchoring, text=before.text)
    kept = proposals.prepare(call.db, question.id, respondent, said, call.person.id, call.now)
    subject = f"question:{question.id}"
    for person, key in _keys(question, kept, for_approval):
        call.post(f"person:{person}", "question.proposed", key, in_time(call, question), subject, proposal=kept.id)
    changed(call, question, kept)
    call.show_again(*(f"person:{person.id}" for person in for_approval))
    undo = call.undo("question.propose", proposal=kept.id, before=before.id if before else None)
    return Reply(card=receipt(call, question, kept, for_approval, undo))


def _keys(question: Question, kept: Proposal, persons: Sequence[Person]) -> list[tuple[int, str]]:
    return [(person.id, f"question:{question.id}:proposed:{kept.id}:{person.id}") for person in persons]


def changed(call: Call, question: Question, kept: Proposal) -> None:
    """Draw anew what shows it."""
    call.record(f"question:{question.id}", respondent=kept.respondent_id, choice=kept.choice, status=kept.state)
    call.show_again(f"question:{question.id}", f"person:{call.person.id}")


def receipt(call: Call, question: Question, kept: Proposal, for_approval: Sequence[Person], *undo: Button) -> Card:
    """What the assistant is told of what they have prepared."""
    thanks = words(
        call._("Thank you. Your proposal for {who}: {answer}. It counts when {member} has approved it."),
        who=strong(respondents.name(call, question, kept.respondent_id)),
        answer=in_full(call, question, kept.said),
        member=call.speech.joined([person.name for person in for_approval]),
    )
    until = words(call._("You can change it until {when}."), when=call.speech.moment(question.closes_at))
    buttons = Buttons(buttons=(change_button(call, question, kept.respondent_id), *undo))
    told = (Text(words=thanks), about_which(call, question), *_reasons(question, kept))
    return card("", *told, *_to_complete(call, question, kept), Text(words=until, quiet=True), buttons)


def change_button(look: Look, question: Question, respondent: int) -> Button:
    values = {"question": question.id, "respondent": respondent}
    return Button(label=look._("Change"), action="question.change", values=values, about=question.text)


def _reasons(question: Question, kept: Proposal) -> list[Element]:
    """Why it is prepared so, where that is not part of an answer in words."""
    return [Quoted(text=kept.text)] if kept.text and question.kind != "text" else []


def _to_complete(look: Look, question: Question, kept: Proposal) -> list[Element]:
    """[Min bedömning] [Ledningen] [Politiskt] [Skriv varför], as for an answer. An answer in words has its reasons in
    it."""
    values = {"proposal": kept.id}
    levels = [
        Button(label=look._(label), action="question.propose_anchored", values=values | {"anchoring": level})
        for level, label in LEVELS.items()
    ]
    why = Button(label=look._("Write why"), action="question.propose_reason", values=values | {"edit": True})
    missing = [*([] if kept.anchoring else levels), *([] if question.kind == "text" else [why])]
    asks = "" if kept.anchoring else look._("How well anchored is the answer?")
    return [Buttons(buttons=tuple(missing), label=asks)] if missing else []


class Proposed(WhichProposal):
    """What is taken back, and what waited `before`."""

    before: int | None


@undoes("question.propose", Proposed)
def take_back(call: Call, given: Proposed) -> Reply:
    """Take back what was prepared, while nobody has decided; what it replaced waits again."""
    question, kept = prepared_by_me(call, given.proposal)
    if not proposals.decide(call.db, kept.id, "withdrawn"):
        raise decided_already()
    if given.before is not None:
        proposals.reopen(call.db, given.before, "replaced")
    call.db.refresh(kept)
    for_approval = respondents.people_for(call, question, [kept.respondent_id])
    posts.supersede_keys(call.db, [key for _, key in _keys(question, kept, for_approval)])
    changed(call, question, kept)
    told = call._("Your proposal is taken back.")
    if given.before is not None:
        told = call._("Your proposal is taken back. The one before it waits for approval again.")
    return Reply(card=said(told))


def prepared_by_me(call: Call, number: int) -> tuple[Question, Proposal]:
    """The proposal of the caller, who still prepares answers there. Raises Refusal."""
    kept, question = the_proposal(call, number)
    if kept.by_id != call.person.id or preparing_for(call, question, kept.respondent_id) is None:
        raise Refusal(N_("There is no such proposal."))
    return question, kept


def the_proposal(call: Call, number: int) -> tuple[Proposal, Question]:
    """What was prepared, and the question. Raises Refusal where there is none."""
    kept = proposals.get(call.db, number)
    if kept is None:
        raise Refusal(N_("There is no such proposal."))
    return kept, the(call, kept.question_id)


def decided_already() -> Refusal:
    return Refusal(N_("That proposal is decided already, or a newer one has come. Nothing is changed."))


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


def mine_prepared(look: Look, question: Question) -> list[Element]:
    """For an assistant: what they have prepared, and where it has come."""
    helped = [] if question.anonymous or not look.assisted else respondents.assisted(look, question)
    found = [proposals.latest(look.db, question.id, one) for one in helped]
    return [part for kept in found if kept and kept.by_id == look.person.id for part in _where(look, question, kept)]


def _where(look: Look, question: Question, kept: Proposal) -> list[Element]:
    who, answer = respondents.name(look, question, kept.respondent_id), in_full(look, question, kept.said)
    told = words(look._("Your proposal for {who}: {answer}."), who=strong(who), answer=answer)
    if note := became(look, question, kept):
        return [note, Text(words=told)]
    waits = Note(state="wait", word=look._("Waits for approval"))
    change = change_button(look, question, kept.respondent_id)
    complete = _to_complete(look, question, kept)
    return [waits, Text(words=told), *_reasons(question, kept), *complete, Buttons(buttons=(change,))]


def became(look: Look, question: Question, kept: Proposal) -> Note | None:
    """What became of it; None while it waits."""
    answered = questions.standing(look.db, question.id, kept.respondent_id)
    match kept.state:
        case "approved" if answered:
            return Note(state="done", word=look._("Approved"))
        case "approved":
            return Note(state="stop", word=look._("Approved, and taken back since"))
        case "declined":
            return Note(word=look._("Put aside"))
        case "replaced":
            return Note(word=look._("A newer proposal has come"))
        case "withdrawn":
            return Note(state="stop", word=look._("The proposal is taken back"))
    if answered:
        return Note(state="done", word=look._("Question answered"))
    if not question.open_at(look.now):
        return Note(word=look._("The question has closed without this answer"))
    return None


def beside(look: Look, question: Question, respondent: int) -> tuple[Words, Buttons] | None:
    """«Tove Alm föreslår: delvis.» and [Godkänn], wherever the member answers: a proposal is not to be passed over
    unseen."""
    kept = None if question.anonymous else proposals.latest(look.db, question.id, respondent)
    if kept is None or kept.state != "waiting" or respondent not in respondents.mine(look, question):
        return None
    name, answer = people.get(look.db, kept.by_id).name, strong(in_full(look, question, kept.said))
    told = words(look._("{name} proposes: {answer}."), name=name, answer=answer)
    return told, Buttons(buttons=(_approve(look, question, kept),))


def _approve(look: Look, question: Question, kept: Proposal) -> Button:
    values = {"proposal": kept.id}
    return Button(
        label=look._("Approve"), action="question.approve", values=values, style="primary", about=question.text
    )


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
    note = became(look, question, kept)
    decided = [note] if note else _to_decide(look, question, kept)
    return card(question.text, Text(words=told), *_reasons(question, kept), *decided)


def _to_decide(look: Look, question: Question, kept: Proposal) -> list[Element]:
    until = Text(words=words(look._("Closes {when}."), when=look.speech.lasting(question.closes_at)), quiet=True)
    values, approve = {"proposal": kept.id}, _approve(look, question, kept)
    change = change_button(look, question, kept.respondent_id)
    decline = Button(label=look._("No thanks"), action="question.decline", values=values, style="plain")
    return [until, Buttons(buttons=(approve, change, decline))]
