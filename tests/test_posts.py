"""Posts: what is wanted, moved, touched, slept through and done twice, told as what people see of it."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import func, select, update

from handlers.preview import per_person
from storage import claims, posts, questions
from storage.claims import Claimed
from storage.people import Person
from storage.posts import Post, Wish
from tests.conftest import TODAY, both
from tests.test_questions import KARIN, MATS, SECRETARY, ask
from tests.world import World

OFFICIALS = "tjanstepersonsforum"
FRIDAY, NINTH, ELEVENTH = "2027-02-05 15:00", "2027-02-09", "2027-02-11"
"""The officials are reminded on the Friday and the Monday before they meet on Tuesday the 9th."""


def moves(world: World, to: str) -> None:
    meeting = world.meeting("tjanstepersonsforum-next").id
    assert world.does(SECRETARY, "meeting.move", meeting=meeting, to=to, sure=True).outcome == "done"


def told(world: World) -> list[str]:
    """The kinds of the messages in the officials' room, in their order."""
    return [sent.letter.view for sent in world.messages(world.room(OFFICIALS))]


def reminders(world: World) -> dict[str, str]:
    """The state of each reminder of the officials' meetings, by its occurrence and offset."""
    planned = select(Post).where(Post.view == "meeting.reminder", Post.to == world.room(OFFICIALS))
    found = world.read(lambda db: db.scalars(planned).all())
    return {" ".join(post.key.split(":")[2:]): post.state for post in found}


# A meeting is moved


def test_moving_a_meeting_gives_up_its_reminders_and_tells_the_room_once(world: World):
    moves(world, ELEVENTH)
    states = reminders(world)
    assert {states[f"{NINTH} {offset}"] for offset in ("3d", "1d")} == {"superseded"}
    assert {states[f"{ELEVENTH} {offset}"] for offset in ("3d", "1d")} == {"waiting"}

    world.goes_to("2027-02-11 09:00")
    assert told(world) == ["meeting.moved", "meeting.reminder", "meeting.reminder"]
    assert world.seen_in(OFFICIALS)[1:] == ["Tjänstepersonsforum torsdag 11 februari"] * 2


def test_moving_it_back_revives_the_reminders_that_are_still_ahead(world: World):
    before = world.post(f"meeting:{world.meeting('tjanstepersonsforum-next').id}:{NINTH}:1d")
    moves(world, ELEVENTH)
    world.goes_to(FRIDAY)
    world.passes(minutes=1)
    moves(world, NINTH)
    states = reminders(world)
    assert (states[f"{NINTH} 3d"], states[f"{NINTH} 1d"]) == ("superseded", "waiting")
    assert world.post(before.key).id == before.id

    world.goes_to("2027-02-12 09:00")
    assert told(world) == ["meeting.moved", "meeting.moved", "meeting.reminder"]
    assert world.seen_in(OFFICIALS)[-1] == "Tjänstepersonsforum tisdag 9 februari"


def test_a_reminder_that_stands_in_the_room_follows_a_meeting_away_and_back(world: World):
    world.goes_to(FRIDAY)
    [reminder] = world.messages(world.room(OFFICIALS))
    as_sent = reminder.card

    moves(world, ELEVENTH)
    reminder = world.messages(world.room(OFFICIALS))[0]
    assert "Påminnelsen gällde tisdag 9 februari. Mötet är nu torsdag 11 februari." in reminder.card.text()

    moves(world, NINTH)
    assert world.messages(world.room(OFFICIALS))[0].card == as_sent


def test_a_reminder_follows_time_and_place_until_the_meeting_begins(world: World):
    world.goes_to(FRIDAY)
    meeting = world.meeting("tjanstepersonsforum-next").id
    world.does(SECRETARY, "meeting.confirm", meeting=meeting, start="10:00", end="15:00", place="Norra salen")
    reminder = world.messages(world.room(OFFICIALS))[0]
    assert "kl. 10.00–15.00" in reminder.card.text()
    assert "Norra salen" in reminder.card.text()

    for moment in ("2027-02-09 12:00", "2027-02-10 12:00"):
        world.goes_to(moment)
        world.write(lambda db: posts.touch(db, f"meeting:{meeting}"))
        world.delivers()
        assert world.messages(world.room(OFFICIALS))[0] == reminder


# What is touched is drawn afresh


