"""Many at once, on SQLite and PostgreSQL: every answer is kept, every count is exact, every message comes once."""

import asyncio
from collections import Counter
from itertools import pairwise

import pytest
from sqlalchemy import func, insert, select

from bot.courier import LEASE, Courier
from handlers import CAPABILITIES
from handlers.call import Ask
from storage import bodies, claims, posts, questions
from storage.bodies import Seat
from storage.claims import Claimed
from storage.database import Database
from storage.people import Person
from storage.posts import Post, Wish
from storage.questions import Answer
from tests.conftest import both
from tests.test_questions import KARIN, NILS, ask
from tests.world import World

pytestmark = pytest.mark.usefixtures("long_queues")

NETWORK, MANY = "natverk-kompetens", 200


def members(world: World) -> list[int]:
    """As many new members of the network as there are in a large forum."""
    network = world.body(NETWORK).id

    def seat_them(db) -> list[int]:
        seat = bodies.seats(db, network, world.time.date())[0]
        new = [{"key": f"member-{n}", "name": f"Member {n}", "secretariat": False, "position": n} for n in range(MANY)]
        people = list(db.scalars(insert(Person).returning(Person.id), new))
        same = {"body_id": network, "organisation_id": seat.organisation_id, "rule_id": seat.rule_id}
        db.execute(insert(Seat), [{"person_id": person, "position": 1000 + person} | same for person in people])
        return people

    return world.write(seat_them)


@both
def test_forty_answers_at_once_for_one_region_are_all_kept_and_the_last_counts(world: World):
    question = ask(world)
    who = [KARIN, NILS] * 20
    replies = world.at_once(
        *(world.asks(one, "question.answer", question=question, choice=1 + n % 4) for n, one in enumerate(who))
    )
    assert [reply.outcome for reply in replies] == ["done"] * 40

    [standing] = world.read(lambda db: questions.answers(db, question))
    history = world.read(lambda db: questions.history(db, question, standing.respondent_id))
    assert len(history) == 40
    assert Counter(answer.choice for answer in history) == dict.fromkeys((1, 2, 3, 4), 10)
    assert standing.id == max(answer.id for answer in history)
    told = world.read(lambda db: db.scalar(select(func.count(Post.id)).where(Post.view == "question.replaced")))
    assert told == sum(earlier.by_id != later.by_id for earlier, later in pairwise(history))

    world.delivers()
    assert "1 av 21 regioner har svarat" in world.messages(world.room("tjanstepersonsforum"))[0].card.text()


@both
def test_two_hundred_members_who_answer_at_once_are_all_counted(world: World):
    people = members(world)
    question = ask(world, respondent="person", body=NETWORK)
    values = {"question": question, "choice": 2}
    replies = world.at_once(*(Ask("question.answer", values, person, f"Ev{person}", "sv") for person in people))
    assert [reply.outcome for reply in replies] == ["done"] * MANY
    assert world.read(lambda db: db.scalar(select(func.count(Answer.id)))) == MANY
    assert {given.respondent_id for given in world.read(lambda db: questions.answers(db, question))} == set(people)

    world.delivers()
    [card] = world.messages(world.room(NETWORK))
    assert f"{MANY} av {MANY + 8} ledamöter har svarat" in card.card.text()
    assert card.edits == 1


def deliver_with_two_couriers(world: World, url: str) -> None:
    """As two processes do, each with its own connections."""

    async def deliver() -> None:
        databases = Database(url), Database(url)
        couriers = [Courier(database, CAPABILITIES, world.chats, lambda: world.time) for database in databases]
        await asyncio.gather(*(courier.deliver() for courier in couriers))
        for database in databases:
            await database.aclose()

    world.run(deliver())


@both
def test_two_couriers_bring_two_hundred_personal_messages_once_each(world: World, forum_url: str):
    people = members(world)
    question = ask(world, respondent="person", body=NETWORK)
    world.time = world.time.replace(day=2, hour=8)
    deliver_with_two_couriers(world, forum_url)

    came = Counter(sent.address for sent in world.chat.sent.values() if sent.letter.view == "home.morning")
    assert {f"person:{person}" for person in people} <= came.keys()
    assert set(came.values()) == {1}
    assert all(sent.edits == 0 for sent in world.chat.sent.values())
    assert world.read(lambda db: len(questions.asked(db, question))) == len(came)


@both
def test_couriers_that_claim_at_once_never_take_the_same_place(world: World):
    question, people = ask(world), members(world)
    wishes = [
        Wish(f"person:{person}", "question.card", f"{n} for {person}", world.time, args={"question": question})
        for person in people
        for n in range(2)
    ]
    world.write(lambda db: [posts.want(db, wish, world.time) for wish in wishes])

    async def claim_at_once() -> list[list[Claimed]]:
        takes = (lambda db: claims.take(db, world.time, world.time, LEASE) for _ in range(8))
        return await asyncio.gather(*map(world.database.write, takes))

    taken = [claimed.wish.to for one in world.run(claim_at_once()) for claimed in one]
    assert len(taken) == len(set(taken)) == MANY


@both
def test_two_couriers_keep_the_turns_of_each_place(world: World, forum_url: str):
    question = ask(world)
    people = members(world)[:10]
    wishes = [
        Wish(f"person:{person}", "question.card", f"{n:02} for {person}", world.time, args={"question": question})
        for person in people
        for n in range(20)
    ]
    world.write(lambda db: [posts.want(db, wish, world.time) for wish in wishes])
    deliver_with_two_couriers(world, forum_url)

    for person in people:
        keys = [sent.letter.key for sent in world.messages(f"person:{person}")]
        assert keys == [f"{n:02} for {person}" for n in range(20)]
    assert all(len(set(places)) == len(places) for places in world.chat.under_way)
