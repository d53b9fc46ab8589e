"""Who is who on the platforms: strangers are met politely, the secretariat says who they are, mail is trusted where it
says so."""

import pytest
from sqlalchemy.orm import Session

from handlers.accounts import Profile
from handlers.call import Reply
from handlers.cards import Card
from storage import accounts, audit, people
from tests.conftest import both
from tests.scenes import COLLEAGUE, KARIN, MATS, SECRETARY, answer, ask, form_in, to, wrong
from tests.world import Chat, World

ADDRESS = "T1/U2"
WORKSPACE = {"workspace": "T1", "workspace_name": "Region Dalarna"}
HERS = Profile(name="Karin Lind", email=None, **WORKSPACE)
POLITE = "Jag vet inte än vem du är i"


@pytest.fixture
def world(worlds) -> World:
    return worlds(Chat("browser"), Chat("slack"))


def comes(world: World, profile: Profile = HERS, address: str = ADDRESS) -> int | Card:
    """Somebody presses something in Slack; what is due is delivered afterwards."""

    async def known() -> Profile:
        return profile

    found = world.run(world.inbound.whose("slack", address, known))
    world.run(world.inbound.finish())
    world.delivers()
    return found


def told(world: World, profile: Profile = HERS, address: str = ADDRESS) -> str:
    """What is told to one who is nobody here."""
    met = comes(world, profile, address)
    assert isinstance(met, Card), met
    return met.text()


def knocks(world: World, profile: Profile = HERS, address: str = ADDRESS) -> str:
    """Somebody asks to be linked."""
    met = world.run(world.inbound.knock("slack", address, profile))
    world.delivers()
    return met.text()


def request(world: World, who: str = SECRETARY) -> str:
    """The last request as one of the secretariat sees it."""
    return [text for text in to(world, who) if "vill bli kopplad" in text.partition("\n")[0]][-1]


def presses(world: World, label: str, who: str = SECRETARY) -> Reply:
    """The secretariat presses a button on the last request."""
    sent = [one for one in world.messages(f"person:{world.person(who).id}") if one.letter.view == "account.request"]
    return world.presses(who, Reply(card=sent[-1].card), label)


def in_slack(world: World, address: str = ADDRESS) -> list[str]:
    return [sent.card.text() for sent in world.messages(address)]


def mail_of(world: World, who: str) -> str:
    """The address of somebody, which not all have in the forum file."""
    mail = world.person(who).email or f"{who}@region.example"
    number = world.person(who).id

    def note(db: Session) -> None:
        people.get(db, number).email = mail

    world.write(note)
    return mail


# Strangers


@both
def test_a_stranger_is_met_politely_asks_and_is_linked_with_one_press(world: World):
    assert told(world).startswith(POLITE)
    assert "Be att bli kopplad" in told(world)
    assert "Kansliet fick din begäran i dag kl. 9.00" in knocks(world)
    assert "Samma namn: Karin Lind, Region Dalarna" in request(world)
    assert request(world).endswith("[Karin Lind] [Någon annan] [Inte ledamot]")

    receipt = presses(world, "Karin Lind")
    assert receipt.text().startswith("Karin Lind i Slack är nu Karin Lind, som har fått besked.")
    assert in_slack(world) == [
        "Du är kopplad: här är du Karin Lind. Gör om det du ville göra, eller skriv «hjälp».\n[Det är inte jag]"
    ]
    assert comes(world) == world.person(KARIN).id
    assert world.does(KARIN, "account.knock").text() == "Du är Karin Lind här. Gör om det du ville göra."
    assert "Kopplat till Karin Lind" in request(world)


def test_what_is_known_of_a_stranger_is_asked_for_only_once_it_is_needed(world: World):
    knocks(world)
    presses(world, "Karin Lind")

    async def never() -> Profile:
        raise AssertionError("known already")

    assert world.run(world.inbound.whose("slack", ADDRESS, never)) == world.person(KARIN).id


@both
def test_asking_twice_is_one_request(world: World):
    knocks(world)
    world.passes(hours=1)
    assert "Kansliet fick din begäran i dag kl. 9.00" in knocks(world)
    assert "inget är gjort än" in told(world)
    assert sum("vill bli kopplad" in text for text in to(world, SECRETARY)) == 1


