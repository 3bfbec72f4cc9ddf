"""Query -> interpretation -> hits: keyword and semantic retrieval, fusion, filters, facets, related units."""
