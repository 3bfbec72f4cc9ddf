"""The HTTP API without Flask: models of responses, parameters, rendering and the OpenAPI description."""
