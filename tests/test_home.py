"""Home, and the one combined message of a morning: all that waits, the most urgent first; silence if nothing does."""

from handlers.cards import plain
from tests.scenes import IVAR, KARIN, KERSTIN, MATS, NILS, OFFICIALS, POLITICIANS, SECRETARY, answer, ask, form_in, to
from tests.world import World


def mornings(world: World, who: str) -> list[str]:
    return [text for text in to(world, who) if "Det här är morgonens enda meddelande." in text]


def test_asking_the_forum_is_asking_its_members_or_giving_its_secretariat_input(world: World):
    assert form_in(world.does(SECRETARY, "home.ask")).action == "question.ask"
    assert form_in(world.does(KARIN, "home.ask")).action == "input.send"


def test_all_that_waits_comes_in_one_message_the_most_urgent_first(world: World):
    ask(world, closes="måndag 8 februari 16:00")
    ask(world, "Var ska vi börja?", closes="tisdag 9 februari 12:00", kind="choice", choices="norr\nsöder")
    world.says(SECRETARY, "att göra Exempel på matchning @Dalarna torsdag", room=OFFICIALS)
    world.goes_to("2027-02-08 07:59")
    earlier = len(to(world, KARIN))
    world.goes_to("2027-02-08 08:00")
    assert len(to(world, KARIN)) == earlier + 1
    assert mornings(world, KARIN)[-1].splitlines() == [
        "3 saker väntar på dig",
        "I morgon kl. 9.30 är det Tjänstepersonsforum, Mälarsalen.",
        "1. Försenat · Exempel på matchning · Region Dalarna, senast torsdag 4 februari",
        "[Klart] [Ändra]",
        "2. Stänger i dag kl. 16.00 · Bör utlysningarna samordnas? · Du svarar för Region Dalarna.",
        "[Ja] [Delvis] [Nej] [Vi avstår]",
        "3. Stänger i morgon kl. 12.00 · Var ska vi börja? · Du svarar för Region Dalarna.",
        "[norr] [söder]",
        "Det här är morgonens enda meddelande. Det uppdateras när du har gjort något.",
    ]


def test_the_message_follows_what_is_done(world: World):
    question = ask(world, closes="måndag 8 februari 16:00")
    world.says(SECRETARY, "att göra Skicka exempel @Dalarna måndag 8 februari", room=OFFICIALS)
    world.goes_to("2027-02-08 08:00")
    assert mornings(world, KARIN)[-1].startswith("2 saker väntar på dig")
    answer(world, KARIN, question, 1)
    assert mornings(world, KARIN)[-1].startswith("En sak väntar på dig")
    world.does(KARIN, "action.done", action=1)
    assert mornings(world, KARIN)[-1].startswith("Inget väntar på dig")


def test_silence_when_nothing_waits(world: World):
    world.goes_to("2027-02-24 09:00")
    for who in (KARIN, NILS, MATS, IVAR, KERSTIN):
        assert to(world, who) == []


def test_what_waits_for_the_deputy_of_an_empty_seat(world: World):
    ask(world)
    world.goes_to("2027-02-05 08:00")
    assert "Du svarar för Region Halland." in mornings(world, IVAR)[-1]


def test_home_shows_what_waits_what_comes_later_my_meetings_and_my_seats(world: World):
    ask(world)
    world.says(SECRETARY, "att göra Skicka exempel @Dalarna 1 mars", room=OFFICIALS)
    assert world.looks(KARIN, "home.waiting").title == "En sak väntar på dig"
    assert world.looks(KARIN, "home.todo").text().splitlines() == [
        "Att göra senare",
        "– Skicka exempel · Region Dalarna, senast måndag 1 mars, nr 1",
        "[Klart] [Ändra]",
    ]
    assert world.looks(KARIN, "home.meetings").text().count("[Dagordning]") == 3
    assert world.looks(KARIN, "home.seat").text().splitlines() == [
        "Dina platser",
        "– Tjänstepersonsforum, Region Dalarna · Karin Lind. Ersättare: Nils Berg.",
        "– Arbetsgrupp digitalt, Region Dalarna · Karin Lind.",
        "– Nätverk kompetens, Region Dalarna · Karin Lind.",
        "[Jag är borta]",
    ]


