"""Descriptions that try to become code, or to write where they should not."""
