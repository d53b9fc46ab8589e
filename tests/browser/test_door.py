"""The door: in by a personal link and out again, and what each page refuses to whom."""

import csv
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import delete, select, text, update
from structlog.testing import capture_logs

from bot.app import Forumbot
from bot.browser.tries import ALL, EACH, REMEMBERED, WINDOW, Tries
from bot.settings import Settings
from storage import doors, messages
from storage.doors import DoorLink, Stay
from tests.browser.conftest import Site, set_clock
from tests.browser.reader import Form, Reader
from tests.conftest import TODAY
from tests.scenes import ASTRID, KARIN, KERSTIN, MATS, NILS, OFFICIALS, SECRETARY

ROOM = f"/room/{OFFICIALS}"
INSIDE = {"secretariat": SECRETARY, "chair": ASTRID, "member": KARIN, "deputy": NILS, "of another group": KERSTIN}
IN_THE_GROUP = ("secretariat", "chair", "member", "deputy")
OUTSIDE = ("nobody", "expired")
ROLES = (*INSIDE, *OUTSIDE)


class Entrant(Reader):
    """Somebody at a browser that has the cookie of a session, if it has one."""

    def __init__(self, client: TestClient, session: str = "", name: str = "session") -> None:
        super().__init__(client, 0)
        self.session = session
        self._cookies = {"language": "sv", name: session} if session else {"language": "sv"}


class House(Site):
    """The bot as it runs for real."""

    async def link(self, key: str, lasts: timedelta = timedelta(days=30)) -> str:
        """The token of a link that somebody was given."""
        person, real = await self.person(key), datetime.now(UTC)
        return await self.bot.database.write(lambda db: doors.issue(db, person, "enter", real, real + lasts))

    async def session(self, key: str) -> str:
        """The token of a session that somebody has begun."""
        token = await self.link(key)
        begun = await self.bot.database.write(lambda db: doors.enter(db, token, datetime.now(UTC)))
        assert begun is not None
        return begun[1]

    async def entrant(self, key: str) -> Entrant:
        return await Entrant(self.client, await self.session(key)).opens("/")

    async def visitor(self, role: str) -> Entrant:
        """Somebody in a role, of whom some have never entered, and some too long ago."""
        if role == "nobody":
            return Entrant(self.client)
        if role == "expired":
            session, past = await self.session(KARIN), datetime.now(UTC) - timedelta(minutes=1)
            mine = Stay.token_hash == doors.hashed(session)
            await self.bot.database.write(lambda db: db.execute(update(Stay).where(mine).values(expires_at=past)))
            return Entrant(self.client, session)
        return await self.entrant(INSIDE[role])

    @property
    def routes(self) -> set[tuple[str, str]]:
        assert self.client.app is not None
        found = [route for route in self.client.app.router.routes() if route.method != "HEAD" and route.resource]
        return {(route.method, route.resource.canonical) for route in found if route.resource}


@pytest.fixture
async def open_house(forum_url: str) -> AsyncIterator[Callable]:
    """Runs the bot with settings of one's own choice."""
    await set_clock(forum_url, TODAY[1])
    clients: list[TestClient] = []

    async def run(**settings) -> House:
        bot = Forumbot(Settings(database_url=forum_url, **settings))
        client = TestClient(TestServer(bot.application()), cookie_jar=DummyCookieJar())
        clients.append(client)
        await client.start_server()
        return House(bot, client)

    yield run
    for client in clients:
        await client.close()


@pytest.fixture
async def house(open_house: Callable) -> House:
    return await open_house()


# Each route, for each role


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
    ("GET", "/language/{language}"): Row("/language/en", 303),
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


# In


