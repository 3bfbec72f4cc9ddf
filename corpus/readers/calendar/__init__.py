"""The reader of calendars: registers of letters with an abstract of each.

docs/calendar-format.md explains the format; its schema is corpus/calendar/calendar.schema.json.
"""

from .reader import read, recognises

__all__ = ["name", "read", "recognises"]

name = "calendar"
