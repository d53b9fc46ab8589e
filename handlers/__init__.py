"""What people may do and what they are shown. Every rule lives here once, for all platforms.

`CAPABILITIES` is the explicit list: a module that is not named here does nothing.
"""

from handlers import absences, calendars, commands, doors, help, home, standing_in, undoing
from handlers.actions import action_cards, action_changes, logging
from handlers.capabilities import Capabilities
from handlers.inputs import input_cards, input_entering, input_handling, input_meetings, open_forum, sending
from handlers.meetings import (
    agenda,
    call_undo,
    calls,
    confirming,
    door_list,
    eve,
    materials,
    moving,
    programme,
    registrations,
    reminders,
    restoring,
    telling_moves,
)
from handlers.questions import (
    anchoring,
    anonymous,
    answers,
    asking,
    changed_seats,
    closing,
    handover,
    joining,
    picking,
    proposals,
    question_cards,
    recording,
    results,
    wrong_region,
)

CAPABILITIES = Capabilities(
    (
        programme,
        agenda,
        confirming,
        moving,
        telling_moves,
        restoring,
        reminders,
        calls,
        call_undo,
        registrations,
        door_list,
        eve,
        materials,
        asking,
        closing,
        answers,
        anchoring,
        joining,
        proposals,
        recording,
        wrong_region,
        changed_seats,
        handover,
        picking,
        anonymous,
        question_cards,
        results,
        logging,
        action_changes,
        action_cards,
        calendars,
        absences,
        standing_in,
        sending,
        input_handling,
        input_meetings,
        input_entering,
        input_cards,
        open_forum,
        home,
        doors,
        help,
        undoing,
    ),
    reads=commands.read,
)
