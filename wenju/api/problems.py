"""Errors as problems: `application/problem+json` (RFC 9457), with the words that the command line has for them.

In: whatever a route raises. Out: a response with a status, never a trace.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from wenju.api.models import Problem
from wenju.errors import BusyError, ConfigError, DocumentError, QuestionError, StoreError, WenjuError
from wenju.parsers.limits import FILE_BYTES

MEDIA_TYPE = "application/problem+json"
# The largest file there is, and what surrounds it when it is sent.
MOST_BYTES = FILE_BYTES + 1_000_000
STATUSES: dict[type[WenjuError], HTTPStatus] = {
    QuestionError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DocumentError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ConfigError: HTTPStatus.CONFLICT,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}
# For the description of every route.
RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"description": "A problem", "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
}


class ProblemRoute(APIRoute):
    """A route that looks at the size of a request before it is read, and tells errors as problems."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, with what it raises caught."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                check_size(request)
                return await handle(request)
            except Exception as error:
                return problem_of(error)

        return told


def check_size(request: Request) -> None:
    """Raises `HTTPException` where a body is too large, or does not say how large it is."""
    if "transfer-encoding" in request.headers:
        raise HTTPException(HTTPStatus.LENGTH_REQUIRED, "send the request with a Content-Length, not in chunks")
    size = int(request.headers.get("content-length", 0))  # the server has checked that it is a number
    if size > MOST_BYTES:
        raise HTTPException(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"{size / 1e6:.1f} MB, at most {MOST_BYTES / 1e6:.0f} MB are taken at once: send files one by one",
        )


def problem_of(error: Exception) -> Response:
    """The response that tells of an error. What nobody foresaw is logged with its trace, and told without."""
    if isinstance(error, HTTPException):
        return problem(error.status_code, str(error.detail), dict(error.headers or {}))
    if isinstance(error, RequestValidationError):
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(map(_said, error.errors())))
    if isinstance(error, WenjuError):
        status = STATUSES.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)
        return problem(status, str(error), {"retry-after": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {})
    logging.getLogger(__name__).error("a request failed", exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the program failed here; its own output says where")


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """A problem with nothing of its own but the detail."""
    found = Problem(type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=detail)
    return JSONResponse(found.model_dump(), status, headers, media_type=MEDIA_TYPE)


def _said(error: dict[str, Any]) -> str:
    """`body.question: Field required`."""
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"
