"""Channels that are the bodies' rooms: connected by a word in them, told of when they can not be reached."""

from itertools import repeat

import pytest
from sqlalchemy import select

from bot.platform import Lost
from handlers.call import Reply
from storage import accounts, audit, places
from tests.conftest import both
from tests.scenes import COLLEAGUE, KARIN, MATS, OFFICIALS, POLITICIANS, SECRETARY, answer, ask, form_in, to
from tests.world import Chat, World

ADDRESS = "T1/C2"
CHANNEL = f"slack:{ADDRESS}"
ELSEWHERE = "slack:T2/C2"
"""The same channel, from another workspace that shares it."""


@pytest.fixture
def slack() -> Chat:
    return Chat("slack")


@pytest.fixture
def world(worlds, slack: Chat) -> World:
    return worlds(Chat("browser"), slack)


def writes(world: World, text: str, who: str = SECRETARY, channel: str | None = CHANNEL) -> Reply:
    """Somebody writes in a channel."""
    [reply] = world.at_once(world.asks(who, "say", text=text, channel=channel))
    world.delivers()
    return reply


def connects(world: World, body: str = "tjänstepersonsforum") -> Reply:
    """The secretariat connects the channel, and presses the button under what is read back."""
    asked = writes(world, f"koppla {body}")
    assert asked.card is not None, asked
    [label] = [b.label for part in asked.card.parts if part.part == "buttons" for b in part.buttons]
    return world.presses(SECRETARY, asked, label)


def seen(world: World, address: str = ADDRESS) -> list[str]:
    """The titles of what stands in the channel."""
    return [sent.card.title for sent in world.messages(address)]


def whose(world: World) -> int | None:
    found = world.read(lambda db: places.at(db, "slack", ADDRESS))
    return found.body_id if found else None


@both
def test_a_channel_is_connected_after_reading_back_what_comes_there(world: World):
    asked = writes(world, "koppla tjänstepersonsforum")
    assert asked.text().splitlines() == [
        "Kanalen kopplas till Tjänstepersonsforum. Frågor, dagordningar, kallelser och påminnelser kommer hit från och "
        "med nu.",
        "Alla i kanalen ser dem, så se till att bara gruppens egna är med.",
        "[Koppla till Tjänstepersonsforum]",
    ]
    assert whose(world) is None
    done = world.presses(SECRETARY, asked, "Koppla till Tjänstepersonsforum")
    assert done.text().startswith("Kanalen är nu kopplad till Tjänstepersonsforum. Det som är nytt kommer hit.")
    assert whose(world) == world.body(OFFICIALS).id

    ask(world)
    assert seen(world) == ["Bör utlysningarna samordnas?"]
    assert world.seen_in(OFFICIALS) == ["Bör utlysningarna samordnas?"]


def test_the_word_alone_asks_which_group(world: World):
    form = form_in(writes(world, "koppla"))
    assert [field.name for field in form.fields] == ["body"]
    asked = world.does(SECRETARY, form.action, **form.values, body=OFFICIALS)
    assert "Koppla till Tjänstepersonsforum" in asked.text()


@both
def test_what_is_open_comes_at_once_and_follows_its_matter(world: World):
    closed, still_open = ask(world, "Redan stängd?", closes="i dag 10:00"), ask(world, "Öppen än?")
    meeting = world.meeting("tjanstepersonsforum-next").id
    world.does(SECRETARY, "meeting.show", meeting=meeting)
    world.goes_to("2027-02-01 11:00")

    done = connects(world)
    assert "2 öppna meddelanden kommer nu." in done.text()
    assert sorted(seen(world)) == ["Dagordning, Tjänstepersonsforum tisdag 9 februari", "Öppen än?"]
    answer(world, KARIN, still_open, 1)
    [question] = [sent for sent in world.messages(ADDRESS) if sent.card.title == "Öppen än?"]
    assert "1 av 21" in question.card.text()
    assert closed != still_open


def test_only_the_secretariat_connects_and_only_in_a_channel(world: World):
    for line in ("koppla tjänstepersonsforum", "koppla bort", "koppla"):
        assert "Bara kansliet" in writes(world, line, KARIN).text()
        assert writes(world, line, channel=None).text() == (
            "Skriv det i kanalen som du menar: då vet jag vilken det är."
        )
    assert whose(world) is None


@both
def test_a_channel_that_is_anothers_is_asked_about_and_given_back_as_it_was(world: World):
    connects(world)
    question = ask(world, "Tjänstepersonerna?")
    asked = writes(world, "koppla politikerforum")
    assert asked.text().splitlines()[0] == (
        "Kanalen är nu kopplad till Tjänstepersonsforum. Den gruppen får inget här längre."
    )
    done = world.presses(SECRETARY, asked, "Koppla till Politikerforum i stället")
    assert whose(world) == world.body(POLITICIANS).id
    answer(world, KARIN, question, 1)
    ask(world, "Tjänstepersonerna igen?")
    assert seen(world) == ["Tjänstepersonerna?"]
    assert "0 av 21" in world.messages(ADDRESS)[0].card.text()

    undone = world.presses(SECRETARY, done, "Ångra")
    assert undone.text() == "Ångrat. Kanalen är kopplad till Tjänstepersonsforum."
    assert whose(world) == world.body(OFFICIALS).id
    assert "1 av 21" in world.messages(ADDRESS)[0].card.text()
    assert seen(world) == ["Tjänstepersonerna?", "Tjänstepersonerna igen?"]


