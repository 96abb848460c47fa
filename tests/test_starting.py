"""What is served before the page is there, and that nobody is refused the moment it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from wenju.access import Access, Scope
from wenju.api.models import Health
from wenju.errors import ConfigError
from wenju.server import Server
from wenju.starting import Front
from wenju.ui.app import free_port

PASSWORD = Access("reader", "secret", local_only=False)


@contextmanager
def starting(access: Access | None = None) -> Iterator[tuple[Front, httpx.Client]]:
    port, front = free_port("127.0.0.1", 0), Front(access or Access())
    server = Server(front, None, "127.0.0.1", port)
    server.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            yield front, client
    finally:
        server.stop()


def test_health_says_that_it_is_starting_in_the_words_of_the_api() -> None:
    with starting() as (front, client):
        reply = client.get("/api/health")
        assert reply.status_code == 200
        assert Health.model_validate(reply.json()).status == "starting"
        front.told("embed", 3, 7)
        build = Health.model_validate(client.get("/api/health").json()).build
        assert (build.running, build.stage, build.done, build.total) == (True, "embed", 3, 7)


def test_a_browser_gets_a_page_that_looks_again() -> None:
    with starting() as (front, client):
        reply = client.get("/")
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "1")
        assert '<meta http-equiv="refresh" content="1">' in reply.text
        assert "正在准备…" in reply.text
        front.told("embed", 3, 7)
        assert "正在建立索引 3/7" in client.get("/?q=问").text


def test_a_program_gets_a_problem() -> None:
    with starting() as (_, client):
        reply = client.post("/api/ask", json={"question": "问"})
        assert (reply.status_code, reply.headers["content-type"]) == (503, "application/problem+json")
        assert reply.json()["detail"].startswith("the documents and models are being loaded")


def test_strangers_are_refused_from_the_beginning() -> None:
    with starting() as (_, client):
        assert client.get("/api/health", headers={"host": "evil.example"}).status_code == 403
    with starting(PASSWORD) as (_, client):
        assert client.get("/api/health").status_code == 401
        assert client.get("/api/health", auth=("reader", "secret")).json()["status"] == "starting"


def test_what_is_opened_answers_from_then_on_and_begins_and_ends_as_in_a_server_of_its_own() -> None:
    happened: list[str] = []

    @asynccontextmanager
    async def life(app: FastAPI) -> Any:
        happened.append("began")
        yield {"known": "state"}
        happened.append("ended")

    app = FastAPI(lifespan=life)

    @app.get("/api/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    with starting() as (front, client):
        assert client.get("/api/health").json()["status"] == "starting"
        assert happened == []
        front.open(app)
        assert happened == ["began"]
        assert client.get("/api/health").json() == {"status": "ok"}
        assert client.get("/nothing").status_code == 404
    assert happened == ["began", "ended"]


def test_an_application_that_cannot_begin_is_an_error() -> None:
    async def broken(scope: Scope, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no room"})

    async def silent(scope: Scope, receive: Any, send: Any) -> None:
        await receive()

    for app, words in ((broken, "no room"), (silent, "cannot start")):
        with starting() as (front, client):
            with pytest.raises(ConfigError, match=words):
                front.open(app)
            assert client.get("/api/health").json()["status"] == "starting"
