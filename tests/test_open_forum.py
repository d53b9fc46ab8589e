"""Open forum: questions are registered until some days before the meeting, and stand on its agenda."""

import pytest

from storage import inputs
from tests.conftest import both
from tests.scenes import (
    HENNING,
    KARIN,
    KERSTIN,
    MATS,
    OFFICIALS,
    POLITICIANS,
    SECRETARY,
    buttons,
    form_in,
    in_room,
    to,
    typed,
    wrong,
)
from tests.world import World

CLOSED = "2027-02-18 16:00"
"""Five days before Tuesday the 23rd, at the end of office hours."""


@pytest.fixture
def item(world: World) -> int:
    """The open forum of the politicians' next meeting."""
    [item] = world.meeting("politikerforum-next").items
    return item.id


def register(world: World, item: int, title: str = "Stolpar"):
    return world.does(KERSTIN, "input.send", title=title, text="Var är de?", item=item)


def agenda(world: World, who: str = KERSTIN) -> str:
    return world.does(who, "meeting.agenda", meeting=world.meeting("politikerforum-next").id).text()


def test_the_agenda_says_that_no_question_is_registered_and_until_when_one_can_be(world: World):
    assert "1. Öppet forum · Dialog. Frågor anmäls senast torsdag 18 februari kl. 16.00. Ingen fråga är anmäld\n" in (
        agenda(world)
    )
    assert "Anmäl en fråga" in buttons(world.says(KERSTIN, "dagordning politikerforum"))


@both
def test_a_registered_question_is_an_input_on_the_item(world: World, item: int):
    form = world.does(KERSTIN, "input.send", item=item, edit=True)
    assert typed(form)["item"] == str(item)
    reply = register(world, item)
    assert reply.text().startswith(
        "Tack. Din fråga är anmäld till Öppet forum, Politikerforum tisdag 23 februari: Stolpar"
    )
    assert "Anmälda frågor: Stolpar (Region Dalarna)" in agenda(world)
    [kept] = world.read(inputs.under_way)
    assert (kept.came, kept.item_id) == ("open_forum", item)
    shown = world.does(KERSTIN, "input.show", input=kept.id).text()
    assert "Frågan tas upp på Politikerforum 23 februari, punkt 1." in shown


def test_the_agenda_in_the_room_follows(world: World, item: int):
    world.does(SECRETARY, "meeting.show", meeting=world.meeting("politikerforum-next").id)
    reply = register(world, item)
    assert "Anmälda frågor: Stolpar (Region Dalarna)" in in_room(world, POLITICIANS)[0]
    assert "[Anmäl en fråga]" in in_room(world, POLITICIANS)[0]
    world.presses(KERSTIN, reply, "Ångra")
    assert "Ingen fråga är anmäld" in in_room(world, POLITICIANS)[0]


@both
def test_after_the_last_day_it_is_refused_with_what_to_do_instead(world: World, item: int):
    world.goes_to("2027-02-18 15:59")
    assert register(world, item).outcome == "done"
    world.goes_to(CLOSED)
    reply = register(world, item, "För sen")
    told = "Frågor skulle anmälas senast torsdag 18 februari kl. 16.00. "
    assert wrong(reply) == {"item": told + "Ta upp frågan på mötet, eller skicka den fritt till kansliet."}
    assert typed(reply).items() >= {"title": "För sen", "text": "Var är de?"}.items()
    assert str(item) not in [option.value for field in form_in(reply).fields for option in field.options]
    assert "Frågor anmäldes till och med torsdag 18 februari kl. 16.00. Anmälda frågor: Stolpar" in agenda(world)
    assert "Anmäl en fråga" not in agenda(world)
    assert world.does(KERSTIN, "input.send", title="För sen", text="Var är de?", item="").outcome == "done"


@pytest.mark.parametrize(("asked", "told"), [(True, "1. Stolpar · Kerstin Morén, Region Dalarna. Var är de?"),
                                             (False, "Ingen fråga är anmäld.")])  # fmt: skip
