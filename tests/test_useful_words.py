"""Words that lead to something useful: not knowing yet, materials, agreeing with another, closing a question."""

from typing import Any

import pytest

from tests.scenes import COLLEAGUE, KARIN, MATS, NILS, OFFICIALS, SAMIR, SECRETARY, answer, ask, buttons, typed, wrong
from tests.world import World

NONE = "Ingen som du kan instämma i har svarat än. Inget är sparat."


# Who does not know yet


@pytest.mark.parametrize(
    "line",
    ["kommer kanske", "jag kommer kanske 9 februari", "Vet inte om jag kommer", "jag vet inte än om vi kan komma",
     "attend maybe", "I might come on 9 February", "I don't know if I can come"],
)  # fmt: skip
def test_who_does_not_know_yet_is_told_until_when_to_say(world: World, line: str):
    reply = world.says(KARIN, line)
    assert reply.text().splitlines()[0] == "Tjänstepersonsforum tisdag 9 februari"
    assert reply.text().splitlines()[-2:] == [
        "Inget är sparat. Säg till när du vet, senast tisdag 2 februari.",
        "[I salen] [Via länk] [Ersättare] [Nej]",
    ]


def test_after_the_last_day_one_says_as_soon_as_one_knows(world: World):
    world.goes_to("2027-02-08 09:00")
    assert "Inget är sparat. Säg till så snart du vet." in world.says(KARIN, "kommer kanske tjänstepersonsforum").text()


@pytest.mark.parametrize("line", ["jag kommer", "vi deltar", "kommer"])
def test_only_that_one_comes_asks_how(world: World, line: str):
    assert buttons(world.says(KARIN, line)) == ["I salen", "Via länk", "Ersättare", "Nej"]


# Materials


@pytest.mark.parametrize(
    "line",
    ["underlag", "underlag till nästa möte", "Underlagen för mötet", "underlag bredband", "var finns underlagen?",
     "har du underlag till punkt 4?", "underlag till tjänstepersonsforum", "materials for the next meeting"],
)  # fmt: skip
def test_materials_are_found_however_one_asks(world: World, line: str):
    assert world.says(KARIN, line).text().splitlines()[0] == "Underlag, Tjänstepersonsforum tisdag 9 februari"


def test_materials_of_the_last_meeting(world: World):
    last = world.meeting("tjanstepersonsforum-last")
    shown = world.says(KARIN, "underlag från förra mötet", room=OFFICIALS).text()
    assert shown.startswith("Underlag, Tjänstepersonsforum ")
    assert str(last.day.day) in shown.splitlines()[0]


def test_materials_of_nothing_that_is_known_lead_to_the_meetings(world: World):
    reply = world.says(KARIN, "underlag om laxfiske")
    told = "Jag hittar inget möte och ingen punkt som heter «om laxfiske». Välj ett möte för att se underlaget."
    assert reply.text().splitlines()[0] == told
    assert world.presses(KARIN, reply, buttons(reply)[0]).text().startswith("Underlag, Tjänstepersonsforum")


# Agreeing with another


@pytest.mark.parametrize(
    "line",
    ["vi instämmer med Region Kalmar", "Jag instämmer i Region Kalmar län.", "instäm Kalmar", "vi håller med Kalmar",
     "we agree with Region Kalmar län", "vi tycker som Region Kalmar"],
)  # fmt: skip
def test_who_agrees_reads_with_whom_and_presses_once(world: World, line: str):
    question = ask(world)
    answer(world, MATS, question, 2)
    answer(world, SAMIR, question, 1)
    reply = world.says(KARIN, line)
    assert reply.form is not None
    assert reply.form.title == "Instäm i någon annans svar"
    assert typed(reply) == {"joins": next(v for v, label in _options(reply) if label == "Region Kalmar län")}
    given: dict[str, Any] = reply.form.values | typed(reply)
    told = world.does(KARIN, "question.join", **given).text()
    assert "Region Dalarna: instämmer i Region Kalmar län" in told


def _options(reply) -> list[tuple[str, str]]:
    return [(option.value, option.label) for field in reply.form.fields for option in field.options]


def test_with_nobody_to_agree_with_what_waits_is_a_press_away(world: World):
    ask(world)
    reply = world.says(KARIN, "vi instämmer med Region Kalmar")
    assert reply.text() == f"{NONE}\n[Det som väntar]"
    assert "Bör utlysningarna samordnas?" in world.presses(KARIN, reply, "Det som väntar").text()


def test_who_has_not_answered_is_named_and_the_others_offered(world: World):
    question = ask(world)
    answer(world, MATS, question, 2)
    for name in ("Region Skåne", "Region Ingenstans"):
        reply = world.says(KARIN, f"vi instämmer med {name}")
        assert reply.text().splitlines() == [
            f"«{name}» har inget svar att instämma i. Instäm i någon annans, eller svara själv.",
            "[Bör utlysningarna samordnas?] [Det som väntar]",
        ]
    chosen = world.presses(KARIN, reply, "Bör utlysningarna samordnas?")
    assert [label for _, label in _options(chosen)] == ["Region Kalmar län"]


def test_of_two_questions_one_is_chosen(world: World):
    for text in ("Bör vi?", "Ska vi?"):
        answer(world, MATS, ask(world, text), 2)
    reply = world.says(KARIN, "instämmer i Kalmar")
    assert reply.text().splitlines() == ["I vilken fråga instämmer du?", "[Bör vi?] [Ska vi?] [Det som väntar]"]
    assert world.presses(KARIN, reply, "Ska vi?").form is not None


