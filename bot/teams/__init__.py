"""Teams as a platform. What becomes what: docs/cards.md."""
