"""Export of units in every format: citations, TEI, CMIF, tables, JSON-LD and feeds."""
