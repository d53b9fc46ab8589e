"""Names that anybody can choose make it doubtful whose an account is; and one to whom an account was linked that is not
theirs hears of it where they were before, and says so."""

import pytest

from handlers.accounts import Profile
from storage import accounts
from tests.conftest import both
from tests.scenes import COLLEAGUE, KARIN, MATS, SECRETARY, to
from tests.test_accounts import HERS, comes, in_slack, knocks, mail_of, presses, request, trusts
from tests.world import Chat, World

OTHER = "T9/U5"
NAMESAKE = Profile(name="Karin Lind", workspace="T9", workspace_name="region dalarna")
"""Of a workspace that is called as hers is."""


@pytest.fixture
def world(worlds) -> World:
    return worlds(Chat("browser"), Chat("slack"))


def linked(world: World, profile: Profile = HERS, address: str = "T1/U2") -> None:
    knocks(world, profile, address)
    presses(world, "Karin Lind")
    world.passes(minutes=1)


def test_the_workspace_is_told_with_its_id_since_its_name_is_as_it_pleases(world: World):
    knocks(world)
    assert "Karin Lind i Slack, Region Dalarna (T1)." in request(world)


def test_one_called_as_a_member_in_a_workspace_that_is_not_trusted_is_to_be_asked(world: World):
    warns = "Där kan vem som helst kalla sig så. Fråga Karin Lind på något annat sätt om du inte är säker."
    knocks(world)
    assert warns in request(world)
    assert warns in world.says(SECRETARY, "konton").text()
    trusts(world)
    knocks(world, HERS, "T1/U3")
    assert warns not in request(world)
    knocks(world, HERS.model_copy(update={"name": "kl78", "workspace": "T5", "workspace_name": "Fem"}), "T5/U1")
    assert "vem som helst" not in request(world)


@both
def test_a_workspace_called_as_a_known_one_is_told_from_it(world: World):
    linked(world)
    knocks(world, NAMESAKE, OTHER)
    told = "Den heter likadant som Slack, Region Dalarna (T1), där andra är kopplade, men är en annan. Dess id är T9."
    assert told in request(world)
    trusts(world)
    knocks(world, NAMESAKE, "T9/U6")
    assert "Den heter likadant som Slack, Region Dalarna (T1), som du litar på, men är en annan." in request(world)


@both
def test_a_further_account_is_told_where_its_person_was_before(world: World):
    linked(world)
    assert not [text for text in in_slack(world) if "konto till" in text]
    linked(world, NAMESAKE, OTHER)
    assert in_slack(world)[-1] == (
        "Ett konto till, Karin Lind i Slack, region dalarna, har kopplats till dig. Är det inte du?\n[Säg till]"
    )
    assert [text for text in in_slack(world, OTHER) if "konto till" in text] == []
    assert [text for text in to(world, KARIN) if "konto till" in text] == []


def test_so_is_one_that_is_linked_by_mail(world: World):
    linked(world)
    trusts(world)
    hers = HERS.model_copy(update={"email": mail_of(world, KARIN)})
    assert comes(world, hers, "T1/U7") == world.person(KARIN).id
    assert in_slack(world)[-1].startswith("Ett konto till, Karin Lind i Slack, Region Dalarna, har kopplats till dig.")


def test_a_linking_that_is_undone_before_it_is_told_is_not(world: World):
    linked(world)
    world.goes_to("2027-02-01 22:00")
    knocks(world, NAMESAKE, OTHER)
    asked = world.read(lambda db: accounts.waiting(db)[0].id)
    receipt = world.does(SECRETARY, "account.link", stranger=asked, person=world.person(KARIN).id)
    world.presses(SECRETARY, receipt, "Ångra")
    world.goes_to("2027-02-02 08:00")
    assert [text for text in in_slack(world) if "konto till" in text] == []


@both
def test_whose_it_is_not_says_so_and_the_secretariat_takes_it_away(world: World):
    linked(world)
    linked(world, NAMESAKE, OTHER)
    number = further(world)
    receipt = world.does(KARIN, "account.dispute", account=number)
    assert receipt.text().startswith("Kansliet får veta att Karin Lind i Slack, region dalarna inte är du.")
    assert receipt.text().endswith("[Koppla bort]")
    world.does(KARIN, "account.dispute", account=number)
    [told] = [text for text in to(world, SECRETARY) if "någon annans" in text]
    assert told == (
        "Karin Lind säger att ett konto är någon annans\n"
        "Kontot Karin Lind i Slack, region dalarna (T9) är kopplat till Karin Lind. "
        "Fråga Karin Lind på något annat sätt om du inte är säker.\n[Koppla bort]"
    )
    world.does(SECRETARY, "account.unlink", account=number, person=world.person(KARIN).id)
    [told] = [text for text in to(world, SECRETARY) if "någon annans" in text]
    assert "Bortkopplat" in told
    assert "[" not in told


def test_nobody_says_so_of_anothers_account(world: World):
    linked(world)
    linked(world, NAMESAKE, OTHER)
    for who in (MATS, COLLEAGUE):
        assert "Kontot finns inte" in world.does(who, "account.dispute", account=further(world)).text()
    assert [text for text in to(world, SECRETARY) if "någon annans" in text] == []


@both
def test_what_is_said_of_an_account_that_was_taken_away_and_linked_again_is_told_anew(world: World):
    linked(world)
    for times in (1, 2):
        linked(world, NAMESAKE, OTHER)
        world.does(KARIN, "account.dispute", account=further(world))
        told = [text for text in to(world, SECRETARY) if "någon annans" in text]
        assert len(told) == times
        assert told[-1].endswith("[Koppla bort]")
        world.does(SECRETARY, "account.unlink", account=further(world), person=world.person(KARIN).id)
        world.passes(minutes=11)


@both
def test_what_was_said_of_one_account_is_not_said_of_the_next(world: World):
    linked(world)
    linked(world, NAMESAKE, OTHER)
    world.does(KARIN, "account.dispute", account=further(world))
    world.does(SECRETARY, "account.unlink", account=further(world), person=world.person(KARIN).id)
    linked(world, HERS, "T1/U3")
    number = world.read(lambda db: accounts.at(db, "slack", "T1/U3").id)  # type: ignore[union-attr]
    world.does(KARIN, "account.dispute", account=number)
    first, second = [text for text in to(world, SECRETARY) if "någon annans" in text]
    assert "Bortkopplat" in first
    assert "Region Dalarna (T1)" in second


def further(world: World) -> int:
    found = world.read(lambda db: accounts.at(db, "slack", OTHER))
    assert found
    return found.id
