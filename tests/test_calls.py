"""The call to a meeting: read back, sent to the room and to each member, sent again with what is new, taken back."""

from typing import Any

import pytest

from handlers.call import Reply
from tests.conftest import both
from tests.meeting_scenes import called, calls, comes, counted
from tests.scenes import (
    ASTRID,
    HENNING,
    IVAR,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    OFFICIALS,
    POLITICIANS,
    SAMIR,
    SECRETARY,
    in_room,
    to,
    typed,
    wrong,
)
from tests.world import World


@pytest.fixture
def meeting(world: World) -> int:
    """The officials' next meeting, on Tuesday 9 February 9:30."""
    return world.meeting("tjanstepersonsforum-next").id


def test_the_call_is_read_back_with_its_times_and_with_who_still_owes_materials(world: World):
    assert world.says(SECRETARY, "kallelse").text().splitlines() == [
        "Kallelse till Tjänstepersonsforum tisdag 9 februari",
        "Går till: 21 ledamöter och rummet",
        "När: tisdag 9 februari kl. 9.30–15.00",
        "Var: Mälarsalen",
        "Anmäl dig senast: tisdag 2 februari",
        "1. Mötet öppnas · 9.30. Astrid Sellberg",
        "2. Aktuellt från Tillväxtverket · 9.40. Greta Palm, Tillväxtverket Underlag",
        "3. Lägesbild · 10.15. Per Norén, departementet. Underlag saknas",
        "4. Bredband · 11.00. Cecilia Modig, Västra Götalandsregionen. Underlag saknas",
        "5. Matchning på arbetsmarknaden · 12.30. Erik Sand, Region Örebro län, Greta Palm, Tillväxtverket Underlag",
        "[Skicka] [Ändra]",
        "Inget är skickat än.",
    ]
    assert in_room(world, OFFICIALS) == called(world, KARIN) == []


@both
def test_the_call_goes_to_the_room_and_to_each_member_once(world: World):
    assert calls(world) == (
        "Kallelsen till Tjänstepersonsforum tisdag 9 februari är skickad till 21 ledamöter och till rummet. "
        "Sista anmälningsdag är tisdag 2 februari.\n[Ångra]"
    )
    [shown] = in_room(world, OFFICIALS)
    assert "1. Mötet öppnas · 9.30. Astrid Sellberg" in shown
    assert shown.endswith("[I salen] [Via länk] [Ersättare] [Nej]\n0 av 21 regioner anmälda.")
    for who in (KARIN, MATS, IVAR):
        [own] = called(world, who)
        assert own.splitlines() == [
            "Kallelse till Tjänstepersonsforum tisdag 9 februari",
            "När: tisdag 9 februari kl. 9.30–15.00",
            "Var: Mälarsalen",
            "Anmäl dig senast: tisdag 2 februari",
            "[I salen] [Via länk] [Ersättare] [Nej]",
        ]
    assert called(world, NILS) == called(world, KERSTIN) == []


def test_the_last_day_and_the_link_are_changed_in_the_form(world: World, meeting: int):
    form = world.presses(SECRETARY, world.says(SECRETARY, "kallelse"), "Ändra")
    assert typed(form) == {"register_by": "2027-02-02", "link": "https://exempel.se/tjanstepersonsforum"}
    read = world.does(SECRETARY, "meeting.call", meeting=meeting, register_by="fredag 5 februari")
    assert "Anmäl dig senast: fredag 5 februari" in read.text()
    assert world.meeting("tjanstepersonsforum-next").register_by is None
    world.presses(SECRETARY, read, "Skicka")
    assert world.meeting("tjanstepersonsforum-next").register_by == "4d"


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("1 januari 2026", "torsdag 1 januari 2026 har redan varit. Skriv en dag som kommer."),
        ("10 februari", "Mötet är tisdag 9 februari. Skriv en dag före det."),
    ],
)
def test_a_last_day_that_does_not_do_is_told_beside_it(world: World, meeting: int, last: str, told: str):
    assert wrong(world.does(SECRETARY, "meeting.call", meeting=meeting, register_by=last)) == {"register_by": told}


