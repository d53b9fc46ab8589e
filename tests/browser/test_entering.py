"""In by a personal link and out again; the table of links; what is told to those who are not in, in their language."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import select, text, update
from structlog.testing import capture_logs

from storage import doors
from storage.doors import DoorLink, Stay
from tests.browser.house import Entrant, House
from tests.scenes import KARIN, MATS, SECRETARY

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


# In which language


@pytest.mark.parametrize("kind", ["link", "opens nothing"])
async def test_the_language_can_be_chosen_at_the_door_and_is_kept_inside(house: House, kind: str):
    token = await house.link(KARIN) if kind == "link" else "0" * 40
    page = await house.client.get(f"/in/{token}", headers={"Accept-Language": "sv"})
    said = await page.text()
    assert '<a href="/language/en" hreflang="en" lang="en">English</a>' in said
    left = {"Referer": f"http://forum.example/in/{token}"}
    answer = await house.client.get("/language/en", headers=left, allow_redirects=False)
    assert answer.headers["Location"] == f"/in/{token}"
    english = {"Cookie": f"language={answer.cookies['language'].value}"}
    assert '<html lang="en">' in await (await house.client.get(f"/in/{token}", headers=english)).text()
    assert '<a href="/language/sv"' in await (await house.client.get("/", headers=english)).text()


async def test_who_is_out_can_choose_the_language_too(house: House):
    karin = await house.entrant(KARIN)
    await karin.presses("Logga ut")
    assert 'href="/language/en"' in karin.html
    answer = await house.client.get(
        "/language/en", headers={"Referer": "https://evil.example//in"}, allow_redirects=False
    )
    assert answer.headers["Location"] == "/"


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
