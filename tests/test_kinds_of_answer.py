"""Several choices, a scale, a ranking: typed, answered, changed, told when the question closes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.call import Look
from handlers.cards import Bars
from handlers.questions.question_words import ends
from handlers.questions.results import bars
from storage import questions
from tests.conftest import both
from tests.scenes import KARIN, MATS, NILS, OFFICIALS, SAMIR, SECRETARY, answer, ask, form_in, in_room, to, typed, wrong
from tests.world import World

CLOSING = "2027-02-05 12:00"


def sends(world: World, line: str) -> int:
    """The secretariat types a question, and sends it as it was read back."""
    world.presses(SECRETARY, world.says(SECRETARY, line, room=OFFICIALS), "Skicka")
    return world.read(lambda db: questions.recent(db, 1)[0].id)


def picks(world: World, who: str, question: int, *picks: int) -> str:
    return world.does(who, "question.pick", question=question, picks=[str(pick) for pick in picks]).text()


def ranks(world: World, who: str, question: int, *order: int) -> str:
    places = {f"place{place}": str(option) for place, option in enumerate(order, 1)}
    return world.does(who, "question.pick", question=question, **places).text()


def result(world: World) -> list[str]:
    world.goes_to(CLOSING)
    return in_room(world, OFFICIALS)[-1].splitlines()


# Several


@both
def test_several_choices_are_ticked_and_each_counts(world: World):
    question = sends(world, "fråga Vad behövs? flera: tid/pengar/folk, senast fredag 12:00")
    card = world.looks(KARIN, "question.card", question=question).text()
    assert "Välj ett eller flera av tid, pengar och folk.\n[Svara]" in card
    assert picks(world, KARIN, question, 3, 1).startswith("Tack. Region Dalarna: tid och folk.")
    assert picks(world, MATS, question, 1).startswith("Tack. Region Kalmar län: tid.")
    assert "Region Dalarna svarar: tid och folk" in world.looks(KARIN, "question.card", question=question).text()
    assert result(world)[2:] == ["2 av 21 regioner svarade", "2 tid, 0 pengar, 1 folk"]


def test_at_least_one_is_ticked(world: World):
    question = ask(world, kind="several", choices="tid\npengar")
    reply = world.does(KARIN, "question.pick", question=question, picks=[])
    assert wrong(reply) == {"picks": "Kryssa för minst ett."}
    assert wrong(world.does(KARIN, "question.pick", question=question, picks=["1", "7"])).keys() == {"picks"}


def test_what_was_ticked_stands_there_when_it_is_changed(world: World):
    question = ask(world, kind="several", choices="tid\npengar\nfolk")
    reply = world.does(KARIN, "question.pick", question=question, picks=["1", "3"])
    opened = world.presses(KARIN, reply, "Ändra")
    assert typed(opened) == {"picks": ["1", "3"]}
    assert picks(world, NILS, question, 2).startswith("Tack. Region Dalarna: pengar.")
    assert "Nils Berg har svarat för Region Dalarna efter dig: pengar." in to(world, KARIN)[-1]


# A scale


@both
def test_a_scale_is_five_buttons_and_has_a_mean(world: World):
    question = sends(world, "fråga Hur väl fungerar det? skala: dåligt/mycket bra, senast fredag 12:00")
    card = world.looks(KARIN, "question.card", question=question).text()
    assert "1 = dåligt, 5 = mycket bra.\n[1] [2] [3] [4] [5]" in card
    assert "Region Dalarna: 4." in answer(world, KARIN, question, 4)
    answer(world, MATS, question, 5)
    answer(world, SAMIR, question, 4)
    assert result(world)[2:] == [
        "3 av 21 regioner svarade",
        "1 (dåligt): 0, 2: 0, 3: 0, 4: 2, 5 (mycket bra): 1",
        "Medelvärde: 4,3.",
    ]


def test_the_ends_of_a_scale_are_told_though_nobody_names_them(world: World):
    question = sends(world, "fråga Hur väl fungerar det? skala, senast fredag 12:00")
    shown = world.looks(KARIN, "question.card", question=question).text()
    assert "1 = inte alls, 5 = helt och hållet.\n[1] [2] [3] [4] [5]" in shown
    assert "1 = inte alls, 5 = helt och hållet." in world.looks(KARIN, "home.waiting").text()
    assert answer(world, KARIN, question, 6) == "Det är inget av alternativen. Välj ett av dem på kortet."
    told = result(world)
    assert "1 (inte alls): 0, 2: 0, 3: 0, 4: 0, 5 (helt och hållet): 0" in told
    assert "Medelvärde" not in "".join(told)


def test_the_ends_of_a_scale_are_told_in_the_readers_language(world: World):
    question = ask(world, kind="scale")
    english = world.read(lambda db: ends(Look(db, world.time, None, "en"), questions.get(db, question)))  # type: ignore[arg-type]
    assert english == "1 = not at all, 5 = entirely."


# A ranking


@both
def test_a_ranking_tells_points_in_the_order_asked(world: World):
    question = sends(world, "fråga I vilken ordning? rangordna väg/järnväg/bredband, senast fredag 12:00")
    form = form_in(world.does(KARIN, "question.pick", question=question, edit=True))
    assert [field.label for field in form.fields] == ["1:a plats", "2:a plats"]
    assert form.fields[-1].hint == "Det som blir över kommer sist."
    told = ranks(world, KARIN, question, 3, 1)
    assert told.startswith("Tack. Region Dalarna: 1. bredband, 2. väg, 3. järnväg.")
    ranks(world, MATS, question, 2, 3)
    assert result(world)[2:] == [
        "2 av 21 regioner svarade",
        "– väg · 1 poäng, först hos 0",
        "– järnväg · 2 poäng, först hos 1",
        "– bredband · 3 poäng, först hos 1",
        "Första plats ger 2 poäng, varje plats därefter ett mindre.",
    ]


def test_a_ranking_that_nobody_answered_has_no_points(world: World):
    sends(world, "fråga I vilken ordning? rangordna väg/järnväg/bredband, senast fredag 12:00")
    assert result(world)[2:] == ["0 av 21 regioner svarade", "Ingen har svarat."]


def test_what_is_wrong_with_a_ranking_stands_beside_each_list_with_the_rest_kept(world: World):
    question = ask(world, kind="ranking", choices="väg\njärnväg\nbredband\nbuss")
    reply = world.does(KARIN, "question.pick", question=question, place1="2", place2="2", place3="")
    assert wrong(reply) == {
        "place2": "«järnväg» står redan högre upp. Välj något annat för den här platsen.",
        "place3": "Välj vad som ska stå på den här platsen.",
    }
    assert typed(reply) == {"place1": "2", "place2": "2"}
    assert form_in(reply).error == "Svaret är inte sparat än. Allt du valde finns kvar."


def test_every_place_but_the_last_is_filled(world: World):
    question = ask(world, kind="ranking", choices="väg\njärnväg\nbredband")
    reply = world.does(KARIN, "question.pick", question=question, place1="", place2="")
    assert wrong(reply) == dict.fromkeys(("place1", "place2"), "Välj vad som ska stå på den här platsen.")


def test_a_ranking_is_changed_from_how_it_stands(world: World):
    question = ask(world, kind="ranking", choices="väg\njärnväg\nbredband")
    ranks(world, KARIN, question, 2, 1)
    opened = world.does(KARIN, "question.pick", question=question, edit=True)
    assert typed(opened) == {"place1": "2", "place2": "1"}
    assert ranks(world, KARIN, question, 3, 1).startswith("Tack. Region Dalarna: 1. bredband, 2. väg, 3. järnväg.")


# All of them


@pytest.mark.parametrize(
    ("line", "kind", "choices"),
    [
        ("fråga Vad? flera: a/b/c, senast fredag", "several", ["a", "b", "c"]),
        ('ask "What?" several: a/b, Friday', "several", ["a", "b"]),
        ("fråga Vad? flera möten/färre möten, senast fredag", "choice", ["flera möten", "färre möten"]),
        ("fråga Hur väl? skala, senast fredag", "scale", []),
        ("fråga Hur väl? skala 1–5, senast fredag", "scale", []),
        ('ask "How well?" scale: not at all/fully, Friday', "scale", ["not at all", "fully"]),
        ("fråga Ordning? rangordna a/b/c, senast fredag", "ranking", ["a", "b", "c"]),
        ('ask "Order?" rank a/b, Friday', "ranking", ["a", "b"]),
        ("fråga Vad? a/b/c, flera val, senast fredag", "several", ["a", "b", "c"]),
        ("fråga Vad? a/b/c, flera, senast fredag", "several", ["a", "b", "c"]),
        ("fråga ”Vad” ja/nej, flera val, senast fredag", "several", ["ja", "nej"]),
        ('ask "What?" a/b, several, Friday', "several", ["a", "b"]),
        ("fråga Ordning? a/b/c, rangordna, senast fredag", "ranking", ["a", "b", "c"]),
        ('ask "Order?" a/b, ranking, Friday', "ranking", ["a", "b"]),
        ('ask "Order?" a/b, rank, Friday', "ranking", ["a", "b"]),
        (
            "fråga Vad? färre möten/andra möten, flera möten, senast fredag",
            "choice",
            ["färre möten", "andra möten, flera möten"],
        ),
    ],
)
def test_how_each_kind_is_typed(world: World, line: str, kind: str, choices: list[str]):
    form = world.presses(SECRETARY, world.says(SECRETARY, line), "Ändra")
    assert typed(form).get("kind") == kind
    assert typed(form).get("choices", "") == "\n".join(choices)


def test_a_question_that_can_not_be_told_from_its_choices_is_asked_for_in_the_form(world: World):
    reply = world.says(SECRETARY, "fråga Rangordna: a/b/c, senast torsdag")
    assert typed(reply).items() >= {"text": "Rangordna: a/b/c", "closes": "2027-02-04"}.items()
    assert wrong(reply) == {}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"kind": "several", "choices": "en"}, "Skriv två till tio olika alternativ"),
        ({"kind": "ranking", "choices": "a\nb\nc\nd\ne\nf\ng"}, "Skriv två till sex olika alternativ att rangordna"),
        ({"kind": "scale", "choices": "bara ett"}, "Skriv vad 1 betyder och vad 5 betyder"),
    ],
)
def test_choices_that_do_not_fit_the_kind_are_told_beside_them(world: World, given: dict, told: str):
    reply = world.does(SECRETARY, "question.ask", text="Vad?", closes="fredag", body=OFFICIALS, **given)
    assert wrong(reply)["choices"].startswith(told)


@pytest.mark.parametrize(
    "kind",
    [
        {"kind": "several", "choices": "a\nb"},
        {"kind": "scale"},
        {"kind": "ranking", "choices": "a\nb"},
        {"kind": "text"},
        {"kind": "scale", "anonymous": True},
    ],
    ids=["several", "scale", "ranking", "text", "anonymous"],
)
def test_each_kind_opens_later(world: World, kind: dict):
    question = ask(world, opens="onsdag 10:00", **kind)
    action = {"several": "question.pick", "ranking": "question.pick", "scale": "question.answer"}.get(kind["kind"], "")
    action = "question.answer_anonymously" if "anonymous" in kind else action or "question.tell"
    values = {"picks": ["1"], "place1": "1", "place2": "2", "choice": "1", "text": "Ja"}
    told = world.does(KARIN, action, question=question, **values).text()
    assert told.startswith("Frågan öppnar onsdag 3 februari kl. 10.00. Inget är sparat än.")
    world.goes_to("2027-02-03 10:00")
    assert "0 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]
    assert world.does(KARIN, action, question=question, **values).text().startswith("Tack.")
    assert "1 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]


def test_a_question_is_answered_in_its_own_way(world: World):
    several, scale = ask(world, kind="several", choices="a\nb"), ask(world, kind="scale")
    told = world.does(KARIN, "question.pick", question=scale, picks=["1"]).text()
    assert told == "Den här frågan besvaras med ett av alternativen på kortet."
    assert world.does(KARIN, "question.tell", question=several, text="a").outcome == "refused"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(steps=st.lists(st.tuples(st.sampled_from([KARIN, NILS, MATS, SAMIR]), st.integers(0, 5)), max_size=8))
def test_whatever_comes_in_whatever_order_the_bars_sum_to_the_answers(world: World, steps: list[tuple[str, int]]):
    question = ask(world, kind="scale", bars="at once")
    for who, choice in steps:
        if choice:
            world.does(who, "question.answer", question=question, choice=choice)
        else:
            world.does(who, "question.withdraw", question=question)
    drawn: Bars = world.read(lambda db: bars(Look(db, world.time, None), questions.get(db, question)))  # type: ignore[arg-type]
    assert sum(bar.count for bar in drawn.bars) == drawn.count <= drawn.of == 21