def test_a_last_day_that_is_past_becomes_the_working_day_before_the_meeting(world: World):
    world.goes_to("2027-02-04 10:00")
    assert "Anmäl dig senast: måndag 8 februari" in world.says(SECRETARY, "kallelse").text()


def test_a_preliminary_meeting_is_confirmed_before_it_is_called_to(world: World):
    reply = world.says(SECRETARY, "kallelse politikerforum")
    assert reply.text() == (
        "Politikerforum tisdag 23 februari är preliminärt. "
        "Bekräfta det med tid och plats först, kalla sedan.\n[Bekräfta]"
    )
    assert world.presses(SECRETARY, reply, "Bekräfta").form


def test_only_the_secretariat_and_the_chair_call(world: World):
    told = "Bara kansliet och ordföranden kan ändra ett möte. Inget är ändrat. Fråga kansliet."
    assert world.says(KARIN, "kallelse").text() == told
    assert world.says(HENNING, "kallelse tjänstepersonsforum").text() == told
    assert "är skickad" in calls(world, who=ASTRID)


def test_a_call_is_sent_again_only_if_something_has_changed_and_says_what(world: World, meeting: int):
    calls(world)
    again = world.says(SECRETARY, "kallelse")
    assert again.outcome == "refused"
    assert again.text() == (
        "Kallelsen skickades måndag 1 februari och inget har ändrats sedan dess. "
        "Påminn hellre dem som inte har anmält sig.\n[Påminn dem]"
    )
    world.passes(minutes=5)
    given = {"start": "10", "end": "15", "place": "Norra salen", "link": "https://exempel.se/tjanstepersonsforum"}
    world.does(SECRETARY, "meeting.confirm", meeting=meeting, **given)
    world.says(SECRETARY, "punkt Elförsörjning", room=OFFICIALS)
    read = world.says(SECRETARY, "kallelse")
    changed = "Ändrat. ny tid kl. 10.00, ny plats Norra salen, ny punkt: Elförsörjning"
    assert read.text().splitlines()[1] == changed
    world.presses(SECRETARY, read, "Skicka")
    old, new = called(world, MATS)
    assert old.splitlines()[1:] == ["Ersatt. En nyare kallelse är skickad."]
    assert new.splitlines()[1] == changed
    assert [text.splitlines()[1] for text in in_room(world, OFFICIALS) if text.startswith("Kallelse")] == [
        "Ersatt. En nyare kallelse är skickad.",
        changed,
    ]


TAKEN_BACK = "Kallelse till Tjänstepersonsforum tisdag 9 februari\nKallelsen är återtagen"


def sent(world: World, meeting: int, **values: Any) -> Reply:
    """The secretariat calls to the meeting and sends it; the receipt, with [Ångra]."""
    return world.presses(SECRETARY, world.does(SECRETARY, "meeting.call", meeting=meeting, **values), "Skicka")


@both
def test_a_call_is_taken_back_and_the_next_one_goes_out_as_usual(world: World, meeting: int):
    before = world.meeting("tjanstepersonsforum-next")
    receipt = sent(world, meeting, register_by="fredag 5 februari", link="https://exempel.se/fel")
    told = world.presses(SECRETARY, receipt, "Ångra").text()
    assert told == "Kallelsen till Tjänstepersonsforum tisdag 9 februari är återtagen."
    after = world.meeting("tjanstepersonsforum-next")
    assert (after.called_at, after.register_by, after.link) == (None, before.register_by, before.link)
    assert in_room(world, OFFICIALS) == called(world, KARIN) == called(world, MATS) == [TAKEN_BACK]
    assert "är skickad till 21 ledamöter" in calls(world)
    for texts in (in_room(world, OFFICIALS), called(world, KARIN)):
        assert texts[0].endswith("Ersatt. En nyare kallelse är skickad.")
        assert "[I salen] [Via länk] [Ersättare] [Nej]" in texts[1]
        assert "Ändrat" not in texts[1]


def test_a_call_taken_back_at_night_never_reaches_the_members(world: World, meeting: int):
    world.goes_to("2027-02-01 21:00")
    world.presses(SECRETARY, sent(world, meeting), "Ångra")
    world.goes_to("2027-02-02 09:00")
    assert called(world, KARIN) == []
    assert in_room(world, OFFICIALS) == [TAKEN_BACK]


