"""Titles and explanations of errors on pages, by error code; translated when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from web.texts import LazyText


class ErrorText(NamedTuple):
    """The title of an error's page, and its explanation in the manual of errors."""

    title: LazyText
    meaning: LazyText


ERROR_TEXTS: Final[Mapping[str, ErrorText]] = {
    "error": ErrorText(LazyText("Unexpected error"), LazyText("An error without a more specific code.")),
    "source": ErrorText(
        LazyText("Source cannot be read"), LazyText("The source of an edition cannot be read.")
    ),
    "source-missing": ErrorText(LazyText("Source not found"), LazyText("The file or folder does not exist.")),
    "source-empty": ErrorText(LazyText("Source is empty"), LazyText("The file is empty.")),
    "source-too-large": ErrorText(
        LazyText("Source too large"), LazyText("The file is larger than PEREPISKA_SOURCE_MAX_BYTES.")
    ),
    "source-not-text": ErrorText(
        LazyText("Source is not text"), LazyText("The file is binary or has an unexpected encoding.")
    ),
    "source-unrecognised": ErrorText(
        LazyText("Format not recognised"), LazyText("No reader recognises the format of the source.")
    ),
    "source-invalid": ErrorText(
        LazyText("Source is invalid"),
        LazyText(
            "The source breaks the rules of its format. The message lists each error with file and line."
        ),
    ),
    "backup-incompatible": ErrorText(
        LazyText("Incompatible backup"),
        LazyText(
            "The backup was made by another version. The hint gives the command that rebuilds its index."
        ),
    ),
    "profile": ErrorText(LazyText("Invalid profile"), LazyText("The profile of the edition is invalid.")),
    "index-missing": ErrorText(
        LazyText("Index not found"), LazyText("No generation has been published under this name.")
    ),
    "index-damaged": ErrorText(
        LazyText("Index damaged"),
        LazyText("Files of the published generation are missing or fail their checksums."),
    ),
    "index-incompatible": ErrorText(
        LazyText("Incompatible index"),
        LazyText("The generation was built by another version. The hint gives the command that rebuilds it."),
    ),
    "build": ErrorText(
        LazyText("Build failed"),
        LazyText("The index could not be built. The published generation is unchanged."),
    ),
    "build-running": ErrorText(
        LazyText("Build in progress"), LazyText("Another build of the same index is in progress.")
    ),
    "engine-missing": ErrorText(
        LazyText("Search engine unavailable"),
        LazyText("The configured search engine cannot be reached or does not hold the published generation."),
    ),
    "model": ErrorText(
        LazyText("Embedding model unavailable"),
        LazyText("The embedding model is missing, or differs from the one that the index was built with."),
    ),
    "storage": ErrorText(
        LazyText("File cannot be read or written"),
        LazyText("A file or folder cannot be read or written: the disk is full, or permission is denied."),
    ),
    "address": ErrorText(
        LazyText("Server cannot start"),
        LazyText("The server cannot listen on its address: the port is in use, or the host does not exist."),
    ),
    "request": ErrorText(
        LazyText("Invalid request"), LazyText("The request cannot be answered as it stands.")
    ),
    "query-syntax": ErrorText(
        LazyText("Query syntax error"), LazyText("The query is malformed. The message shows where.")
    ),
    "query-too-costly": ErrorText(
        LazyText("Query too expensive"),
        LazyText("The query would take more time or memory than one query may."),
    ),
    "filter": ErrorText(LazyText("Invalid filter value"), LazyText("The value of a filter is invalid.")),
    "unknown-parameter": ErrorText(
        LazyText("Unknown parameter"),
        LazyText("The parameter does not exist. The message suggests the closest valid name."),
    ),
    "cursor": ErrorText(
        LazyText("Invalid cursor"), LazyText("The cursor is damaged or belongs to another query.")
    ),
    "cursor-expired": ErrorText(
        LazyText("Cursor expired"), LazyText("The index has been rebuilt since the cursor was issued.")
    ),
    "unknown-unit": ErrorText(LazyText("Page not found"), LazyText("No unit has this id.")),
    "withdrawn": ErrorText(
        LazyText("Withdrawn"), LazyText("The document or edition has been withdrawn from this site.")
    ),
    "unknown-edition": ErrorText(LazyText("Edition not found"), LazyText("No edition has this id.")),
    "unknown-question": ErrorText(
        LazyText("Question not found"), LazyText("No judged question has this id.")
    ),
    "judgement": ErrorText(
        LazyText("Judgement not saved"),
        LazyText("The form contains an invalid value. The message names the field."),
    ),
    "judgement-changed": ErrorText(
        LazyText("Question changed meanwhile"),
        LazyText("Someone else has changed the question since it was opened."),
    ),
    "http-400": ErrorText(LazyText("Bad request"), LazyText("The server could not understand the request.")),
    "http-403": ErrorText(
        LazyText("Forbidden"),
        LazyText("Forms are accepted only from pages of this site. Open the page here and submit it again."),
    ),
    "http-404": ErrorText(
        LazyText("Page not found"), LazyText("Check the address, or start from the search page.")
    ),
    "http-405": ErrorText(
        LazyText("Method not allowed"), LazyText("This address accepts GET requests only.")
    ),
    "http-413": ErrorText(
        LazyText("Request too large"), LazyText("Send less data, or raise PEREPISKA_BODY_MAX_BYTES.")
    ),
    "http-429": ErrorText(
        LazyText("Too many requests"),
        LazyText("Wait for the number of seconds given by Retry-After, then try again."),
    ),
    "http-500": ErrorText(LazyText("Internal server error"), LazyText("The cause is in the server log.")),
    "http-503": ErrorText(LazyText("Service unavailable"), LazyText("Try again later.")),
}