def test_the_secretariat_gets_the_list_the_morning_after_the_last_day(world: World, item: int, asked: bool, told: str):
    if asked:
        register(world, item)
    world.goes_to("2027-02-19 07:59")
    title = "Anmälda frågor till Öppet forum, Politikerforum tisdag 23 februari"
    assert not any(title in text for text in to(world, SECRETARY))
    world.goes_to("2027-02-19 08:00")
    [listed] = [text.splitlines() for text in to(world, SECRETARY) if title in text]
    assert listed[listed.index(title) + 1] == told
    assert listed[-1] == "Det här är morgonens enda meddelande. Det uppdateras när du har gjort något."
    world.says(SECRETARY, "att göra Ring lokalen @kansliet 22 februari", room=POLITICIANS)
    world.goes_to("2027-02-22 08:00")
    assert "Ring lokalen" in to(world, SECRETARY)[-1]
    assert title not in to(world, SECRETARY)[-1]


def test_the_secretariat_gets_the_list_later_where_the_bot_was_down(world: World, item: int):
    register(world, item)
    world.goes_to("2027-02-18 12:00")
    world.sleeps_through(days=1, hours=12)
    world.goes_to("2027-02-22 08:00")
    assert "1. Stolpar · Kerstin Morén, Region Dalarna. Var är de?" in to(world, SECRETARY)[-1]


def test_the_last_day_moves_with_the_meeting(world: World, item: int):
    meeting = world.meeting("politikerforum-next").id
    assert "öppet forum (26 februari)" in world.does(SECRETARY, "meeting.move", meeting=meeting, to="3 mars").text()
    register(world, item)
    world.does(SECRETARY, "meeting.move", meeting=meeting, to="3 mars", sure=True)
    world.goes_to("2027-02-19 08:00")
    assert not [text for text in to(world, SECRETARY) if "Anmälda frågor till" in text]
    assert "Frågor anmäls senast fredag 26 februari kl. 16.00. Anmälda frågor: Stolpar" in agenda(world)
    world.goes_to("2027-03-01 08:00")
    assert "Anmälda frågor till Öppet forum, Politikerforum onsdag 3 mars" in to(world, SECRETARY)[-1]


def test_any_item_becomes_an_open_forum_in_its_form(world: World):
    meeting = world.meeting("tjanstepersonsforum-next")
    item = meeting.items[3].id
    reply = world.does(SECRETARY, "item.save", meeting=meeting.id, item=item, title="Bredband", open_forum="2")
    assert "Frågor anmäls senast fredag 5 februari kl. 16.00. Ingen fråga är anmäld" in reply.text()
    assert typed(world.does(SECRETARY, "item.save", meeting=meeting.id, item=item, edit=True))["open_forum"] == "2"
    reply = world.does(SECRETARY, "item.save", meeting=meeting.id, item=item, title="Bredband", open_forum="många")
    assert wrong(reply) == {"open_forum": "Det här passar inte. Välj eller skriv något annat."}
    world.goes_to("2027-02-08 08:00")
    assert "Anmälda frågor till Bredband, Tjänstepersonsforum tisdag 9 februari" in to(world, SECRETARY)[-1]
    world.does(SECRETARY, "item.save", meeting=meeting.id, item=item, title="Bredband")
    assert "Frågor anmäl" not in world.says(KARIN, "dagordning tjänstepersonsforum").text()


def test_an_input_on_an_ordinary_item_stands_on_the_agenda_with_its_organisation_only(world: World):
    item = world.meeting("tjanstepersonsforum-next").items[3].id
    world.does(KARIN, "input.send", title="Stolpar", text="Hemliga tankar.", item=item)
    shown = world.says("mats-ohlin", "dagordning tjänstepersonsforum").text()
    assert "Digital kommunikation och transporter. Inspel: Stolpar (Region Dalarna)" in shown
    assert "Hemliga tankar." not in shown


@pytest.mark.parametrize("at", ["2027-02-01 09:00", "2027-02-10 09:00"], ids=["another's", "past"])
def test_only_items_ahead_of_ones_own_groups_take_input(world: World, item: int, at: str):
    world.goes_to(at)
    other = item if at < "2027-02-09" else world.meeting("tjanstepersonsforum-next").items[0].id
    reply = world.does(KARIN, "input.send", title="Stolpar", text="Var är de?", item=other)
    assert list(wrong(reply)) == ["item"]
    assert world.read(inputs.under_way) == []


