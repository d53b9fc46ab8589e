"""Double clicks: the same thing pressed twice in a moment by the same person is one press."""

from bot.slack.addresses import Address
from bot.slack.payloads import Interaction
from bot.slack.who import Caller

MOMENT = 1.0
"""Seconds."""
MOST_KEPT = 5000


class Clicks:
    """What each pressed last. Whoever presses something else in between means both. A press that comes again is none
    either: Slack repeats none, and where another process meets it, its event is known in the database."""

    def __init__(self) -> None:
        self._last: dict[Address, tuple[tuple[str | None, ...], float]] = {}

    def is_second(self, caller: Caller, said: Interaction) -> bool:
        action = said.actions[0]
        picked = action.selected_option.value if action.selected_option else None
        pressed = (said.container.message_ts, said.view and said.view.id, action.block_id, action.value, picked)
        at = float(action.action_ts)
        before, when = self._last.get(caller.address, ((), 0.0))
        if len(self._last) >= MOST_KEPT:
            self._last.clear()
        self._last[caller.address] = (pressed, at)
        return pressed == before and abs(at - when) <= MOMENT
