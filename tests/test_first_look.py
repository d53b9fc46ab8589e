"""Dialogue 2: the ministry sees a question before it is sent, and it is sent by the secretariat only."""

from typing import Any

from handlers.call import Reply
from handlers.cards import Form
from storage import questions
from tests.conftest import both
from tests.scenes import (
    ASTRID,
    COLLEAGUE,
    HENNING,
    KARIN,
    OFFICIALS,
    POLITICIANS,
    SECRETARY,
    buttons,
    form_in,
    in_room,
    to,
    typed,
    wrong,
)
from tests.test_wrong_region import pressed
from tests.world import World

LINE = "stäm av Bör utlysningarna samordnas? ja/delvis/nej, senast fredag 12:00"


def shown(world: World, to_whom: str = ASTRID, line: str = LINE) -> tuple[Reply, Reply]:
    """What was read back, and what the secretariat is told when it is shown."""
    read_back = world.says(SECRETARY, line, room=OFFICIALS)
    return read_back, shows(world, read_back, to_whom)


def shows(world: World, read_back: Reply, to_whom: str) -> Reply:
    form = form_in(world.presses(SECRETARY, read_back, "Visa för departementet först"))
    return world.does(SECRETARY, form.action, **form.values, to=to_whom)


def opened(world: World, who: str, label: str) -> Reply:
    """Somebody presses a button on their last message that opens a form."""
    card = world.messages(f"person:{world.person(who).id}")[-1].card
    [found] = [b for part in card.parts if part.part == "buttons" for b in part.buttons if b.label == label]
    return world.does(who, found.action, **found.values)


def sends(world: World, reply: Reply, text: str, who: str = ASTRID) -> str:
    form = form_in(reply)
    return world.does(who, form.action, **form.values, text=text).text()


def asked(world: World) -> list[str]:
    return [question.text for question in world.read(lambda db: questions.recent(db, 10))]


@both
def test_somebody_looks_first_and_the_secretariat_sends(world: World):
    _, told = shown(world)
    assert told.text().splitlines() == [
        "Astrid Sellberg får se frågan.",
        "Bör utlysningarna samordnas?",
        "Den skickas inte förrän du skickar den.",
        "[Skicka] [Ändra] [Ångra]",
    ]
    [message] = to(world, ASTRID)
    assert message.splitlines() == [
        "Bör utlysningarna samordnas?",
        "Inte skickad än",
        "Sara Holmqvist vill veta vad du tycker innan frågan skickas.",
        "Avstämning, inte remiss.",
        "Ett svar för varje region.",
        "Går till: 21 regioner i Tjänstepersonsforum",
        "Öppnar: genast",
        "Stänger: fredag 5 februari kl. 12.00",
        "Alternativ: Ja, Delvis, Nej, Vi avstår",
        "[Ser bra ut] [Skriv en synpunkt]",
    ]
    assert pressed(world, ASTRID, "Ser bra ut").splitlines()[0] == "Tack. Kansliet får veta att den ser bra ut."
    assert asked(world) == in_room(world, OFFICIALS) == []
    assert to(world, SECRETARY)[-1].splitlines() == [
        "Bör utlysningarna samordnas?",
        "Astrid Sellberg tycker att frågan ser bra ut.",
        "Den skickas inte förrän du skickar den.",
        "[Skicka] [Ändra]",
    ]
    assert pressed(world, SECRETARY, "Skicka").startswith("Frågan är skickad.")
    assert asked(world) == ["Bör utlysningarna samordnas?"]
    assert len(in_room(world, OFFICIALS)) == 1
    assert to(world, ASTRID)[-1].splitlines()[1] == to(world, SECRETARY)[-1].splitlines()[-1] == "Skickad"
    assert buttons(world.messages(f"person:{world.person(ASTRID).id}")[-1].card) == []


