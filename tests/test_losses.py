"""What can not be reached as a whole: told once, waited for, and brought elsewhere where that goes on."""

import pytest

from bot.platform import Letter, Lost, Ref
from storage import accounts, posts
from storage.posts import Wish
from tests.conftest import both
from tests.scenes import KARIN, MATS, OFFICIALS, SECRETARY, answer, ask, to
from tests.test_places import ADDRESS, connects, seen
from tests.world import Chat, World

KARINS, MATSS, SARAS = "T1/U5", "T1/U6", "T1/U7"


class Workspaces(Chat):
    """Those in `closed` can not be reached at all, for the reason."""

    closed: dict[str, str]

    async def _put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        workspace = address.partition("/")[0]
        if reason := self.closed.get(workspace):
            raise Lost(reason, workspace)
        return await super()._put(address, letter, ref)


@pytest.fixture
def slack() -> Workspaces:
    slack = Workspaces("slack")
    slack.closed = {}
    return slack


@pytest.fixture
def world(worlds, slack: Workspaces) -> World:
    return worlds(Chat("browser"), slack)


def uses(world: World, who: str, address: str, platform: str = "slack") -> None:
    person = world.person(who).id
    world.write(lambda db: accounts.used(db, person, platform, address, world.time))


def waits(world: World) -> None:
    """Long enough in real time for what was left for later."""
    world.leases_run(minutes=10)
    world.delivers()


def shows(world: World, who: str, question: int, key: str) -> None:
    """Somebody gets the question's card, which follows it."""
    wish = Wish(f"person:{world.person(who).id}", "question.card", key, world.time, key, {"question": question})
    world.write(lambda db: posts.want(db, wish, world.time))
    world.delivers()


def changes(world: World, question: int, *keys: str) -> None:
    answer(world, MATS, question, 1)
    world.write(lambda db: posts.touch(db, *keys))
    world.delivers()


def told(world: World) -> list[str]:
    return [text for text in to(world, SECRETARY) if "nås" in text]


@both
def test_of_a_workspace_that_removed_the_app_the_secretariat_hears_once_and_what_was_to_come_there_waits(
    world: World, slack: Workspaces
):
    connects(world)
    for who, address in ((KARIN, KARINS), (MATS, MATSS)):
        uses(world, who, address)
    slack.closed["T1"] = "token_revoked"
    ask(world)
    slack.closed["T1"] = "not_installed"
    ask(world, "En till?")
    world.goes_to("2027-02-02 08:00")
    [card] = told(world)
    assert card.splitlines() == [
        "T1 nås inte i Slack",
        "Appen är inte längre installerad där. Installera den igen.",
        "Det som skulle dit väntar, och kommer när det går. Det som är till en enskild person skickas efter ett dygn "
        "till personens andra konto, annars till webbläsaren.",
    ]
    assert world.seen_in(OFFICIALS) == ["Bör utlysningarna samordnas?", "En till?"]
    assert slack.sent == {}

    del slack.closed["T1"]
    waits(world)
    assert sorted(seen(world)) == ["Bör utlysningarna samordnas?", "En till?"]
    assert seen(world, KARINS) == seen(world, MATSS) == ["2 saker väntar på dig"]
    assert told(world) == ["T1 nås inte i Slack\nGår att nå igen"]


def test_what_has_lost_its_use_meanwhile_does_not_come(world: World, slack: Workspaces):
    uses(world, KARIN, KARINS)
    slack.closed["T1"] = "invalid_auth"
    question = ask(world)
    world.goes_to("2027-02-02 08:00")
    world.does(KARIN, "question.answer", question=question, choice=1)
    del slack.closed["T1"]
    waits(world)
    assert slack.sent == {}


@both
def test_what_is_for_one_person_goes_elsewhere_after_a_day_and_comes_back_with_the_workspace(
    world: World, slack: Workspaces
):
    connects(world)
    uses(world, KARIN, KARINS)
    slack.closed["T1"] = "token_revoked"
    ask(world)
    world.goes_to("2027-02-02 08:00")
    assert world.seen_by(KARIN) == []
    world.goes_to("2027-02-03 08:01")
    waits(world)
    assert world.seen_by(KARIN) == ["En sak väntar på dig"]

    del slack.closed["T1"]
    waits(world)
    assert seen(world) == ["Bör utlysningarna samordnas?"]
    ask(world, "En till?")
    world.goes_to("2027-02-05 08:00")
    assert seen(world, KARINS) != []


def test_nothing_waits_for_ever(world: World, slack: Workspaces):
    connects(world)
    slack.closed["T1"] = "token_revoked"
    ask(world, closes="2027-03-05 12:00")
    world.goes_to("2027-02-15 09:01")
    waits(world)
    del slack.closed["T1"]
    waits(world)
    assert seen(world) == []


def test_the_secretariat_hears_of_its_own_workspace_where_it_can_be_reached(world: World, slack: Workspaces):
    uses(world, SECRETARY, SARAS)
    connects(world)
    slack.closed["T1"] = "account_inactive"
    ask(world)
    assert [text.splitlines()[0] for text in to(world, SECRETARY) if "nås" in text] == ["T1 nås inte i Slack"]


