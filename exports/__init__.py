"""Every form in which units leave: citations, TEI, CMIF, tables and linked data."""