def test_a_comment_comes_back_and_nothing_that_was_typed_is_lost(world: World):
    shown(world)
    told = sends(world, opened(world, ASTRID, "Skriv en synpunkt"), "Skriv hellre\n«bör och kan».")
    assert told.startswith("Tack. Kansliet har fått din synpunkt.")
    assert "Astrid Sellberg har tittat på frågan och skriver:\nSkriv hellre\n«bör och kan»." in to(world, SECRETARY)[-1]
    form = form_in(opened(world, SECRETARY, "Ändra"))
    kept = {field.name: field.value for field in form.fields}
    assert kept["closes"] == "2027-02-05 12:00"
    changed: dict[str, Any] = kept | form.values | {"text": "Bör och kan utlysningarna samordnas?"}
    again = world.does(SECRETARY, form.action, **changed)
    assert world.presses(SECRETARY, again, "Skicka").text().startswith("Frågan är skickad.")
    assert asked(world) == ["Bör och kan utlysningarna samordnas?"]
    assert "Skickad" in to(world, ASTRID)[-1]


def test_the_same_person_may_see_a_newer_wording_and_another_see_it_too(world: World):
    read_back, _ = shown(world)
    shows(world, read_back, HENNING)
    form = form_in(world.presses(SECRETARY, read_back, "Ändra"))
    again = world.does(SECRETARY, form.action, **typed_in(form), text="Bör de samordnas?")
    shows(world, again, ASTRID)
    old, new = to(world, ASTRID)
    assert old.splitlines()[1] == "Det finns en nyare formulering"
    assert new.splitlines()[:2] == ["Bör de samordnas?", "Inte skickad än"]
    assert to(world, HENNING)[-1].splitlines()[1] == "Inte skickad än"
    world.presses(SECRETARY, again, "Skicka")
    assert [text.splitlines()[1] for text in (*to(world, ASTRID)[1:], *to(world, HENNING))] == ["Skickad", "Skickad"]


def typed_in(form: Form) -> dict[str, Any]:
    return {field.name: field.value for field in form.fields if field.name != "text"} | form.values


def test_an_older_wording_is_not_sent_beside_the_one_that_was(world: World):
    read_back, _ = shown(world)
    form = form_in(world.presses(SECRETARY, read_back, "Ändra"))
    again = world.does(SECRETARY, form.action, **typed_in(form), text="Bör de samordnas?")
    sent = world.presses(SECRETARY, again, "Skicka")
    assert world.presses(SECRETARY, read_back, "Skicka").text() == "Det är redan skickat."
    assert asked(world) == ["Bör de samordnas?"]
    world.presses(SECRETARY, sent, "Ångra")
    assert to(world, ASTRID)[-1].splitlines()[1] == "Återtagen av kansliet"
    assert world.presses(SECRETARY, read_back, "Skicka").outcome == "done"


def test_showing_it_is_undone(world: World):
    _, told = shown(world)
    undone = world.presses(SECRETARY, told, "Ångra")
    assert undone.text().splitlines() == [
        "Astrid Sellberg behöver inte längre titta på den. Frågan finns kvar och är inte skickad.",
        "[Skicka] [Ändra]",
    ]
    assert to(world, ASTRID)[-1].splitlines()[1] == "Återtagen av kansliet"
    assert world.does(ASTRID, "question.looks_good", showing=1).outcome == "refused"
    assert world.presses(SECRETARY, undone, "Skicka").outcome == "done"


def test_what_was_said_is_undone_and_may_be_said_otherwise(world: World):
    _, told = shown(world)
    pressed(world, ASTRID, "Ser bra ut")
    assert world.presses(SECRETARY, told, "Ångra").text() == "Det är ändrat sedan dess. Inget är ångrat."
    assert world.undoes(ASTRID).text() == "Ångrat. Frågan väntar fortfarande på vad du tycker."
    assert "Astrid Sellberg har inte sagt vad hen tycker om frågan." in to(world, SECRETARY)[-1]
    sends(world, opened(world, ASTRID, "Skriv en synpunkt"), "Kortare.")
    sends(world, opened(world, ASTRID, "Skriv en synpunkt"), "Mycket kortare.")
    assert typed(opened(world, ASTRID, "Skriv en synpunkt")) == {"text": "Mycket kortare."}
    assert world.undoes(ASTRID).text() == "Ångrat. Din förra synpunkt gäller igen:\nKortare."
    assert to(world, SECRETARY)[-1].splitlines()[2] == "Kortare."
    assert len(to(world, SECRETARY)) == 3  # what is written after the one before was read is news


