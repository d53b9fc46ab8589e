"""Who tries links that open nothing waits, and nobody else."""

from collections.abc import Callable

from bot.browser.tries import ALL, EACH, REMEMBERED, WINDOW, Tries
from tests.browser.house import House
from tests.scenes import KARIN


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
