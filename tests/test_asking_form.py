"""The form for a question: short, with what is seldom chosen on request, and nothing lost on the way."""

from typing import Any

import pytest

from handlers.call import Reply
from tests.scenes import OFFICIALS, SECRETARY, form_in, in_room, typed, wrong
from tests.world import World

SHORT = ["text", "kind", "choices", "closes", "body"]
SELDOM = ["chosen", "respondent", "item", "opens", "bars"]


def fields(reply: Reply) -> list[str]:
    return [field.name for field in form_in(reply).fields]


def test_the_question_its_choices_and_its_closing_come_first_and_no_more(world: World):
    assert fields(world.says(SECRETARY, "fråga", room=OFFICIALS)) == SHORT


def test_more_choices_come_with_the_form_filled(world: World):
    read_back = world.says(SECRETARY, "fråga Var ska vi börja? norr/söder, senast fredag", room=OFFICIALS)
    more = world.presses(SECRETARY, read_back, "Fler val")
    assert fields(more) == SHORT + SELDOM
    assert typed(more).items() >= {"text": "Var ska vi börja?", "choices": "norr\nsöder"}.items()
    form = form_in(more)
    filled: dict[str, Any] = typed(more) | form.values | {"opens": "onsdag 10:00"}
    again = world.does(SECRETARY, form.action, **filled)
    assert "Öppnar: onsdag 3 februari kl. 10.00" in again.text()
    changed = world.presses(SECRETARY, again, "Ändra")
    assert fields(changed) == [*SHORT, "opens"]
    assert typed(changed)["opens"] == "2027-02-03 10:00"


def test_what_is_wrong_in_a_seldom_field_is_shown_there(world: World):
    given = {"text": "Vad?", "closes": "fredag", "body": OFFICIALS, "respondent": "seat"}
    reply = world.does(SECRETARY, "question.ask", **given)
    assert fields(reply) == [*SHORT, "respondent"]
    assert wrong(reply).keys() == {"respondent"}


def test_a_scale_is_asked_what_its_ends_mean(world: World):
    read_back = world.says(SECRETARY, "fråga Hur väl fungerar det? skala, senast fredag 12:00")
    assert "Alternativ: 1 (inte alls), 2, 3, 4, 5 (helt och hållet)" in read_back.text()
    [ends] = [
        field for field in form_in(world.presses(SECRETARY, read_back, "Ändra")).fields if field.name == "choices"
    ]
    assert (ends.label, ends.hint) == ("Vad 1 och 5 betyder", "Ett på varje rad. Tomt: inte alls, helt och hållet.")


@pytest.mark.parametrize(
    ("line", "body", "text"),
    [
        ("fråga tjänstepersonsforum Bör vi? ja/nej, fredag", "tjanstepersonsforum", "Bör vi?"),
        ("fråga Politikerforum: bör vi? ja/nej, fredag", "politikerforum", "bör vi?"),
        ("stäm av politikerforum bör vi? ja/nej, fredag", "politikerforum", "bör vi?"),
        ('ask politikerforum "Should we?" yes/no, Friday', "politikerforum", "Should we?"),
        ("fraga tjanstepersonsforum Bör vi? ja/nej, fredag", "tjanstepersonsforum", "Bör vi?"),
        ("fråga anonymt politikerforum Bör vi? ja/nej, fredag", "politikerforum", "Bör vi?"),
        ("fråga politikerforum anonymt Bör vi? ja/nej, fredag", "politikerforum", "Bör vi?"),
        ("fråga Politikerforum är bra? ja/nej, fredag", "tjanstepersonsforum", "Politikerforum är bra?"),
        ("fråga Bör politikerforum ses? ja/nej, fredag", "tjanstepersonsforum", "Bör politikerforum ses?"),
        ("fråga politikerforum", "politikerforum", ""),
    ],
)
def test_the_group_may_stand_before_the_question(world: World, line: str, body: str, text: str):
    reply = world.says(SECRETARY, line, room=OFFICIALS)
    form = reply if reply.form else world.presses(SECRETARY, reply, "Ändra")
    assert (typed(form)["body"], typed(form).get("text", "")) == (body, text)
    assert form_in(form).values.get("anonymous", False) == ("anonymt" in line)


def test_a_question_goes_to_the_group_that_is_named(world: World):
    reply = world.says(SECRETARY, "fråga politikerforum Bör vi? ja/nej, senast fredag", room=OFFICIALS)
    assert "Går till: 21 regioner i Politikerforum" in reply.text()
    world.presses(SECRETARY, reply, "Skicka")
    assert len(in_room(world, "politikerforum")) == 1
    assert in_room(world, OFFICIALS) == []


