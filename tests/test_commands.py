"""What people type, in Swedish and English, with or without «/forum»: what each line asks for."""

from dataclasses import replace
from typing import Any

import pytest

from handlers import commands
from handlers.call import Ask, Call, Look
from storage import people
from tests.scenes import ASTRID, KARIN, KERSTIN, OFFICIALS, SECRETARY, ask, buttons, typed
from tests.world import World

TF, PF = 3, 4
"""The numbers of the next meetings of the officials and of the politicians."""


def read(world: World, line: str, who: str = SECRETARY) -> tuple[str, dict[str, Any]]:
    """The action that a line asks for, and the values it carries."""
    asks = Ask("say", {"text": line}, world.person(who).id, "event", "sv")
    found = world.read(lambda db: commands.read(Call(db, asks, world.time), line))
    return found.action, found.values


@pytest.fixture(scope="module")
def lines() -> list[tuple[str, str, dict[str, Any]]]:
    asked = {"text": "Bör vi?", "edit": False, "closes": "2027-02-05 12:00"}
    yes_no = {"kind": "choice", "choices": ["Ja", "Nej"]}
    later = asked | yes_no | {"opens": "2027-02-06", "closes": "2027-02-12"}
    logged = {"text": "Ring Bo", "next_meeting": False}
    return [
        ("nästa", "programme.next", {}),
        ("next", "programme.next", {}),
        ("nästa möte", "programme.next", {}),
        ("svara", "home.waiting", {}),
        ("answer", "home.waiting", {}),
        ("möten", "programme.list", {"body": ""}),
        ("moten politikerforum", "programme.list", {"body": "politikerforum"}),
        ("meetings", "programme.list", {"body": ""}),
        ("dagordning", "meeting.agenda", {"meeting": TF}),
        ("agenda politikerforum", "meeting.agenda", {"meeting": PF}),
        ("dagordning 23 februari", "meeting.agenda", {"meeting": PF}),
        ("stäm av ”Bör vi?” ja/delvis/nej, senast fredag 12:00", "question.ask", asked),
        ("stäm av ”Bör vi?” ja/nej, senast fredag 12:00", "question.ask", asked | yes_no),
        ("fråga Bör vi? ja/nej senast fredag öppnar lördag", "question.ask", later),
        ("stam av «Bör vi?» ja/delvis/nej senast fredag kl. 12", "question.ask", asked),
        ('fråga "Bör vi?" fredag 12.00', "question.ask", asked),
        ("fraga Bör vi? senast fredag 12:00", "question.ask", asked),
        ('ask "Bör vi?" yes/partly/no, Friday noon', "question.ask", asked),
        (
            "fråga Bör vi? norr/söder, fredag 12:00",
            "question.ask",
            asked | {"kind": "choice", "choices": ["norr", "söder"]},
        ),
        ("fråga Bör vi? fritext, fredag 12:00", "question.ask", asked | {"kind": "text"}),
        ("stäng", "question.close_which", {"word": ""}),
        ("close", "question.close_which", {"word": ""}),
        ("stäng frågan om bredband nu", "question.close_which", {"word": "bredband"}),
        ("stang «Bör vi?»", "question.close_which", {"word": "Bör vi"}),
        ("close the question about broadband", "question.close_which", {"word": "broadband"}),
        ("att göra ”Ring Bo” @Dalarna senast fredag", "action.log", logged | {"who": "Dalarna", "due": "2027-02-05"}),
        ("att gora Ring Bo @kansliet", "action.log", logged | {"who": "kansliet"}),
        ("åtgärd Ring Bo fredag", "action.log", logged | {"due": "2027-02-05"}),
        ('action "Ring Bo" @Mats Ohlin by Friday', "action.log", logged | {"who": "Mats Ohlin", "due": "2027-02-05"}),
        ("att göra Ring Bo nästa möte", "action.log", logged | {"next_meeting": True}),
        ("att göra mina", "action.list", {"which": "mine"}),
        ("actions overdue", "action.list", {"which": "overdue"}),
        ("klar 4", "action.done", {"action": 4}),
        ("done 4", "action.done", {"action": 4}),
        ("klar", "action.list", {"which": "mine"}),
        ("öppna igen 4", "action.reopen", {"action": 4}),
        ("reopen 4", "action.reopen", {"action": 4}),
        ("kallelse politikerforum", "meeting.call", {"meeting": PF}),
        ("call politikerforum", "meeting.call", {"meeting": PF}),
        ("kommer", "registration.ask", {"meeting": TF}),
        ("kommer 23 februari men via länk", "registration.ask", {"meeting": PF, "how": "link"}),
        (
            "attend politikerforum, deputy Bo Ek",
            "registration.ask",
            {"meeting": PF, "how": "deputy", "deputy": "Bo Ek"},
        ),
        ("deltagare politikerforum", "registration.list", {"meeting": PF}),
        ("participants", "registration.list", {"meeting": TF}),
        ("underlag", "materials.show", {"meeting": TF}),
        ("materials politikerforum", "materials.show", {"meeting": PF}),
        ("flytta politikerforum till 3 mars", "meeting.move", {"meeting": PF, "to": "3 mars"}),
        ("move politikerforum to 3 March 10:00", "meeting.move", {"meeting": PF, "to": "3 March 10:00"}),
        ("flytta politikerforum 23 februari till 3 mars", "meeting.move", {"meeting": PF, "to": "3 mars"}),
        ("bekräfta politikerforum", "meeting.confirm", {"meeting": PF}),
        ("confirm politikerforum", "meeting.confirm", {"meeting": PF}),
        ("ställ in politikerforum", "meeting.cancel", {"meeting": PF}),
        ("cancel politikerforum", "meeting.cancel", {"meeting": PF}),
        ("punkt Bredband", "item.save", {"meeting": TF, "title": "Bredband"}),
        ("item «Bredband i norr»", "item.save", {"meeting": TF, "title": "Bredband i norr"}),
        ("sök bredband", "programme.search", {"word": "bredband"}),
        ("search «regional growth»", "programme.search", {"word": "regional growth"}),
        ("hjälp", "help.show", {}),
        ("help", "help.show", {}),
        ("?", "help.show", {}),
        ("", "help.show", {}),
    ]