def test_many_answers_become_one_edit(world: World):
    question = ask(world)
    directors = [seat for seat in world.seats(OFFICIALS) if seat.person]
    world.at_once(*(world.asks(seat.person.key, "question.answer", question=question, choice=1) for seat in directors))
    world.delivers()
    [card] = world.messages(world.room(OFFICIALS))
    assert "20 av 21 regioner har svarat" in card.card.text()
    assert card.edits == 1


@pytest.mark.parametrize("forum_url", [(*TODAY, "postgresql")], indirect=True)
def test_an_answer_does_not_wait_for_a_post_that_is_being_settled(world: World, forum_url: str):
    question = ask(world)
    with psycopg.connect(forum_url) as courier:
        courier.execute("SELECT * FROM post FOR NO KEY UPDATE")
        [reply] = world.at_once(world.asks(KARIN, "question.answer", question=question, choice=1))
    assert reply.outcome == "done"


def test_a_card_that_shows_the_same_is_not_sent_again(world: World):
    question = ask(world)
    for choice in (1, 1, 2):
        world.does(KARIN, "question.answer", question=question, choice=choice)
    [card] = world.messages(world.room(OFFICIALS))
    assert "1 av 21 regioner har svarat" in card.card.text()
    assert card.edits == 1


def test_a_message_of_which_there_is_nothing_more_to_say_stands(world: World):
    moves(world, ELEVENTH)
    [notice] = world.messages(world.room(OFFICIALS))
    moves(world, "2027-02-12")
    assert world.messages(world.room(OFFICIALS))[0] == notice
    assert world.post(notice.letter.key).state == "shown"


# Audiences


@both
def test_a_message_of_a_morning_that_is_over_is_drawn_no_more(world: World):
    number = ask(world, closes="fredag 12:00")
    world.goes_to("2027-02-04 09:00")
    key = next(key for key in world.chat.log if key.startswith(f"morning:{world.person(KARIN).id}:"))
    assert world.post(key).state == "shown"
    world.goes_to("2027-02-05 07:00")
    world.does(KARIN, "question.answer", question=number, choice=1)
    assert world.post(key).state == "over"
    subject = world.post(key).subject
    world.write(lambda db: posts.touch(db, subject))
    assert not world.read(lambda db: claims.is_due(db, world.time, world.time))


def test_whatever_reasons_there_are_it_is_one_message_for_a_person_and_morning(world: World):
    ask(world, "Ja?")
    ask(world, "Nej?")
    world.goes_to("2027-02-02 08:00")
    assert world.seen_by(KARIN) == ["2 saker väntar på dig"]


@both
def test_an_audience_that_another_worker_took_over_is_spread_once(world: World):
    room = f"body:{world.body(OFFICIALS).id}"
    card = Wish(room, "question.card", "once", world.time, args={"question": ask(world)})
    world.write(lambda db: posts.want(db, card, world.time))
    slow, quick = _claims(world), _claims(world)

    world.write(lambda db: claims.spread(db, slow, [Wish("place:1", card.view, "of the slow one", world.time)]))
    world.write(lambda db: claims.spread(db, quick, [Wish("place:1", card.view, "of the quick one", world.time)]))
    assert world.read(lambda db: posts.by_key(db, "of the slow one")) is None
    assert world.post("of the quick one").state == "waiting"


def _claims(world: World) -> Claimed:
    """The only due post, in the hands of a worker whose lease ends at once."""
    [claimed] = world.write(lambda db: claims.take(db, world.time, world.time, timedelta(0)))
    return claimed


# Load, and preview


def test_what_was_past_at_the_load_is_noted_and_never_sent(world: World):
    assert reminders(world)[f"{NINTH} 14d"] == "skipped"
    past = world.post(f"meeting:{world.meeting('tjanstepersonsforum-next').id}:{NINTH}:14d")
    assert past.reason == "past"
    world.goes_to("2027-02-04 12:00")
    assert world.seen_in(OFFICIALS) == []


def test_a_preview_reads_as_the_messages_will_and_changes_nothing(world: World):
    ask(world)
    before = _everything(world)
    planned = world.preview("2027-02-02", "2027-02-10")
    assert _everything(world) == before

    world.goes_to("2027-02-10 00:00")
    shown = [sent for address in (KARIN, MATS) for sent in world.messages(f"person:{world.person(address).id}")]
    shown += [sent for sent in world.messages(world.room(OFFICIALS)) if sent.letter.view != "question.card"]
    foreseen = {one.key: one.text for one in planned}
    assert {sent.letter.key for sent in shown} <= foreseen.keys()
    reminder = next(sent for sent in shown if sent.letter.view == "meeting.reminder")
    assert foreseen[reminder.letter.key] == reminder.card.text()


