"""What each route refuses to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from storage import messages
from tests.browser.house import INSIDE, Entrant, House
from tests.browser.reader import Reader
from tests.browser.sites import Site
from tests.scenes import KARIN, OFFICIALS, SECRETARY

ROOM = f"/room/{OFFICIALS}"
IN_THE_GROUP = ("secretariat", "chair", "member", "deputy")
OUTSIDE = ("nobody", "expired")
ROLES = (*INSIDE, *OUTSIDE)


@dataclass(frozen=True)
class Row:
    """What a request to a route answers to those who may, to those inside who may not, and to those outside."""

    path: str
    may: int = 200
    mine: tuple[str, ...] = tuple(INSIDE)
    not_mine: int = 404
    outside: int = 401
    posts: Mapping[str, str] = field(default_factory=dict)
    """What is posted, besides the seal."""


GROUP = "place={place}"
PRESS = {"place": "{place}", "event": "1"}
TABLE = {
    ("GET", "/"): Row("/"),
    ("GET", "/room/{key}"): Row(ROOM, mine=IN_THE_GROUP),
    ("GET", "/me"): Row("/me"),
    ("GET", "/news"): Row(f"/news?{GROUP}", mine=IN_THE_GROUP),
    ("GET", "/message/{message}"): Row("/message/{message}", mine=IN_THE_GROUP),
    ("GET", "/navigation"): Row(f"/navigation?{GROUP}"),
    ("GET", "/suggest"): Row(f"/suggest?text=h&{GROUP}"),
    ("GET", "/file/{file}"): Row("/file/door.links", mine=()),
    ("POST", "/file/{file}"): Row("/file/door.links", mine=("secretariat",)),
    ("GET", "/calendar"): Row("/calendar"),
    ("POST", "/calendar"): Row("/calendar"),
    ("GET", "/calendar/{token}.ics"): Row("/calendar/{token}.ics", 404, outside=404),  # a link to enter by is none
    ("GET", "/events"): Row(f"/events?{GROUP}"),
    ("GET", "/language/{language}"): Row("/language/en", 303, outside=303),
    ("GET", "/static/{hash}/{name}"): Row("/static/x/y", 404, outside=404),
    ("GET", "/health"): Row("/health", outside=200),
    ("POST", "/do"): Row("/do", 303, IN_THE_GROUP, posts=PRESS | {"press": '{"action": "home.waiting", "values": {}}'}),
    ("POST", "/say"): Row("/say", 303, IN_THE_GROUP, posts=PRESS | {"text": "hjälp"}),
    ("POST", "/dismiss"): Row("/dismiss", 303, IN_THE_GROUP, posts=PRESS),
    ("GET", "/in/{token}"): Row("/in/{token}", outside=200),
    ("POST", "/in/{token}"): Row("/in/{token}", 303, outside=303),
    ("POST", "/out"): Row("/out"),
}
"""Every route of the router. Whoever adds one says here who may what."""
WITH_SEAL = [route for route in TABLE if route[0] == "POST" and route[1] != "/in/{token}"]


async def test_the_table_has_every_route_that_there_is(house: House):
    assert house.routes == set(TABLE)


async def filled(house: House, template: str) -> str:
    """A path or a form with the numbers of things among the officials."""
    place, at = await house.place(OFFICIALS), datetime.now(UTC)
    put = await house.bot.database.write(
        lambda db: messages.put(db, place, "notice", "", {}, {"sv": {"title": "Hemligt"}}, at, at)
    )
    for name, value in {"place": place, "message": put, "token": await house.link(KARIN)}.items():
        template = template.replace(f"{{{name}}}", str(value))
    return template


async def asked(house: House, visitor: Entrant, method: str, row: Row, sealed: bool = True) -> tuple[int, str]:
    """The status and the text of the answer, as far as it comes at once."""
    headers = visitor._headers
    if method == "GET":
        path = await filled(house, row.path)
        async with house.client.get(path, headers=headers, allow_redirects=False) as answer:
            return answer.status, "" if path.startswith("/events") else await answer.text()
    data = {name: await filled(house, value) for name, value in row.posts.items()}
    data |= {name: value for form in visitor.page.forms for name, value in form.fields if name == "seal" and sealed}
    path = await filled(house, row.path)
    async with house.client.post(path, data=data, headers=headers, allow_redirects=False) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("route", TABLE, ids=" ".join)
async def test_each_route_is_open_to_those_who_may_and_to_nobody_else(house: House, route: tuple[str, str]):
    row = TABLE[route]
    for role in ROLES:
        status, said = await asked(house, await house.visitor(role), route[0], row)
        expected = row.outside if role in OUTSIDE else row.may if role in row.mine else row.not_mine
        assert status == expected, (role, said)
        if expected in (401, 404):
            assert "Hemligt" not in said
        if role in OUTSIDE:
            assert "<nav" not in said


@pytest.mark.parametrize("route", WITH_SEAL, ids=" ".join)
async def test_a_post_without_the_seal_of_the_session_does_nothing(house: House, route: tuple[str, str]):
    sara = await house.visitor("secretariat")
    status, said = await asked(house, sara, route[0], TABLE[route], sealed=False)
    assert status == 403
    assert "Sidan är gammal" in said
    assert (await sara.opens("/")).status == 200


async def test_a_page_that_is_not_there_is_a_strangers_as_little_as_any_other(house: House):
    assert (await Entrant(house.client).opens("/nowhere")).status == 401
    assert (await (await house.entrant(KARIN)).opens("/nowhere")).status == 404


async def test_nobody_is_who_they_say_they_are(house: House):
    stranger = Reader(house.client, await house.person(SECRETARY))
    assert (await stranger.opens("/")).status == 401
    assert ("POST", "/demo/person") not in house.routes
    assert ("POST", "/demo/clock") not in house.routes


async def test_in_a_demo_there_is_nothing_to_leave(site: Site):
    assert House(site.bot, site.client).routes == set(TABLE) - {("POST", "/out")} | {
        ("POST", "/demo/person"),
        ("POST", "/demo/clock"),
    }


async def test_in_a_demo_a_link_makes_one_the_person_it_was_given_to(site: Site):
    token = await House(site.bot, site.client).link(KARIN)
    answer = await site.client.post(f"/in/{token}", allow_redirects=False)
    assert answer.cookies["person"].value == str(await site.person(KARIN))
    assert "session" not in answer.cookies