def test_what_each_line_asks_for(world: World, lines: list[tuple[str, str, dict[str, Any]]]):
    for line, action, values in lines:
        assert read(world, line) == (action, values), line


@pytest.mark.parametrize("before", ["/forum ", "/Forum ", "forum ", "/", "  ", "/forumbot "])
def test_with_or_without_forum(world: World, before: str):
    assert read(world, f"{before}dagordning politikerforum") == ("meeting.agenda", {"meeting": PF})
    assert read(world, f"{before}NÄSTA") == ("programme.next", {})


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("fråga", "Stäm av med ledamöterna"),
        ("att göra", "Anteckna något att göra"),
        ("flytta politikerforum", "Flytta Politikerforum tisdag 23 februari"),
        ("bekräfta politikerforum", "Bekräfta Politikerforum tisdag 23 februari"),
        ("punkt", "Ny punkt, Tjänstepersonsforum tisdag 9 februari"),
        ("sök", "Sök i programmet"),
    ],
)
def test_a_word_without_its_words_opens_its_form(world: World, line: str, title: str):
    reply = world.says(SECRETARY, line)
    assert reply.outcome == "done"
    assert reply.form is not None
    assert reply.form.title == title
    assert not any(field.error for field in reply.form.fields)


def test_what_is_missing_is_asked_for_and_what_was_typed_stands_there(world: World):
    reply = world.says(SECRETARY, "fråga Var ska vi börja? norr/söder")
    assert typed(reply).items() >= {"text": "Var ska vi börja?", "kind": "choice", "choices": "norr\nsöder"}.items()


@pytest.mark.parametrize(
    ("line", "word", "near"),
    [("nästta", "nästta", "nästa"), ("daggordning", "daggordning", "dagordning"), ("hjelp", "hjelp", "hjälp"),
     ("serch bredband", "serch", "search"), ("at göra ring Bo", "at göra ring Bo", "att göra")],
)  # fmt: skip
def test_a_misspelt_word_gets_the_nearest_as_a_button(world: World, line: str, word: str, near: str):
    reply = world.says(KARIN, line)
    assert reply.outcome == "refused"
    assert reply.text().startswith(f"Jag känner inte till «{word}». Menade du ")
    assert near in buttons(reply)


def test_undo_is_never_a_suggestion_and_a_small_word_is_not_what_is_unknown(world: World):
    question = world.says(SECRETARY, "hur många har svarat?")
    assert "ångra" not in buttons(question)
    assert "«hur»" not in question.text()
    assert "ångra" not in buttons(world.says(SECRETARY, "ångar"))
    long = world.says(KARIN, "hur går det med att göra en dagorning för nästa möte i mars?").text()
    assert long.startswith("Jag känner inte till «hur går det med att göra en dagorning …».")


def test_what_fits_no_question_is_not_taken_as_an_answer_and_that_is_told(world: World):
    ask(world)
    bare = world.says(KARIN, "svara")
    title, *rest = bare.text().splitlines()
    not_yet = "Inget är besvarat än. Tryck på knapparna för att svara."
    for line in ("svara kanske", "answer perhaps", "svara: senare"):
        assert world.says(KARIN, line).text().splitlines() == [title, not_yet, *rest]
    assert world.says(KARIN, "svara?").text() == bare.text()
    assert not_yet not in world.says(KERSTIN, "svara ja").text()


