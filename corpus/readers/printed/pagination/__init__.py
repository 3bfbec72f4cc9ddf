"""Printed pages recovered for a text that lost its page numbers.

lines and units → pieces (``layout``) → alignment, with what the printed index says (``index_names``) → units.
"""

from .layout_lines import SectionStart
from .units import paginate

__all__ = ["SectionStart", "paginate"]
