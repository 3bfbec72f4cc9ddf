"""The models of the HTTP API: they validate, render and describe."""
