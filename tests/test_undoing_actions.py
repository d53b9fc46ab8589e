"""Taking back what was just done with an action point, unless somebody has changed it since."""

from storage import actions
from storage.actions import Action
from tests.conftest import both
from tests.scenes import KARIN, NILS, OFFICIALS, SECRETARY, in_room, to
from tests.world import World


def log(world: World, line: str) -> int:
    """The secretariat logs an action point in the officials' room; its number."""
    assert world.says(SECRETARY, f"att göra {line}", room=OFFICIALS).outcome == "done"
    return stored(world)[-1].id


def stored(world: World) -> list[Action]:
    return sorted(world.read(lambda db: list(actions.open_actions(db))), key=lambda action: action.id)


@both
def test_what_was_just_logged_or_changed_is_taken_back(world: World):
    reply = world.says(SECRETARY, "att göra Svara på remissen @alla senast 1 mars", room=OFFICIALS)
    assert world.presses(SECRETARY, reply, "Ångra").text() == "Återtagen: Svara på remissen"
    assert in_room(world, OFFICIALS)[0].startswith("Svara på remissen\nÅtertaget")
    assert "Svara på remissen" not in world.says(KARIN, "lista").text()
    action = log(world, "Skicka underlag @Dalarna fredag")
    changed = world.does(KARIN, "action.change", action=action, text="Skicka allt", due="1 mars")
    told = world.presses(KARIN, changed, "Ångra").text()
    assert told == "Som förut: Skicka underlag (Region Dalarna, senast fredag 5 februari)."
    world.goes_to("2027-02-05 09:00")
    assert "Skicka underlag" in to(world, KARIN)[0]


def test_an_action_point_is_taken_back_by_who_logged_it_or_the_secretariat(world: World):
    action = log(world, "Skicka underlag @Dalarna fredag")
    assert world.says(KARIN, f"ta bort {action}").outcome == "refused"
    assert world.says(SECRETARY, f"ta bort {action}").text() == "Återtagen: Skicka underlag\n[Ångra]"
    assert world.does(KARIN, "action.done", action=action).text() == "Den är återtagen, så inget är ändrat."
    assert world.says(SECRETARY, f"ta bort {action}").text() == "Den är redan återtagen."


def test_what_was_taken_back_or_opened_again_by_mistake_is_as_before(world: World):
    action = log(world, "Skicka underlag @Dalarna fredag")
    before = "Som förut: Skicka underlag (Region Dalarna, senast fredag 5 februari)."
    withdrawn = world.says(SECRETARY, f"ta bort {action}")
    assert world.presses(SECRETARY, withdrawn, "Ångra").text() == before
    assert "[Klart]" in in_room(world, OFFICIALS)[0]
    world.goes_to("2027-02-05 08:00")
    assert "Skicka underlag" in to(world, KARIN)[-1]
    world.does(KARIN, "action.done", action=action)
    opened = world.does(SECRETARY, "action.reopen", action=action)
    assert world.presses(SECRETARY, opened, "Ångra").text() == "Som förut, klart: Skicka underlag"
    assert "Klart. Karin Lind, fredag 5 februari kl. 8.00" in in_room(world, OFFICIALS)[0]


@both
def test_what_others_have_done_since_is_not_undone(world: World):
    since = "Det är ändrat sedan dess. Inget är ångrat."
    logged = world.says(SECRETARY, "att göra Skicka underlag @Dalarna fredag", room=OFFICIALS)
    [action] = [one.id for one in stored(world)]
    changed = world.does(KARIN, "action.change", action=action, text="Skicka allt", due="1 mars")
    assert world.presses(SECRETARY, logged, "Ångra").text() == since
    done = world.does(KARIN, "action.done", action=action)
    world.does(SECRETARY, "action.reopen", action=action)
    again = world.does(NILS, "action.done", action=action)
    assert world.presses(KARIN, done, "Ångra").text() == since
    assert world.presses(KARIN, changed, "Ångra").text() == since
    assert "Klart. Nils Berg" in in_room(world, OFFICIALS)[0]
    assert world.presses(NILS, again, "Ångra").outcome == "done"
    assert world.presses(KARIN, done, "Ångra").text() == since


def test_one_after_the_other_is_undone_the_last_first(world: World):
    logged = world.says(SECRETARY, "att göra Skicka underlag @Dalarna fredag", room=OFFICIALS)
    [action] = [one.id for one in stored(world)]
    first = world.does(SECRETARY, "action.change", action=action, text="Skicka allt", due="fredag")
    second = world.does(SECRETARY, "action.done", action=action)
    for reply in (second, first, logged):
        assert world.presses(SECRETARY, reply, "Ångra").outcome == "done"
    assert stored(world) == []
    assert "Skicka underlag\nÅtertaget" in in_room(world, OFFICIALS)[0]
