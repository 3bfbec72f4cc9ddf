"""The MCP server: tools with which an assistant searches the editions, with schemas of their results.

Results contain ids and citations to be copied verbatim; no text is generated. Requires the package ``mcp``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Final, Literal, ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, Field

from corpus.errors import PerepiskaError
from corpus.model import Kind
from corpus.text.analysis import fold
from exports.addresses import absolute, unit_address
from exports.api.models import (
    HistogramBinModel,
    PersonsResponse,
    PlacesResponse,
    RelatedResponse,
    SearchResponse,
    TotalsModel,
    UnitResponse,
)
from exports.api.parameters import Pair, unknown_parameter
from exports.api.rendering import (
    render_persons,
    render_places,
    render_related,
    render_search,
    render_unit,
)
from exports.api.search_parameters import parse_search
from exports.bibliography import BibliographicRecord
from exports.citation_formats import styles, write_references
from exports.search_service import SearchService, editions_by_id, persons_by_id
from search.model import Filters, renamed_id_notices
from search.settings import SearchSettings

INSTRUCTIONS: Final = (
    "Search editions of historical correspondence. Each result has an id, a passage as printed, a citation "
    "and a url: copy them unchanged into your answer, and quote only from passages. Dates may be uncertain: "
    "see date.certainty. A document is a letter or telegram; a note is by the editors. Report query.notices, "
    "which name words that do not occur; a result without has_words is only similar in meaning. A passage "
    "of the part abstract, and the text of a unit that is_abstract, is a summary by abstract_source: never "
    "quote it as the words of the letter."
)
PERSONS_MAX: Final = 20
PLACES_MAX: Final = 20
P = ParamSpec("P")
R = TypeVar("R")

Question = Annotated[str, Field(description="Question, keywords or operators; empty: all units by date")]
NamePart = Annotated[str, Field(min_length=2, description="A name or part of one")]
Day = Annotated[str, Field(description="A year, month or day (1932, 1932-06, 1932-06-02); empty: no limit")]
PlaceName = Annotated[str, Field(description="A place's id or any of its names; empty: any place")]
Name = Annotated[str, Field(description="A person's id or any form of the name; empty: any person")]
Id = Annotated[str, Field(description="The id of a unit, as given in a result: <edition>/<unit>")]
Limit = Annotated[int, Field(ge=1, le=50, description="Maximum number of results")]


class Timeline(BaseModel):
    """Results over time: their total, how many have words of the question, and their number per month."""

    total: int
    totals: TotalsModel | None
    notices: list[str]
    months: list[HistogramBinModel]


class Citations(BaseModel):
    """A unit's citation in three styles and as BibTeX."""

    id: str
    url: str
    chicago: str
    mla: str
    apa: str
    bibtex: str


class StrictServer(MCPServer[Any]):
    """An MCP server that refuses arguments which a tool does not have, as the API refuses parameters."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool by name.

        Raises:
            ToolError: the tool or an argument does not exist, or the tool failed.
        """
        valid = {tool.name: tuple(tool.input_schema["properties"]) for tool in await self.list_tools()}
        for argument in arguments:
            if name in valid and argument not in valid[name]:
                error = unknown_parameter(argument, valid[name])
                raise ToolError(f"{error.message} {error.hint}")
        return await super().call_tool(name, arguments, context)