@both
def test_what_is_for_one_whose_only_account_is_lost_stands_in_the_browser(world: World, slack: Workspaces):
    uses(world, KARIN, KARINS)
    slack.fails[KARINS] = iter([Lost("user_disabled")])
    question = ask(world)
    world.goes_to("2027-02-02 08:00")
    assert world.seen_by(KARIN) == ["En sak väntar på dig"]
    [card] = told(world)
    assert card.splitlines() == [
        "Karin Lind nås inte i Slack",
        "Kontot är avstängt.",
        "Det som är till personen finns i webbläsaren, och syns där vid nästa besök.",
    ]

    world.passes(minutes=1)
    uses(world, KARIN, KARINS)
    world.does(KARIN, "question.answer", question=question, choice=1)
    ask(world, "En till?")
    world.goes_to("2027-02-05 08:00")
    assert seen(world, KARINS) != [], "whoever uses an account can be reached there"


def test_what_is_for_one_with_another_account_goes_there_and_the_note_says_so(world: World, slack: Workspaces):
    uses(world, KARIN, "T9/U9")
    world.passes(minutes=1)
    uses(world, KARIN, KARINS)
    slack.fails[KARINS] = iter([Lost("user_disabled")])
    ask(world)
    world.goes_to("2027-02-02 08:00")
    assert seen(world, "T9/U9") == ["En sak väntar på dig"]
    assert "Det som är till personen går till ett annat konto, i Slack." in told(world)[0]


def test_a_room_is_told_of_by_its_body_though_its_workspace_is_lost_as_well(world: World, slack: Workspaces):
    connects(world)
    slack.fails[ADDRESS] = iter([Lost("not_in_channel")])
    ask(world)
    slack.closed["T1"] = "token_revoked"
    ask(world, "En till?")
    assert {text.splitlines()[0] for text in told(world)} == {
        "Tjänstepersonsforum nås inte i Slack",
        "T1 nås inte i Slack",
    }


# What lies there holds up nothing elsewhere


@both
def test_what_stands_in_a_lost_workspace_holds_up_nothing_that_goes_elsewhere(world: World, slack: Workspaces):
    question = ask(world)
    uses(world, KARIN, KARINS)
    shows(world, KARIN, question, "there")
    world.passes(minutes=5)
    uses(world, KARIN, "T2/U5")
    shows(world, KARIN, question, "elsewhere")
    slack.closed["T1"] = "token_revoked"
    changes(world, question, "there", "elsewhere")
    shows(world, KARIN, question, "new")
    assert ["1 av 21" in sent.card.text() for sent in world.messages("T2/U5")] == [True, True]
    assert ["1 av 21" in sent.card.text() for sent in world.messages(KARINS)] == [False]

    del slack.closed["T1"]
    waits(world)
    assert ["1 av 21" in sent.card.text() for sent in world.messages(KARINS)] == [True]


def test_nor_does_what_is_to_go_there_hold_up_what_stands_elsewhere(world: World, slack: Workspaces):
    question = ask(world)
    uses(world, KARIN, "T2/U5")
    shows(world, KARIN, question, "elsewhere")
    world.passes(minutes=5)
    uses(world, KARIN, KARINS)
    slack.closed["T1"] = "token_revoked"
    for key in ("first", "second"):
        shows(world, KARIN, question, key)
    changes(world, question, "elsewhere")
    assert ["1 av 21" in sent.card.text() for sent in world.messages("T2/U5")] == [True]

    del slack.closed["T1"]
    waits(world)
    assert [sent.letter.key for sent in world.messages(KARINS)] == ["first", "second"], "in their turn"


# What comes and goes


@both
def test_a_workspace_that_comes_and_goes_within_a_day_is_told_of_once(world: World, slack: Workspaces):
    connects(world)
    for number in range(4):
        slack.closed["T1"] = "invalid_auth"
        ask(world, f"Fråga {number}?")
        assert [text.splitlines()[0] for text in told(world)] == ["T1 nås inte i Slack"]
        assert "Går att nå igen" not in told(world)[0]
        del slack.closed["T1"]
        waits(world)
        assert [text.splitlines()[-1] for text in told(world)] == ["Går att nå igen"]
    world.goes_to("2027-02-03 10:00")
    slack.closed["T1"] = "invalid_auth"
    ask(world, "Ännu en?")
    assert len(told(world)) == 2


def test_a_loss_that_was_over_before_anybody_heard_of_it_is_told_when_it_comes_again(world: World, slack: Workspaces):
    connects(world)
    world.goes_to("2027-02-01 22:00")
    slack.closed["T1"] = "invalid_auth"
    ask(world)
    del slack.closed["T1"]
    waits(world)
    world.goes_to("2027-02-02 08:30")
    assert told(world) == []
    slack.closed["T1"] = "invalid_auth"
    ask(world, "En till?")
    assert [text.splitlines()[0] for text in told(world)] == ["T1 nås inte i Slack"]
