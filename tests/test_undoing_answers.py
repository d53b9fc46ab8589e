"""Undoing an answer: for ten minutes what stood before counts again, unless somebody has answered since."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handlers.call import Reply
from storage import questions
from tests.conftest import both
from tests.scenes import CECILIA, KARIN, MATS, NILS, OFFICIALS, SECRETARY, answer, ask, in_room, to
from tests.world import World


def standing(world: World, question: int) -> list[tuple[int | None, str | None, str | None, int]]:
    there = world.read(lambda db: questions.answers(db, question))
    return [(one.choice, one.text, one.anchoring, one.by_id) for one in there]


@both
def test_an_answer_is_undone_and_nothing_stands(world: World):
    question = ask(world)
    reply = world.does(KARIN, "question.answer", question=question, choice=2)
    told = world.presses(KARIN, reply, "Ångra").text()
    assert told == "Svaret är borttaget. Region Dalarna har nu inget svar."
    assert "0 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]
    assert "Svar saknas" in world.looks(KARIN, "question.card", question=question).text()
    assert world.presses(KARIN, reply, "Ångra").text() == "Det finns inget att ångra, eller så är det redan ångrat."


def test_what_stood_before_counts_again_with_all_that_was_said(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    world.does(KARIN, "question.reason", question=question, text="Norr först")
    world.does(KARIN, "question.anchor", question=question, anchoring="political")
    before = standing(world, question)
    world.passes(minutes=30)
    reply = world.does(KARIN, "question.answer", question=question, choice=3)
    told = world.presses(KARIN, reply, "Ångra").text()
    assert told.startswith("Ångrat. Region Dalarna svarar som förut: delvis, politiskt förankrat.")
    assert standing(world, question) == before
    shown = world.looks(KARIN, "question.card", question=question).text()
    assert "Besvarad. Karin Lind, måndag 1 februari kl. 9.00" in shown


def test_a_colleagues_answer_counts_again_as_theirs(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    before = standing(world, question)
    reply = world.does(NILS, "question.answer", question=question, choice=1)
    world.presses(NILS, reply, "Ångra")
    assert standing(world, question) == before


def test_not_if_somebody_else_has_answered_since(world: World):
    question = ask(world)
    reply = world.does(KARIN, "question.answer", question=question, choice=2)
    answer(world, NILS, question, 1)
    told = world.presses(KARIN, reply, "Ångra").text()
    assert told == "Nils Berg har svarat för Region Dalarna efter det, och det svaret gäller. Inget är ändrat."
    assert [choice for choice, *_ in standing(world, question)] == [1]


def test_an_older_answer_is_not_undone_behind_a_newer_one(world: World):
    question = ask(world)
    old = world.does(KARIN, "question.answer", question=question, choice=2)
    new = world.does(KARIN, "question.answer", question=question, choice=3)
    assert world.presses(KARIN, old, "Ångra").text() == (
        "Du har ändrat svaret efter det, så inget ångras. Ändra det igen i stället."
    )
    world.presses(KARIN, new, "Ångra")
    assert [choice for choice, *_ in standing(world, question)] == [2]
    world.presses(KARIN, old, "Ångra")
    assert standing(world, question) == []


def test_after_ten_minutes_and_after_closing_it_is_too_late(world: World):
    question, closing = ask(world), ask(world, closes="i dag 9:05")
    reply = world.does(KARIN, "question.answer", question=question, choice=2)
    late = world.does(KARIN, "question.answer", question=closing, choice=2)
    world.passes(minutes=6)
    assert world.presses(KARIN, late, "Ångra").text().startswith("Frågan stängde i dag kl. 9.05")
    world.passes(minutes=5)
    assert world.presses(KARIN, reply, "Ångra").outcome == "refused"
    assert [choice for choice, *_ in standing(world, question)] == [2]


def test_nobody_undoes_anothers_answer(world: World):
    question = ask(world)
    reply = world.does(KARIN, "question.answer", question=question, choice=2)
    for who in (MATS, NILS):
        assert world.presses(who, reply, "Ångra").outcome == "refused"
    assert len(standing(world, question)) == 1


def test_who_joined_an_answer_that_is_undone_is_told(world: World):
    question, dalarna = ask(world), world.organisation("region-dalarna").county_id
    reply = world.does(KARIN, "question.answer", question=question, choice=2)
    world.does(CECILIA, "question.join", question=question, joins=dalarna)
    world.presses(KARIN, reply, "Ångra")
    assert "Region Dalarna har tagit tillbaka svaret som du instämde i." in to(world, CECILIA)[-1]


def test_who_was_told_of_a_colleagues_answer_sees_that_their_own_counts_again(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    reply = world.does(NILS, "question.answer", question=question, choice=1)
    assert "Nils Berg har svarat för Region Dalarna efter dig: ja." in to(world, KARIN)[-1]
    world.presses(NILS, reply, "Ångra")
    assert "Ditt svar för Region Dalarna gäller: delvis." in to(world, KARIN)[-1]
    assert "efter dig" not in to(world, KARIN)[-1]


def test_of_what_is_undone_in_the_evening_nobody_is_told_in_the_morning(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    world.does(CECILIA, "question.join", question=question, joins=world.organisation("region-dalarna").county_id)
    world.goes_to("2027-02-01 21:00")
    reply = world.does(NILS, "question.answer", question=question, choice=1)
    world.presses(NILS, reply, "Ångra")
    world.goes_to("2027-02-02 07:00")
    assert to(world, CECILIA) == []
    assert "efter dig" not in "".join(to(world, KARIN))
    answer(world, KARIN, question, 3)
    world.goes_to("2027-02-02 10:00")
    assert any("Region Dalarna har ändrat svaret som du instämde i." in text for text in to(world, CECILIA))


ACTS = st.one_of(
    st.tuples(st.just("question.answer"), st.fixed_dictionaries({"choice": st.integers(1, 4)})),
    st.tuples(st.just("question.anchor"), st.fixed_dictionaries({"anchoring": st.sampled_from(["own", "political"])})),
    st.tuples(st.just("question.reason"), st.fixed_dictionaries({"text": st.sampled_from(["Därför", "Norr", ""])})),
    st.tuples(st.just("question.withdraw"), st.just({})),
)


@given(st.lists(ACTS, min_size=1, max_size=5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_one_after_the_other_leads_back_through_all_that_stood(world: World, acts: list):
    question = ask(world)
    stood: list[list] = []
    done: list[Reply] = []
    for action, values in acts:
        before = standing(world, question)
        reply = world.does(KARIN, action, question=question, **values)
        if reply.outcome == "done" and standing(world, question) != before or "Ångra" in reply.text():
            stood.append(before)
            done.append(reply)
    while done:
        world.undoes(KARIN)
        done.pop()
        assert standing(world, question) == stood.pop()


# A colleague has answered for the same one in between


def test_behind_a_colleagues_undone_answer_ones_own_is_undone(world: World):
    question = ask(world)
    mine = world.does(KARIN, "question.answer", question=question, choice=2)
    theirs = world.does(NILS, "question.answer", question=question, choice=1)
    assert "Nils Berg har svarat för Region Dalarna efter det" in world.presses(KARIN, mine, "Ångra").text()
    world.presses(NILS, theirs, "Ångra")
    assert [choice for choice, *_ in standing(world, question)] == [2]
    told = world.presses(KARIN, mine, "Ångra").text()
    assert told == "Svaret är borttaget. Region Dalarna har nu inget svar."
    assert standing(world, question) == []


def test_what_was_recorded_is_undone_behind_ones_own_undone_answer(world: World):
    question, dalarna = ask(world), world.organisation("region-dalarna").county_id
    values = {"respondent": dalarna, "choice": 1, "how": "phone"}
    recorded = world.does(SECRETARY, "question.record", question=question, **values)
    own = world.does(KARIN, "question.answer", question=question, choice=2)
    assert world.presses(SECRETARY, recorded, "Ångra").outcome == "refused"
    world.presses(KARIN, own, "Ångra")
    assert (
        world.presses(SECRETARY, recorded, "Ångra").text() == "Det som var inskrivet för Region Dalarna är borttaget."
    )
    assert standing(world, question) == []


@both
def test_an_answer_whose_giver_said_wrong_region_does_not_come_back(world: World):
    question = ask(world)
    answer(world, NILS, question, 2)
    world.passes(minutes=1)
    reply = world.does(KARIN, "question.answer", question=question, choice=1)
    asks = world.does(NILS, "question.withdraw", question=question)
    assert asks.text().startswith("Det som Karin Lind har svarat för Region Dalarna står kvar.")
    told = world.presses(KARIN, reply, "Ångra").text()
    assert told == "Svaret är borttaget. Region Dalarna har nu inget svar."
    assert standing(world, question) == []


def test_but_it_does_where_that_was_pressed_by_mistake(world: World):
    question = ask(world)
    answer(world, NILS, question, 2)
    world.passes(minutes=1)
    reply = world.does(KARIN, "question.answer", question=question, choice=1)
    world.presses(NILS, world.does(NILS, "question.withdraw", question=question), "Jag tryckte fel")
    world.presses(KARIN, reply, "Ångra")
    assert [choice for choice, *_ in standing(world, question)] == [2]


def test_pressed_by_mistake_behind_a_colleagues_undone_answer_it_counts_again(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    asks = world.does(KARIN, "question.withdraw", question=question)
    theirs = world.does(NILS, "question.answer", question=question, choice=1)
    assert world.presses(KARIN, asks, "Jag tryckte fel").outcome == "refused"
    world.presses(NILS, theirs, "Ångra")
    assert world.presses(KARIN, asks, "Jag tryckte fel").text().startswith("Svaret för Region Dalarna gäller igen")
    assert [choice for choice, *_ in standing(world, question)] == [2]


def test_what_a_colleague_took_back_is_not_said_to_stand(world: World):
    question = ask(world)
    mine = world.does(KARIN, "question.answer", question=question, choice=2)
    answer(world, NILS, question, 1)
    world.does(NILS, "question.withdraw", question=question)
    told = world.presses(KARIN, mine, "Ångra").text()
    assert told == "Nils Berg har tagit tillbaka svaret för Region Dalarna efter det. Inget är ändrat."


TURNS = st.lists(
    st.tuples(st.sampled_from([KARIN, NILS]), st.sampled_from(["tell", "undo", "wrong", "mistake"])), max_size=9
)


@given(TURNS)
@example([(NILS, "tell"), (KARIN, "tell"), (NILS, "wrong"), (KARIN, "undo")])
@example([(KARIN, "tell"), (NILS, "tell"), (NILS, "undo"), (KARIN, "undo"), (NILS, "tell"), (NILS, "undo")])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_two_colleagues_do_no_answer_comes_back_that_its_giver_does_not_want(world: World, turns: list):
    """Its giver does not want it who has undone it, or said after it that they do not answer for the region, unless
    that was a mistake."""
    question = ask(world, kind="text")
    told: dict[str, dict[str, Reply]] = {KARIN: {}, NILS: {}}
    asks: dict[str, Reply] = {}
    undone, disowned = set[str](), {KARIN: set[str](), NILS: set[str]()}
    for number, (who, what) in enumerate(turns):
        world.passes(seconds=1)
        match what:
            case "tell":
                text = f"svar {number}"
                told[who][text] = world.does(who, "question.tell", question=question, text=text)
            case "undo" if left := [text for text in told[who] if text not in undone]:
                if world.presses(who, told[who][left[-1]], "Ångra").outcome == "done":
                    undone.add(left[-1])
            case "wrong":
                asks[who] = world.does(who, "question.withdraw", question=question)
                disowned[who] = set(told[who])
            case "mistake" if who in asks:
                if world.presses(who, asks[who], "Jag tryckte fel").outcome == "done":
                    disowned[who] = set()
        stands = {text for _, text, *_ in standing(world, question)}
        assert not stands & (undone | disowned[KARIN] | disowned[NILS])