def test_the_suggested_word_can_be_pressed(world: World):
    assert world.presses(KARIN, world.says(KARIN, "nästta"), "nästa").text().startswith("Dina nästa möten")


@pytest.mark.parametrize("line", ["xyzzy", "🙂", "{}", "hej hopp alla glada", "12345"])
def test_what_is_not_understood_leads_to_help(world: World, line: str):
    reply = world.says(KARIN, line)
    told = f"Jag förstod inte «{line}». Är det till kansliet? Eller skriv «hjälp» för att se vad du kan göra."
    assert reply.text() == f"{told}\n[Lämna som inspel] [Hjälp]"
    assert world.presses(KARIN, reply, "Hjälp").text().startswith("Inget väntar på dig.")


@pytest.mark.parametrize("line", ["xyzzy", "12345"])
def test_the_secretariat_is_not_asked_whether_it_is_meant_for_the_secretariat(world: World, line: str):
    reply = world.says(SECRETARY, line)
    told = f"Jag förstod inte «{line}». Skriv «hjälp» för att se vad du kan göra."
    assert reply.text() == f"{told}\n[Hjälp]"


def test_the_secretariat_gets_the_words_most_like_what_it_wrote(world: World):
    assert buttons(world.says(SECRETARY, "underrätta")) == ["underlag", "bekräfta", "Hjälp"]


def test_words_that_one_may_not_use_are_not_suggested(world: World):
    assert world.says(KARIN, "flyta").text().startswith("Jag förstod inte «flyta».")
    assert "flytta" in buttons(world.says(ASTRID, "flyta"))


def offered(world: World, who: str) -> set[str]:
    lines = world.presses(who, world.says(who, "hjälp"), "Alla ord").text().splitlines()
    return {line.removeprefix("– ").partition(" · ")[0] for line in lines if line.startswith("– ")}


def test_help_shows_what_this_person_may_do_and_nothing_else(world: World):
    members = {
        "nästa", "svara", "möten", "dagordning", "att göra", "lista", "klar", "öppna igen", "ta bort", "sök", "borta",
        "ångra", "hjälp", "inspel", "mina inspel",
        "skriv till kansliet", "kommer", "underlag", "deltagare", "instäm", "öppet forum", "konton",
    }  # fmt: skip
    meetings = {"kallelse", "flytta", "bekräfta", "ställ in", "punkt"}
    assert offered(world, KARIN) == offered(world, KERSTIN) == members
    assert offered(world, ASTRID) == members | meetings
    runs = {"fråga", "stäng", "öppna frågan igen", "alla inspel", "skriv in inspel", "länkar", "koppla", "koppla bort"}
    assert offered(world, SECRETARY) == members | meetings | runs


def test_help_says_what_waits_and_what_comes_next(world: World):
    assert world.says(KERSTIN, "hjälp").text().splitlines() == [
        "Inget väntar på dig. Nästa möte: Politikerforum 23 februari. När jag behöver något får du knappar.",
        "[Mina möten] [Lämna inspel] [Skriv till kansliet] [Alla ord]",
    ]
    ask(world)
    assert buttons(world.says(KARIN, "hjälp")) == ["Det som väntar", "Mina möten", "Skriv till kansliet", "Alla ord"]
    assert "Alla inspel" in buttons(world.says(SECRETARY, "hjälp"))


def test_a_half_typed_line_is_completed_with_what_one_may(world: World):
    def suggested(who: str, text: str) -> list[str]:
        person = world.person(who).id
        found = world.read(lambda db: commands.suggestions(Look(db, world.time, people.get(db, person), "sv"), text))
        return [word for word, _ in found]

    assert suggested(KARIN, "/mö") == suggested(KARIN, "mo") == ["möten"]
    assert suggested(KARIN, "fr") == []
    assert suggested(SECRETARY, "fr") == ["fråga"]


def test_the_answer_comes_in_the_language_of_the_one_who_asks(world: World):
    [reply] = world.at_once(replace(world.asks(KARIN, "say", text="nästa"), language="en"))
    assert "Tjänstepersonsforum · Tuesday 9 February at 9:30–15:00." in reply.text()
    assert reply.text().startswith("Your next meetings")


def test_a_room_says_which_group_is_meant(world: World):
    assert "Dagordning, Politikerforum" in world.says(SECRETARY, "dagordning", room="politikerforum").text()
    assert "Dagordning, Tjänstepersonsforum" in world.says(SECRETARY, "dagordning", room=OFFICIALS).text()
