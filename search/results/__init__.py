"""What a result shows: hits, snippets, facets, quoted answers, relaxations, threads and related documents."""
