"""Slack's limits are kept before Slack has to: in turn, for each channel and workspace by itself."""

import asyncio
from time import monotonic

import pytest

from bot.platform import Retry
from bot.slack.pacing import PATIENCE, Pace


async def turns(pace: Pace, name: str, number: int, every: float, saved: int = 1) -> list[float]:
    """When those had their turn who all came at once."""
    began = monotonic()

    async def one() -> float:
        await pace.turn(name, every, saved)
        return monotonic() - began

    return sorted(await asyncio.gather(*(one() for _ in range(number))))


async def test_one_comes_at_a_time():
    had = await turns(Pace(), "C1", 3, every=0.1)
    assert had[0] < 0.05
    assert all(later - earlier >= 0.09 for earlier, later in zip(had, had[1:], strict=False))


async def test_what_was_saved_up_comes_at_once_and_the_rest_in_turn():
    had = await turns(Pace(), "edits", 5, every=0.2, saved=4)
    assert had[3] < 0.15 <= had[4]


async def test_nobody_waits_for_others_turns():
    pace = Pace()
    waiting = asyncio.create_task(turns(pace, "C1", 3, every=0.3))
    assert (await turns(pace, "C2", 1, every=0.3))[0] < 0.2
    await waiting


async def test_a_long_wait_is_left_for_later_and_takes_no_turn():
    pace = Pace()
    await pace.turn("C1", PATIENCE + 1)
    for _ in range(2):
        with pytest.raises(Retry) as told:
            await pace.turn("C1", PATIENCE + 1)
        assert told.value.after is not None
        assert PATIENCE < told.value.after <= PATIENCE + 1


async def test_slack_is_obeyed_to_the_second_and_the_longest_it_said_counts():
    pace = Pace()
    pace.wait("chat.postMessage", 0.3)
    pace.wait("chat.postMessage", 0.1)
    pace.obey("chat.update")
    began = monotonic()
    with pytest.raises(Retry) as told:
        pace.obey("chat.postMessage")
    assert (after := told.value.after) == pytest.approx(0.3, abs=0.05)
    while monotonic() < began + (after or 0):
        with pytest.raises(Retry):
            pace.obey("chat.postMessage")
        await asyncio.sleep(0.05)
    pace.obey("chat.postMessage")
