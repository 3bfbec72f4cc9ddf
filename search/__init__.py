"""A query -> what it means -> hits: keyword arm, meaning arm, fusion, filters, facets, related documents."""
