"""Result presentation: hits, snippets, facets, quoted sentences, relaxations, threads and related units."""
