"""A question from its last days on: who is reminded, how it closes, what all see then and what the secretariat does."""

from datetime import timedelta

from sqlalchemy.orm import Session

from storage import bodies, posts, questions
from storage.questions import Said
from tests.conftest import both
from tests.scenes import (
    ASTRID,
    COLLEAGUE,
    IVAR,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    OFFICIALS,
    SECRETARY,
    answer,
    ask,
    in_room,
    to,
    wrong,
)
from tests.world import World

CLOSING = "2027-02-05 12:00"


def answered(world: World, question: int, *people: str) -> None:
    for person in people:
        answer(world, person, question, 1)


@both
def test_a_question_closes_by_itself_and_the_result_is_posted(world: World):
    question = ask(world)
    answered(world, question, KARIN, MATS)
    world.goes_to(CLOSING)
    card, result = in_room(world, OFFICIALS)
    assert result.splitlines() == [
        "Bör utlysningarna samordnas?",
        "Resultat. fredag 5 februari kl. 12.00",
        "2 av 21 regioner svarade",
        "2 ja, 0 delvis, 0 nej, 0 avstår",
    ]
    assert "Stängd. fredag 5 februari kl. 12.00" in card
    assert card.endswith("Svaren kan inte längre ändras.")
    assert "[" not in card


def test_the_missing_are_named_to_the_secretariat_and_to_nobody_else(world: World):
    question = ask(world, chosen=None)
    answered(world, question, KARIN, MATS, IVAR)
    for who in (KARIN, NILS, ASTRID, KERSTIN):
        assert "Saknas" not in world.looks(who, "question.card", question=question).text()
    assert (
        "Saknas: Region Stockholm, Region Uppsala" in world.looks(SECRETARY, "question.card", question=question).text()
    )
    world.goes_to(CLOSING)
    for one in (SECRETARY, COLLEAGUE):
        told = to(world, one)[-1]
        assert "3 av 21 regioner svarade" in told
        assert "Saknas: Region Stockholm, Region Uppsala" in told
        assert "Dalarna" not in told
    everybody = [text for sent in world.chat.sent.values() if (text := sent.card.text()) not in to(world, SECRETARY)]
    assert "Saknas" not in "".join(everybody)


def test_only_the_missing_are_reminded_and_only_those_who_hold_the_seats(world: World):
    question = ask(world)
    answered(world, question, KARIN)
    world.goes_to("2027-02-02 08:00")
    for who in (MATS, IVAR):
        [reminder] = to(world, who)
        assert "Bör utlysningarna samordnas?" in reminder
        assert "[Ja] [Delvis] [Nej] [Vi avstår]" in reminder
    for who in (KARIN, NILS, KERSTIN, ASTRID, "frida-sandgren"):
        assert to(world, who) == []


def test_a_reminder_is_silent_once_the_county_has_answered(world: World):
    question = ask(world)
    world.goes_to("2027-02-02 08:00")
    answered(world, question, NILS)
    [reminder] = to(world, KARIN)
    assert "Inget väntar på dig" in reminder
    world.goes_to("2027-02-05 08:00")
    assert len(to(world, KARIN)) == 1
    assert len(to(world, MATS)) == 2


def test_a_question_asked_shortly_before_it_closes_is_not_followed_by_a_reminder(world: World):
    ask(world, closes="i dag 16:00")
    world.goes_to("2027-02-01 16:00")
    assert to(world, MATS) == []


def test_the_secretariat_reminds_the_missing_when_it_likes_but_once_a_day(world: World):
    question = ask(world, chosen=["county:w", "county:h"])
    answered(world, question, KARIN)
    for _ in range(2):
        told = world.does(SECRETARY, "question.remind", question=question).text()
        assert told == "1 person påminns, privat.\nSaknas: Region Kalmar län."
    assert len([text for text in to(world, MATS) if "En sak väntar på dig" in text]) == 1
    assert not any("väntar" in text for text in to(world, KARIN))


