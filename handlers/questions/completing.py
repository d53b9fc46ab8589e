"""What an assistant says beside an answer that they have prepared: how far it is anchored, and why. The member sees it,
and approves it with the answer.
"""

from typing import Annotated

from pydantic import BaseModel

from handlers.call import Call, Refusal, Reply, on, undoes
from handlers.cards import Form
from handlers.fields import Blank, Prose
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.anchoring import form_of, with_reasons
from handlers.questions.proposals import WhichProposal, changed, decided_already, prepared_by_me, receipt
from handlers.words import N_
from storage import proposals
from storage.proposals import Proposal
from storage.questions import Anchoring, Question


class Level(WhichProposal):
    anchoring: Anchoring


class Reasons(WhichProposal):
    """Why the answer is prepared so; empty takes the reasons away."""

    text: Annotated[Prose | None, Blank] = None


class Beside(BaseModel):
    """What stands beside a proposal."""

    anchoring: str | None
    text: str | None


class Completed(WhichProposal):
    """What stood beside it, and what that became."""

    was: Beside
    then: Beside


@on("question.propose_anchored", Level)
def anchor(call: Call, given: Level) -> Reply:
    """Say how far the answer that was prepared is anchored."""
    question, kept = prepared_by_me(call, given.proposal)
    return _complete(call, question, kept, anchoring=given.anchoring)


def reasons_form(call: Call, filled: Filled) -> Form:
    """The reasons as they stand."""
    question, kept = prepared_by_me(call, filled.number("proposal"))
    with_reasons(question)
    asked = filled.lines("text", call._("The reasons"), call._("At most 2,000 characters."))
    field = asked.model_copy(update={"value": filled.text("text", kept.text or "")})
    return form_of(call, question, kept.respondent_id, "question.propose_reason", {"proposal": kept.id}, field)


@on("question.propose_reason", Reasons, form=reasons_form)
def reason(call: Call, given: Reasons) -> Reply:
    """Say why the answer is prepared so."""
    question, kept = prepared_by_me(call, given.proposal)
    return _complete(call, with_reasons(question), kept, text=given.text)


def _complete(call: Call, question: Question, kept: Proposal, **beside: str | None) -> Reply:
    was = _beside(kept)
    _keep(call, question, kept, beside)
    undo = call.undo("question.propose_complete", proposal=kept.id, was=was, then=_beside(kept))
    for_approval = respondents.people_for(call, question, [kept.respondent_id])
    return Reply(card=receipt(call, question, kept, for_approval, undo))


def _keep(call: Call, question: Question, kept: Proposal, beside: dict[str, str | None]) -> None:
    if not proposals.complete(call.db, kept.id, **beside):
        raise decided_already()
    call.db.refresh(kept)
    changed(call, question, kept)


def _beside(kept: Proposal) -> dict[str, str | None]:
    return {"anchoring": kept.anchoring, "text": kept.text}


@undoes("question.propose_complete", Completed)
def uncomplete(call: Call, given: Completed) -> Reply:
    """What stood beside it before stands there again."""
    question, kept = prepared_by_me(call, given.proposal)
    if _beside(kept) != given.then.model_dump():
        raise Refusal(N_("It has been changed since. Nothing is undone."))
    _keep(call, question, kept, given.was.model_dump())
    for_approval = respondents.people_for(call, question, [kept.respondent_id])
    return Reply(card=receipt(call, question, kept, for_approval))
