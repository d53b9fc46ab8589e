"""Plain sentences: understood by rules, read back where something would be saved, and never met with silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.plain_words import as_command
from tests.scenes import KARIN, buttons, form_in
from tests.world import World

MEANT = [
    ("jag är borta 1–30 april", "borta 1–30 april"),
    ("Jag är ledig från 1 mars till 5 mars.", "borta från 1 mars till 5 mars."),
    ("I'm away 1-30 April", "away 1-30 April"),
    ("vad hände med mitt inspel", "mina inspel"),
    ("Vad har hänt med vårt förslag om laddstolpar?", "mina inspel"),
    ("hur går det med mina inspel?", "mina inspel"),
    ("what happened to my input?", "my input"),
    ("jag vill lämna ett inspel: Laddstolpar vid länsgränsen", "inspel Laddstolpar vid länsgränsen"),
    ("vi skulle vilja ta upp Bredband i Åre", "inspel Bredband i Åre"),
    ("jag kan inte komma 3 mars", "kommer nej 3 mars"),
    ("vi kommer inte på tisdag", "kommer nej på tisdag"),
    ("jag kommer 3 mars men via länk", "kommer 3 mars men via länk"),
    ("I can't make it on 3 March", "attend no 3 March"),
    ("när är nästa möte?", "nästa"),
    ("When is the next meeting?", "next"),
    ("när tog vi senast upp bredband?", "sök bredband?"),
    ("vad väntar på mig?", "väntar"),
    ("oj, det blev fel", "ångra"),
    ("vad står på dagordningen?", "dagordning"),
    ("vi instämmer i Region Åre", "instäm i Region Åre"),
    ("We agree with Region Y", "agree with Region Y"),
    ("vi instämmer inte med Region Y", "väntar"),
    ("jag vet inte om jag kommer 3 mars", "kommer kanske 3 mars"),
    ("jag vill anmäla en fråga: Laddstolpar i Åre", "öppet forum Laddstolpar i Åre"),
    ("var finns underlaget till mötet?", "underlag till mötet?"),
    ("Delvis, politiskt förankrat", "svara Delvis, politiskt förankrat"),
    ("vi avstår", "svara vi avstår"),
    ("jag svarar nej", "svara nej"),
    ("vi svarar som Region Y", "instäm Region Y"),
    ("vårt svar är ja", "svara ja"),
    ("jag vill ändra mitt svar till delvis", "svara delvis"),
    ("vi svarar inte för Region Y", "väntar"),
    ("ja men vad är frågan", "ja men vad är frågan"),
    ("Nils Berg kommer i stället för mig", "kommer ersättare Nils Berg"),
    ("Nils Berg kommer istället för mig 9 februari", "kommer 9 februari, ersättare Nils Berg"),
    ("jag skickar Nils Breg", "kommer ersättare Nils Breg"),
    ("jag skickar underlag i morgon", "jag skickar underlag i morgon"),
    ("jag är borta", "borta från"),
    ("I am away", "away from"),
    ("Vem kommer?", "deltagare"),
    ("vilka kommer på tisdag?", "deltagare på tisdag?"),
    ("who is coming?", "participants"),
    ("Hej, vad väntar på mig?", "väntar"),
    ("hej! nästa möte", "nästa möte"),
]


@pytest.mark.parametrize(("said", "meant"), MEANT)
def test_a_sentence_is_the_command_it_means(said: str, meant: str):
    assert as_command(said) == meant


@given(st.text(max_size=200))
def test_any_other_line_stays_as_it_was_written(line: str):
    meant = as_command(line)
    assert meant == line or meant.split()[0] in {
        "borta", "away", "mina", "my", "inspel", "kommer", "attend", "nästa", "next", "sök", "search", "väntar",
        "waiting", "lista", "actions", "dagordning", "agenda", "hjälp", "help", "ångra", "undo", "instäm", "agree",
        "öppet", "open", "svara", "answer", "underlag", "materials", "deltagare", "participants",
    }  # fmt: skip


def test_being_away_is_read_back_and_one_press_confirms(world: World):
    asked = world.says(KARIN, "jag är borta 1–30 april")
    assert "Du är borta 1–30 april." in asked.text()
    assert world.presses(KARIN, asked, "Nils Berg").text().startswith("Klart. Nils Berg svarar för Region Dalarna")


def test_questions_in_plain_words_are_answered(world: World):
    assert "Dina nästa möten" in world.says(KARIN, "När är nästa möte?").text()
    assert "Bredband" in world.says(KARIN, "när tog vi senast upp bredband?").text()


def test_what_was_just_done_is_taken_back_in_plain_words(world: World):
    world.presses(KARIN, world.says(KARIN, "borta 1–30 april"), "Nils Berg")
    asked = world.says(KARIN, "oj, det blev fel")
    assert asked.text().splitlines() == [
        "Det senaste du gjorde som går att ångra, i dag kl. 9.00:",
        "Klart. Nils Berg svarar för Region Dalarna 1–30 april.",
        "[Ångra]",
    ]
    assert world.presses(KARIN, asked, "Ångra").text().startswith("Klart. Du är inte borta")
    assert world.says(KARIN, "ångra").text() == "Det finns inget att ångra, eller så är det redan ångrat."


def test_after_ten_minutes_it_stands(world: World):
    told = world.presses(KARIN, world.says(KARIN, "borta 1–30 april"), "Nils Berg")
    world.passes(minutes=11)
    assert world.says(KARIN, "ångra").text() == (
        "De tio minuterna är slut. Det senaste du gjorde var i dag kl. 9.00, så det går inte att ångra längre: "
        "«Klart. Nils Berg svarar för Region Dalarna 1–30 april.»"
    )
    assert "mer än tio minuter sedan" in world.presses(KARIN, told, "Ångra").text()


def test_what_is_for_the_secretariat_can_be_sent_to_it(world: World):
    reply = world.says(KARIN, "Vi tycker att utlysningarna borde samordnas bättre")
    assert buttons(reply) == ["Lämna som inspel", "Hjälp"]


def test_a_word_in_the_sentence_leads_to_the_nearest_command(world: World):
    assert "Dagordning" in [label.capitalize() for label in buttons(world.says(KARIN, "visa dagordningn tack"))]


@pytest.mark.parametrize("line", ["Nils Berg kommer i stället för mig", "jag skickar Nils Berg."])
def test_who_names_a_deputy_reads_it_back(world: World, line: str):
    asked = world.says(KARIN, line)
    assert (
        asked.text().splitlines()[0]
        == "Tjänstepersonsforum tisdag 9 februari, med Nils Berg som ersättare. Stämmer det?"
    )
    assert world.presses(KARIN, asked, "Ja").text().startswith("Nils Berg är anmäld som din ersättare")


def test_a_misspelt_deputy_in_a_sentence_is_asked_about(world: World):
    assert "Menar du Nils Berg?" in world.says(KARIN, "jag skickar Nils Breg").text()


@pytest.mark.parametrize("line", ["jag är borta", "I am away", "Jag är ledig.", "hej, jag är borta"])
def test_who_is_away_without_dates_is_asked_for_them(world: World, line: str):
    form = form_in(world.says(KARIN, line))
    assert (form.action, [field.value for field in form.fields]) == ("absence.set", ["", "", ""])


def test_who_comes_is_told(world: World):
    assert world.says(KARIN, "vem kommer?").text() == world.says(KARIN, "deltagare").text()


def test_courtesies_are_met_with_a_short_line(world: World):
    assert world.says(KARIN, "hej").text().splitlines()[:2] == [
        "Hej Karin Lind",
        "Inget väntar på dig. Nästa möte: Tjänstepersonsforum 9 februari. När jag behöver något får du knappar.",
    ]
    assert world.says(KARIN, "Tack!").text() == "Varsågod. Skriv när du behöver något."
    assert "hej" not in world.does(KARIN, "help.words").text().casefold()
