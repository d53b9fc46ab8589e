"""Input with a life: sent in, handed on, asked for again, answered, reported back; its sender always sees where it
is."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.inputs.input_words import FOLLOWS
from storage import inputs
from storage.inputs import Input, InputStep
from storage.posts import Post
from tests.conftest import both
from tests.scenes import (
    COLLEAGUE,
    IVAR,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    SAMIR,
    SECRETARY,
    buttons,
    form_in,
    to,
    typed,
    wrong,
)
from tests.world import World

AMINA = "amina-warsame"
"""The director of Värmland."""
POSTS = "Laddstolpar vid länsgränsen"
LATER = "2027-02-15 09:00"
"""The Monday after the Friday by which Mats was to answer."""


def sent(world: World, who: str = AMINA) -> int:
    """Somebody sends in an input; its number."""
    world.says(who, f'inspel "{POSTS}" Det saknas stolpar på båda sidor.')
    return stored(world)[-1].id


def stored(world: World) -> list[Input]:
    """All inputs that are under way, the oldest first."""
    return list(world.read(inputs.under_way))


def handed_on(world: World, to: str = "Mats Ohlin") -> int:
    """The secretariat hands it to somebody who answers by Friday the 12th; its number."""
    number = sent(world)
    assert world.does(SECRETARY, "input.forward", input=number, to=to, due="12 februari").outcome == "done"
    return number


def steps(world: World, number: int) -> list[InputStep]:
    return list(world.read(lambda db: inputs.steps(db, number)))


def shown(world: World, who: str, number: int) -> list[str]:
    return world.does(who, "input.show", input=number).text().splitlines()


# Sending


@both
def test_any_member_sends_in_and_gets_a_receipt_at_once(world: World):
    reply = world.says(AMINA, f"inspel ”{POSTS}” Det saknas stolpar på båda sidor.")
    assert reply.text().splitlines() == [
        f"Tack. Kansliet har fått ditt inspel: {POSTS}. Du får veta när något händer.",
        "Det som kommer in till en myndighet kan bli allmän handling.",
        "[Ångra] [Visa]",
    ]
    [kept] = stored(world)
    assert (kept.title, kept.text, kept.state) == (POSTS, "Det saknas stolpar på båda sidor.", "received")
    assert kept.organisation_id == world.organisation("region-varmland").id
    assert to(world, AMINA) == []


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("inspel", {}),
        (f"inspel «{POSTS}»", {"title": POSTS}),
        ("input Det saknas stolpar", {"text": "Det saknas stolpar"}),
    ],
)
def test_what_is_missing_is_asked_for_in_the_form(world: World, line: str, fields: dict):
    reply = world.says(AMINA, line)
    assert typed(reply).items() >= fields.items()
    assert form_in(reply).intro == "Det som kommer in till en myndighet kan bli allmän handling."
    assert stored(world) == []


def test_a_title_may_stand_before_a_colon(world: World):
    world.says(AMINA, "inspel Laddstolpar: det saknas stolpar, se https://exempel.se")
    assert [(one.title, one.text) for one in stored(world)] == [
        ("Laddstolpar", "det saknas stolpar, se https://exempel.se")
    ]


def test_one_can_write_for_oneself_only(world: World):
    world.does(AMINA, "input.send", title=POSTS, text="Bara min tanke.", organisation="self")
    assert [one.organisation_id for one in stored(world)] == [None]
    reply = world.does(AMINA, "input.send", title=POSTS, text="För Kalmar.", organisation="1")
    assert wrong(reply) == {"organisation": "Du svarar inte för den organisationen. Välj en av dina."}
    assert len(stored(world)) == 1


def test_a_letter_to_the_secretariat_is_an_input_on_no_item(world: World):
    world.says(
        AMINA, "skriv till kansliet Vem bokar rum när vi är fler än tjugo och mötet drar ut på tiden till kvällen?"
    )
    [letter] = stored(world)
    assert letter.title == "Vem bokar rum när vi är fler än tjugo och mötet drar ut på …"
    assert letter.item_id is None
    assert letter.title in world.looks(SECRETARY, "home.waiting").text()


@both
def test_what_was_just_sent_is_taken_back(world: World):
    reply = world.says(AMINA, f'inspel "{POSTS}" Text')
    [number] = [one.id for one in stored(world)]
    assert world.presses(AMINA, reply, "Ångra").text() == f"Återtaget: {POSTS}"
    assert stored(world) == []
    assert POSTS not in world.looks(SECRETARY, "home.waiting").text()
    assert shown(world, AMINA, number)[:2] == [POSTS, "Återtaget"]


def test_what_is_already_handed_on_is_not_taken_back(world: World):
    reply = world.says(AMINA, f'inspel "{POSTS}" Text')
    [number] = [one.id for one in stored(world)]
    world.does(SECRETARY, "input.forward", input=number, to="Mats Ohlin", due="12 februari")
    told = world.presses(AMINA, reply, "Ångra").text()
    assert told == "Det är redan lämnat vidare, så det tas inte tillbaka. Skriv till kansliet."
    assert len(stored(world)) == 1


# What became of it


@both
def test_what_became_of_my_input(world: World):
    number = handed_on(world, "Per Norén, departementet")
    world.goes_to(LATER)
    world.does(SECRETARY, "input.ask_again", input=number, due="26 februari")
    world.does(SECRETARY, "meeting.move", meeting=world.meeting("politikerforum-next").id, to="3 mars", sure=True)
    world.does(SECRETARY, "input.place", input=number, at=f"item:{world.meeting('politikerforum-next').items[0].id}")
    assert world.says(AMINA, "vad hände med mitt inspel?").text().splitlines() == [
        POSTS,
        "Lämnat vidare. Per Norén, departementet",
        "Skickat 1 februari av Amina Warsame för Region Värmland.",
        "1 feb: mottaget. 1 feb: lämnat till Per Norén, departementet. 15 feb: kansliet frågade igen. "
        "15 feb: ska tas upp på Politikerforum. Svar saknas.",
        "Kansliet svarar dig senast 26 februari.",
        "Frågan tas upp på Politikerforum 3 mars, punkt 1.",
        "Det saknas stolpar på båda sidor.",
        "[Lägg till något] [Skriv till kansliet] [Alla mina inspel]",
    ]


def test_an_answer_that_is_late_is_said_to_be(world: World):
    number = handed_on(world)
    world.goes_to(LATER)
    assert shown(world, AMINA, number)[1:5] == [
        "Försenat. Mats Ohlin",
        "Skickat 1 februari av Amina Warsame för Region Värmland.",
        "1 feb: mottaget. 1 feb: lämnat till Mats Ohlin. Svar saknas.",
        "Svaret skulle ha kommit senast 12 februari. Kansliet ser att det är försenat.",
    ]


def test_the_list_of_mine_has_the_last_step_of_each_and_what_my_colleagues_sent(world: World):
    handed_on(world)
    world.says(AMINA, "inspel Bredband: Var ska vi börja?")
    assert world.says(AMINA, "mina inspel").text().splitlines() == [
        "Dina inspel",
        "– Mottaget · Bredband · 1 feb: mottaget",
        "[Visa]",
        f"– Lämnat vidare · {POSTS} · 1 feb: lämnat till Mats Ohlin",
        "[Visa]",
        "[Lämna inspel]",
    ]
    world.says(KARIN, "inspel Service: Vi behöver butiker.")
    assert "Från andra i din organisation\n– Mottaget · Service" in world.says(NILS, "mina inspel").text()
    assert "Du har inte lämnat något inspel." in world.says(MATS, "mina inspel").text()


# Handing on and answering


def test_the_owner_gets_it_at_once_and_answers(world: World):
    number = handed_on(world)
    [asked] = to(world, MATS)
    assert asked.splitlines() == [
        POSTS,
        "Lämnat vidare. Mats Ohlin",
        "Kansliet ber dig svara senast fredag 12 februari.",
        "Skickat 1 februari av Amina Warsame för Region Värmland.",
        "Det saknas stolpar på båda sidor.",
        "[Svara] [Fel person]",
    ]
    reply = world.does(MATS, "input.answer", input=number, text="Vi bygger i vår.")
    assert reply.text() == f"Svaret går till Amina Warsame: {POSTS}\n[Ångra]"
    assert to(world, MATS) == [f"{POSTS}\nBesvarat\nAvsändaren har fått ditt svar."]
    [answer] = to(world, AMINA)
    assert answer.splitlines()[:3] == [f"Om ditt inspel: {POSTS}", "Besvarat", "Vi bygger i vår."]


@both
def test_the_wrong_person_sends_it_back_and_the_secretariat_finds_another(world: World):
    number = handed_on(world)
    assert world.does(MATS, "input.return", input=number).text() == "Tack. Kansliet hittar någon annan."
    assert f"Mottaget · {POSTS}" in world.looks(SECRETARY, "home.waiting").text()
    assert "1 feb: tillbaka hos kansliet från Mats Ohlin. Svar saknas." in shown(world, AMINA, number)[3]
    assert world.does(MATS, "input.show", input=number).outcome == "refused"
    world.does(SECRETARY, "input.forward", input=number, to="Samir Haddad", due="19 februari")
    assert [text.splitlines()[1] for text in to(world, "samir-haddad")] == ["Lämnat vidare. Samir Haddad"]
    assert world.does(MATS, "input.answer", input=number, text="Nej").outcome == "refused"


def test_somebody_beyond_the_forum_is_only_a_name(world: World):
    number = sent(world)
    reply = world.does(SECRETARY, "input.forward", input=number, to="Per Norén, departementet", due="12 februari")
    assert reply.text().splitlines() == [
        "Lämnat till Per Norén, departementet, svar senast fredag 12 februari.",
        "Per Norén, departementet är inte med i forumet. Skicka inspelet själv, och skriv in svaret när det kommer.",
        "[Ångra]",
    ]
    world.does(SECRETARY, "input.answer", input=number, text="Vi ser över det.")
    assert "1 feb: besvarat av Per Norén, departementet." in shown(world, AMINA, number)[3]
    assert shown(world, AMINA, number)[5] == "Vi ser över det."


def test_an_answer_is_corrected_in_place_and_the_earlier_one_comes_back(world: World):
    number = handed_on(world)
    reply = world.does(MATS, "input.answer", input=number, text="Ja.")
    again = world.does(MATS, "input.answer", input=number, text="Ja, i vår.")
    assert [text.splitlines()[2] for text in to(world, AMINA)] == ["Ja, i vår."]
    told = world.presses(MATS, reply, "Ångra").text()
    assert told == "Något har hänt sedan dess, så svaret tas inte tillbaka. Ändra det i stället."
    assert world.presses(MATS, again, "Ångra").text() == f"Det tidigare svaret gäller igen: {POSTS}"
    assert [text.splitlines()[2] for text in to(world, AMINA)] == ["Ja."]


def test_an_answer_that_is_taken_back_is_said_to_be(world: World):
    number = handed_on(world)
    reply = world.does(MATS, "input.answer", input=number, text="Ja, i vår.")
    assert world.presses(MATS, reply, "Ångra").text() == f"Svaret är återtaget: {POSTS}"
    [gone] = to(world, AMINA)
    assert "Det tidigare svaret gäller inte längre. Du får veta när det finns ett nytt." in gone
    assert "Ja, i vår." not in "\n".join(shown(world, AMINA, number))
    world.does(MATS, "input.answer", input=number, text="Nej.")
    assert to(world, AMINA)[-1].splitlines()[2] == "Nej."


def test_what_is_added_reaches_those_who_handle_it(world: World):
    number = handed_on(world)
    assert world.does(AMINA, "input.add", input=number, text="Även vid E18.").text() == f"Tillagt: {POSTS}"
    for who in (MATS, SECRETARY, COLLEAGUE):
        assert to(world, who)[-1].splitlines()[:2] == [f"Tillagt: {POSTS}", "Även vid E18."]
    assert "Även vid E18." in to(world, MATS)[0]
    told = world.does(SECRETARY, "input.add", input=number, text="Nej").text()
    assert told.startswith("Bara Amina Warsame kan göra det här med sitt inspel. Inget är ändrat.")


def test_what_the_owner_is_asked_goes_to_who_stands_in_while_they_are_away(world: World):
    world.does(MATS, "absence.set", since="2027-02-01", until="2027-02-20", who="Samir Haddad")
    number = handed_on(world)
    assert to(world, MATS) == []
    assert any("Kansliet ber dig svara" in text for text in to(world, SAMIR))
    assert POSTS in world.looks(SAMIR, "home.waiting").text()
    world.goes_to("2027-02-12 09:00")
    assert to(world, MATS) == []
    told = world.does(SAMIR, "input.answer", input=number, text="Ja.").text()
    assert told.startswith("Svaret går till Amina Warsame")


def test_an_owner_for_whom_nobody_stands_in_gets_it_when_they_are_back(world: World):
    world.does(MATS, "absence.set", since="2027-02-01", until="2027-02-03", nobody=True)
    handed_on(world)
    world.goes_to("2027-02-03 23:00")
    assert to(world, MATS) == []
    world.goes_to("2027-02-04 08:00")
    assert any("Kansliet ber dig svara" in text for text in to(world, MATS))


def test_a_sender_who_is_away_gets_the_answer_when_they_are_back(world: World):
    number = handed_on(world)
    world.does(AMINA, "absence.set", since="2027-02-01", until="2027-02-03", nobody=True)
    world.does(MATS, "input.answer", input=number, text="Ja.")
    world.goes_to("2027-02-03 12:00")
    assert to(world, AMINA) == []
    world.goes_to("2027-02-04 08:00")
    assert any("Ja." in text for text in to(world, AMINA))


def test_what_is_answered_in_time_wakes_nobody_afterwards(world: World):
    number = handed_on(world)
    world.does(MATS, "input.answer", input=number, text="Ja.")
    late = world.read(lambda db: [p.state for p in db.query(Post).where(Post.subject == f"input:{number}:due")])
    assert set(late) == {"superseded"}


# The secretariat


def test_the_list_of_the_secretariat_has_what_is_late_first(world: World):
    late = handed_on(world)
    world.says(KARIN, "inspel Bredband: Var ska vi börja?")
    world.does(SECRETARY, "input.forward", input=stored(world)[-1].id, to="Samir Haddad", due="26 februari")
    world.says(KERSTIN, "inspel Service: Vi behöver butiker.")
    world.goes_to(LATER)
    assert world.says(SECRETARY, "alla inspel").text().splitlines() == [
        "Inspel",
        "Försenade, eller utan möte (1)",
        f"– Försenat · {POSTS} (Region Värmland) · Ska besvaras senast fredag 12 februari.",
        "[Fråga igen] [Skriv in svaret] [Visa]",
        "Mottagna, inte lämnade till någon (1)",
        "– Mottaget · Service (Region Dalarna) · 1 feb: mottaget",
        "[Lämna vidare] [Skriv in svaret] [Visa]",
        "Väntar på svar (1)",
        "– Lämnat vidare · Bredband (Region Dalarna) · Ska besvaras senast fredag 26 februari.",
        "[Fråga igen] [Skriv in svaret] [Visa]",
        "[Skriv in ett inspel]",
    ]
    assert {"Fråga igen", "Skriv in svaret", "Lämna vidare", "Ta upp på möte"} == set(
        buttons(world.does(SECRETARY, "input.show", input=late))
    )
    for action in ("list", "enter"):
        assert "Bara kansliet" in world.does(MATS, f"input.{action}", edit=True).text()


def test_what_is_late_comes_back_by_itself_the_working_morning_after(world: World):
    handed_on(world)
    world.goes_to("2027-02-12 18:00")
    assert "Försenat" not in "".join(to(world, SECRETARY))
    assert "i dag · Laddstolpar" in to(world, MATS)[-1]
    world.goes_to("2027-02-15 08:00")
    assert f"Försenat · {POSTS} (Region Värmland)" in to(world, SECRETARY)[-1]


def test_asking_again_gives_a_new_day_and_the_owner_a_new_message(world: World):
    number = handed_on(world)
    world.goes_to(LATER)
    world.does(SECRETARY, "input.ask_again", input=number, due="26 februari", text="Räcker det med några rader?")
    asked = to(world, MATS)[-1]
    assert "Kansliet ber dig svara senast fredag 26 februari." in asked
    assert "Räcker det med några rader?" in asked
    assert POSTS not in world.looks(SECRETARY, "home.waiting").text()
    world.goes_to("2027-03-01 08:00")
    assert f"Försenat · {POSTS}" in to(world, SECRETARY)[-1]


@both
def test_it_is_reported_back_at_a_meeting_and_then_finished(world: World):
    number = sent(world)
    meeting = world.meeting("tjanstepersonsforum-next").id
    world.does(SECRETARY, "input.place", input=number, at=f"meeting:{meeting}")
    world.goes_to("2027-02-10 09:00")
    assert "Frågan skulle tas upp på Tjänstepersonsforum 9 februari. Den är inte återrapporterad än." in shown(
        world, AMINA, number
    )
    assert "[Återrapporterat]" in world.looks(SECRETARY, "home.waiting").text()
    reply = world.does(SECRETARY, "input.report", input=number, meeting=meeting)
    assert wrong(reply) == {"text": "Det finns inget svar än. Skriv vad som sades på mötet."}
    world.does(SECRETARY, "input.report", input=number, meeting=meeting, text="Departementet tar med sig frågan.")
    assert shown(world, AMINA, number)[1:] == [
        "Återrapporterat",
        "Skickat 1 februari av Amina Warsame för Region Värmland.",
        "1 feb: mottaget. 1 feb: ska tas upp på Tjänstepersonsforum. "
        "10 feb: återrapporterat på Tjänstepersonsforum 9 februari.",
        "Det saknas stolpar på båda sidor.",
        "Departementet tar med sig frågan.",
        "[Skriv till kansliet] [Alla mina inspel]",
    ]
    assert stored(world) == []
    told = world.does(SECRETARY, "input.answer", input=number, text="Ja").text()
    assert told.startswith("Inspelet är redan återrapporterat, så det går inte. Inget är ändrat.")


def test_what_was_handed_on_or_reported_by_mistake_is_undone(world: World):
    number = sent(world)
    reply = world.does(SECRETARY, "input.forward", input=number, to="Mats Ohlin", due="12 februari")
    assert world.presses(SECRETARY, reply, "Ångra").text() == f"Inspelet ligger hos kansliet igen: {POSTS}"
    assert world.does(MATS, "input.answer", input=number, text="Ja").outcome == "refused"
    meeting = world.meeting("tjanstepersonsforum-last").id
    world.does(SECRETARY, "input.place", input=number, at=f"meeting:{world.meeting('tjanstepersonsforum-next').id}")
    reply = world.does(SECRETARY, "input.report", input=number, meeting=meeting, text="Sagt.")
    assert stored(world) == []
    assert world.presses(SECRETARY, reply, "Ångra").text() == f"På gång igen: {POSTS}"
    assert [one.state for one in stored(world)] == ["received"]
    again = shown(world, AMINA, number)
    assert "Frågan tas upp på Tjänstepersonsforum 9 februari." in again
    assert "Sagt." not in again
    assert [step.what for step in steps(world, number)] == [
        "received", "forwarded", "returned", "placed", "reported", "reopened",
    ]  # fmt: skip


def test_a_sender_hears_of_small_steps_in_one_message_the_next_morning(world: World):
    first, second = handed_on(world), handed_on(world, "Samir Haddad")
    assert to(world, AMINA) == []
    world.goes_to("2027-02-02 08:00")
    [news] = to(world, AMINA)
    assert news.splitlines() == [
        "Nytt om ditt inspel",
        f"– Lämnat vidare · {POSTS} · 1 feb: lämnat till Mats Ohlin",
        "[Visa]",
        f"– Lämnat vidare · {POSTS} · 1 feb: lämnat till Samir Haddad",
        "[Visa]",
        "Ett meddelande den här morgonen. Det följer det du gör.",
    ]
    world.does(SECRETARY, "input.place", input=first, at=f"meeting:{world.meeting('politikerforum-next').id}")
    world.does(MATS, "input.answer", input=first, text="Ja.")
    world.goes_to("2027-02-03 08:00")
    assert [text.splitlines()[0] for text in to(world, AMINA)] == ["Nytt om ditt inspel", f"Om ditt inspel: {POSTS}"]
    assert shown(world, AMINA, second)[1] == "Lämnat vidare. Samir Haddad"


def test_news_that_the_bot_slept_through_come_with_the_next_morning(world: World):
    handed_on(world)
    world.sleeps_through(days=3, hours=-1)
    [news] = to(world, AMINA)
    assert "1 feb: lämnat till Mats Ohlin" in news


@pytest.mark.parametrize(
    ("action", "values", "told"),
    [
        ("forward", {"to": "Mats Ohlin", "due": "1 januari 2020"}, {"due": "onsdag 1 januari 2020 har redan varit. "
                                                                     "Skriv en dag som kommer."}),
        ("place", {"at": "meeting:1"}, {"at": "Det mötet ligger inte framåt längre. Välj ett annat."}),
        ("place", {"at": "punkt"}, {"at": "Det mötet ligger inte framåt längre. Välj ett annat."}),
        ("report", {"meeting": 0}, {"meeting": "Det mötet har inte hållits nyligen. Välj ett annat."}),
        ("forward", {"to": "", "due": "12 februari"}, {"to": "Fyll i det här."}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_beside_its_field(world: World, action: str, values: dict, told: dict):
    number = sent(world)
    assert wrong(world.does(SECRETARY, f"input.{action}", input=number, **values)) == told
    assert len(steps(world, number)) == 1


# On somebody's behalf


@both
def test_what_came_by_mail_is_written_down_and_the_one_concerned_is_asked(world: World):
    given = {"who": "Amina Warsame", "came": "mail", "day": "28 januari", "title": POSTS, "text": "Stolpar saknas."}
    reply = world.does(SECRETARY, "input.enter", **given)
    assert (
        reply.text() == f"Sparat för Amina Warsame: {POSTS}, kom 28 januari. Amina Warsame får frågan om det stämmer."
    )
    [asked] = to(world, AMINA)
    assert asked.splitlines() == [
        POSTS,
        "Mottaget",
        "Kansliet har skrivit in ditt inspel. Stämmer det?",
        "Kom per mejl, inskrivet av kansliet.",
        "Stolpar saknas.",
        "[Ja] [Ändra]",
    ]
    [kept] = stored(world)
    assert shown(world, AMINA, kept.id)[2].startswith(
        "Skickat 28 januari av Amina Warsame för Region Värmland. Kom per"
    )
    world.does(AMINA, "input.confirm", input=kept.id)
    assert "[Ja]" not in to(world, AMINA)[0]
    assert [step.what for step in steps(world, kept.id)] == ["received", "confirmed"]
    told = world.does(AMINA, "input.confirm", input=kept.id).text()
    assert told == "Här finns inget att bekräfta. Lägg till något, eller skriv till kansliet."


def test_the_one_concerned_puts_it_right_and_what_it_said_before_is_kept(world: World):
    world.does(SECRETARY, "input.enter", who="amina", came="phone", title="Stolpar", text="Inga stolpar.")
    [kept] = stored(world)
    assert typed(world.does(AMINA, "input.change", input=kept.id, edit=True)) == {
        "title": "Stolpar",
        "text": "Inga stolpar.",
    }
    assert world.does(SECRETARY, "input.change", input=kept.id, title="X", text="Y").outcome == "refused"
    world.does(AMINA, "input.change", input=kept.id, title=POSTS, text="Få stolpar.")
    assert [(one.title, one.text) for one in stored(world)] == [(POSTS, "Få stolpar.")]
    assert steps(world, kept.id)[-1].text == "Stolpar\nInga stolpar."


def test_only_somebody_in_the_forum_has_something_written_down_for_them(world: World):
    given = {"came": "phone", "title": POSTS, "text": "Stolpar saknas."}
    reply = world.does(SECRETARY, "input.enter", who="Bertil", **given)
    assert wrong(reply) == {"who": "Ingen i forumet heter «Bertil». Skriv hela namnet."}
    reply = world.does(SECRETARY, "input.enter", who="Amina Warsame", day="8 mars", **given)
    assert wrong(reply) == {"day": "måndag 8 mars har inte varit än. Skriv när det kom."}
    assert stored(world) == []


# Who sees it


@both
def test_others_do_not_see_an_input(world: World):
    number = handed_on(world)
    for who in (KARIN, KERSTIN, IVAR):
        for action in ("show", "add", "answer", "return", "confirm", "write", "change"):
            reply = world.does(who, f"input.{action}", input=number, text="Hej", title="Hej")
            assert reply.outcome == "refused"
            assert POSTS not in reply.text()
    told = world.does(KARIN, "input.show", input=number).text()
    assert told.startswith("Det här ser bara avsändaren, de som svarar för samma organisation, den som ska svara och")
    for who in (AMINA, MATS, SECRETARY, COLLEAGUE):
        assert shown(world, who, number)[0] == POSTS
    for action in ("forward", "ask_again", "place", "report"):
        reply = world.does(MATS, f"input.{action}", input=number, to="Karin Lind", due="12 februari", at="x", meeting=1)
        assert reply.text().startswith("Bara kansliet kan göra det här.")


def test_those_who_stand_for_the_same_organisation_see_it_but_do_nothing_with_it(world: World):
    number = sent(world, KARIN)
    assert shown(world, NILS, number)[0] == POSTS
    assert buttons(world.does(NILS, "input.show", input=number)) == []
    assert world.does(NILS, "input.add", input=number, text="Mer").outcome == "refused"


# Whatever happens

DOES = st.tuples(
    st.sampled_from(
        ["forward", "ask_again", "answer", "return", "place", "report", "add", "undo", "confirm", "change"]
    ),
    st.sampled_from([SECRETARY, AMINA, MATS, KARIN]),
)
SAYS = {
    "received": "mottaget", "added": "lagt till", "forwarded": "lämnat till", "returned": "tillbaka hos",
    "asked_again": "frågade igen", "answered": "besvarat", "unanswered": "svaret är återtaget",
    "placed": "ska tas upp", "reported": "återrapporterat", "withdrawn": "återtaget", "confirmed": "bekräftat",
    "changed": "ändrat", "reopened": "ändå inte",
}  # fmt: skip


@given(script=st.lists(DOES, min_size=1, max_size=10))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_history_only_grows_and_the_sender_sees_the_last_step(world: World, script: list[tuple[str, str]]):
    number = sent(world)
    values = {
        "input": number,
        "to": "Mats Ohlin",
        "due": "12 februari",
        "text": "Text",
        "title": POSTS,
        "at": f"meeting:{world.meeting('politikerforum-next').id}",
        "meeting": world.meeting("tjanstepersonsforum-last").id,
    }
    for what, who in script:
        before, state = steps(world, number), _state(world, number)
        reply = world.undoes(who) if what == "undo" else world.does(who, f"input.{what}", **values)
        after, now = steps(world, number), _state(world, number)
        assert [step.id for step in after[: len(before)]] == [step.id for step in before]
        assert len(after) - len(before) <= (reply.outcome == "done")
        assert now == state or now in FOLLOWS[state]
        history = shown(world, AMINA, number)[3].removesuffix(" Svar saknas.")
        assert SAYS[after[-1].what] in history.rpartition(": ")[2]


def _state(world: World, number: int) -> str:
    def read(db) -> str:
        found = inputs.get(db, number)
        assert found
        return found.state

    return world.read(read)