def test_it_is_for_the_one_it_is_shown_to_and_for_who_asks(world: World):
    read_back, _ = shown(world)
    for who in (KARIN, COLLEAGUE, SECRETARY):
        assert world.does(who, "question.looks_good", showing=1).outcome == "refused"
        assert world.does(who, "question.remark", showing=1, text="Nej").outcome == "refused"
    assert world.presses(COLLEAGUE, read_back, "Visa för departementet först").outcome == "refused"
    assert world.does(KARIN, "question.show_first", to=ASTRID, text="Vad?", closes="fredag").outcome == "refused"
    assert to(world, KARIN) == to(world, COLLEAGUE) == []


def test_nobody_is_disturbed_at_night(world: World):
    world.goes_to("2027-02-01 21:00")
    _, told = shown(world)
    assert "Det är tyst tid nu, så den kommer i morgon kl. 8.00." in told.text()
    assert to(world, ASTRID) == []
    world.goes_to("2027-02-02 08:00")
    assert len(to(world, ASTRID)) == 1


def test_what_is_sent_before_it_was_seen_is_not_shown(world: World):
    world.goes_to("2027-02-01 21:00")
    _, told = shown(world)
    world.presses(SECRETARY, told, "Skicka")
    world.goes_to("2027-02-02 09:00")
    assert to(world, ASTRID) == []


def test_a_name_that_nobody_has_is_told_beside_the_field(world: World):
    read_back = world.says(SECRETARY, LINE, room=OFFICIALS)
    reply = shows(world, read_back, "Per Norén")
    assert wrong(reply) == {"to": "Ingen i forumet heter «Per Norén». Välj någon i listan."}
    assert wrong(shows(world, read_back, "Sara Holmqvist")) == {"to": "Du har redan sett den. Välj någon annan."}
    assert shows(world, read_back, "astrid sellberg").outcome == "done"


def test_it_goes_to_the_group_it_was_read_back_for_wherever_it_is_sent_from(world: World):
    world.presses(SECRETARY, world.says(SECRETARY, LINE, room=POLITICIANS), "Visa för departementet först")
    world.does(SECRETARY, "question.show_first", draft=1, to=ASTRID)
    pressed(world, ASTRID, "Ser bra ut")
    pressed(world, SECRETARY, "Skicka")
    assert len(in_room(world, POLITICIANS)) == 1
    assert in_room(world, OFFICIALS) == []


def test_undoing_a_second_showing_gives_the_first_back(world: World):
    read_back, _ = shown(world)
    sends(world, opened(world, ASTRID, "Skriv en synpunkt"), "Kortare.")
    again = shows(world, read_back, ASTRID)
    assert "nyare formulering" in to(world, ASTRID)[0]
    assert "skriver:\nKortare." in to(world, SECRETARY)[-1]  # what was written is not lost
    world.presses(SECRETARY, again, "Ångra")
    assert "nyare formulering" not in to(world, ASTRID)[0]
    assert "skriver:\nKortare." in to(world, SECRETARY)[-1]
    assert pressed(world, SECRETARY, "Skicka").startswith("Frågan är skickad.")


def test_a_comment_taken_back_leaves_what_was_said_before_it(world: World):
    shown(world)
    pressed(world, ASTRID, "Ser bra ut")
    sends(world, opened(world, ASTRID, "Skriv en synpunkt"), "Kortare.")
    assert world.undoes(ASTRID).text() == "Ångrat. Det du sa förut gäller igen: den ser bra ut."
    assert "Du tycker att den ser bra ut" in to(world, ASTRID)[-1]


@both
def test_a_second_question_is_shown_and_sent_as_well(world: World):
    for text in ("Bör bidragen samordnas?", "Bör bredbandet byggas ut?"):
        _, told = shown(world, line=f"stäm av {text} ja/delvis/nej, senast fredag 12:00")
        assert world.presses(SECRETARY, told, "Skicka").text().startswith("Frågan är skickad.")
    assert asked(world) == ["Bör bredbandet byggas ut?", "Bör bidragen samordnas?"]


def waits(world: World, who: str) -> str:
    return world.looks(who, "home.waiting").text()


