"""Alembic's folder: the environment and the versions, run by storage.migrating."""