def test_the_count_for_each_person_does_not_fall_when_things_are_answered(world: World):
    question = ask(world)
    karin, span = world.person(KARIN).id, ("2027-02-01", "2027-02-06")
    world.goes_to("2027-02-05 10:00")
    before = {person: count for (person, _, _), count in per_person(world.preview(*span)).items()}
    assert before[karin] == len(world.messages(f"person:{karin}")) == 2
    world.does(KARIN, "question.answer", question=question, choice=1)
    assert {person: count for (person, _, _), count in per_person(world.preview(*span)).items()} == before


def test_two_persons_of_one_name_are_counted_each_for_themselves(world: World):
    ask(world)
    world.write(lambda db: db.execute(update(Person).where(Person.key.in_((KARIN, MATS))).values(name="Kim Ek")))
    counted = per_person(world.preview("2027-02-01", "2027-02-06"))
    assert {person: count for (person, name, _), count in counted.items() if name == "Kim Ek"} == {
        world.person(KARIN).id: 2,
        world.person(MATS).id: 2,
    }


def _everything(world: World) -> list[tuple[object, ...]]:
    return world.read(lambda db: [tuple(row) for row in db.execute(select(Post.__table__).order_by(Post.id))])


# The bot slept


def test_of_the_reminders_it_slept_through_the_last_is_sent(world: World):
    world.sleeps_through(days=7, hours=1)
    assert world.seen_in(OFFICIALS) == ["Tjänstepersonsforum tisdag 9 februari"]
    assert _reason(world, "3d") == "a later reminder says the same"


def test_a_reminder_slept_through_into_the_weekend_comes_with_the_next_one_of_monday(world: World):
    world.goes_to("2027-02-05 14:00")
    world.sleeps_through(hours=8)
    assert world.seen_in(OFFICIALS) == []
    world.goes_to("2027-02-09 09:00")
    assert world.seen_in(OFFICIALS) == ["Tjänstepersonsforum tisdag 9 februari"]


def test_reminders_slept_through_until_the_meeting_has_begun_are_skipped(world: World):
    world.sleeps_through(days=8, hours=2)
    assert world.seen_in(OFFICIALS) == []
    assert _reason(world, "1d") == "the meeting has begun"


def test_the_mornings_slept_through_become_one_message(world: World):
    ask(world, closes="onsdag 10 februari 12:00")
    world.sleeps_through(days=7, hours=1)
    assert world.seen_by(KARIN) == ["En sak väntar på dig"]


def test_mornings_slept_through_until_night_come_the_next_working_morning(world: World):
    world.goes_to("2027-02-04 12:00")
    ask(world, closes="tisdag 9 februari 12:00")
    world.sleeps_through(days=2)
    assert world.seen_by(KARIN) == []
    world.goes_to("2027-02-08 12:00")
    assert world.seen_by(KARIN) == ["En sak väntar på dig"]


def test_of_a_question_slept_through_only_the_result_is_told(world: World):
    world.at_once(world.asks(SECRETARY, "question.ask", text="Ja?", closes="fredag 12:00", body=OFFICIALS, sure=True))
    world.sleeps_through(days=4, hours=4)
    assert told(world) == ["question.result"]


def _reason(world: World, offset: str) -> str | None:
    meeting = world.meeting("tjanstepersonsforum-next").id
    return world.post(f"meeting:{meeting}:{NINTH}:{offset}@place:{world.place(OFFICIALS)}").reason


# What comes twice


@both
def test_an_event_that_a_platform_repeats_gets_the_same_reply_and_changes_nothing(world: World):
    question = ask(world)
    first = world.does(KARIN, "question.answer", event="Ev123", question=question, choice=2)
    world.does(KARIN, "question.answer", question=question, choice=3)
    again = world.does(KARIN, "question.answer", event="Ev123", question=question, choice=2)

    assert again == first
    given = world.read(lambda db: [answer.choice for answer in db.scalars(select(questions.Answer))])
    assert given == [2, 3]


@both
def test_an_event_that_comes_twice_at_once_is_carried_out_once(world: World):
    question = ask(world)
    twin = world.asks(KARIN, "question.answer", event="Ev123", question=question, choice=2)
    replies = world.at_once(*[twin] * 8)
    assert all(reply == replies[0] for reply in replies)
    assert world.read(lambda db: db.scalar(select(func.count(questions.Answer.id)))) == 1