@both
def test_a_colleague_sends_what_another_has_shown(world: World):
    shown(world)
    assert "Inte skickad än · Bör utlysningarna samordnas? · Visad för Astrid Sellberg, som inte" in waits(
        world, COLLEAGUE
    )
    sends(world, opened(world, ASTRID, "Skriv en synpunkt"), "Kortare.")
    assert "Bör utlysningarna samordnas? · Astrid Sellberg har skrivit en synpunkt." in waits(world, COLLEAGUE)
    seen = world.does(COLLEAGUE, "question.see_shown", showing=1)
    assert seen.text().splitlines() == [
        "Bör utlysningarna samordnas?",
        "Astrid Sellberg har tittat på frågan och skriver:",
        "Kortare.",
        "Den skickas inte förrän du skickar den.",
        "[Skicka] [Ändra]",
    ]
    assert world.presses(COLLEAGUE, seen, "Skicka").text().startswith("Frågan är skickad.")
    assert asked(world) == ["Bör utlysningarna samordnas?"]
    assert len(in_room(world, OFFICIALS)) == 1
    assert to(world, ASTRID)[-1].splitlines()[1] == to(world, SECRETARY)[-1].splitlines()[-1] == "Skickad"
    assert "Inte skickad än" not in waits(world, COLLEAGUE) + waits(world, SECRETARY)
    again = world.does(SECRETARY, "question.send_shown", showing=1)
    assert again.text() == "Det är redan skickat."


def test_a_colleague_changes_it_and_shows_it_anew(world: World):
    shown(world)
    form = form_in(world.does(COLLEAGUE, "question.send_shown", showing=1, edit=True))
    changed = typed_in(form) | {"text": "Bör de samordnas?"}
    again = form_in(
        world.presses(COLLEAGUE, world.does(COLLEAGUE, form.action, **changed), "Visa för departementet först")
    )
    told = world.does(COLLEAGUE, again.action, **again.values, to=ASTRID)
    assert to(world, ASTRID)[0].splitlines()[1] == "Det finns en nyare formulering"
    refused = world.does(SECRETARY, "question.send_shown", showing=1)
    told_so = "Det finns en nyare formulering av frågan, så den här skickas inte. Skicka den nya.\n[Visa]"
    assert refused.text() == told_so
    world.presses(COLLEAGUE, told, "Skicka")
    assert asked(world) == ["Bör de samordnas?"]


def reworded(world: World, read_back: Reply, text: str) -> Reply:
    """The question read back in other words."""
    form = form_in(world.presses(SECRETARY, read_back, "Ändra"))
    return world.does(SECRETARY, form.action, **typed_in(form), text=text)


def test_an_older_wording_is_not_sent_when_another_has_seen_a_newer_one(world: World):
    read_back, first = shown(world)
    second = shows(world, reworded(world, read_back, "Bör de samordnas?"), HENNING)
    refused = world.presses(SECRETARY, first, "Skicka")
    assert refused.text().splitlines() == [
        "Det finns en nyare formulering av frågan, så den här skickas inte. Skicka den nya.",
        "[Visa]",
    ]
    assert asked(world) == []
    newest = world.presses(SECRETARY, refused, "Visa")
    assert newest.text().splitlines() == [
        "Bör de samordnas?",
        "Henning Åkerlund har inte sagt vad hen tycker om frågan.",
        "Den skickas inte förrän du skickar den.",
        "[Skicka] [Ändra]",
    ]
    world.presses(SECRETARY, second, "Ångra")
    world.presses(SECRETARY, shows(world, reworded(world, read_back, "Bör de det?"), HENNING), "Skicka")
    assert asked(world) == ["Bör de det?"]


def test_the_older_wording_is_sent_when_the_newer_one_is_taken_back(world: World):
    read_back, first = shown(world)
    world.presses(SECRETARY, shows(world, reworded(world, read_back, "Bör de samordnas?"), HENNING), "Ångra")
    world.presses(SECRETARY, first, "Skicka")
    assert asked(world) == ["Bör utlysningarna samordnas?"]


NIGHT, MORNING = "2027-02-01 21:00", "2027-02-02 08:00"