def test_an_anonymous_question_goes_to_persons_also_from_the_short_form(world: World):
    form = form_in(world.says(SECRETARY, "fråga anonymt", room=OFFICIALS))
    shown = {field.name: field.value for field in form.fields}
    filled: dict[str, Any] = form.values | shown | {"text": "Hur går det?", "closes": "fredag"}
    assert "Ett svar för varje ledamot." in world.does(SECRETARY, form.action, **filled).text()


# What is said in the words of asking, of 1 February 2027, a Monday


@pytest.mark.parametrize(
    "line",
    [
        "fråga Får vi gå vidare? ja/nej, öppnar onsdag 9:00, stänger fredag 12:00",
        "fråga Får vi gå vidare? ja/nej, stänger fredag 12:00, öppnar onsdag 9:00",
        "fråga Får vi gå vidare? ja/nej, öppnar onsdag kl. 9, senast fredag 12:00",
        "fråga «Får vi gå vidare?» ja/nej stänger fredag 5 februari kl 12 öppnar onsdag 9.00",
        "fråga Får vi gå vidare? ja/nej, öppnar onsdag kl. 9, stänger senast fredag 12:00",
        "ask Får vi gå vidare? ja/nej, opens Wednesday 9:00, closes Friday 12:00",
    ],
)
def test_when_it_opens_and_closes_is_said_in_so_many_words(world: World, line: str):
    told = world.says(SECRETARY, line).text()
    assert "Öppnar: onsdag 3 februari kl. 9.00" in told
    assert "Stänger: fredag 5 februari kl. 12.00" in told
    assert "Alternativ: Ja, Nej" in told


def test_a_weekday_to_close_on_is_the_next_one_after_the_opening(world: World):
    told = world.says(SECRETARY, "fråga Får vi? ja/nej, öppnar nästa onsdag 9:00, stänger fredag 12:00").text()
    assert "Öppnar: onsdag 10 februari kl. 9.00" in told
    assert "Stänger: fredag 12 februari kl. 12.00" in told


@pytest.mark.parametrize(
    ("line", "text", "choices"),
    [
        (
            "fråga När öppnar och stänger vi? ja/nej, öppnar onsdag 9:00, stänger fredag 12:00",
            "När öppnar och stänger vi?",
            "Ja, Nej",
        ),
        ("fråga Vad öppnar? dörren/fönstret, stänger fredag 12:00", "Vad öppnar?", "dörren, fönstret"),
    ],
)
def test_to_open_and_to_close_are_words_like_others_in_a_question(world: World, line: str, text: str, choices: str):
    reply = world.says(SECRETARY, line)
    assert reply.text().splitlines()[0] == text
    assert f"Alternativ: {choices}" in reply.text()


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("senast fredag 12", "«senast fredag 12» kan vara ett klockslag eller en dag i månaden. "
         "Skriv «fredag 5 februari kl. 12.00» eller «fredag 12 februari»."),
        ("torsdag 15", "«torsdag 15» är inget datum, för den dagen i månaden är en annan veckodag. "
         "Menade du torsdag 4 februari kl. 15.00?"),
        ("onsdag 9", "«onsdag 9» är inget datum, för den dagen i månaden är en annan veckodag. "
         "Menade du onsdag 3 februari kl. 9.00?"),
        ("fredag 6 februari", "I «fredag 6 februari» är det en annan veckodag än den dagen har. "
         "Menade du lördag 6 februari?"),
        ("senast kl. 7", "«senast kl. 7» har redan varit i dag. Menade du tisdag 2 februari kl. 7.00?"),
    ],
)  # fmt: skip
def test_what_may_be_an_hour_or_a_day_is_asked_with_why_and_with_the_hour(world: World, day: str, told: str):
    reply = world.says(SECRETARY, f"fråga Får vi gå vidare? ja/nej, {day}")
    assert wrong(reply) == {"closes": told}
    assert typed(reply).items() >= {"text": "Får vi gå vidare?", "choices": "Ja\nNej", "closes": day}.items()


def test_a_figure_that_is_the_date_of_the_weekday_is_the_date(world: World):
    told = world.says(SECRETARY, "fråga Får vi gå vidare? ja/nej, senast fredag 5").text()
    assert "Stänger: fredag 5 februari kl. 16.00" in told


def test_the_closing_time_that_is_missing_is_marked_and_said(world: World):
    reply = world.says(SECRETARY, "fråga politikerforum Ska vi ses oftare? ja/nej")
    assert form_in(reply).error == "Bara stängningstiden saknas: skriv när frågan stänger."
    assert wrong(reply) == {"closes": "Fyll i det här."}
    assert (
        typed(reply).items() >= {"text": "Ska vi ses oftare?", "choices": "Ja\nNej", "body": "politikerforum"}.items()
    )
