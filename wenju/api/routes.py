"""The routes of the API over a library: ask, search, documents, health and version.

In: HTTP requests. Out: the JSON of `serialize` and `listing`. Every route that can wait for the engine runs in a thread
of the web server's; whose turn it is, is the library's business.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response, UploadFile
from starlette.routing import Match

from wenju._version import __version__
from wenju.api import models
from wenju.api.docs import page
from wenju.api.problems import RESPONSES, ProblemRoute
from wenju.library import shelf
from wenju.library.library import Library
from wenju.library.listing import entry_json
from wenju.records import Document
from wenju.serialize import answer_json, hits_json
from wenju.writing import write_up
from wenju.writing.check import Check
from wenju.writing.language_model import Model

PREFIX = "/api"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
GONE = "there is no such document; /api/documents lists them"
OFF = "uploads are switched off on this server (--no-upload)"
NO_MODEL = "write: no language model writes answers up here; start the server with --llm URL --llm-model NAME"


def make_router(library: Library, uploads: bool, model: Model | None = None) -> APIRouter:
    """All routes under /api; documents can be added and removed where `uploads` are allowed.

    `model` writes answers up where that is asked for.
    """
    router = APIRouter(prefix=PREFIX, route_class=ProblemRoute, responses=RESPONSES)
    _add_questions(router, library, model)
    _add_documents(router, library)
    if uploads:
        _add_uploads(router, library)
    _add_state(router, library)
    _add_rest(router, uploads)
    return router


def _add_questions(router: APIRouter, library: Library, model: Model | None) -> None:
    reply: dict[str, Any] = {"response_model": models.Reply, "response_model_exclude_unset": True}

    @router.get("/ask", **reply, summary="Answer a question")
    def ask(asked: Annotated[models.Asked, Query()]) -> dict[str, Any]:
        """The answer with its citations, or that there is none, and the passages it was looked for in."""
        return _answered(library, model, asked)

    @router.post("/ask", **reply, summary="Answer a question")
    def ask_posted(asked: models.Asked) -> dict[str, Any]:
        """The same, with the question in the body."""
        return _answered(library, model, asked)

    @router.get("/search", response_model=list[models.Hit], summary="Find passages")
    def search(asked: Annotated[models.Question, Query()]) -> list[dict[str, Any]]:
        """The passages nearest to a question, best first."""
        return hits_json(library.search(asked.question, asked.k, asked.within))

    @router.post("/search", response_model=list[models.Hit], summary="Find passages")
    def search_posted(asked: models.Question) -> list[dict[str, Any]]:
        """The same, with the question in the body."""
        return hits_json(library.search(asked.question, asked.k, asked.within))


def _answered(library: Library, model: Model | None, asked: models.Asked) -> dict[str, Any]:
    """The answer's JSON; with `write` also `written{text, by_model, note}`, as the command line has it."""
    if asked.write and not model:
        raise HTTPException(422, NO_MODEL)
    answer = library.ask(asked.question, asked.k, asked.within)
    record = answer_json(answer)
    if asked.write and model:
        *_, written = write_up(answer, model, Check(library.names))
        record["written"] = written.json()
    return record


def _add_documents(router: APIRouter, library: Library) -> None:
    @router.get("/documents", response_model=models.Listing, summary="List the documents")
    def documents() -> dict[str, Any]:
        """All documents, those that could not be read among them, and the build that reads them."""
        return {"documents": [entry_json(entry) for entry in library.entries()], "build": _building(library)}

    @router.get("/documents/{name:path}", response_model=models.Document, summary="Read a document")
    def document(name: str) -> dict[str, Any]:
        """A document's text, into which the offsets of citations point, with its headings."""
        try:
            return _document(library.document(name))
        except KeyError:
            raise HTTPException(404, f"{name}: {GONE}") from None


def _add_uploads(router: APIRouter, library: Library) -> None:
    @router.post("/documents", response_model=models.Added, status_code=202, summary="Add documents")
    def add(files: list[UploadFile]) -> dict[str, Any]:
        """Store files, all of them or none, and read them in the background; one of the same name is replaced."""
        for file in files:
            shelf.checked_name(file.filename or "", file.size or 0)
        stored = [library.add(file.filename or "", file.file.read()) for file in files]
        library.rebuild_soon()
        return {"stored": [asdict(file) for file in stored], "build": _building(library)}

    @router.delete("/documents/{name:path}", response_model=models.Removed, status_code=202, summary="Remove one")
    def remove(name: str) -> dict[str, Any]:
        """Delete a file of the documents' folder, and forget it in the background."""
        if name not in shelf.names(library.config):
            raise HTTPException(404, f"{name}: {GONE}")
        library.remove(name)
        library.rebuild_soon()
        return {"removed": name, "build": _building(library)}


def _add_state(router: APIRouter, library: Library) -> None:
    @router.get("/health", response_model=models.Health, summary="Tell whether questions are answered")
    async def health() -> dict[str, Any]:
        """How much there is to ask, and whether a build is running."""
        engine, generation = library.opened
        counts = {"documents": len(engine.documents), "passages": sum(engine.passage_counts.values())}
        return {"status": "ok", **counts, "generation": generation, "build": _building(library)}

    @router.get("/version", response_model=models.Version, summary="Tell the version")
    async def version() -> dict[str, Any]:
        """The version of the program."""
        return {"version": __version__}


def _add_rest(router: APIRouter, uploads: bool) -> None:
    """The page that describes the API, and a problem for every other address under it."""

    @router.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> Response:
        return Response(page(request.app.openapi()), media_type="text/html")

    routes = [route for route in router.routes if isinstance(route, ProblemRoute)]

    @router.api_route("/{rest:path}", methods=METHODS, include_in_schema=False)
    async def nothing(request: Request, rest: str) -> None:
        if not uploads and rest.split("/")[0] == "documents":
            raise HTTPException(403, OFF)
        there = [route for route in routes if route.matches(request.scope)[0] is Match.PARTIAL]
        if there:
            allowed = ", ".join(sorted({method for route in there for method in route.methods or ()}))
            raise HTTPException(405, f"{request.method} is not among {allowed}", {"Allow": allowed})
        raise HTTPException(404, f"{PREFIX}/{rest}: there is nothing here; {PREFIX}/docs says what there is")


def _building(library: Library) -> dict[str, Any]:
    now = library.building
    return {
        "running": now.is_running,
        "stage": now.stage,
        "done": now.done,
        "total": now.total,
        "error": now.error,
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "name": document.id,
        "title": document.title,
        "date": document.date,
        "text": document.text,
        "headings": [asdict(heading) for heading in document.headings],
        "warnings": list(document.warnings),
    }
