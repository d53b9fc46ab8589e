"""What came by mail, by telephone or at a meeting: the secretariat writes it down, the one concerned corrects it."""

from tests.conftest import both
from tests.scenes import (
    SECRETARY,
    to,
    typed,
    wrong,
)
from tests.sending_in import AMINA, POSTS, shown, steps, stored
from tests.world import World


@both
def test_what_came_by_mail_is_written_down_and_the_one_concerned_is_asked(world: World):
    given = {"who": "Amina Warsame", "came": "mail", "day": "28 januari", "title": POSTS, "text": "Stolpar saknas."}
    reply = world.does(SECRETARY, "input.enter", **given)
    told = f"Sparat för Amina Warsame: {POSTS}, kom 28 januari. Amina Warsame får frågan om det stämmer."
    assert reply.text() == f"{told}\n[Ångra]"
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
    reply = world.does(SECRETARY, "input.enter", who="Amina Warsme", **given)
    assert wrong(reply) == {"who": "Ingen i forumet heter «Amina Warsme». Menar du Amina Warsame?"}
    reply = world.does(SECRETARY, "input.enter", who="Amina Warsame", day="8 mars", **given)
    assert wrong(reply) == {"day": "måndag 8 mars har inte varit än. Skriv när det kom."}
    assert stored(world) == []
