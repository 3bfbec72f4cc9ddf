"""The Model Context Protocol (MCP) server for assistants."""
