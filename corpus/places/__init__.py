"""The places of an edition: their names, ids and coordinates."""
