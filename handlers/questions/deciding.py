"""What a member decides of an answer that an assistant has prepared: approved, it is the member's own; the assistant
hears of it.
"""

from handlers.call import Call, Look, Nothing, Refusal, Reply, on, shows, undoes
from handlers.call import said as told
from handlers.cards import Buttons, Card, Text, card, strong, words
from handlers.fields import Number
from handlers.questions import respondents
from handlers.questions.answer_words import in_full
from handlers.questions.answering import answering_for, count, give_back, in_time
from handlers.questions.proposals import WhichProposal, decided_already, the_proposal
from handlers.questions.question_words import Which, the
from handlers.words import N_
from storage import people, posts, proposals, questions
from storage.proposals import Proposal, State
from storage.questions import Question


@on("question.approve", WhichProposal)
def approve(call: Call, given: WhichProposal) -> Reply:
    """Let what was prepared count as the member's own answer."""
    question, kept = _waiting(call, given.proposal)
    if questions.standing(call.db, question.id, kept.respondent_id):
        who = respondents.name(call, question, kept.respondent_id)
        raise Refusal(
            N_("{who} has an answer by now, so nothing is changed. Change it on the question's card."), who=who
        )
    _decide(call, question, kept, "approved")
    return count(call, question, kept.respondent_id, kept.said, None, undo="question.approve")


class Approved(Which):
    """The answer, by number, that came of it."""

    respondent: Number
    given: Number


@undoes("question.approve", Approved)
def disapprove(call: Call, given: Approved) -> Reply:
    """The answer does not count after all; the proposal waits again."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    give_back(call, question, respondent, given.given)
    kept = proposals.latest(call.db, question.id, respondent)
    if kept and proposals.reopen(call.db, kept.id, "approved"):
        _waits_again(call, kept)
    return Reply(card=told(call._("The approval is taken back. The proposal waits for you again.")))


@on("question.decline", WhichProposal)
def decline(call: Call, given: WhichProposal) -> Reply:
    """Put aside what was prepared: the question waits for the member."""
    question, kept = _waiting(call, given.proposal)
    _decide(call, question, kept, "declined")
    call.show_again(f"question:{question.id}")
    undo = call.undo("question.decline", proposal=kept.id)
    text = call._("The proposal is put aside. The question still waits for your answer.")
    return Reply(card=card("", Text(words=words(text)), Buttons(buttons=(undo,))))


@undoes("question.decline", WhichProposal)
def take_up(call: Call, given: WhichProposal) -> Reply:
    """It is not put aside after all, unless another has been prepared since."""
    question, kept = _waiting(call, given.proposal)
    last = proposals.latest(call.db, question.id, kept.respondent_id)
    if last is None or last.id != kept.id or not proposals.reopen(call.db, kept.id, "declined"):
        raise Refusal(N_("It has been changed since. Nothing is undone."))
    _waits_again(call, kept)
    return Reply(card=told(call._("Undone. The proposal waits for you again.")))


def _waiting(call: Call, number: int) -> tuple[Question, Proposal]:
    """What is to be decided, by one who answers for the respondent."""
    kept, question = the_proposal(call, number)
    answering_for(call, question, kept.respondent_id)
    return question, kept


def _decide(call: Call, question: Question, kept: Proposal, state: State) -> None:
    if not proposals.decide(call.db, kept.id, state, call.person.id):
        raise decided_already()
    call.db.refresh(kept)
    to, subject = f"person:{kept.by_id}", f"question:{question.id}"
    call.post(to, "question.decided", _key(kept), in_time(call, question), subject, proposal=kept.id)


def _waits_again(call: Call, kept: Proposal) -> None:
    """The assistant need not hear of what was decided, or hears that it was undone."""
    call.db.refresh(kept)
    posts.supersede_keys(call.db, [_key(kept)])
    call.show_again(f"question:{kept.question_id}")


def _key(kept: Proposal) -> str:
    return f"question:{kept.question_id}:decided:{kept.id}"


@shows("question.decided", live=True)
def decided(look: Look, proposal: int) -> Card | Nothing:
    """To the assistant: what the member has decided."""
    kept = proposals.get(look.db, proposal)
    question = questions.get(look.db, kept.question_id) if kept else None
    if kept is None or question is None or (kept.decided_by_id is None and not look.shown):
        return Nothing("no longer so")
    if kept.respondent_id not in respondents.assisted(look, question):
        return Nothing("assists another by now", over=True)
    member = people.get(look.db, kept.decided_by_id).name if kept.decided_by_id else ""
    text = words(
        _told(look, question, kept),
        member=member,
        who=strong(respondents.name(look, question, kept.respondent_id)),
        answer=in_full(look, question, kept.said),
    )
    return card(question.text, Text(words=text))


def _told(look: Look, question: Question, kept: Proposal) -> str:
    match kept.state:
        case "approved" if questions.standing(look.db, question.id, kept.respondent_id):
            return look._("{member} has approved your proposal for {who}: {answer}.")
        case "approved":
            return look._("{member} approved your proposal for {who}, and has taken the answer back since: {answer}.")
        case "declined":
            return look._("{member} has put your proposal for {who} aside: {answer}.")
        case _:
            return look._("Your proposal for {who} waits for approval again: {answer}.")
