"""Recovers the printed pages of a text that has lost its page numbers.

Lines and units become layout lines (``layout_lines``), which are aligned with pages (``alignment``), with the
names that the printed index lists on them (``index_names``); the units then get their pages (``units``).
"""

from .layout_lines import SectionStart
from .units import paginate

__all__ = ["SectionStart", "paginate"]
