"""Being away: who answers meanwhile gets everything from the first day, and the one who is away gets no reminders."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import bodies
from storage.absences import Absence
from storage.people import Person
from tests.conftest import both
from tests.scenes import (
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    OFFICIALS,
    SAMIR,
    SECRETARY,
    answer,
    ask,
    buttons,
    form_in,
    to,
    typed,
    wrong,
)
from tests.world import World


def is_away(world: World, who: str, period: str, stand_in: str) -> str:
    """Somebody says that they are away, and chooses who answers; what they are told."""
    return world.presses(who, world.says(who, f"borta {period}"), stand_in).text()


def test_it_is_asked_who_answers_and_never_why(world: World):
    reply = world.says(KARIN, "borta 1 mars–30 april")
    assert reply.text().splitlines() == [
        "Vem svarar för Region Dalarna under tiden?",
        "Du är borta 1 mars–30 april.",
        "[Nils Berg] [Någon annan] [Vet inte än]",
    ]
    told = world.presses(KARIN, reply, "Nils Berg").text().splitlines()
    assert told[0] == "Klart. Nils Berg svarar för Region Dalarna 1 mars–30 april."
    assert told[-2:] == ["Du får inga påminnelser. Bara datumen sparas.", "[Ångra]"]


@both
def test_the_one_who_stands_in_hears_of_it_on_the_first_day_and_not_before(world: World):
    is_away(world, KARIN, "1 mars–30 april", "Nils Berg")
    world.goes_to("2027-03-01 07:59")
    assert to(world, NILS) == []
    world.goes_to("2027-03-01 08:00")
    assert to(world, NILS)[0].splitlines() == [
        "Du ersätter Karin Lind",
        "Från i dag svarar du för Region Dalarna i Tjänstepersonsforum, Arbetsgrupp digitalt och Nätverk kompetens, "
        "till och med fredag 30 april. Karin Lind är borta till dess.",
        "[Visa vad som väntar] [Stämmer inte]",
    ]


@both
def test_reminders_go_to_the_one_who_stands_in(world: World):
    is_away(world, MATS, "2–12 februari", "Vet inte än")
    world.does(MATS, "absence.set", since="2027-02-02", until="2027-02-12", who="Samir Haddad")
    question = ask(world, closes="fredag 12:00")
    world.goes_to("2027-02-05 10:00")
    assert not any("Bör utlysningarna" in text for text in to(world, MATS))
    assert any("Du svarar för Region Kalmar län." in text for text in to(world, SAMIR))
    assert "Region Kalmar län: ja" in answer(world, SAMIR, question, 1, respondent=county(world, MATS))


def test_everything_comes_back_when_it_is_over(world: World):
    is_away(world, KARIN, "2–3 februari", "Nils Berg")
    world.goes_to("2027-02-04 09:00")
    ask(world)
    world.goes_to("2027-02-05 09:00")
    assert any("Bör utlysningarna" in text for text in to(world, KARIN))
    assert not any("Bör utlysningarna" in text for text in to(world, NILS))


def test_action_points_go_along(world: World):
    world.says(KARIN, 'att göra "Skicka underlag" fredag')
    told = is_away(world, KARIN, "i dag–fredag", "Nils Berg")
    assert told.startswith("Klart. Nils Berg svarar för Region Dalarna 1–5 februari och tar över en öppen punkt.")
    assert "Skicka underlag" in world.says(NILS, "väntar").text()


def test_it_is_taken_back_within_ten_minutes_or_ended_later(world: World):
    reply = world.says(KARIN, "borta 1–2 februari")
    told = world.presses(KARIN, reply, "Nils Berg")
    assert world.presses(KARIN, told, "Ångra").text().startswith("Klart. Du är inte borta")
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    world.passes(hours=2)
    assert "Svarar under tiden: Nils Berg." in world.says(KARIN, "borta").text()
    mine = world.says(KARIN, "borta")
    assert buttons(mine) == ["Jag är inte borta", "Jag är borta"]
    assert world.does(KARIN, "absence.end", absence=latest(world)).outcome == "done"
    assert to(world, NILS)[-1] == "Karin Lind är tillbaka. Du är inte längre ersättare."


def test_nobody_ends_what_another_has_said(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    number = latest(world)
    assert world.does(MATS, "absence.end", absence=number).outcome == "refused"
    assert world.does(MATS, "absence.decline", absence=number).outcome == "refused"


def test_the_one_who_does_not_stand_in_says_so_and_the_secretariat_is_told(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    number = latest(world)
    assert "Du ersätter inte" in world.does(NILS, "absence.decline", absence=number).text()
    assert "Karin Lind är borta 1–12 februari" in to(world, SECRETARY)[-1]
    assert to(world, KARIN) == []


def test_the_secretariat_names_another_where_nobody_stands_in(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    number = latest(world)
    assert world.does(SECRETARY, "absence.appoint", absence=number, who="Samir Haddad").outcome == "refused"
    world.does(NILS, "absence.decline", absence=number)
    assert world.does(MATS, "absence.appoint", absence=number, who="Samir Haddad").outcome == "refused"
    told = world.does(SECRETARY, "absence.appoint", absence=number, who="Samir Haddad").text()
    assert told == "Samir Haddad svarar för Region Dalarna 1–12 februari.\n[Ångra]"
    assert "Du ersätter Karin Lind" in to(world, SAMIR)[-1]


@both
def test_all_that_is_open_is_counted_and_goes_along(world: World):
    meeting = world.meeting("tjanstepersonsforum-next").id
    world.does(SECRETARY, "meeting.call", meeting=meeting, sure=True)
    ask(world, closes="fredag 12:00")
    ask(world, "Och sedan?", closes="onsdag 12:00")
    world.says(KARIN, 'att göra "Skicka underlag" 1 mars')
    world.does(MATS, "input.send", title="Stolpar", text="Var är de?")
    world.does(SECRETARY, "input.forward", input=1, to="Karin Lind", due="fredag")
    told = is_away(world, KARIN, "4–26 februari", "Nils Berg")
    assert told.startswith("Klart. Nils Berg svarar för Region Dalarna 4–26 februari och tar över 4 öppna punkter.")
    world.goes_to("2027-02-04 08:00")
    begun = next(text for text in to(world, NILS) if text.startswith("Du ersätter Karin Lind"))
    assert "4 öppna punkter följer med." in begun
    waits = world.looks(NILS, "home.waiting").text()
    assert all(one in waits for one in ("Bör utlysningarna", "Kommer du till", "Stolpar"))


def test_what_waited_meanwhile_comes_the_first_working_morning_back(world: World):
    is_away(world, KARIN, "2–5 februari", "Vet inte än")
    world.says(SECRETARY, "att göra Skicka underlag @Karin Lind 12 februari", room=OFFICIALS)
    world.goes_to("2027-02-08 07:59")
    assert to(world, KARIN) == []
    world.goes_to("2027-02-08 08:00")
    [morning] = to(world, KARIN)
    assert "Skicka underlag" in morning
    assert morning.splitlines()[-1] == "Det här är morgonens enda meddelande. Det uppdateras när du har gjort något."


def test_who_is_back_and_has_nothing_waiting_hears_nothing(world: World):
    is_away(world, "eva-thoren", "10–11 februari", "Jonas Ek")
    world.goes_to("2027-02-09 18:00")
    before = len(to(world, "eva-thoren"))
    world.goes_to("2027-02-12 09:00")
    assert len(to(world, "eva-thoren")) == before


def test_who_is_back_early_sees_what_waits_and_can_undo_it(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    ask(world)
    world.passes(hours=1)
    told = world.does(KARIN, "absence.end", absence=latest(world))
    assert told.text().splitlines() == [
        "Klart. Du är inte borta, och allt kommer till dig igen.",
        "1 sak väntar på dig.",
        "[Visa] [Ångra]",
    ]
    assert to(world, NILS)[-1] == "Karin Lind är tillbaka. Du är inte längre ersättare."
    assert world.presses(KARIN, told, "Ångra").text() == "Ångrat. Som förut är du borta 1–12 februari."
    assert to(world, NILS)[-1].startswith("Du ersätter Karin Lind")
    assert "Svarar under tiden: Nils Berg." in world.says(KARIN, "borta").text()


def test_an_end_that_was_undone_at_night_is_not_told(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    world.goes_to("2027-02-02 22:30")
    before = len(to(world, NILS))
    world.presses(KARIN, world.does(KARIN, "absence.end", absence=latest(world)), "Ångra")
    world.goes_to("2027-02-03 09:00")
    assert len(to(world, NILS)) == before


def test_an_end_is_not_undone_when_another_period_was_said_since(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    told = world.does(KARIN, "absence.end", absence=latest(world))
    is_away(world, KARIN, "8–9 februari", "Nils Berg")
    assert world.presses(KARIN, told, "Ångra").text() == "Det är ändrat sedan dess. Inget är ångrat."


@both
def test_who_declines_and_changes_their_mind_stands_in_and_the_secretariat_sees_it(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    told = world.does(NILS, "absence.decline", absence=latest(world))
    assert "Ingen ersätter" in to(world, SECRETARY)[-1]
    assert world.presses(NILS, told, "Ångra").text() == "Ångrat. Du ersätter Karin Lind som förut."
    assert to(world, SECRETARY)[-1] == "Nils Berg ersätter Karin Lind\nKlart"
    assert "Nils Berg" in world.says(KARIN, "borta").text()


def test_each_time_somebody_declines_is_told_also_on_the_same_day(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    number = latest(world)
    for _ in range(2):
        before = len(to(world, SECRETARY))
        world.does(NILS, "absence.decline", absence=number)
        assert len(to(world, SECRETARY)) == before + 1
        world.passes(minutes=1)
        world.does(SECRETARY, "absence.appoint", absence=number, who="Nils Berg")
        assert to(world, NILS)[-1].startswith("Du ersätter Karin Lind")
    assert len([text for text in to(world, NILS) if text.startswith("Du ersätter Karin Lind")]) == 3


def test_a_decline_at_night_that_is_undone_is_not_told(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    world.goes_to("2027-02-02 22:30")
    before = len(to(world, SECRETARY))
    world.presses(NILS, world.does(NILS, "absence.decline", absence=latest(world)), "Ångra")
    world.goes_to("2027-02-03 09:00")
    assert len(to(world, SECRETARY)) == before


@both
def test_who_was_named_by_mistake_hears_that_they_do_not_stand_in(world: World):
    is_away(world, KARIN, "1–12 februari", "Vet inte än")
    number = latest(world)
    told = world.does(SECRETARY, "absence.appoint", absence=number, who="Samir Haddad")
    assert world.presses(SECRETARY, told, "Ångra").text() == "Ångrat. Ingen ersätter Karin Lind."
    assert to(world, SAMIR)[-1] == "Du ersätter inte längre Karin Lind."
    told = world.does(SECRETARY, "absence.appoint", absence=number, who="Samir Haddad")
    assert to(world, SAMIR)[-1].startswith("Du ersätter Karin Lind")
    world.does(SAMIR, "absence.decline", absence=number)
    assert world.presses(SECRETARY, told, "Ångra").text() == "Det är ändrat sedan dess. Inget är ångrat."


@both
def test_another_period_instead_is_told_to_who_stood_in_and_undone(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    world.passes(minutes=20)
    told = world.presses(KARIN, world.says(KARIN, "borta 1–5 februari"), "Vet inte än")
    assert to(world, NILS)[-1] == "Du ersätter inte längre Karin Lind."
    assert world.presses(KARIN, told, "Ångra").text() == "Ångrat. Som förut är du borta 1–12 februari."
    assert to(world, NILS)[-1].startswith("Du ersätter Karin Lind")


def test_nobody_is_woken_by_an_absence_that_ends(world: World):
    is_away(world, KARIN, "1–12 februari", "Nils Berg")
    world.goes_to("2027-02-02 22:30")
    world.does(KARIN, "absence.end", absence=latest(world))
    assert "tillbaka" not in to(world, NILS)[-1]
    world.goes_to("2027-02-03 08:00")
    assert "tillbaka" in to(world, NILS)[-1]


def test_who_stands_in_and_is_away_too_is_of_no_help(world: World):
    is_away(world, KARIN, "1–12 februari", "Vet inte än")
    world.does(KARIN, "absence.set", since="2027-02-01", until="2027-02-12", who="Samir Haddad")
    world.does(SAMIR, "absence.set", since="2027-02-01", until="2027-02-12", nobody=True)
    ask(world, closes="fredag 12:00")
    world.goes_to("2027-02-05 10:00")
    assert any("Bör utlysningarna" in text for text in to(world, NILS))


def test_what_can_not_be_is_refused_beside_the_field(world: World):
    assert typed(world.says(KARIN, "borta hela våren")) == {"since": "hela våren"}
    assert "until" in wrong(world.does(KARIN, "absence.set", since="3 mars", until="1 mars 2027"))
    assert "until" in wrong(world.does(KARIN, "absence.set", since="2027-01-01", until="2027-01-15"))
    assert "who" in wrong(world.does(KARIN, "absence.set", since="3 mars", until="5 mars", who="Ingen Alls"))
    assert "who" in wrong(world.does(KARIN, "absence.set", since="3 mars", until="5 mars", who="jag"))
    assert form_in(world.does(KARIN, "absence.set", edit=True)).title == "Borta"


def latest(world: World) -> int:
    """The absence that was said last."""
    found = world.read(lambda db: db.scalar(select(func.max(Absence.id))))
    assert found
    return found


def county(world: World, who: str) -> int:
    person, day = world.person(who).id, world.time.date()
    [stand] = world.read(lambda db: [s for s in bodies.stands(db, person, day) if s.responsible][:1])
    assert stand.county_id
    return stand.county_id


@pytest.mark.parametrize(
    "line",
    ["jag är borta 1–30 april, Nils Breg ersätter", "borta 1-30 april ersättare Nils Breg",
     "jag är borta 1–30 april och Nils Breg svarar för mig", "away 1-30 April, Nils Breg stands in"],
)  # fmt: skip
def test_a_misspelt_stand_in_is_asked_about(world: World, line: str):
    asked = world.says(KARIN, line)
    assert asked.text() == "Ingen i forumet heter «Nils Breg». Menar du Nils Berg?\n[Nils Berg] [Ändra]"
    assert typed(world.presses(KARIN, asked, "Ändra"))["who"] == "Nils Breg"
    done = world.presses(KARIN, asked, "Nils Berg")
    assert done.text().startswith("Klart. Nils Berg svarar för Region Dalarna 1–30 april.")


def test_of_several_near_names_the_one_of_the_same_county_comes_first(world: World):
    def names_alike(db: Session) -> None:
        for key, name in ((SAMIR, "Gustav Renn"), (KERSTIN, "Gustav Rehn")):
            db.scalars(select(Person).where(Person.key == key)).one().name = name

    world.write(names_alike)
    asked = world.says(KARIN, "jag är borta 1–30 april, Gustav Ran ersätter")
    assert buttons(asked)[0] == "Gustav Rehn, Region Dalarna"
    assert len(buttons(asked)) == 4


def test_a_stand_in_who_is_spelt_right_is_named_at_once(world: World):
    done = world.says(KARIN, "jag är borta 1–30 april, Nils Berg ersätter mig")
    assert done.text().startswith("Klart. Nils Berg svarar för Region Dalarna 1–30 april.")


def test_a_name_that_is_nobodys_stays_in_the_form(world: World):
    reply = world.says(KARIN, "jag är borta 1–30 april, Bosse Xylander ersätter mig")
    assert "Jag vet inte vem «Bosse Xylander» är." in wrong(reply)["who"]