def test_home_of_the_secretariat_shows_how_far_the_questions_have_come_and_who_is_missing(world: World):
    question = ask(world, chosen=["county:w", "county:h"])
    answer(world, KARIN, question, 1)
    shown = world.looks(SECRETARY, "home.todo").text()
    assert "Bör utlysningarna samordnas?" in shown
    assert "1 av 2 regioner har svarat" in shown
    assert "Saknas: Region Kalmar län." in shown


def test_a_meeting_that_is_not_confirmed_waits_for_the_secretariat(world: World):
    shown = world.looks(SECRETARY, "home.waiting").text()
    assert "Preliminärt · Politikerforum tisdag 23 februari" in shown
    assert "[Bekräfta] [Flytta] [Ställ in mötet]" in shown
    assert "Politikerforum" not in world.looks(KERSTIN, "home.waiting").text().partition("Nästa möte")[0]


def test_a_confirmed_meeting_without_a_call_waits_for_the_secretariat(world: World):
    shown = world.looks(SECRETARY, "home.waiting").text()
    assert "Ingen kallelse är skickad · Tjänstepersonsforum tisdag 9 februari · Sista anmälningsdag är" in shown
    assert "[Skicka kallelse]" in shown
    reply = world.does(SECRETARY, "meeting.call", meeting=world.meeting("tjanstepersonsforum-next").id)
    world.presses(SECRETARY, reply, "Skicka")
    assert "Ingen kallelse är skickad · Tjänstepersonsforum" not in world.looks(SECRETARY, "home.waiting").text()


def test_what_is_due_later_than_in_a_week_does_not_wait_yet(world: World):
    world.says(SECRETARY, "att göra Skicka exempel @Dalarna 9 februari", room=OFFICIALS)
    assert world.looks(KARIN, "home.waiting").title == "Inget väntar på dig"
    world.goes_to("2027-02-02 08:00")
    assert world.looks(KARIN, "home.waiting").title == "En sak väntar på dig"


def test_nothing_waits_names_the_next_meeting(world: World):
    shown = world.says(KERSTIN, "svara").text()
    assert shown == "Inget väntar på dig\nNästa möte: Politikerforum tisdag 23 februari, preliminärt."


def test_the_receipt_names_its_question_where_several_are_open(world: World):
    first = ask(world)
    assert "Frågan:" not in answer(world, KARIN, first, 1)
    second = ask(world, "Räcker stödet till bredband?", respondent="person")
    ask(world, "Är ersättningen rimlig?", body=POLITICIANS)
    for question, text in ((first, "Bör utlysningarna samordnas?"), (second, "Räcker stödet till bredband?")):
        reply = world.does(KARIN, "question.answer", question=question, choice=2)
        assert reply.text().splitlines()[1] == f"Frågan: {text}"
        undone = world.presses(KARIN, reply, "Ångra")
        assert undone.text().splitlines()[1] == f"Frågan: {text}"
    assert "Frågan: Räcker stödet till bredband?" in world.does(KARIN, "question.withdraw", question=second).text()
    assert "Frågan:" not in answer(world, KERSTIN, 3, 1)


def test_below_the_card_of_a_question_its_receipt_does_not_name_it(world: World):
    question = ask(world)
    ask(world, "Räcker stödet till bredband?")
    reply = world.does(KARIN, "question.answer", question=question, choice=2)
    assert reply.card is not None
    [named] = [part for part in reply.card.parts if part.part == "text" and "Frågan:" in plain(part.words)]
    assert named.repeated  # docs/cards.md
