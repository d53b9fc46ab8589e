"""How an answer comes to count: for whom, who else is told of it, what the one who answered is told."""

from datetime import datetime

from handlers import quiet
from handlers.call import Call, Refusal, Reply
from handlers.cards import Button, Buttons, Card, Text, card, strong, words
from handlers.questions import respondents
from handlers.questions.answer_buttons import anchoring, mend
from handlers.questions.answer_words import about_which, in_full
from handlers.questions.question_words import is_same
from handlers.words import N_
from storage import organisations, people, posts, questions, seat_changes
from storage.questions import TAKEN_BACK, Answer, Given, Question, Said


def answering_for(call: Call, question: Question, wanted: int | None) -> int:
    """Whom the caller answers for, by name. Raises Refusal, saying what to do, where there is nobody or the question is
    not open."""
    must_be_by_name(question)
    return may_answer(call, question, wanted)


def must_be_by_name(question: Question) -> None:
    if question.anonymous:
        raise Refusal(N_("This question is answered anonymously, with the button on its card, and only once."))


def may_answer(call: Call, question: Question, wanted: int | None) -> int:
    """The same, whether by name or anonymously."""
    mine = respondents.mine(call, question)
    allowed = [respondent for respondent in mine if wanted in (None, respondent)]
    held = next((one for one in allowed if questions.is_asked(call.db, question.id, one)), None)
    if held is None:
        raise _not_for_you(call, question)
    must_be_open(call, question)
    return held


def filling_in_for(call: Call, question: Question, wanted: int | None) -> int:
    """Whom the caller answers for, or as an assistant prepares an answer for."""
    preparing = preparing_for(call, question, wanted)
    return answering_for(call, question, wanted) if preparing is None else preparing


def preparing_for(call: Call, question: Question, wanted: int | None) -> int | None:
    """For whom the caller prepares an answer that a member then approves; None for one who answers without asking."""
    mine = respondents.mine(call, question)
    if question.anonymous or wanted in mine or (wanted is None and mine):
        return None
    helped = [one for one in respondents.assisted(call, question) if wanted in (None, one)]
    held = next((one for one in helped if questions.is_asked(call.db, question.id, one)), None)
    if held is not None:
        must_be_open(call, question)
    return held


def must_be_open(call: Call, question: Question) -> None:
    if call.now < question.opens_at:
        raise Refusal(
            N_("The question opens {when}. Nothing is saved yet."), when=call.speech.moment(question.opens_at)
        )
    if call.now >= question.closes_at:
        raise Refusal(
            N_("The question closed {when}, so the answer is not saved. Write to the secretariat if it still matters."),
            when=call.speech.moment(question.closes_at),
        )


def _not_for_you(call: Call, question: Question) -> Refusal:
    asked = set(questions.asked(call.db, question.id)) if question.respondent == "county" else set()
    beside = [stand.county_id for stand in call.stands if stand.county_id in asked and not stand.responsible]
    if beside and beside[0] and (organ := organisations.responsible_for(call.db, beside[0])):
        told = N_("For your county {organ} answers, so nothing is saved. Tell them what you think.")
        return Refusal(told, organ=organ.named(call.today).name)
    return Refusal(N_("This question is put to others, so nothing is saved. Is that wrong? Write to the secretariat."))


def with_what_was_said(question: Question, before: Given | None, said: Said) -> Said:
    """An answer that is given once more as it stands keeps its anchoring and its reasons."""
    if before is None or before.joins_id is not None or not is_same(question, before, said):
        return said
    return before.but(recorded=None, anchoring=said.anchoring or before.anchoring)


def count(
    call: Call, question: Question, respondent: int, said: Said, before: Given | None, undo: str = "question.answer"
) -> Reply:
    """Let an answer of the caller count from now on, for one whom the caller answers for, instead of what stood
    `before`; and tell whom it concerns. The receipt undoes it (`undo`)."""
    button = enter(call, question, respondent, said, before, undo)
    if before and before.by_id != call.person.id and not before.recorded:
        _tell_the_other(call, question, respondent, before)
    standing = Given(**said.values(), respondent_id=respondent, by_id=call.person.id, at=call.now)
    return Reply(card=_receipt(call, question, standing, before, button))


def enter(
    call: Call, question: Question, respondent: int, said: Said, before: Given | None, undo: str = "question.answer"
) -> Button:
    """Store what is said for the respondent instead of what stood `before`. The button undoes it (`undo`)."""
    given = questions.give(call.db, question.id, respondent, said, call.person.id, call.now)
    withdrawn = {"withdrawn": True} if said.is_empty else {}
    call.record(f"question:{question.id}", respondent=respondent, choice=said.choice, **withdrawn)
    show_to_all(call, question, respondent)
    if before and not is_same(question, before, said):
        tell_who_joined(call, question, respondent, said)
    return call.undo(undo, question=question.id, respondent=respondent, given=given)


