"""Slack as a platform. What each file is for: docs/slack.md."""
