"""What the secretariat does with a result: the card at closing, the reasons, the page to hand over."""

from io import BytesIO

import docx
import pytest

from handlers import CAPABILITIES
from handlers.call import File, Look, Refused
from storage import people
from tests.conftest import both
from tests.scenes import (
    CECILIA,
    IVAR,
    KARIN,
    MATS,
    OFFICIALS,
    SAMIR,
    SECRETARY,
    answer,
    ask,
    in_room,
    to,
)
from tests.test_wrong_region import pressed
from tests.world import World

CLOSING = "2027-02-05 12:00"


def fetched(world: World, question: int, format: str, who: str = SECRETARY) -> File:
    person = world.person(who).id

    def give(db) -> File:
        look = Look(db, world.time, people.get(db, person), "sv")
        return CAPABILITIES.give("question.handover", {"question": str(question), "format": format}, look)

    return world.read(give)


@pytest.fixture
def closed(world: World) -> int:
    """A question that five of 21 have answered, in as many ways."""
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.does(KARIN, "question.reason", question=question, text="Det sparar tid.\n* Och pengar")
    world.does(KARIN, "question.anchor", question=question, anchoring="political")
    answer(world, MATS, question, 1)
    world.does(MATS, "question.reason", question=question, text="Vi har provat.")
    answer(world, SAMIR, question, 4)
    world.does(SAMIR, "question.anchor", question=question, anchoring="management")
    dalarna = world.organisation("region-dalarna").county_id
    world.does(CECILIA, "question.join", question=question, joins=dalarna)
    halland = world.organisation("region-halland").county_id
    world.does(SECRETARY, "question.record", question=question, respondent=halland, choice=3, how="phone")
    world.goes_to(CLOSING)
    return question


@both
def test_at_closing_the_secretariat_gets_the_count_and_what_to_do_with_it(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.does(KARIN, "question.reason", question=question, text="Det sparar tid.")
    world.does(KARIN, "question.anchor", question=question, anchoring="political")
    answer(world, IVAR, question, 4)
    world.goes_to(CLOSING)
    lines = to(world, SECRETARY)[-1].splitlines()
    assert lines[:4] == [
        "Bör utlysningarna samordnas?",
        "Stängd",
        "2 av 21 regioner svarade",
        "1 ja, 0 delvis, 0 nej, 1 avstår",
    ]
    assert lines[5:] == [
        "Politiskt förankrade: 1.",
        "[Hämta underlag (Word)] [Text (Markdown)]",
        "[Motiveringar] [Visa i rummet] [Rätta ett svar]",
    ]


def test_the_page_in_markdown(world: World, closed: int):
    file = fetched(world, closed, "markdown")
    assert (file.name, file.kind) == ("2027-02-05 Bör utlysningarna samordnas.md", "text/markdown")
    missing = [name for name in file.content.decode().split("## Svarade inte\n\n")[1].splitlines() if name]
    assert file.content.decode().split("## Svarade inte")[0] == (
        "# Bör utlysningarna samordnas?\n\n"
        "Gick till 21 regioner i Tjänstepersonsforum. Ställd av Sara Holmqvist måndag 1 februari kl. 9.00. "
        "Stängde fredag 5 februari kl. 12.00.\n\n"
        "Avstämning, inte remiss.\n\n"
        "## Svar\n\n"
        "5 av 21 regioner svarade\n\n"
        "| Svar | Antal |\n| --- | --- |\n| Ja | 3 |\n| Delvis | 0 |\n| Nej | 1 |\n| Avstår | 1 |\n\n"
        "## Förankring\n\n"
        "| Svar | Politiskt | Ledningen | Min bedömning | Inte angivet |\n| --- | --- | --- | --- | --- |\n"
        "| Ja | 1 | 0 | 0 | 2 |\n| Delvis | 0 | 0 | 0 | 0 |\n| Nej | 0 | 0 | 0 | 1 |\n| Avstår | 0 | 1 | 0 | 0 |\n"
        "| Alla | 1 | 1 | 0 | 3 |\n\n"
        "## Motiveringar\n\n"
        "### Ja\n\n"
        "#### Region Kalmar län\n\nVi har provat.\n\n"
        "#### Region Dalarna (politiskt förankrat)\n\nDet sparar tid.\\\n\\* Och pengar\n\n"
        "## Vem svarade vad\n\n"
        "| Vem | Svaret | Förankring | Hur det kom |\n| --- | --- | --- | --- |\n"
        "| Region Kalmar län | ja |  |  |\n"
        "| Region Skåne | avstår | förankrat i ledningen |  |\n"
        "| Region Halland | nej |  | inskrivet av kansliet efter samtal 1 februari |\n"
        "| Västra Götalandsregionen | ja |  | instämmer i Region Dalarna |\n"
        "| Region Dalarna | ja | politiskt förankrat |  |\n\n"
    )
    assert len(missing) == 16
    assert missing[0] == "- Region Stockholm"


def test_the_page_in_word(world: World, closed: int):
    file = fetched(world, closed, "word")
    assert file.name == "2027-02-05 Bör utlysningarna samordnas.docx"
    made = docx.Document(BytesIO(file.content))
    assert made.core_properties.title == "Bör utlysningarna samordnas?"
    assert made.core_properties.language == "sv"
    headings = [p.text for p in made.paragraphs if p.style and p.style.name == "Heading 2"]
    assert headings == [
        "Svar",
        "Förankring",
        "Motiveringar",
        "Vem svarade vad",
        "Svarade inte",
    ]
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows][:2] == [["Svar", "Antal"], ["Ja", "3"]]
    assert [cell.text for cell in made.tables[2].rows[-1].cells] == ["Region Dalarna", "ja", "politiskt förankrat", ""]