def give_back(call: Call, question: Question, respondent: int, given: int) -> Given | None:
    """Let what stood before the answer `given` of the caller count again, as it was given then; None if that is
    nothing. Raises Refusal if what is undone no longer stands."""
    there = questions.history(call.db, question.id, respondent)
    own = (place for place, answer in enumerate(there) if answer.id == given and answer.by_id == call.person.id)
    at = next(own, None)
    if at is None:
        raise Refusal(N_("There is nothing to undo, or it is already undone."))
    _must_stand(call, question, there[-1], there[at])
    if questions.said_in(there[at]).is_empty:
        represents_after_all(call, question, respondent)
    return _restore(call, question, respondent, there[at - 1] if at else None)


def _must_stand(call: Call, question: Question, last: Answer, undone: Answer) -> None:
    """Raises Refusal unless what is to be undone stands: it is the last, or whatever came after it was undone."""
    stands, own = questions.said_in(last), questions.said_in(undone)
    again = last.id == undone.id or stands.is_empty or last.at == undone.at  # what comes back keeps its time
    if stands == own and again and (stands.is_empty or last.by_id == undone.by_id):
        return
    if last.by_id == undone.by_id:
        raise Refusal(N_("You have changed the answer since, so nothing is undone. Change it again instead."))
    who, name = respondents.name(call, question, last.respondent_id), people.get(call.db, last.by_id).name
    if stands.is_empty:
        raise Refusal(N_("{name} has taken back the answer for {who} since. Nothing is changed."), name=name, who=who)
    told = N_("{name} has answered for {who} since, and that answer stands. Nothing is changed.")
    raise Refusal(told, name=name, who=who)


def represents_after_all(call: Call, question: Question, respondent: int) -> None:
    """The caller does answer for the respondent: what they said otherwise, and nobody has decided, was a mistake."""
    seat_changes.take_back(call.db, question.id, respondent, call.person.id)
    call.show_again(f"seat:{call.person.id}")


def _restore(call: Call, question: Question, respondent: int, before: Answer | None) -> Given | None:
    """An answer whose giver has said since that it was for the wrong one does not come back."""
    back = questions.said_in(before) if before and not _is_disowned(call, before) else TAKEN_BACK
    by, at = (before.by_id, before.at) if before and not back.is_empty else (call.person.id, call.now)
    questions.give(call.db, question.id, respondent, back, by, at)
    call.record(f"question:{question.id}", respondent=respondent, choice=back.choice, withdrawn=True)
    show_to_all(call, question, respondent)
    tell_who_joined(call, question, respondent, back)
    return questions.standing(call.db, question.id, respondent)


def _is_disowned(call: Call, before: Answer) -> bool:
    there = before.question_id, before.respondent_id, before.by_id
    return before.by_id != call.person.id and seat_changes.disowned(call.db, *there, before.at)


def show_to_all(call: Call, question: Question, respondent: int) -> None:
    """Draw anew the question's cards, and what waited for the caller and for those who could have answered as well."""
    persons = {call.person.id, *respondents.holders(call, question, respondent)}
    call.show_again(f"question:{question.id}", *(f"person:{person}" for person in sorted(persons)))


def _tell_the_other(call: Call, question: Question, respondent: int, before: Given) -> None:
    """Two answered for one: the later counts, both are kept, both are told."""
    subject = f"question:{question.id}"
    key = f"{subject}:{respondent}:replaced:{before.id}"
    args = {"question": question.id, "respondent": respondent, "by": call.person.id}
    call.post(f"person:{before.by_id}", "question.replaced", key, in_time(call, question), subject, **args)


def tell_who_joined(call: Call, question: Question, respondent: int, said: Said) -> None:
    """Those who have joined an answer are told, once, when it says something else; not if it says the same again before
    they are."""
    for one in questions.answers(call.db, question.id):
        if one.joins_id == respondent:
            values = {"question": question.id, "respondent": one.respondent_id, "joined": one.joins_id}
            key = f"question:{question.id}:{one.respondent_id}:joined:{one.id}"
            if is_same(question, one, said):
                posts.supersede(call.db, key)
            else:
                call.post(f"person:{one.by_id}", "question.joined_changed", key, in_time(call, question), key, **values)


def in_time(call: Call, question: Question) -> datetime:
    """When a person is told of something about the question: not in a quiet time, unless it closes in the midst of
    it."""
    morning = quiet.after_quiet(call.forum, call.now)
    return call.now if call.now < question.closes_at <= morning else morning


def _receipt(call: Call, question: Question, standing: Given, before: Given | None, undo: Button) -> Card:
    respondent = standing.respondent_id
    name = respondents.name(call, question, respondent)
    answer = in_full(call, question, standing)
    thanks = words(call._("Thank you. {who}: {answer}."), who=strong(name), answer=answer)
    until = words(call._("You can change it until {when}."), when=call.speech.moment(question.closes_at))
    other = None
    if before and before.by_id != call.person.id and not before.recorded:
        by = people.get(call.db, before.by_id).name
        other = Text(words=words(call._("{name} had answered before you. Yours counts now, both are kept."), name=by))
    return card(
        "",
        Text(words=thanks),
        about_which(call, question),
        other,
        *anchoring(call, question, respondent, standing),
        Text(words=until, quiet=True),
        mend(call, question, respondent),
        Buttons(buttons=(undo,)),
    )