def test_a_request_in_the_evening_is_told_with_what_waits_in_the_morning(world: World):
    world.goes_to("2027-02-01 22:00")
    knocks(world)
    assert to(world, SECRETARY) == []
    world.goes_to("2027-02-02 08:00")
    [morning] = to(world, SECRETARY)
    assert "Karin Lind vill bli kopplad" in morning
    assert "[Karin Lind] [Någon annan] [Inte ledamot]" in morning


def test_what_goes_wrong_while_a_stranger_is_looked_up_is_told(world: World):
    async def fails() -> Profile:
        raise RuntimeError("the platform is down")

    met = world.run(world.inbound.whose("slack", ADDRESS, fails))
    assert isinstance(met, Card)
    assert met.text().startswith("Något gick fel, och inget är sparat.")


def test_a_stranger_is_met_in_the_language_they_read(world: World):
    english = HERS.model_copy(update={"language": "en"})
    assert told(world, english).startswith("I do not know who you are")


def test_names_from_outside_are_one_line_of_storable_text(world: World):
    knocks(world, Profile(name="Karin\x00\u202e\nLind" + "!" * 500, workspace="T1"))
    assert world.read(lambda db: len(accounts.waiting(db)[0].name)) == 150


# Who it may be


def test_the_same_address_comes_before_the_same_name(world: World):
    mail = mail_of(world, MATS)
    knocks(world, HERS.model_copy(update={"email": mail.upper()}))
    text = request(world)
    assert text.index("Samma e-postadress: Mats Ohlin") < text.index("Samma namn: Karin Lind")


@pytest.mark.parametrize("name", ["Karin Lindh", "Lind, Karin", "Karin Lind (Region Dalarna)"])
def test_names_that_are_like_one_are_offered(world: World, name: str):
    knocks(world, HERS.model_copy(update={"name": name}))
    assert "[Karin Lind]" in request(world)


def test_somebody_else_is_named_in_a_form(world: World):
    knocks(world, HERS.model_copy(update={"name": "kl78"}))
    assert "[Någon annan] [Inte ledamot]" in request(world)
    form = form_in(presses(world, "Någon annan"))
    assert form.title == "Vem är kl78?"

    asked = form.values["stranger"]
    assert wrong(world.does(SECRETARY, "account.link", stranger=asked, name="Karin Lindh")) == {
        "name": "Ingen i forumet heter «Karin Lindh». Menade du Karin Lind?"
    }
    assert wrong(world.does(SECRETARY, "account.link", stranger=asked, name="Ingen Alls")) == {
        "name": "Ingen i forumet heter «Ingen Alls»."
    }
    assert world.does(SECRETARY, "account.link", stranger=asked, name="karin lind").outcome == "done"
    assert comes(world) == world.person(KARIN).id


def test_who_is_no_member_is_told_so_and_may_yet_be_linked(world: World):
    knocks(world)
    presses(world, "Inte ledamot")
    assert told(world).startswith("Kansliet har svarat att kontot inte hör till någon")
    assert knocks(world) == told(world)
    listed = world.says(SECRETARY, "konton").text()
    assert "Inte ledamöter\n– Karin Lind · Slack, Region Dalarna\n[Koppla ändå]" in listed
    asked = world.read(lambda db: accounts.denied(db)[0].id)
    world.does(SECRETARY, "account.link", stranger=asked, person=world.person(KARIN).id)
    assert comes(world) == world.person(KARIN).id


def test_only_the_secretariat_decides(world: World):
    knocks(world)
    asked = world.read(lambda db: accounts.waiting(db)[0].id)
    for action in ("account.link", "account.deny"):
        assert "Bara kansliet" in world.does(MATS, action, stranger=asked, person=world.person(MATS).id).text()
    assert "Bara kansliet" in world.does(MATS, "account.link", stranger=asked, edit=True).text()


@both
def test_of_two_who_decide_at_once_one_does(world: World):
    knocks(world)
    asked = world.read(lambda db: accounts.waiting(db)[0].id)
    karin, mats = world.person(KARIN).id, world.person(MATS).id
    replies = world.at_once(
        world.asks(SECRETARY, "account.link", stranger=asked, person=karin),
        world.asks(COLLEAGUE, "account.link", stranger=asked, person=mats),
    )
    assert sorted(reply.outcome for reply in replies) == ["done", "refused"]
    assert comes(world) in (karin, mats)


# Taking back


