"""Just before a meeting: what the secretariat hears the morning before, who is missing reminded, the link."""

import pytest

from tests.conftest import both
from tests.meeting_scenes import calls, comes, moves
from tests.scenes import (
    ASTRID,
    CECILIA,
    IVAR,
    KARIN,
    MATS,
    OFFICIALS,
    SAMIR,
    SECRETARY,
    to,
)
from tests.world import World


@pytest.fixture
def meeting(world: World) -> int:
    """The officials' next meeting, on Tuesday 9 February 9:30."""
    return world.meeting("tjanstepersonsforum-next").id


def eve(world: World) -> str:
    """What the secretariat has got on the morning before."""
    return next(text for text in to(world, SECRETARY) if text.startswith("I morgon"))


def test_the_secretariat_hears_the_day_before_who_and_what_is_missing(world: World):
    calls(world)
    for seat in world.seats(OFFICIALS):
        if seat.person and seat.organisation.key not in ("region-gotland", "region-uppsala"):
            comes(world, seat.person.key)
    world.goes_to("2027-02-08 08:00")
    assert eve(world).splitlines() == [
        "I morgon: Tjänstepersonsforum",
        "18 av 21 regioner anmälda. Saknas: Uppsala, Gotland, Halland. Underlag saknas till punkterna 3 och 4.",
        "[Påminn de 3 som saknas] [Påminn föredragande] [Deltagarlista]",
        "En sak väntar på dig",
        "– Preliminärt · Politikerforum tisdag 23 februari · Bekräfta tid och plats, eller flytta mötet.",
        "[Bekräfta] [Flytta] [Ställ in mötet]",
        "Det här är morgonens enda meddelande. Det uppdateras när du har gjort något.",
    ]
    assert not any(text.startswith("I morgon") for who in (KARIN, ASTRID) for text in to(world, who))


def test_the_secretariats_message_follows_who_registers_and_what_is_handed_in(world: World, meeting: int):
    calls(world)
    world.goes_to("2027-02-08 08:00")
    assert "0 av 21 regioner anmälda." in eve(world)
    comes(world, KARIN)
    assert "1 av 21 regioner anmälda." in eve(world)
    for item in world.meeting("tjanstepersonsforum-next").items:
        world.does(SECRETARY, "materials.none", item=item.id)
    assert "Underlag saknas" not in eve(world)
    world.does(SECRETARY, "meeting.confirm", meeting=world.meeting("politikerforum-next").id, start="10", place="Norra")
    assert "Preliminärt · Politikerforum tisdag 23 februari" not in eve(world)


@both
def test_all_that_the_secretariat_hears_in_a_morning_is_one_message(world: World, meeting: int):
    item = next(one for one in world.meeting("tjanstepersonsforum-next").items if one.title == "Bredband").id
    world.does(SECRETARY, "item.save", meeting=meeting, item=item, title="Bredband", open_forum="2")
    calls(world)
    world.does(KARIN, "input.send", title="Stolpar", text="Var är de?", item=item)
    world.goes_to("2027-02-07 23:00")
    before = len(to(world, SECRETARY))
    world.goes_to("2027-02-08 09:00")
    [morning] = to(world, SECRETARY)[before:]
    parts = ("I morgon", "2 saker", "Anmälda", "1. Stolpar")
    assert [line for line in morning.splitlines() if line.startswith(parts)] == [
        "I morgon: Tjänstepersonsforum",
        "2 saker väntar på dig",
        "Anmälda frågor till Bredband, Tjänstepersonsforum tisdag 9 februari",
        "1. Stolpar · Karin Lind, Region Dalarna. Var är de?",
    ]


def test_a_meeting_on_a_monday_is_told_on_the_friday(world: World):
    calls(world)
    moves(world, SECRETARY, "flytta tjänstepersonsforum till 15 februari")
    world.goes_to("2027-02-12 08:00")
    [told] = [text for text in to(world, SECRETARY) if text.startswith("Måndag 15 februari: Tjänstepersonsforum")]
    assert "0 av 21 regioner anmälda." in told


def test_on_the_day_itself_how_far_the_meeting_has_come_is_not_told_again(world: World, meeting: int):
    calls(world)
    world.goes_to("2027-02-08 08:00")
    assert "I morgon: Tjänstepersonsforum" in eve(world)
    world.says(SECRETARY, "att göra Skicka exempel @kansliet 9 februari", room=OFFICIALS)
    world.goes_to("2027-02-09 09:00")
    day = world.looks(SECRETARY, "home.morning", day="2027-02-09").text()
    assert "anmälda" not in day
    assert "I dag kl. 9.30 är det Tjänstepersonsforum" not in day.splitlines()[0]
    assert "Skicka exempel" in day


