"""Meetings: the programme, the agenda, the call, who comes, reminders, and what happens when a day is changed.

Changes: `confirming`, `moving`, `restoring`. Who comes: `registrations` says it, `attendance` knows it, `door_list`
tells it.
"""
