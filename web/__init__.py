"""The doors on the web: pages for readers, JSON for programs."""
