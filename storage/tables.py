"""All tables, imported so that the metadata is whole: for migrations and tests."""

from storage import (
    actions,
    audit,
    bodies,
    drafts,
    events,
    forums,
    meetings,
    messages,
    organisations,
    people,
    places,
    posts,
    questions,
)

__all__ = [
    "actions",
    "audit",
    "bodies",
    "drafts",
    "events",
    "forums",
    "meetings",
    "messages",
    "organisations",
    "people",
    "places",
    "posts",
    "questions",
]