def test_the_call_before_holds_again_when_the_second_is_taken_back(world: World, meeting: int):
    first = sent(world, meeting)
    comes(world, MATS)
    world.passes(minutes=5)
    world.says(SECRETARY, "punkt Elförsörjning", room=OFFICIALS)
    receipt = sent(world, meeting)
    refused = world.presses(SECRETARY, first, "Ångra")
    assert refused.text() == (
        "En nyare kallelse har skickats sedan dess, så den här tas inte tillbaka. Inget är ändrat."
    )
    world.presses(SECRETARY, receipt, "Ångra")
    old, new = called(world, KARIN)
    assert "[I salen] [Via länk] [Ersättare] [Nej]" in old
    assert new == TAKEN_BACK


def test_a_call_that_somebody_has_answered_or_that_is_ten_minutes_old_stands(world: World, meeting: int):
    receipt = sent(world, meeting)
    comes(world, KARIN)
    assert world.presses(SECRETARY, receipt, "Ångra").text() == (
        "Någon har hunnit anmäla sig, så kallelsen står kvar. Om något är fel, ändra det och kalla igen."
    )
    assert "[I salen]" in called(world, MATS)[0]
    world.passes(minutes=11)
    assert world.presses(SECRETARY, receipt, "Ångra").outcome == "refused"
    assert world.meeting("tjanstepersonsforum-next").called_at


def test_the_call_follows_its_meeting(world: World, meeting: int):
    calls(world)
    world.presses(SECRETARY, world.says(SECRETARY, "flytta tjänstepersonsforum till 12 februari"), "Flytta och meddela")
    [own] = called(world, MATS)
    assert own == "Kallelse till Tjänstepersonsforum fredag 12 februari\nFlyttat. Tidigare tisdag 9 februari."
    assert "När: fredag 12 februari" in in_room(world, OFFICIALS)[0]
    world.does(SECRETARY, "meeting.cancel", meeting=meeting, sure=True)
    assert called(world, MATS) == ["Kallelse till Tjänstepersonsforum fredag 12 februari\nInställt"]


def test_who_had_registered_before_the_call_is_not_asked_and_counts(world: World, meeting: int):
    assert comes(world, KARIN, "link").startswith("Du är anmäld.")
    comes(world, MATS, "no")
    world.passes(minutes=5)
    calls(world)
    assert called(world, KARIN)[0].splitlines()[-2:] == ["Du har redan svarat: via länk.", "[Ändra]"]
    assert called(world, MATS)[0].splitlines()[-2] == "Du har redan svarat: du kommer inte."
    assert "[I salen]" in called(world, SAMIR)[0]
    assert counted(world) == "1 av 21 regioner anmälda."
    assert "Kommer du" not in world.looks(KARIN, "home.waiting").text()
    world.goes_to("2027-02-01 15:00")
    world.does(SECRETARY, "registration.remind", meeting=meeting)
    assert not any(text.startswith("Kommer du") for text in to(world, KARIN))
    comes(world, KARIN)
    assert called(world, KARIN)[0].endswith("[I salen] [Via länk] [Ersättare] [Nej]")


def test_a_call_at_night_reaches_the_members_in_the_morning(world: World):
    world.goes_to("2027-02-01 21:00")
    calls(world)
    assert len(in_room(world, OFFICIALS)) == 1
    assert called(world, KARIN) == []
    world.goes_to("2027-02-02 08:00")
    assert len(called(world, KARIN)) == 1


def test_politicians_are_called_to_a_confirmed_meeting(world: World):
    meeting = world.meeting("politikerforum-next").id
    world.does(SECRETARY, "meeting.confirm", meeting=meeting, start="10", end="14.30", place="Norra salen")
    told = calls(world, "kallelse politikerforum")
    assert "är skickad till 42 ledamöter och till rummet. Sista anmälningsdag är tisdag 16 februari." in told
    assert "[I salen] [Via länk] [Ersättare] [Nej]" in called(world, KERSTIN)[0]
    assert "0 av 21 regioner anmälda." in in_room(world, POLITICIANS)[-1]