def test_who_is_reminded_in_the_evening_gets_it_in_the_morning_and_it_can_be_taken_back(world: World, meeting: int):
    calls(world)
    world.goes_to("2027-02-03 19:00")
    reply = world.does(SECRETARY, "registration.remind", meeting=meeting)
    assert reply.text() == "21 ledamöter påminns i morgon kl. 8.00.\n[Ångra]"
    assert world.presses(SECRETARY, reply, "Ångra").text() == "Ångrat. Ingen påminns."
    reply = world.does(SECRETARY, "registration.remind", meeting=meeting)
    assert reply.text().startswith("21 ledamöter påminns i morgon kl. 8.00.")
    assert world.does(SECRETARY, "registration.remind", meeting=meeting).text() == "De är redan påminda i dag."
    world.presses(SECRETARY, reply, "Ångra")
    world.goes_to("2027-02-04 09:00")
    assert not any(text.startswith("Kommer du") for text in to(world, KARIN))


def test_a_reminder_that_has_been_sent_is_not_taken_back(world: World, meeting: int):
    calls(world)
    world.goes_to("2027-02-04 07:55")
    reply = world.does(SECRETARY, "registration.remind", meeting=meeting)
    world.goes_to("2027-02-04 08:00")
    assert world.presses(SECRETARY, reply, "Ångra").text() == (
        "De har hunnit få påminnelsen, och det som är skickat går inte att ta tillbaka."
    )
    assert any(text.startswith("Kommer du") for text in to(world, KARIN))
    world.passes(days=1)
    assert world.does(SECRETARY, "registration.remind", meeting=meeting).text() == "21 ledamöter påminns nu."


def test_those_who_are_missing_are_reminded_by_one_button_once_a_day(world: World, meeting: int):
    calls(world)
    world.goes_to("2027-02-08 08:00")
    assert world.does(SECRETARY, "registration.remind", meeting=meeting).text() == "21 ledamöter påminns nu."
    [asked] = [text for text in to(world, IVAR) if text.startswith("Kommer du")]
    assert asked.startswith("Kommer du till Tjänstepersonsforum tisdag 9 februari?")
    told = world.does(SECRETARY, "registration.remind", meeting=meeting)
    assert told.text() == "De är redan påminda i dag."
    refused = world.does(KARIN, "registration.remind", meeting=meeting)
    assert refused.outcome == "refused"


def test_those_who_come_by_link_get_it_a_quarter_of_an_hour_before(world: World):
    calls(world)
    comes(world, KARIN, "link")
    comes(world, MATS)
    world.goes_to("2027-02-09 09:14")
    assert not any("börjar" in title for title in world.seen_by(KARIN))
    world.goes_to("2027-02-09 09:15")
    assert to(world, KARIN)[-1] == (
        "Tjänstepersonsforum börjar kl. 9.30\nLänken: https://exempel.se/tjanstepersonsforum"
    )
    assert not any("börjar" in title for who in (MATS, SAMIR) for title in world.seen_by(who))
    assert "Länken: https://exempel.se/tjanstepersonsforum" in comes(world, CECILIA, "link")


def test_a_link_that_is_missing_is_told_to_the_secretariat_and_nobody_gets_an_empty_message(world: World, meeting: int):
    given = {"meeting": meeting, "start": "9.30", "end": "15", "place": "Mälarsalen"}
    world.does(SECRETARY, "meeting.confirm", **given)
    calls(world)
    comes(world, KARIN, "link")
    world.goes_to("2027-02-08 08:00")
    assert "1 kommer via länk, och länken saknas." in eve(world)
    assert "[Lägg in länken]" in eve(world)
    world.goes_to("2027-02-09 09:16")
    assert not any("börjar" in title for title in world.seen_by(KARIN))
    world.does(SECRETARY, "meeting.confirm", **given, link="https://exempel.se/nu")
    assert to(world, KARIN)[-1] == "Tjänstepersonsforum börjar kl. 9.30\nLänken: https://exempel.se/nu"


def test_a_link_that_changes_is_sent_anew(world: World, meeting: int):
    calls(world)
    comes(world, KARIN, "link")
    given = {"meeting": meeting, "start": "9.30", "end": "15", "place": "Mälarsalen", "link": "https://exempel.se/ny"}
    assert (
        world.does(SECRETARY, "meeting.confirm", **given)
        .text()
        .startswith("Länken till Tjänstepersonsforum tisdag 9 februari är sparad.")
    )
    world.goes_to("2027-02-09 09:15")
    assert [text for text in to(world, KARIN) if "börjar" in text] == [
        "Tjänstepersonsforum börjar kl. 9.30\nLänken: https://exempel.se/ny"
    ]