def test_reminded_at_night_the_missing_get_one_message_in_the_morning(world: World):
    question = ask(world, chosen=["county:w", "county:h"])
    answered(world, question, KARIN)
    world.goes_to("2027-02-04 21:00")
    before = len(to(world, MATS))
    told = world.does(SECRETARY, "question.remind", question=question).text()
    assert told.splitlines()[:2] == [
        "1 person påminns, privat.",
        "Det är en tyst tid nu. Påminnelsen kommer i morgon kl. 8.00.",
    ]
    world.goes_to("2027-02-05 07:59")
    assert len(to(world, MATS)) == before
    world.does(KARIN, "question.withdraw", question=question)
    world.goes_to("2027-02-05 11:00")
    assert len(to(world, MATS)) == before + 1
    assert "väntar" in to(world, KARIN)[-1]


def test_nobody_is_reminded_when_all_have_answered_or_it_is_closed(world: World):
    question = ask(world, chosen=["county:w"])
    answered(world, question, KARIN)
    told = world.does(SECRETARY, "question.remind", question=question).text()
    assert told == "Alla har svarat, så ingen påminns."
    world.does(SECRETARY, "question.close", question=question)
    told = world.does(SECRETARY, "question.remind", question=question).text()
    assert told == "Frågan är inte öppen, så ingen påminns."


def test_a_question_is_given_more_time(world: World):
    question = ask(world)
    reply = world.does(SECRETARY, "question.reschedule", question=question, closes="måndag 8 februari kl. 16")
    assert reply.text() == (
        "Frågan stänger nu måndag 8 februari kl. 16.00.\nFrågan: Bör utlysningarna samordnas?\n[Ångra]"
    )
    assert "Stänger måndag 8 februari kl. 16.00." in in_room(world, OFFICIALS)[0]
    world.goes_to("2027-02-05 17:00")
    assert "Region Dalarna: ja" in answer(world, KARIN, question, 1)
    assert not any("Resultat" in text for text in in_room(world, OFFICIALS))
    world.goes_to("2027-02-08 16:00")
    assert [("Resultat" in text) for text in in_room(world, OFFICIALS)].count(True) == 1


def test_a_question_is_closed_early_and_has_one_result(world: World):
    question = ask(world)
    answered(world, question, KARIN)
    reply = world.does(SECRETARY, "question.close", question=question)
    assert reply.text() == ("Frågan är stängd. Resultatet är på väg.\nFrågan: Bör utlysningarna samordnas?\n[Ångra]")
    world.goes_to("2027-02-05 17:00")
    about = [text for text in in_room(world, OFFICIALS) if "utlysningarna" in text]
    assert len(about) == 2
    assert "1 av 21 regioner svarade" in about[1]
    assert to(world, MATS) == []
    told = world.does(SECRETARY, "question.close", question=question).text()
    assert told == "Frågan är redan stängd. Ställ en ny om mer behövs."


def test_a_closing_time_that_is_past_is_refused(world: World):
    question = ask(world)
    reply = world.does(SECRETARY, "question.reschedule", question=question, closes="i dag 08:00")
    assert wrong(reply)["closes"].startswith("i dag kl. 8.00 har redan varit.")
    assert "fredag 5 februari kl. 12.00" in in_room(world, OFFICIALS)[0]


def test_what_came_of_a_chosen_audience_goes_to_those_who_were_asked(world: World):
    question = ask(world, chosen=["county:w", "county:h"], kind="text")
    world.does(KARIN, "question.tell", question=question, text="Vi vill börja i norr.")
    world.goes_to(CLOSING)
    assert "Region Dalarna · Vi vill börja i norr." in to(world, MATS)[-1]
    assert in_room(world, OFFICIALS) == []


@both
def test_an_answer_that_was_stored_a_moment_after_closing_is_in_the_result(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.goes_to("2027-02-05 12:00")
    assert "1 av 21 regioner" in in_room(world, OFFICIALS)[-1]
    kalmar, person = respondent_of(world, MATS), world.person(MATS).id

    def arrive(db: Session) -> None:
        begun = world.time - timedelta(seconds=1)
        questions.give(db, question, kalmar, Said(choice=2), person, begun)
        posts.touch(db, f"question:{question}")

    world.write(arrive)
    world.delivers()
    assert "2 av 21 regioner" in in_room(world, OFFICIALS)[-1]


def respondent_of(world: World, who: str) -> int:
    """The county for which somebody answers."""
    person, day = world.person(who).id, world.time.date()
    found = world.read(lambda db: [stand.county_id for stand in bodies.stands(db, person, day) if stand.responsible])
    assert found[0]
    return found[0]