async def test_a_link_shows_a_button_names_nobody_and_is_not_burnt_by_a_scanner(house: House):
    token = await house.link(KARIN)
    for method in ("GET", "HEAD", "GET"):
        assert (await house.client.request(method, f"/in/{token}")).status == 200
    karin = await Entrant(house.client).opens(f"/in/{token}")
    assert karin.sees_button("Kom in")
    assert "Karin" not in karin.html
    assert "Set-Cookie" not in (await house.client.get(f"/in/{token}")).headers
    assert await house.bot.database.read(lambda db: db.scalars(select(Stay.id)).all()) == []
    for _ in range(2):  # and again on another device
        answer = await house.client.post(f"/in/{token}", allow_redirects=False)
        assert answer.headers["Location"] == "/"
        entered = await Entrant(house.client, answer.cookies["session"].value).opens("/")
        assert "Karin Lind" in entered.reads


async def test_entering_as_somebody_else_ends_the_session_before(house: House):
    karin = await house.entrant(KARIN)
    await house.client.post(f"/in/{await house.link(MATS)}", headers=karin._headers, allow_redirects=False)
    assert (await karin.opens("/")).status == 401


async def test_what_opens_nothing_gets_the_same_answer_whatever_the_reason(house: House):
    expired, revoked = await house.link(KARIN, timedelta(minutes=-1)), await house.link(MATS)
    mats = await house.person(MATS)
    await house.bot.database.write(lambda db: doors.revoke(db, mats, "enter", datetime.now(UTC)))
    answers = set()
    for token in (expired, revoked, "0" * 40, "x", "%00%ED%A0%80"):
        for method in ("GET", "POST"):
            answer = await house.client.request(method, f"/in/{token}", headers={"Cookie": "language=sv"})
            assert "Set-Cookie" not in answer.headers
            answers.add((answer.status, await answer.text()))
    [(status, said)] = answers
    assert status == 404
    assert "Länken öppnar inget" in said
    assert "skriv till kansliet" in said


async def test_another_sites_page_can_not_let_one_in(house: House):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = await house.client.post(f"/in/{await house.link(KARIN)}", headers=headers, allow_redirects=False)
        assert answer.status == 403


async def test_the_cookie_is_for_this_browser_and_these_pages_only(house: House):
    answer = await house.client.post(f"/in/{await house.link(KARIN)}", allow_redirects=False)
    cookie = answer.cookies["session"]
    assert (cookie["path"], cookie["max-age"], cookie["domain"]) == ("/", "7776000", "")
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert "Strict-Transport-Security" not in answer.headers


