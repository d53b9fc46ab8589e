"""The migrations and the tables in the code are the same, up and down, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, inspect, text

import storage.tables  # noqa: F401  (makes the metadata whole)
from storage import migrating, places, posts
from storage.base import Base
from storage.posts import Wish
from tests.conftest import both
from tests.scenes import OFFICIALS, POLITICIANS
from tests.world import World, local


def differences(url: str) -> list:
    with migrating.migrating(url) as connection:
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)


def tables(url: str) -> set[str]:
    with migrating.migrating(url) as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_a_migrated_database_has_the_tables_of_the_code(database_url):
    migrating.upgrade(database_url)

    assert differences(database_url) == []


def test_every_constraint_has_the_name_that_the_code_gives_it(database_url):
    migrating.upgrade(database_url)

    with migrating.migrating(database_url) as connection:
        there = inspect(connection)
        keys = [key for table in Base.metadata.tables for key in there.get_foreign_keys(table)]
        keys += [key for table in Base.metadata.tables for key in there.get_unique_constraints(table)]
    assert {key["name"] for key in keys} == {
        constraint.name
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint | UniqueConstraint)
    }


def test_down_removes_every_table_and_up_makes_them_again(database_url):
    migrating.upgrade(database_url)
    migrating.downgrade(database_url, "base")
    assert tables(database_url) == set()

    migrating.upgrade(database_url)
    assert tables(database_url) == set(Base.metadata.tables)
    assert differences(database_url) == []


def test_the_newest_version_is_the_one_that_alembic_goes_up_to(database_url):
    assert migrating.current(database_url) is None
    migrating.upgrade(database_url)

    assert migrating.current(database_url) == migrating.newest()


@both
def test_what_the_secretariat_was_to_get_by_itself_becomes_a_part_of_its_morning(world: World, forum_url: str):
    at = local("2027-02-08 08:00")
    wish = Wish("secretariat", "meeting.eve", "meeting:3:2027-02-09:eve", at, "meeting:3", {"meeting": 3})
    world.write(lambda db: posts.want(db, wish, world.time))
    migrating.downgrade(forum_url, "0004")
    migrating.upgrade(forum_url)
    post = world.post(wish.key)
    assert (post.view, post.args, post.due) == ("home.morning", {"day": "2027-02-08"}, at)


@both
def test_a_channel_that_two_workspaces_had_connected_is_one_room_and_the_log_tells_whose(
    world: World, forum_url: str, caplog: pytest.LogCaptureFixture
):
    body, other = world.body(OFFICIALS).id, world.body(POLITICIANS).id
    world.write(lambda db: [places.make(db, "slack", at, body) for at in ("T1/C2", "T1/C3")])
    migrating.downgrade(forum_url, "0009")
    twice = "INSERT INTO place (platform, address, body_id) VALUES ('slack', 'T2/C2', :body)"
    world.write(lambda db: db.execute(text(twice), {"body": other}))
    migrating.upgrade(forum_url)
    [told] = [record.getMessage() for record in caplog.records if "one room" in record.getMessage()]
    assert told == f"one room in slack: C2 stays with {OFFICIALS} (T1/C2), no longer with {POLITICIANS} (T2/C2)"
    for address in ("T1/C2", "T2/C2"):
        place = world.read(lambda db, at=address: places.at(db, "slack", at))
        assert place is not None
        assert (place.address, place.body_id) == ("T1/C2", body)