def test_those_who_are_missing_are_called_the_same_on_the_card_and_on_the_page(world: World, closed: int):
    names = next(line for line in to(world, SECRETARY)[-1].splitlines() if line.startswith("Saknas: "))
    listed = fetched(world, closed, "markdown").content.decode().split("## Svarade inte\n\n")[1].splitlines()
    assert names.startswith("Saknas: Region Stockholm, Region Uppsala")
    assert names.removeprefix("Saknas: ").rstrip(".").replace(" och ", ", ").split(", ") == [
        line.removeprefix("- ") for line in listed
    ]


def test_where_counties_are_counted_counties_are_missing(then: World):
    given = {"text": "Hur går det?", "closes": "fredag 8 maj", "body": "tjanstemannaforum", "sure": True}
    then.does("secretariat-head", "question.ask", **given)
    then.goes_to("2015-05-08 16:00")
    assert "Saknas: Stockholm, Uppsala" in to(then, "secretariat-head")[-1]
    page = fetched(then, 1, "markdown", "secretariat-head").content.decode()
    assert "## Svarade inte\n\n- Stockholm\n- Uppsala\n" in page


def test_the_reasons_are_read_by_the_secretariat_and_shown_to_all_when_it_says_so(world: World, closed: int):
    assert "sparar tid" not in "".join(in_room(world, OFFICIALS))
    read = pressed(world, SECRETARY, "Motiveringar")
    assert read.splitlines() == [
        "Motiveringar",
        "Ja",
        "– Region Kalmar län · Vi har provat.",
        "– Region Dalarna (politiskt förankrat) · Det sparar tid.",
        "* Och pengar",
    ]
    assert pressed(world, SECRETARY, "Visa i rummet") == "Motiveringarna visas nu i Tjänstepersonsforum.\n[Ångra]"
    assert "Region Dalarna (politiskt förankrat) · Det sparar tid." in in_room(world, OFFICIALS)[-1]
    count = len(in_room(world, OFFICIALS))
    assert pressed(world, SECRETARY, "Visa i rummet") == "Motiveringarna visas redan."
    assert len(in_room(world, OFFICIALS)) == count


def test_a_correction_follows_the_reasons_into_the_room(world: World, closed: int):
    pressed(world, SECRETARY, "Visa i rummet")
    kalmar = world.organisation("region-kalmar-lan").county_id
    world.does(SECRETARY, "question.correct", question=closed, respondent=kalmar, which="none", how="mail")
    assert "Rättat 5 februari." in in_room(world, OFFICIALS)[-1]
    assert "Vi har provat" not in in_room(world, OFFICIALS)[-1]
    assert "Rättat 5 februari." in fetched(world, closed, "markdown").content.decode()