async def test_behind_tls_the_cookie_travels_no_other_way(open_house: Callable):
    house = await open_house(public_url="https://forum.example")
    posted = {"Origin": "https://forum.example"}
    answer = await house.client.post(f"/in/{await house.link(KARIN)}", headers=posted, allow_redirects=False)
    cookie = answer.cookies["__Host-session"]
    assert (cookie["path"], cookie["domain"], cookie["secure"], cookie["httponly"]) == ("/", "", True, True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    karin = await Entrant(house.client, cookie.value, "__Host-session").opens("/")
    assert karin.status == 200
    assert (await Entrant(house.client, cookie.value).opens("/")).status == 401
    language = await house.client.get("/language/sv", headers=karin._headers, allow_redirects=False)
    assert language.cookies["language"]["secure"]


async def test_a_session_in_use_is_prolonged_once_a_day(house: House):
    session = await house.session(KARIN)
    headers = Entrant(house.client, session)._headers
    assert "session" not in (await house.client.get("/", headers=headers)).cookies
    then = datetime.now(UTC) - timedelta(days=2)
    await house.bot.database.write(
        lambda db: db.execute(update(Stay).values(seen_at=then, expires_at=then + doors.STAY))
    )
    assert (await house.client.get("/", headers=headers)).cookies["session"].value == session
    assert "session" not in (await house.client.get("/", headers=headers)).cookies
    ends = await house.bot.database.read(lambda db: db.scalars(select(Stay.expires_at)).one())
    assert ends - datetime.now(UTC) > timedelta(days=89)


async def test_what_goes_wrong_is_logged_without_the_link(house: House):
    token = await house.link(KARIN)
    await house.bot.database.write(lambda db: db.execute(text("DROP TABLE door_link")))
    with capture_logs() as logged:
        assert (await house.client.get(f"/in/{token}")).status == 500
    assert logged
    assert token not in str(logged)
    assert doors.hashed(token) not in str(logged)


# Out


async def test_one_logs_out_here_and_goes_on_elsewhere(house: House):
    office, phone = await house.entrant(KARIN), await house.entrant(KARIN)
    await office.presses("Logga ut")
    assert "Du är utloggad" in office.reads
    assert (await office.opens("/")).status == 401
    assert (await phone.opens("/")).status == 200


async def test_one_logs_out_everywhere(house: House):
    office, phone, mats = [await house.entrant(who) for who in (KARIN, KARIN, MATS)]
    await phone.presses("Logga ut överallt")
    assert (await office.opens("/")).status == 401
    assert (await mats.opens("/")).status == 200


async def test_logging_out_takes_the_cookie_away(house: House):
    karin = await house.entrant(KARIN)
    form = next(form for form in karin.page.forms if form.action == "/out")
    answer = await house.client.post("/out", data=form.fields, headers=karin._headers)
    assert (answer.cookies["session"].value, answer.cookies["session"]["max-age"]) == ("", "0")


# Forms


async def test_everything_is_done_as_in_the_demo(house: House):
    sara = await (await house.entrant(SECRETARY)).opens(ROOM)
    await sara.writes("fråga")
    await sara.presses("Läs igenom", text="Bör utlysningarna samordnas?", closes="fredag 12:00")
    await sara.presses("Skicka")
    assert "Frågan är skickad" in sara.reads
    await house.delivered()
    karin = await house.entrant(KARIN)
    await karin.presses("Delvis")
    assert "Tack. Region Dalarna : delvis." in karin.reads


async def test_every_form_carries_the_seal(house: House):
    sara = await (await house.entrant(SECRETARY)).opens(ROOM)
    await sara.writes("fråga")
    for path in ("/", ROOM, "/me"):
        await sara.opens(path)
        assert sara.page.forms
        for form in sara.page.forms:
            assert len(dict(form.fields)["seal"]) == 64, form


async def test_a_form_of_another_session_does_nothing_and_what_was_written_is_kept(house: House):
    karin, mats = await house.entrant(KARIN), await house.entrant(MATS)
    await karin.opens("/me")
    [form] = [form for form in karin.page.forms if form.action == "/say"]
    await mats.sends(form, {"text": "att göra Ring Nils"})
    assert mats.status == 403
    assert "Inget är gjort" in mats.reads
    assert "att göra Ring Nils" in mats.reads
    assert "Mats Ohlin" in mats.reads
    assert "Ring Nils" not in (await mats.opens("/me")).reads


async def test_what_was_written_when_the_session_had_ended_is_shown_again(house: House):
    karin = await (await house.entrant(KARIN)).opens("/me")
    [form] = [form for form in karin.page.forms if form.action == "/say"]
    await house.bot.database.write(lambda db: db.execute(delete(Stay)))
    data = dict(form.fields) | {"text": "att göra Ring Nils"}
    answer = await house.client.post("/say", data=data, headers=karin._headers | {"HX-Request": "true"})
    assert answer.status == 401
    assert answer.headers["HX-Retarget"] == "#main"
    said = await answer.text()
    assert "Det du skrev är inte skickat" in said
    assert "att göra Ring Nils" in said


async def test_a_reply_that_is_posted_too_large_is_told_to_who_is_known(house: House):
    karin = await (await house.entrant(KARIN)).opens("/me")
    await karin.sends(Form("/say"), {"text": "å" * 1_000_000})
    assert karin.status == 413
    assert "Karin Lind" in karin.reads


# The table of links


async def test_the_secretariat_fetches_the_table_and_its_links_open_the_door(open_house: Callable):
    house = await open_house(public_url="http://forum.example")
    sara = await (await house.entrant(SECRETARY)).opens("/me")
    await sara.writes("länkar")
    button = sara.button("Gör länkarna")
    headers = sara._headers | {"Origin": "http://forum.example"}
    answer = await house.client.post(button.form.action, data=button.form.fields, headers=headers)
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''l%C3%A4nkar.csv"
    assert answer.headers["Cache-Control"] == "no-store"
    rows = csv.DictReader(StringIO((await answer.read()).decode("utf-8-sig")), delimiter=";")
    [karin] = [row for row in rows if row["Namn"] == "Karin Lind"]
    address = karin["Länk"].removeprefix("http://forum.example")
    entered = await house.client.post(address, allow_redirects=False)
    assert "Karin Lind" in (await Entrant(house.client, entered.cookies["session"].value).opens("/")).reads
    assert address not in (await sara.opens("/me")).html


async def test_following_a_link_never_makes_the_table(house: House):
    sara = await house.entrant(SECRETARY)
    before = await house.bot.database.read(lambda db: db.scalars(select(DoorLink.id)).all())
    assert (await sara.opens("/file/door.links")).status == 404
    assert await house.bot.database.read(lambda db: db.scalars(select(DoorLink.id)).all()) == before


# Trying


async def test_who_tries_too_many_links_waits(house: House):
    token = await house.link(KARIN)
    for number in range(EACH):
        assert (await house.client.get(f"/in/{number}")).status == 404
    for method in ("GET", "POST"):
        answer = await house.client.request(
            method, f"/in/{token}", headers={"Cookie": "language=sv"}, allow_redirects=False
        )
        assert answer.status == 429
        assert 0 < int(answer.headers["Retry-After"]) <= WINDOW
        assert "Öppna din igen om 10 minuter" in await answer.text()
    elsewhere = {"X-Forwarded-For": "203.0.113.9"}
    assert (await house.client.get(f"/in/{token}", headers=elsewhere)).status == 429
    assert (await (await house.entrant(KARIN)).opens("/")).status == 200


async def test_behind_a_proxy_each_address_is_counted_as_the_proxy_tells_it(open_house: Callable):
    house = await open_house(behind_proxy=True)
    for number in range(EACH):
        told = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.9"}
        assert (await house.client.get("/in/x", headers=told)).status == 404
    assert (await house.client.get("/in/x", headers={"X-Forwarded-For": "203.0.113.9"})).status == 429
    assert (await house.client.get("/in/x", headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.1"})).status == 404


class Watch:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_tries_are_forgotten_after_a_while():
    watch = Watch()
    tries = Tries(watch)
    for _ in range(EACH):
        assert tries.wait("192.0.2.1") == 0
        tries.failed("192.0.2.1")
    assert tries.wait("192.0.2.1") == WINDOW
    assert tries.wait("::ffff:192.0.2.1") == WINDOW
    assert tries.wait("192.0.2.2") == 0
    watch.now = WINDOW - 0.5
    assert tries.wait("192.0.2.1") == 1
    watch.now = WINDOW
    assert tries.wait("192.0.2.1") == 0


def test_a_household_has_many_addresses_of_the_new_kind():
    tries = Tries(Watch())
    for number in range(EACH):
        tries.failed(f"2001:db8:1:2::{number:x}")
    assert tries.wait("2001:db8:1:2:ffff::1") == WINDOW
    assert tries.wait("2001:db8:1:3::1") == 0


def test_a_flood_from_everywhere_holds_up_those_who_took_part_in_it():
    tries = Tries(Watch())
    for number in range(ALL):
        tries.failed(f"192.0.{number // 256}.{number % 256}")
    assert tries.wait("192.0.0.1") == WINDOW
    assert tries.wait("203.0.113.9") == 0


def test_no_more_addresses_are_kept_than_there_is_room_for():
    tries = Tries(Watch())
    for number in range(REMEMBERED + 10):
        tries.failed(f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")
    assert len(tries._by_address) == REMEMBERED
