"""Several change the same thing at once, on SQLite and PostgreSQL: each sees what the one before has done."""

from collections import Counter

import pytest
from sqlalchemy import select

from storage import absences, actions, meetings
from storage.drafts import Draft
from storage.posts import Post
from storage.questions import Question
from tests.conftest import both
from tests.scenes import ASTRID, KARIN, NILS, OFFICIALS, SECRETARY
from tests.world import World

pytestmark = pytest.mark.usefixtures("long_queues")

MEETING = "tjanstepersonsforum-next"


@both
def test_items_that_are_added_at_once_each_get_a_place_of_their_own(world: World):
    meeting = world.meeting(MEETING).id
    who = [SECRETARY, ASTRID] * 4
    world.at_once(*(world.asks(one, "item.save", meeting=meeting, title=f"Punkt {n}") for n, one in enumerate(who)))
    items = world.meeting(MEETING).items
    assert [item.position for item in items] == list(range(1, len(items) + 1))
    assert {f"Punkt {n}" for n in range(8)} < {item.title for item in items}


@both
def test_an_item_is_put_up_and_another_taken_off_at_once_and_the_numbers_hold(world: World):
    items = world.meeting(MEETING).items
    asks = [world.asks(SECRETARY, "item.place", item=item.id, to="up") for item in items[1:]]
    asks += [world.asks(ASTRID, "item.remove", item=items[2].id) for _ in range(3)]
    outcomes = Counter(reply.outcome for reply in world.at_once(*asks))
    assert set(outcomes) <= {"done", "refused"}
    left = world.meeting(MEETING).items
    assert [item.position for item in left] == [1, 2, 3, 4]
    assert items[2].id not in {item.id for item in left}


@both
def test_an_action_point_is_done_once_and_the_others_are_told_by_whom(world: World):
    world.says(SECRETARY, "att göra Skicka underlag @Dalarna fredag", room=OFFICIALS)
    replies = world.at_once(*(world.asks(who, "action.done", action=1) for who in (KARIN, NILS, SECRETARY) * 3))
    done = [reply for reply in replies if reply.outcome == "done"]
    assert len(done) == 1
    assert all("Det var redan klart, av " in reply.text() for reply in replies if reply not in done)
    assert [change.what for change in world.read(lambda db: actions.changes(db, 1))] == ["done"]


@both
def test_a_meeting_is_cancelled_once_and_what_comes_after_is_refused(world: World):
    meeting = world.meeting(MEETING).id
    cancels = [world.asks(who, "meeting.cancel", meeting=meeting, sure=True) for who in (SECRETARY, ASTRID) * 3]
    outcomes = Counter(reply.outcome for reply in world.at_once(*cancels))
    assert outcomes == {"done": 1, "refused": 5}


@both
def test_a_meeting_moved_at_once_to_two_days_says_where_it_came_from_each_time(world: World):
    meeting, days = world.meeting(MEETING), ["10 februari", "11 februari", "12 februari"]
    moves = [world.asks(SECRETARY, "meeting.move", meeting=meeting.id, to=day, sure=True) for day in days]
    assert [reply.outcome for reply in world.at_once(*moves)] == ["done"] * 3
    told = world.read(lambda db: db.scalars(select(Post).where(Post.view == "meeting.moved").order_by(Post.id)).all())
    befores = [str(meeting.day), *(post.args["day"] for post in told[:-1])]
    assert sorted(post.args["before"] for post in told) == sorted(befores)


@both
def test_of_absences_that_overlap_and_are_said_at_once_one_stands(world: World):
    given = [{"since": f"2027-02-0{n}", "until": f"2027-02-1{n}", "nobody": True} for n in range(1, 7)]
    replies = world.at_once(*(world.asks(KARIN, "absence.set", **one) for one in given))
    assert [reply.outcome for reply in replies] == ["done"] * 6
    karin = world.person(KARIN).id
    assert len(world.read(lambda db: absences.of(db, karin, world.time.date()))) == 1


@both
@pytest.mark.parametrize(
    ("line", "action", "told"),
    [
        ("fråga Bör vi? ja/nej, fredag 12:00", "question.ask", "Frågan är skickad."),
        ("flytta tjänstepersonsforum till 12 februari", "meeting.move", "Tjänstepersonsforum är flyttat"),
    ],
)
def test_what_was_read_back_is_sent_once_however_often_it_is_pressed(world: World, line: str, action: str, told: str):
    world.says(SECRETARY, line)
    draft = world.read(lambda db: db.scalars(select(Draft.id)).one())
    sends = [world.asks(SECRETARY, action, draft=draft, sure=True) for _ in range(4)]
    replies = sorted(world.at_once(*sends), key=lambda reply: reply.outcome)
    assert replies[0].text().startswith(told)
    assert [reply.text() for reply in replies[1:]] == ["Det är redan skickat."] * 3
    assert world.does(SECRETARY, action, draft=draft, edit=True).text() == "Det är redan skickat."
    assert len(world.read(lambda db: db.scalars(select(Question)).all())) == (action == "question.ask")
    assert len(world.read(lambda db: meetings.ahead(db, world.time.date()))) == 6


@both
def test_a_question_that_is_taken_back_stays_so_whatever_is_done_with_it_at_once(world: World):
    asked = world.does(SECRETARY, "question.ask", text="Bör vi?", closes="fredag 12:00", body=OFFICIALS, sure=True)
    question = world.read(lambda db: db.scalars(select(Question.id)).all())[-1]
    assert asked.card is not None
    [undo] = [b for part in asked.card.parts if part.part == "buttons" for b in part.buttons]
    later = [world.asks(SECRETARY, "question.reschedule", question=question, closes="lördag 12:00") for _ in range(3)]
    replies = world.at_once(*later[:2], world.asks(SECRETARY, undo.action, **undo.values), later[2])
    assert replies[2].outcome == "done"
    assert world.read(lambda db: db.get_one(Question, question).taken_back)