def test_of_an_answer_in_words_the_page_holds_the_words(world: World):
    question = ask(world, kind="text")
    world.does(KARIN, "question.tell", question=question, text="# Norr\nsedan söder")
    world.goes_to(CLOSING)
    page = fetched(world, question, "markdown").content.decode()
    assert "## Svaren\n\n### Region Dalarna\n\n\\# Norr\\\nsedan söder\n" in page
    assert "Motiveringar" not in to(world, SECRETARY)[-1]
    assert "Region Dalarna · # Norr\nsedan söder" in in_room(world, OFFICIALS)[-1]


@pytest.mark.parametrize("kind", ["several", "ranking", "scale"])
def test_there_is_a_page_for_every_kind(world: World, kind: str):
    question = ask(world, kind=kind, choices="" if kind == "scale" else "norr\nsöder")
    match kind:
        case "several":
            world.does(KARIN, "question.pick", question=question, picks=["1", "2"])
        case "ranking":
            world.does(KARIN, "question.pick", question=question, place1="2", place2="1")
        case _:
            answer(world, KARIN, question, 4)
    world.does(KARIN, "question.reason", question=question, text="Därför")
    world.goes_to(CLOSING)
    page = fetched(world, question, "markdown").content.decode()
    told = {"several": "### Norr och söder", "ranking": "### 1\\. söder, 2. norr", "scale": "### 4"}[kind]
    assert f"{told}\n\n#### Region Dalarna\n\nDärför\n" in page


def test_nothing_is_handed_over_before_closing_or_to_others(world: World):
    question = ask(world)
    for who in (SECRETARY, KARIN):
        with pytest.raises(Refused):
            fetched(world, question, "word", who)
        for action in ("question.reasons", "question.publish"):
            assert world.does(who, action, question=question).outcome == "refused"
    world.goes_to(CLOSING)
    with pytest.raises(Refused):
        fetched(world, question, "word", KARIN)
    assert world.does(SECRETARY, "question.publish", question=question).text() == (
        "Ingen har skrivit varför, så det finns inget att visa. Resultatet står där redan."
    )
    for action in ("question.reasons", "question.publish"):
        assert world.does(KARIN, action, question=question).outcome == "refused"


def test_an_anonymous_result_is_handed_over_without_names(world: World):
    question = ask(world, anonymous=True, respondent="person", kind="text")
    everyone = [seat.person for seat in world.seats(OFFICIALS) if seat.person]
    for number, person in enumerate(everyone[:5]):
        world.does(person.key, "question.answer_anonymously", question=question, words=f"Tanke {number}")
    for early in (SECRETARY, KARIN):
        with pytest.raises(Refused):
            fetched(world, question, "word", early)
    world.goes_to(CLOSING)
    assert "[Hämta underlag (Word)] [Text (Markdown)]" in to(world, SECRETARY)[-1]
    page = fetched(world, question, "markdown").content.decode()
    assert "5 av 20 ledamöter svarade" in page
    thoughts = page.split("## Svaren\n\n")[1].splitlines()
    assert sorted(thoughts) == [f"- Tanke {number}" for number in range(5)]
    assert not any(person.name in page for person in everyone)
    assert "Svarade inte" not in page


def test_fewer_than_five_anonymous_answers_are_not_handed_over(world: World):
    question = ask(world, anonymous=True, respondent="person")
    for seat in world.seats(OFFICIALS)[1:5]:
        if seat.person:
            world.does(seat.person.key, "question.answer_anonymously", question=question, choice="1")
    world.goes_to(CLOSING)
    assert "[Hämta" not in to(world, SECRETARY)[-1]
    with pytest.raises(Refused):
        fetched(world, question, "word")


def test_an_answer_in_words_is_not_told_twice(world: World):
    question = ask(world, kind="text")
    world.does(KARIN, "question.tell", question=question, text="Börja i norr")
    world.goes_to(CLOSING)
    page = fetched(world, question, "markdown").content.decode()
    assert "## Vem svarade\n\n| Vem | Förankring | Hur det kom |\n| --- | --- | --- |\n| Region Dalarna |  |  |" in page
    assert page.count("Börja i norr") == 1
