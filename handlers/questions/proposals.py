"""An answer that an assistant prepares for a member: until that one approves it (deciding.py) it counts for nobody, and
only the two see it.
"""

from collections.abc import Sequence

from pydantic import BaseModel

from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Element, Note, Text, card, strong, words
from handlers.fields import Number
from handlers.questions import respondents
from handlers.questions.answer_words import LEVELS, in_full
from handlers.questions.answering import in_time, is_same, preparing_for
from handlers.questions.question_words import the
from handlers.words import N_
from storage import people, posts, proposals, questions
from storage.people import Person
from storage.proposals import Proposal
from storage.questions import Anchoring, Given, Question, Said


class WhichProposal(BaseModel):
    proposal: Number


class Level(WhichProposal):
    anchoring: Anchoring


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
        said = said.but(anchoring=before.anchoring)
    kept = proposals.prepare(call.db, question.id, respondent, said, call.person.id, call.now)
    subject = f"question:{question.id}"
    for person, key in _keys(question, kept, for_approval):
        call.post(f"person:{person}", "question.proposed", key, in_time(call, question), subject, proposal=kept.id)
    _changed(call, question, kept)
    undo = call.undo("question.propose", proposal=kept.id, before=before.id if before else None)
    return Reply(card=_receipt(call, question, kept, for_approval, undo))


def _keys(question: Question, kept: Proposal, persons: Sequence[Person]) -> list[tuple[int, str]]:
    return [(person.id, f"question:{question.id}:proposed:{kept.id}:{person.id}") for person in persons]


def _changed(call: Call, question: Question, kept: Proposal) -> None:
    call.record(f"question:{question.id}", respondent=kept.respondent_id, choice=kept.choice, status=kept.state)
    call.show_again(f"question:{question.id}", f"person:{call.person.id}")


def _receipt(call: Call, question: Question, kept: Proposal, for_approval: Sequence[Person], *undo: Button) -> Card:
    thanks = words(
        call._("Thank you. Your proposal for {who}: {answer}. It counts when {member} has approved it."),
        who=strong(respondents.name(call, question, kept.respondent_id)),
        answer=in_full(call, question, kept.said),
        member=call.speech.joined([person.name for person in for_approval]),
    )
    until = words(call._("You can change it until {when}."), when=call.speech.moment(question.closes_at))
    anchored = [] if kept.anchoring else [_anchoring(call, kept)]
    buttons = Buttons(buttons=(change_button(call, question, kept.respondent_id), *undo))
    return card("", Text(words=thanks), *anchored, Text(words=until, quiet=True), buttons)


def change_button(look: Look, question: Question, respondent: int) -> Button:
    values = {"question": question.id, "respondent": respondent}
    return Button(label=look._("Change"), action="question.change", values=values, about=question.text)


def _anchoring(look: Look, kept: Proposal) -> Buttons:
    """«Hur förankrat är svaret?», as for an answer."""
    levels = tuple(
        Button(
            label=look._(label), action="question.propose_anchored", values={"proposal": kept.id, "anchoring": level}
        )
        for level, label in LEVELS.items()
    )
    return Buttons(buttons=levels, label=look._("How well anchored is the answer?"))


@on("question.propose_anchored", Level)
def anchor(call: Call, given: Level) -> Reply:
    """Say how far the answer that was prepared is anchored: the member sees it, and approves it with the answer."""
    question, kept = _prepared_by_me(call, given.proposal)
    if not proposals.anchor(call.db, kept.id, given.anchoring):
        raise decided_already()
    call.db.refresh(kept)
    _changed(call, question, kept)
    for_approval = respondents.people_for(call, question, [kept.respondent_id])
    return Reply(card=_receipt(call, question, kept, for_approval))


class Proposed(WhichProposal):
    """What is taken back, and what waited `before`."""

    before: int | None


@undoes("question.propose", Proposed)
def take_back(call: Call, given: Proposed) -> Reply:
    """Take back what was prepared, while nobody has decided; what it replaced waits again."""
    question, kept = _prepared_by_me(call, given.proposal)
    if not proposals.decide(call.db, kept.id, "withdrawn"):
        raise decided_already()
    if given.before is not None:
        proposals.reopen(call.db, given.before, "replaced")
    call.db.refresh(kept)
    for_approval = respondents.people_for(call, question, [kept.respondent_id])
    posts.supersede_keys(call.db, [key for _, key in _keys(question, kept, for_approval)])
    _changed(call, question, kept)
    told = call._("Your proposal is taken back.")
    if given.before is not None:
        told = call._("Your proposal is taken back. The one before it waits for approval again.")
    return Reply(card=said(told))


def _prepared_by_me(call: Call, number: int) -> tuple[Question, Proposal]:
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
    anchored = [] if kept.anchoring else [_anchoring(look, kept)]
    return [waits, Text(words=told), *anchored, Buttons(buttons=(change,))]


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
    return card(question.text, Text(words=told), *([note] if note else _to_decide(look, question, kept)))


def _to_decide(look: Look, question: Question, kept: Proposal) -> list[Element]:
    until = Text(words=words(look._("Closes {when}."), when=look.speech.lasting(question.closes_at)), quiet=True)
    values = {"proposal": kept.id}
    approve = Button(label=look._("Approve"), action="question.approve", values=values, style="primary")
    change = change_button(look, question, kept.respondent_id)
    decline = Button(label=look._("No thanks"), action="question.decline", values=values, style="plain")
    return [until, Buttons(buttons=(approve, change, decline))]