@both
def test_linking_the_wrong_one_is_undone(world: World):
    knocks(world)
    receipt = presses(world, "Karin Lind")
    undone = world.presses(SECRETARY, receipt, "Ångra")
    assert undone.text() == "Ångrat. Karin Lind väntar på dig igen."
    assert "Kansliet fick din begäran" in told(world)
    assert to(world, KARIN)[-1].startswith("Kansliet har kopplat bort ditt konto i Slack.")
    assert "[Karin Lind]" in request(world)


def test_saying_that_it_is_nobody_is_undone(world: World):
    knocks(world)
    undone = world.presses(SECRETARY, presses(world, "Inte ledamot"), "Ångra")
    assert undone.text() == "Ångrat. Karin Lind väntar på dig igen."
    assert "Kansliet fick din begäran" in told(world)


def test_what_is_undone_stands_again_as_decided_by_the_one_who_did(world: World):
    knocks(world)
    presses(world, "Inte ledamot")
    asked = world.read(lambda db: accounts.stranger(db, "slack", ADDRESS))
    assert asked is not None
    linked = world.does(COLLEAGUE, "account.link", stranger=asked.id, person=world.person(KARIN).id)
    world.presses(COLLEAGUE, linked, "Ångra")
    again = world.read(lambda db: accounts.stranger(db, "slack", ADDRESS))
    assert again is not None
    assert (again.state, again.decided_by_id) == ("denied", world.person(SECRETARY).id)


def test_nothing_is_undone_that_was_changed_since(world: World):
    knocks(world)
    receipt = presses(world, "Karin Lind")
    world.does(COLLEAGUE, "account.unlink", account=account(world), person=world.person(KARIN).id)
    assert world.presses(SECRETARY, receipt, "Ångra").text() == "Det är ändrat sedan dess. Inget är ångrat."


def account(world: World) -> int:
    found = world.read(lambda db: accounts.at(db, "slack", ADDRESS))
    assert found
    return found.id


@both
def test_unlinked_by_the_secretariat_one_is_told_and_sees_nothing_more_there(world: World):
    knocks(world)
    presses(world, "Karin Lind")
    question = ask(world)
    world.goes_to("2027-02-02 08:00")
    assert "väntar på dig" in in_slack(world)[-1]

    reply = world.does(SECRETARY, "account.unlink", account=account(world), person=world.person(KARIN).id)
    assert reply.text().startswith("Kontot i Slack är bortkopplat från Karin Lind, som får besked.")
    before = in_slack(world)
    answer(world, KARIN, question, 1)
    assert in_slack(world) == before
    assert to(world, KARIN)[-1].startswith("Kansliet har kopplat bort ditt konto i Slack.")
    assert told(world).startswith(POLITE)

    assert world.presses(SECRETARY, reply, "Ångra").text() == "Ångrat. Karin Lind är kopplad som förut."
    assert comes(world) == world.person(KARIN).id
    assert "Inget väntar på dig" in in_slack(world)[-2]


def test_one_unlinks_ones_own_account_after_reading_what_that_means(world: World):
    knocks(world)
    presses(world, "Karin Lind")
    listed = world.says(KARIN, "konton")
    assert "– Karin Lind · Slack, Region Dalarna, senast använt måndag 1 februari" in listed.text()
    asked = world.does(KARIN, "account.unlink", account=account(world), person=world.person(KARIN).id)
    assert asked.text().startswith("Sedan är du okänd i Slack, Region Dalarna")
    world.presses(KARIN, asked, "Koppla bort mitt konto")
    assert told(world).startswith(POLITE)
    assert "Bara kansliet" not in told(world)


def test_nobody_unlinks_anothers_account(world: World):
    knocks(world)
    presses(world, "Karin Lind")
    refused = world.does(MATS, "account.unlink", account=account(world), person=world.person(KARIN).id, sure=True)
    assert refused.outcome == "refused"
    assert comes(world) == world.person(KARIN).id


# Trust


def trusts(world: World) -> Reply:
    """The secretariat trusts the workspace of one who was linked."""
    number = world.read(lambda db: accounts.workspaces(db)[0].id)
    return world.presses(SECRETARY, world.does(SECRETARY, "account.trust", workspace=number), "Lita på Region Dalarna")