def test_who_does_not_agree_answers_with_the_buttons(world: World):
    answer(world, MATS, ask(world), 2)
    reply = world.says(KARIN, "vi instämmer inte med Region Kalmar")
    assert reply.form is None
    assert "Bör utlysningarna samordnas?" in reply.text()


def test_who_is_asked_nothing_can_agree_with_nobody(world: World):
    answer(world, MATS, ask(world), 2)
    assert world.says(SECRETARY, "instäm i Region Kalmar").text().startswith(NONE)
    assert world.says(NILS, "instäm i Region Kalmar").form is not None


# Closing a question


@pytest.mark.parametrize("line", ["stäng", "stäng frågan", "close", "/forum stäng utlysningarna"])
def test_closing_in_words_shows_the_question_and_a_press_closes_it(world: World, line: str):
    question = ask(world)
    assert world.says(SECRETARY, line).text().splitlines() == [
        "Stänga den här frågan?",
        "Då kan ingen svara längre, och resultatet visas genast.",
        "– Bör utlysningarna samordnas? · Stänger fredag 5 februari kl. 12.00.",
        "[Stäng nu] [Ändra stängningstid]",
    ]
    assert answer(world, KARIN, question, 1).startswith("Tack.")  # the word alone has closed nothing
    world.does(COLLEAGUE, "question.close", question=question)
    assert world.says(SECRETARY, line).text() == "Ingen fråga är öppen, så det finns inget att stänga."


def test_of_several_open_questions_one_is_chosen(world: World):
    ask(world)
    ask(world, "Räcker stödet till bredband?")
    both_shown = world.says(SECRETARY, "stäng").text()
    assert both_shown.startswith("Vilken fråga vill du stänga?")
    assert both_shown.count("[Stäng nu]") == 2
    named = world.says(SECRETARY, "stäng frågan om bredband").text()
    assert "Räcker stödet till bredband?" in named
    assert "utlysningarna" not in named
    unknown = world.says(SECRETARY, "stäng laxfisket").text()
    assert "Ingen öppen fråga innehåller «laxfisket»." in unknown
    assert unknown.count("[Stäng nu]") == 2


def test_only_the_secretariat_closes_a_question_in_words(world: World):
    ask(world)
    assert world.says(KARIN, "stäng").text().startswith("Bara kansliet kan göra det här.")


# Opening a question again


@pytest.mark.parametrize("line", ["öppna frågan igen", "Öppna frågan", "reopen question"])
def test_a_question_that_was_just_closed_is_opened_again_in_words(world: World, line: str):
    question = ask(world)
    world.does(SECRETARY, "question.close", question=question)
    reply = world.says(SECRETARY, line)
    assert reply.text().splitlines() == [
        "Öppna en fråga igen?",
        "Den stänger då när den skulle ha stängt från början. Där resultatet har visats står det så.",
        "– Bör utlysningarna samordnas? · Stängdes i dag kl. 9.00.",
        "[Öppna igen]",
    ]
    assert reply.card is not None
    rows = next(part for part in reply.card.parts if part.part == "rows").rows
    [press] = [button for does in rows[0].does if does.part == "buttons" for button in does.buttons]
    assert "Frågan är öppen igen till" in world.does(SECRETARY, press.action, **press.values).text()
    assert answer(world, KARIN, question, 1).startswith("Tack.")


def test_after_ten_minutes_a_closed_question_stays_closed(world: World):
    world.does(SECRETARY, "question.close", question=ask(world))
    world.passes(minutes=11)
    reply = world.says(SECRETARY, "öppna frågan igen")
    assert reply.text().splitlines() == [
        "Du har inte stängt någon fråga de senaste tio minuterna. Efter det är den stängd: ställ en ny.",
        "[Ställ en ny fråga]",
    ]
    assert world.says(KARIN, "öppna frågan igen").text().startswith("Bara kansliet kan göra det här.")


# Confirming a meeting


@pytest.mark.parametrize(
    "line",
    ["bekräfta politikerforum 23 februari kl 10-12 Rosenbad", "bekräfta politikerforum 10.00–12.00, Rosenbad",
     "bekräfta politikerforum kl. 10 till 12 i Rosenbad", "confirm politikerforum 23 February at 10-12 Rosenbad"],
)  # fmt: skip
def test_hours_and_place_are_read_into_the_form_and_nothing_is_saved_yet(world: World, line: str):
    reply = world.says(SECRETARY, line)
    assert reply.form is not None
    assert typed(reply) == {"start": "10:00", "end": "12:00", "place": "Rosenbad"}
    assert world.meeting("politikerforum-next").status == "preliminary"
    filled: dict[str, Any] = reply.form.values | typed(reply)
    done = world.does(SECRETARY, reply.form.action, **filled)
    assert done.text().startswith("Politikerforum tisdag 23 februari är bekräftat.")


def test_one_hour_and_a_link_are_read_too(world: World):
    reply = world.says(SECRETARY, "bekräfta politikerforum kl 9.30 https://video.example/1")
    assert typed(reply).items() >= {"start": "9:30", "link": "https://video.example/1"}.items()


def test_a_link_is_completed_as_it_is_said(world: World):
    meeting = world.meeting("politikerforum-next").id
    world.does(SECRETARY, "meeting.confirm", meeting=meeting, start="9", link="video.example/x?room=1")
    assert world.meeting("politikerforum-next").link == "https://video.example/x?room=1"
    refused = world.does(SECRETARY, "meeting.confirm", meeting=meeting, start="9", link="javascript:alert(1)")
    assert wrong(refused) == {"link": "En länk börjar med https:// och har inga mellanslag."}
