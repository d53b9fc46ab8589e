"""What people may do and what they are shown. Every rule lives here once, for all platforms.

`CAPABILITIES` is the explicit list: a module that is not named here does nothing.
"""

from handlers import (
    action_cards,
    actions,
    agenda,
    asking,
    closing,
    commands,
    help,
    home,
    meetings,
    programme,
    question_cards,
    questions,
    reminders,
    results,
)
from handlers.capabilities import Capabilities

CAPABILITIES = Capabilities(
    (
        programme,
        agenda,
        meetings,
        reminders,
        asking,
        closing,
        questions,
        question_cards,
        results,
        actions,
        action_cards,
        home,
        help,
    ),
    reads=commands.read,
)