@both
def test_a_trusted_workspace_links_by_mail_by_itself_and_what_was_pressed_is_done(world: World):
    mail = mail_of(world, KARIN)
    profile = HERS.model_copy(update={"email": mail})
    assert told(world, profile).startswith(POLITE)
    knocks(world, profile)
    receipt = presses(world, "Karin Lind")
    asked = world.presses(SECRETARY, receipt, "Lita på Region Dalarna")
    assert asked.text().startswith(
        "Den som har ett konto i Slack, Region Dalarna (T1) med en ledamots e-postadress blir då den ledamoten"
    )
    trusts(world)

    hers = Profile(name="Mats O", email=mail_of(world, MATS).upper(), **WORKSPACE)
    assert comes(world, hers, "T1/U3") == world.person(MATS).id
    assert in_slack(world, "T1/U3")[0].startswith("Du är kopplad: här är du Mats Ohlin.")


def test_elsewhere_nobody_is_linked_by_mail_nor_the_secretariat_anywhere(world: World):
    knocks(world)
    trusts(world)
    mail = mail_of(world, MATS)
    elsewhere = Profile(name="M", email=mail, workspace="T9")
    assert told(world, elsewhere, "T9/U1").startswith(POLITE)
    theirs = Profile(name="S", email=mail_of(world, SECRETARY), workspace="T1")
    assert told(world, theirs, "T1/U8").startswith(POLITE)


def test_who_was_unlinked_or_denied_is_not_linked_again_by_itself(world: World):
    profile = HERS.model_copy(update={"email": mail_of(world, KARIN)})
    knocks(world, profile)
    trusts(world)
    presses(world, "Inte ledamot")
    assert told(world, profile).startswith("Kansliet har svarat")

    other = profile.model_copy(update={"name": "K"})
    assert comes(world, other, "T1/U7") == world.person(KARIN).id
    number = world.read(lambda db: accounts.at(db, "slack", "T1/U7").id)  # type: ignore[union-attr]
    world.does(SECRETARY, "account.unlink", account=number, person=world.person(KARIN).id)
    assert told(world, other, "T1/U7").startswith(POLITE)
    assert knocks(world, other, "T1/U7") == told(world, other, "T1/U7")


def test_trust_is_taken_back(world: World):
    knocks(world)
    undone = world.presses(SECRETARY, trusts(world), "Ångra")
    assert undone.text() == "Ångrat. Konton i Region Dalarna kopplas för hand."
    mail = mail_of(world, MATS)
    assert told(world, Profile(name="M", email=mail, **WORKSPACE), "T1/U3").startswith(POLITE)


# Several accounts


def test_one_may_have_several_and_messages_come_to_the_one_used_last(world: World):
    for address in ("T1/U2", "T9/U5"):
        knocks(world, HERS, address)
        presses(world, "Karin Lind")
        world.passes(minutes=1)
    ask(world)
    world.passes(minutes=1)
    comes(world, address="T1/U2")
    world.goes_to("2027-02-02 08:00")
    assert [len(in_slack(world, "T1/U2")), len(in_slack(world, "T9/U5"))] == [3, 1]

    world.run(world.inbound.used("browser", f"person:{world.person(KARIN).id}", world.person(KARIN).id))
    world.run(world.inbound.finish())
    ask(world, "En till?")
    world.goes_to("2027-02-03 08:00")
    assert [len(in_slack(world, "T1/U2")), len(in_slack(world, "T9/U5"))] == [3, 1]


def test_no_mail_address_stands_in_the_audit(world: World):
    mail = mail_of(world, KARIN)
    knocks(world, HERS.model_copy(update={"email": mail}))
    presses(world, "Karin Lind")
    subject = f"person:{world.person(KARIN).id}"
    [noted] = world.read(lambda db: audit.of(db, subject))
    assert (noted.action, noted.fields) == ("account.link", {"kind": "slack", "done": True})


def test_accounts_are_listed_by_person_or_workspace(world: World):
    knocks(world)
    presses(world, "Karin Lind")
    overview = world.says(SECRETARY, "konton").text()
    assert "1 konto är kopplat. Skriv «konton» och ett namn för att se vems." in overview
    assert "– Slack, Region Dalarna (T1) · 1 konto. Du kopplar varje konto.\n[Lita på]" in overview
    for line in ("konton karin", "konton region dalarna"):
        assert "– Karin Lind · Slack, Region Dalarna" in world.says(SECRETARY, line).text()
    assert "Inget konto är kopplat." in world.says(SECRETARY, "konton mats").text()
