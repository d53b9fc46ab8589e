"""The programme: my next meetings, the list, and «when did we last take up broadband?»."""

from tests.scenes import ASTRID, KARIN, KERSTIN, OFFICIALS, SECRETARY, ask, wrong
from tests.world import World, local


def rows(text: str) -> list[str]:
    return [line.removeprefix("– ") for line in text.splitlines() if line.startswith("– ")]


def test_the_next_meeting_of_each_of_my_groups_and_what_i_owe(world: World):
    ask(world)
    assert world.says(KARIN, "nästa").text().splitlines() == [
        "Dina nästa möten",
        "– Tjänstepersonsforum · tisdag 9 februari kl. 9.30–15.00. Mälarsalen. Bredband, Matchning på arbetsmarknaden",
        "[Dagordning]",
        "– Nätverk kompetens · torsdag 4 mars kl. 10.00–12.00. Via länk. Validering",
        "[Dagordning]",
        "– Arbetsgrupp digitalt · onsdag 10 mars kl. 13.00–14.30. Via länk. Täckning längs vägarna",
        "[Dagordning]",
        "1 sak väntar på dig.",
        "[Visa]",
    ]


def test_who_owes_nothing_is_told_so(world: World):
    told = world.says(KERSTIN, "nästa").text()
    assert rows(told) == ["Politikerforum · tisdag 23 februari, preliminärt. Bredband"]
    assert told.endswith("Inget väntar på dig.")


def test_the_chair_has_the_meetings_of_the_body(world: World):
    assert len(rows(world.says(ASTRID, "nästa").text())) == 1


def test_what_i_owe_is_shown_from_there(world: World):
    ask(world)
    shown = world.presses(KARIN, world.says(KARIN, "nästa"), "Visa")
    assert shown.text().startswith("En sak väntar på dig")


def test_the_list_of_meetings_of_all_my_groups_or_of_one(world: World):
    everything = world.says(SECRETARY, "möten")
    assert [row.partition(" · ")[0] for row in rows(everything.text())] == [
        "Tjänstepersonsforum",
        "Politikerforum",
        "Nätverk kompetens",
        "Arbetsgrupp digitalt",
        "Tjänstepersonsforum",
        "Politikerforum",
    ]
    assert "Fler teman: Elförsörjning för nya etableringar, Bostäder för den som byter ort" in everything.text()
    for name in ("politikerforum", "polit", "Politikerforum"):
        assert len(rows(world.says(SECRETARY, f"möten {name}").text())) == 2
    assert len(rows(world.says(KARIN, "möten kompetens").text())) == 1


def test_a_group_that_there_is_not_is_told_with_those_there_are(world: World):
    for line in ("möten båtforum", "dagordning båtforum"):
        told = world.says(KARIN, line).text()
        assert told == (
            "Det finns ingen grupp som heter «båtforum». "
            "Det finns: Politikerforum, Tjänstepersonsforum, Arbetsgrupp digitalt, Nätverk kompetens."
        )


def test_no_such_meeting_names_the_nearest(world: World):
    told = world.says(KARIN, "dagordning tjänstepersonsforum 10 februari").text()
    assert told.startswith("Jag hittar inget sådant möte. De närmaste är: Tjänstepersonsforum tisdag 9 februari,")


def test_the_agenda_of_the_room_one_is_in(world: World):
    for room, title in (
        (OFFICIALS, "Tjänstepersonsforum tisdag 9 februari"),
        ("natverk-kompetens", "Nätverk kompetens"),
    ):
        assert world.says(KARIN, "dagordning", room=room).text().startswith(f"Dagordning, {title}")


def test_a_word_is_found_among_themes_and_items_the_latest_first(world: World):
    world.says(SECRETARY, "punkt Bredband i fjällen", room="politikerforum")
    found = rows(world.says(KERSTIN, "sök bredband").text())
    assert [row.partition(".")[0] for row in found] == [
        "tisdag 23 februari · Politikerforum",
        "tisdag 9 februari · Tjänstepersonsforum",
    ]
    assert rows(world.says(KERSTIN, "sök fjällen").text()) == [found[0]]
    assert rows(world.says(KARIN, "sök fjällen").text()) == []  # an agenda is for those of the body


def test_a_word_that_is_nowhere(world: World):
    told = world.says(KARIN, "sök rymdhiss").text()
    assert told == "«rymdhiss» i programmet\nAldrig uppe, så vitt programmet visar. Pröva ett annat ord."


def test_a_search_without_a_word_asks_for_one(world: World):
    reply = world.says(KARIN, "sök")
    assert reply.outcome == "done"
    assert reply.form is not None
    assert reply.form.title == "Sök i programmet"
    assert wrong(world.does(KARIN, "programme.search", word="  ")) == {"word": "Fyll i det här."}


def test_when_did_we_last_take_up_broadband(then: World):
    [found] = rows(then.says("secretariat-head", "sök «bredband»").text())
    assert found.startswith("tisdag 12 maj · Tjänstemannaforum.")
    then.time = local("2016-11-20 09:00")
    [reply] = then.at_once(then.asks("secretariat-head", "say", text="search bredband"))
    [found] = rows(reply.text())
    assert found.startswith("tisdag 12 maj 2015 · Tjänstemannaforum.")


def test_the_history_of_the_predecessor_is_searched_too(then: World):
    found = rows(then.says("secretariat-head", "sök infrastruktur").text())
    assert [row.partition(" · ")[0] for row in found] == ["fredag 20 november", "oktober 2013", "november 2012"]
