"""Input with a life: sent in, followed by its sender, seen by those whom it concerns; its history only grows."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.inputs.input_words import FOLLOWS
from storage import inputs
from tests.conftest import both
from tests.scenes import (
    COLLEAGUE,
    IVAR,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    SECRETARY,
    buttons,
    form_in,
    to,
    typed,
    wrong,
)
from tests.sending_in import AMINA, LATER, POSTS, handed_on, sent, shown, steps, stored
from tests.world import World

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
    "changed": "ändrat", "reopened": "ändå inte", "undone": "det ångrades",
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