@both
def test_an_item_that_is_taken_off_leaves_its_inputs_to_the_meeting(world: World, item: int):
    register(world, item)
    world.does(SECRETARY, "item.remove", item=item)
    assert "Inspel utan punkt: Stolpar (Region Dalarna)" in agenda(world)
    assert "Frågan tas upp på Politikerforum 23 februari." in world.says(KERSTIN, "mina inspel").text()


def test_the_inputs_of_a_cancelled_meeting_wait_to_be_placed_anew(world: World, item: int):
    register(world, item)
    world.does(HENNING, "meeting.cancel", meeting=world.meeting("politikerforum-next").id, sure=True)
    told = "Politikerforum 23 februari är inställt. Kansliet hittar ett annat möte."
    assert told in world.says(KERSTIN, "mina inspel").text()
    waits = world.looks(SECRETARY, "home.waiting").text()
    assert f"Mottaget · Stolpar (Region Dalarna) · {told}\n[Ta upp på möte] [Lämna vidare] [Visa]" in waits
    world.goes_to("2027-02-02 08:00")
    assert told in to(world, SECRETARY)[-1]
    [kept] = world.read(inputs.under_way)
    later = world.meeting("politikerforum-later").id
    world.does(SECRETARY, "input.place", input=kept.id, at=f"meeting:{later}")
    assert "Frågan tas upp på Politikerforum" in world.says(KERSTIN, "mina inspel").text()


# In words


@pytest.mark.parametrize("line", ["öppet forum", "Anmäl en fråga", "open forum", "vad är anmält till öppet forum?",
                                  "oppet forum politikerforum"])  # fmt: skip
def test_the_word_leads_to_the_next_one(world: World, item: int, line: str):
    register(world, item)
    reply = world.says(KERSTIN, line)
    assert reply.text().splitlines() == [
        "Öppet forum, Politikerforum tisdag 23 februari",
        "Frågor anmäls senast torsdag 18 februari kl. 16.00.",
        "Anmälda frågor: Stolpar (Region Dalarna).",
        "[Anmäl en fråga] [Dagordning]",
    ]
    assert typed(world.presses(KERSTIN, reply, "Anmäl en fråga"))["item"] == str(item)


def test_a_question_after_the_word_is_not_lost(world: World, item: int):
    reply = world.says(KERSTIN, "öppet forum Stolpar: var är de?")
    assert typed(reply).items() >= {"title": "Stolpar", "text": "var är de?", "item": str(item)}.items()
    world.goes_to("2027-02-22 09:00")
    closed = world.says(KERSTIN, "öppet forum politikerforum")
    assert buttons(closed) == ["Lämna inspel", "Dagordning"]


def test_where_none_is_ahead_it_can_be_sent_as_input(world: World):
    reply = world.says(KARIN, "öppet forum tjänstepersonsforum")
    told = "Inget öppet forum är planerat för dig i Tjänstepersonsforum. Du kan alltid lämna din fråga som inspel."
    assert reply.text() == f"{told}\n[Nätverk kompetens torsdag 4 mars] [Lämna inspel]"


def test_in_the_room_of_one_group_the_others_are_offered(world: World, item: int):
    register(world, item)
    reply = world.says(SECRETARY, "öppet forum", room=OFFICIALS)
    assert reply.text().splitlines() == [
        "Inget öppet forum är planerat i det här rummet, men i en annan av dina grupper.",
        "[Politikerforum tisdag 23 februari] [Nätverk kompetens torsdag 4 mars] [Lämna inspel]",
    ]
    other = world.presses(SECRETARY, reply, "Politikerforum tisdag 23 februari")
    assert "Anmälda frågor: Stolpar (Region Dalarna)." in other.text()
    told = world.says(MATS, "öppet forum", room=OFFICIALS).text()
    assert told.startswith("Inget öppet forum är planerat i det här rummet. Du kan alltid lämna din fråga som inspel.")