def test_connecting_is_undone(world: World):
    assert world.presses(SECRETARY, connects(world), "Ångra").text() == (
        "Ångrat. Kanalen är inte kopplad till någon grupp."
    )
    ask(world)
    assert seen(world) == []


def test_a_channel_is_disconnected_and_what_stood_there_stays_as_it_is(world: World):
    connects(world)
    question = ask(world)
    done = writes(world, "koppla bort")
    assert done.text().startswith("Inget från Tjänstepersonsforum kommer hit längre.")
    answer(world, KARIN, question, 1)
    ask(world, "En till?")
    assert seen(world) == ["Bör utlysningarna samordnas?"]
    assert "0 av 21" in world.messages(ADDRESS)[0].card.text()
    assert writes(world, "koppla bort").text() == "Kanalen är inte kopplad till någon grupp. Inget är ändrat."

    world.presses(SECRETARY, done, "Ångra")
    assert "1 av 21" in world.messages(ADDRESS)[0].card.text()


@both
def test_of_two_who_connect_at_once_one_does(world: World):
    replies = world.at_once(
        world.asks(SECRETARY, "place.connect", body=OFFICIALS, sure=True, channel=CHANNEL),
        world.asks(COLLEAGUE, "place.connect", body=POLITICIANS, sure=True, channel=CHANNEL),
    )
    assert "done" in [reply.outcome for reply in replies]
    assert whose(world) in (world.body(OFFICIALS).id, world.body(POLITICIANS).id)


def test_nothing_is_undone_that_was_changed_since(world: World):
    done = connects(world)
    writes(world, "koppla bort")
    assert world.presses(SECRETARY, done, "Ångra").text() == "Det är ändrat sedan dess. Inget är ångrat."


def test_what_was_done_is_noted(world: World):
    connects(world)
    writes(world, "koppla bort")
    body = f"body:{world.body(OFFICIALS).id}"
    noted = world.read(lambda db: audit.of(db, body))
    assert [(one.action, one.fields) for one in noted] == [
        ("place.connect", {"kind": "slack", "done": True}),
        ("place.disconnect", {"kind": "slack", "withdrawn": True}),
    ]


# A channel that several workspaces share


@both
def test_a_shared_channel_is_one_room_from_whichever_workspace_it_is_connected(world: World):
    connects(world)
    again = writes(world, "koppla tjänstepersonsforum", channel=ELSEWHERE)
    assert again.text() == "Kanalen är redan kopplad till Tjänstepersonsforum."
    asked = writes(world, "koppla politikerforum", channel=ELSEWHERE)
    assert asked.text().splitlines()[0] == (
        "Kanalen är nu kopplad till Tjänstepersonsforum. Den gruppen får inget här längre."
    )
    done = world.presses(SECRETARY, asked, "Koppla till Politikerforum i stället")
    world.at_once(world.asks(SECRETARY, "question.ask", body=POLITICIANS, text="Ja?", closes="fredag 12:00", sure=True))
    world.delivers()
    assert (seen(world), seen(world, "T2/C2")) == (["Ja?"], []), "by the token that is in the channel"

    world.presses(SECRETARY, done, "Ångra")
    assert whose(world) == world.body(OFFICIALS).id
    assert writes(world, "koppla bort", channel=ELSEWHERE).text().startswith("Inget från Tjänstepersonsforum")
    assert whose(world) is None


@both
def test_of_two_workspaces_that_connect_their_channel_at_once_one_does(world: World):
    world.at_once(
        world.asks(SECRETARY, "place.connect", body=OFFICIALS, sure=True, channel=CHANNEL),
        world.asks(COLLEAGUE, "place.connect", body=POLITICIANS, sure=True, channel=ELSEWHERE),
    )
    rooms = world.read(
        lambda db: db.scalars(select(places.Place.address).where(places.Place.platform == "slack")).all()
    )
    assert len(rooms) == 1


def test_a_shared_channel_that_is_lost_to_one_workspace_is_connected_from_the_other(world: World, slack: Chat):
    connects(world)
    slack.fails[ADDRESS] = repeat(Lost("not_in_channel"))
    ask(world)
    asked = writes(world, "koppla tjänstepersonsforum", channel=ELSEWHERE)
    done = world.presses(SECRETARY, asked, "Koppla till Tjänstepersonsforum")
    ask(world, "En till?")
    assert seen(world, "T2/C2") == ["Bör utlysningarna samordnas?", "En till?"]

    del slack.fails[ADDRESS]
    world.presses(SECRETARY, done, "Ångra")
    ask(world, "Och en?")
    assert "Och en?" in seen(world)