def create_mcp_server(searcher: SearchService, settings: SearchSettings, root: str) -> MCPServer:
    """Create the MCP server for an index.

    Args:
        root: the address of the web site, for absolute URLs.
    """
    editions = editions_by_id(searcher)
    server = StrictServer("perepiska", title="Perepiska", instructions=INSTRUCTIONS)

    @server.tool()
    @_with_tool_errors
    def search(
        question: Question = "",
        sender: Name = "",
        recipient: Name = "",
        mentions: Name = "",
        origin: PlaceName = "",
        destination: PlaceName = "",
        earliest: Day = "",
        latest: Day = "",
        kind: Literal["", Kind] = "",
        limit: Limit = 10,
    ) -> SearchResponse:
        """Search letters, notes and introductions by keywords and by meaning."""
        pairs = [
            *_query_pairs(question, earliest, latest),
            ("sender", sender),
            ("recipient", recipient),
            ("mentions", mentions),
            ("origin", origin),
            ("destination", destination),
            ("kind", kind),
            ("limit", str(limit)),
            ("include", "answers"),
        ]
        response = render_search(searcher.search(parse_search(pairs, settings)), editions)
        hits = [hit.model_copy(update={"url": absolute(root, hit.url)}) for hit in response.hits]
        return response.model_copy(update={"hits": hits})

    @server.tool()
    @_with_tool_errors
    def get_document(id: Id) -> UnitResponse:
        """Get a unit with its paragraphs, the ids of its notes and the exchange of letters it belongs to."""
        response = render_unit(searcher.unit(searcher.current_id(id)), editions, id)
        return response.model_copy(update={"url": absolute(root, response.url)})

    @server.tool()
    @_with_tool_errors
    def related_documents(id: Id, limit: Limit = 10) -> RelatedResponse:
        """List the units related to a unit, each with the reasons."""
        current = searcher.current_id(id)
        return render_related(
            searcher.related(current, None, limit), editions, renamed_id_notices(id, current)
        )

    @server.tool()
    @_with_tool_errors
    def find_person(name: NamePart) -> PersonsResponse:
        """Find persons by a name or part of it, in any spelling; ``count`` is the number of their letters."""
        query, bearers = fold(name), searcher.bearers(name)
        persons = [
            person
            for person in searcher.persons()
            if person in bearers
            or (
                query and any(query in fold(form) for form in (person.name, person.display, *person.variants))
            )
        ]
        counts = searcher.counts("correspondent", Filters())
        return render_persons(persons[:PERSONS_MAX], counts, searcher.person_entries())

    @server.tool()
    @_with_tool_errors
    def find_place(name: NamePart) -> PlacesResponse:
        """Find places by a name or part of it; ``count`` is the number of letters sent from or to them."""
        query = fold(name)
        places = [
            place
            for place in searcher.places()
            if query and any(query in fold(form) for form in (place.name, *place.variants))
        ]
        counts = searcher.counts("place", Filters())
        places.sort(key=lambda place: -counts.get(place.id, 0))
        return render_places(places[:PLACES_MAX], counts)

    @server.tool()
    @_with_tool_errors
    def timeline(question: Question = "", earliest: Day = "", latest: Day = "") -> Timeline:
        """Count the results of a search by month."""
        pairs = [*_query_pairs(question, earliest, latest), ("include", "histogram"), ("limit", "1")]
        result = searcher.search(parse_search(pairs, settings))
        return Timeline.model_validate(
            {
                "total": result.total,
                "totals": result.totals,
                "notices": [str(notice) for notice in result.notices],
                "months": result.histogram or (),
            }
        )

    @server.tool()
    @_with_tool_errors
    def cite(id: Id) -> Citations:
        """Return citations of a unit in three styles and as BibTeX."""
        unit = searcher.unit(searcher.current_id(id)).unit
        url = absolute(root, unit_address(unit.id))
        record = BibliographicRecord(unit, editions[unit.edition], persons_by_id(searcher), url)
        citations = styles(record)
        return Citations(
            id=unit.id,
            url=url,
            chicago=str(citations["Chicago"]),
            mla=str(citations["MLA"]),
            apa=str(citations["APA"]),
            bibtex=write_references("bib", [record]),
        )

    return server


def _query_pairs(question: str, earliest: str, latest: str) -> list[Pair]:
    """Return the question and the bounds of the date as parameters of the search endpoint."""
    return [("q", question), ("from", earliest), ("to", latest)]


def _with_tool_errors(tool: Callable[P, R]) -> Callable[P, R]:
    """Decorate a tool so that the project's errors reach the assistant as a ToolError with the hint."""

    @wraps(tool)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return tool(*args, **kwargs)
        except PerepiskaError as error:
            raise ToolError(f"{error.message} {error.hint}".strip()) from error

    return wrapper
