"""The reader of calendars: registers of letters with summaries in a cataloguer's words.

The form is explained in docs/calendar-format.md; its schema is corpus/calendar/calendar.schema.json.
"""

from .reader import read, recognises

__all__ = ["name", "read", "recognises"]

name = "calendar"