@both
def test_so_is_one_whose_whole_workspace_is_lost_at_once(world: World, slack: Chat):
    connects(world)
    slack.fails[ADDRESS] = repeat(Lost("not_installed", "T1"))
    ask(world)
    asked = writes(world, "koppla tjänstepersonsforum", channel=ELSEWHERE)
    world.presses(SECRETARY, asked, "Koppla till Tjänstepersonsforum")
    assert seen(world, "T2/C2") == ["Bör utlysningarna samordnas?"]


# What can not be reached


@both
def test_of_a_channel_that_is_lost_the_secretariat_hears_once_and_the_rest_goes_on(world: World, slack: Chat):
    connects(world)
    slack.fails[ADDRESS] = repeat(Lost("is_archived"))
    first = ask(world)
    ask(world, "En till?")
    assert world.seen_in(OFFICIALS) == ["Bör utlysningarna samordnas?", "En till?"]
    [told] = [text for text in to(world, SECRETARY) if "nås inte" in text]
    assert told.splitlines() == [
        "Tjänstepersonsforum nås inte i Slack",
        "Kanalen är arkiverad. Öppna den igen, eller koppla en annan.",
        "Det som skulle dit är inte skickat, allt annat är det.",
    ]
    place = world.read(lambda db: places.at(db, "slack", ADDRESS).id)  # type: ignore[union-attr]
    post = world.post(f"question:{first}@place:{place}")
    assert (post.state, post.reason) == ("removed", "is_archived")


def test_of_a_channel_that_was_reached_again_the_next_loss_is_told_anew(world: World, slack: Chat):
    connects(world)
    slack.fails[ADDRESS] = iter([Lost("is_archived"), None, Lost("is_archived"), Lost("not_in_channel")])  # type: ignore[list-item]
    ask(world, "Ett?")
    ask(world, "Två?")
    assert [text.splitlines()[-1] for text in to(world, SECRETARY) if "nås inte" in text] == ["Går att nå igen"]
    world.goes_to("2027-02-02 09:01")
    ask(world, "Tre?")
    ask(world, "Fyra?")
    assert [text.splitlines()[1] for text in to(world, SECRETARY) if "nås inte" in text] == [
        "Går att nå igen",
        "Kanalen är arkiverad. Öppna den igen, eller koppla en annan.",
        "Boten är inte med i kanalen. Bjud in den igen.",
    ]


def test_a_channel_that_is_lost_again_the_same_day_is_not_told_of_anew(world: World, slack: Chat):
    connects(world)
    slack.fails[ADDRESS] = iter([Lost("is_archived"), None, Lost("is_archived")])  # type: ignore[list-item]
    for number in range(3):
        ask(world, f"Fråga {number}?")
    assert [text.splitlines()[1] for text in to(world, SECRETARY) if "nås inte" in text] == [
        "Kanalen är arkiverad. Öppna den igen, eller koppla en annan."
    ]


def test_what_is_lost_at_night_is_told_in_the_morning(world: World, slack: Chat):
    connects(world)
    slack.fails[ADDRESS] = repeat(Lost("odd_reason"))
    world.goes_to("2027-02-01 22:00")
    ask(world)
    assert not any("nås inte" in text for text in to(world, SECRETARY))
    world.goes_to("2027-02-02 09:00")
    assert [text.splitlines()[1] for text in to(world, SECRETARY) if "nås inte" in text] == [
        "Plattformen säger: odd_reason."
    ]


def test_what_stands_in_a_lost_channel_is_brought_up_to_date_once_it_can_be(world: World, slack: Chat):
    connects(world)
    question = ask(world)
    slack.fails[ADDRESS] = iter([Lost("not_in_channel")])
    answer(world, KARIN, question, 1)
    assert "0 av 21" in world.messages(ADDRESS)[0].card.text()
    answer(world, MATS, question, 1)
    assert "2 av 21" in world.messages(ADDRESS)[0].card.text()


@both
def test_of_two_accounts_the_one_that_is_lost_is_left_out(world: World, slack: Chat):
    karin = world.person(KARIN).id
    for address in ("T9/U5", "T1/U2"):
        world.write(lambda db, address=address: accounts.used(db, karin, "slack", address, world.time))
        world.passes(minutes=1)
    slack.fails["T1/U2"] = repeat(Lost("account_inactive"))
    ask(world)
    world.goes_to("2027-02-02 08:00")
    assert any("Karin Lind nås inte i Slack" in text for text in to(world, SECRETARY))
    assert seen(world, "T9/U5") == ["En sak väntar på dig"]

    ask(world, "En till?")
    world.goes_to("2027-02-05 08:00")
    assert len(seen(world, "T9/U5")) > 1
    assert slack.log.count(f"morning:{karin}:2027-02-02") == 1
    assert sum("Karin Lind nås inte" in text for text in to(world, SECRETARY)) == 1