def remarks_at_night(world: World, text: str = "Kortare.") -> Reply:
    """Astrid writes when nobody is disturbed."""
    world.goes_to(NIGHT)
    reply = opened(world, ASTRID, "Skriv en synpunkt")
    return world.does(ASTRID, form_in(reply).action, **form_in(reply).values, text=text)


def heard(world: World) -> list[str]:
    """What the secretariat is told of it by the morning."""
    world.goes_to(MORNING)
    return [text.splitlines()[1] for text in to(world, SECRETARY) if "Astrid Sellberg" in text]


WRITES, FINE = "Astrid Sellberg har tittat på frågan och skriver:", "Astrid Sellberg tycker att frågan ser bra ut."


@both
def test_a_comment_of_the_night_is_heard_though_a_newer_wording_was_shown_and_that_undone(world: World):
    read_back, _ = shown(world)
    remarks_at_night(world)
    again = shows(world, reworded(world, read_back, "Bör de samordnas?"), ASTRID)
    world.presses(SECRETARY, again, "Ångra")
    assert heard(world) == [WRITES]
    assert to(world, SECRETARY)[-1].splitlines()[2:] == [
        "Kortare.",
        "Den skickas inte förrän du skickar den.",
        "[Skicka] [Ändra]",
    ]


def test_a_comment_of_the_night_is_heard_beside_a_newer_wording(world: World):
    read_back, _ = shown(world)
    remarks_at_night(world)
    shows(world, reworded(world, read_back, "Bör de samordnas?"), ASTRID)
    assert heard(world) == [WRITES]
    assert to(world, SECRETARY)[-1].splitlines()[2:] == ["Kortare.", "Det finns en nyare formulering"]


def test_that_it_looks_good_is_heard_when_the_newer_wording_is_undone_in_the_morning(world: World):
    read_back, _ = shown(world)
    world.goes_to(NIGHT)
    pressed(world, ASTRID, "Ser bra ut")
    world.goes_to("2027-02-02 07:55")
    again = shows(world, reworded(world, read_back, "Bör de samordnas?"), ASTRID)
    assert heard(world) == []
    world.passes(minutes=3)
    world.presses(SECRETARY, again, "Ångra")
    world.passes(minutes=3)
    assert heard(world) == [FINE]


@both
def test_a_comment_undone_in_the_night_is_not_heard_and_nothing_is_told_twice(world: World):
    shown(world)
    pressed(world, ASTRID, "Ser bra ut")
    said = remarks_at_night(world)
    assert world.presses(ASTRID, said, "Ångra").text().startswith("Ångrat. Det du sa förut gäller igen")
    assert heard(world) == [FINE]


def test_a_comment_changed_in_the_night_is_heard_once_and_undone_the_first_counts(world: World):
    shown(world)
    pressed(world, ASTRID, "Ser bra ut")
    remarks_at_night(world)
    world.passes(minutes=1)
    reply = opened(world, ASTRID, "Skriv en synpunkt")
    more = world.does(ASTRID, form_in(reply).action, **form_in(reply).values, text="Mycket kortare.")
    world.presses(ASTRID, more, "Ångra")
    assert heard(world) == [WRITES, WRITES]  # the one about «ser bra ut» is drawn anew
    assert [text.splitlines()[2] for text in to(world, SECRETARY)] == ["Kortare."] * 2


def test_what_was_shown_and_closes_too_soon_by_now_comes_back_in_its_form(world: World):
    shown(world)
    world.goes_to("2027-02-05 12:30")
    assert "Inte skickad än" not in waits(world, COLLEAGUE)
    late = world.does(COLLEAGUE, "question.send_shown", showing=1)
    assert (late.outcome, typed(late)["text"]) == ("refused", "Bör utlysningarna samordnas?")
    assert "closes" in wrong(late)


def test_only_the_secretariat_sends_what_was_shown(world: World):
    shown(world)
    for who in (ASTRID, KARIN):
        for action in ("question.send_shown", "question.see_shown"):
            assert world.does(who, action, showing=1).outcome == "refused"
        assert world.does(who, "question.send_shown", showing=1, edit=True).outcome == "refused"
    assert asked(world) == []
    assert "Inte skickad än" not in waits(world, KARIN)
