from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.fake_library import QUESTION, a_library
from tests.model_server import Played, serving, whole
from wenju._version import __version__
from wenju.api import models
from wenju.api.problems import MOST_BYTES
from wenju.api.routes import make_router
from wenju.errors import IndexFileError
from wenju.library.library import Library
from wenju.library.listing import entry_json
from wenju.library.turns import Turns
from wenju.serialize import answer_json, hits_json
from wenju.writing.language_model import LanguageModel, Model

Change = Callable[[], Any]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return a_library(tmp_path)


def served(library: Library, uploads: bool = True, model: Model | None = None) -> TestClient:
    app = FastAPI(title="wenju", version="1", openapi_url="/api/openapi.json", docs_url=None, redoc_url=None)
    app.include_router(make_router(library, uploads, model))
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with served(library) as client:
        yield client


def problem(reply: Any) -> tuple[int, str]:
    """(status, detail), of a reply that is a problem in form."""
    assert reply.headers["content-type"] == "application/problem+json"
    told = reply.json()
    assert set(told) == {"type", "title", "status", "detail"}
    assert told["status"] == reply.status_code
    assert "Traceback" not in told["detail"]
    return told["status"], told["detail"]


def until_built(library: Library) -> None:
    deadline = time.monotonic() + 60
    while library.building.is_running:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_answer_is_that_of_the_command_line(client: TestClient, library: Library) -> None:
    expected = answer_json(library.engine.ask(QUESTION, 1))
    got = client.get("/api/ask", params={"question": QUESTION, "k": 1}).json()
    posted = client.post("/api/ask", json={"question": QUESTION, "k": 1}).json()
    assert got["answer"] == "三百册"
    for record in (got, posted, expected):
        assert set(record.pop("timings_ms")) == {"search", "read", "decide"}
    assert got == posted == expected


def test_passages_are_those_of_the_command_line(client: TestClient, library: Library) -> None:
    expected = hits_json(library.engine.search(QUESTION, 5))
    assert client.get("/api/search", params={"question": QUESTION}).json() == expected
    assert client.post("/api/search", json={"question": QUESTION}).json() == expected
    assert expected[0]["span"] is None


@pytest.mark.parametrize("path", ["ask", "search"])
def test_a_part_of_the_documents_is_asked(client: TestClient, library: Library, path: str) -> None:
    def headings(**part: object) -> list[list[str]]:
        got = client.get(f"/api/{path}", params={"question": QUESTION, **part}).json()
        posted = client.post(f"/api/{path}", json={"question": QUESTION, **part}).json()
        hits = got if path == "search" else got["hits"]
        assert hits == (posted if path == "search" else posted["hits"])
        return [hit["heading"] for hit in hits]

    assert headings(heading="甲区的做法") == [["一、甲甲甲区的做法"]]
    assert headings(heading="乙区的做法") == []
    assert headings(document=["报告.txt"]) == [["一、甲甲甲区的做法"]]
    assert headings(since="2017") == []
    assert client.get(f"/api/{path}", params={"question": QUESTION, "since": "去年"}).status_code == 422
    unknown = client.get(f"/api/{path}", params={"question": QUESTION, "document": "x.txt"})
    assert (unknown.status_code, "x.txt" in unknown.json()["detail"]) == (422, True)


def test_the_models_have_the_keys_that_are_written(library: Library) -> None:
    answer = answer_json(library.engine.ask(QUESTION))
    assert list(models.Answer.model_fields) == list(answer)
    assert list(models.Citation.model_fields) == list(answer["citations"][0])
    assert list(models.Hit.model_fields) == list(answer["hits"][0])
    assert list(models.Span.model_fields) == list(answer["hits"][0]["span"])
    assert list(models.Entry.model_fields) == list(entry_json(library.entries()[0]))


@pytest.mark.parametrize(
    ("question", "words"), [("", "问题是空的"), ("？", "问题是空的"), ("长" * 501, "501"), ("\ud800", "question")]
)
def test_a_question_nobody_can_answer_is_a_problem(client: TestClient, question: str, words: str) -> None:
    body = '{"question": "\\ud800"}' if question == "\ud800" else None
    for path in ("/api/ask", "/api/search"):
        if body:
            reply = client.post(path, content=body, headers={"content-type": "application/json"})
        else:
            reply = client.post(path, json={"question": question})
        status, detail = problem(reply)
        assert status == 422
        assert words in detail


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        ({"json": {}}, "body.question: Field required"),
        ({"json": {"question": QUESTION, "k": 0}}, "body.k: Input should be greater than or equal to 1"),
        ({"json": {"question": QUESTION, "k": 101}}, "body.k: Input should be less than or equal to 100"),
        ({"json": {"question": QUESTION, "key": 1}}, "body.key: Extra inputs are not permitted"),
        ({"json": {"question": 5}}, "body.question: Input should be a valid string"),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, "JSON decode error"),
    ],
)
def test_a_body_of_another_form_is_a_problem(client: TestClient, ask: dict[str, Any], words: str) -> None:
    status, detail = problem(client.post("/api/ask", **ask))
    assert status == 422
    assert words in detail


def test_a_query_of_another_form_is_a_problem(client: TestClient) -> None:
    assert problem(client.get("/api/ask")) == (422, "query.question: Field required")
    assert problem(client.get("/api/search", params={"question": QUESTION, "k": "x"}))[0] == 422


def test_documents_are_listed_and_read(client: TestClient, library: Library) -> None:
    listed = client.get("/api/documents").json()
    assert listed["documents"] == [entry_json(entry) for entry in library.entries()]
    assert listed["documents"][0]["name"] == "报告.txt"
    assert listed["build"] == {"running": False, "stage": "", "done": 0, "total": 0, "error": ""}
    document = client.get("/api/documents/报告.txt").json()
    assert document["title"] == "年度报告"
    heading = document["headings"][1]
    assert document["text"][heading["start"] : heading["end"]] == heading["text"] == "一、甲甲甲区的做法"
    citation = client.get("/api/ask", params={"question": QUESTION}).json()["citations"][0]
    assert document["text"][citation["start"] : citation["end"]] == citation["quote"] == "三百册"
    assert problem(client.get("/api/documents/没有.txt"))[0] == 404
    assert problem(client.get("/api/documents/..%2F..%2Fetc%2Fpasswd"))[0] == 404


def test_a_document_is_added_asked_and_removed(client: TestClient, library: Library) -> None:
    files = [
        ("files", ("b.txt", "乙乙乙区接待来访教师五批。".encode())),
        ("files", ("报告.txt", "丙区报告\n\n捐赠图书五百册，都是新的。".encode())),
    ]
    reply = client.post("/api/documents", files=files)
    assert reply.status_code == 202
    stored = [{"name": "b.txt", "size": 39, "replaced": False}, {"name": "报告.txt", "size": 53, "replaced": True}]
    assert reply.json()["stored"] == stored
    until_built(library)
    assert [e["state"] for e in client.get("/api/documents").json()["documents"]] == ["ready", "ready"]
    assert client.get("/api/ask", params={"question": QUESTION}).json()["answer"] == "五百册"
    assert client.get("/api/health").json()["generation"] == 2
    reply = client.delete("/api/documents/报告.txt")
    assert (reply.status_code, reply.json()["removed"]) == (202, "报告.txt")
    until_built(library)
    assert [e["name"] for e in client.get("/api/documents").json()["documents"]] == ["b.txt"]


@pytest.mark.parametrize("name", ["../b.txt", "b.exe", "b.doc", ".b.txt", "userdict.txt"])
def test_one_bad_name_and_nothing_is_stored(client: TestClient, library: Library, name: str) -> None:
    files = [("files", ("good.txt", b"x")), ("files", (name, b"x"))]
    assert problem(client.post("/api/documents", files=files))[0] == 422
    assert [path.name for path in library.config.corpus.iterdir()] == ["报告.txt"]
    assert library.generation == 1


def test_an_upload_without_a_file_is_a_problem(client: TestClient) -> None:
    assert problem(client.post("/api/documents"))[0] == 422
    assert problem(client.post("/api/documents", files=[("files", ("a.txt", b""))])) == (
        422,
        "a.txt: the file is empty; send it again.",
    )


def test_what_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    headers = {"content-length": str(MOST_BYTES + 1), "content-type": "multipart/form-data; boundary=x"}
    status, detail = problem(client.post("/api/documents", content=b"x", headers=headers))
    assert (status, detail) == (413, "201.0 MB, at most 201 MB are taken at once: send files one by one")
    headers = {"transfer-encoding": "chunked", "content-type": "application/json"}
    assert problem(client.post("/api/ask", content=iter([b"{}"]), headers=headers))[0] == 411


def test_only_documents_are_removed(client: TestClient, library: Library) -> None:
    assert problem(client.delete("/api/documents/没有.txt"))[0] == 404
    assert problem(client.delete("/api/documents/..%2F..%2Fsecret.txt"))[0] == 404
    status, detail = problem(client.delete("/api/documents/报告.txt"))
    assert (status, "only document" in detail) == (422, True)
    assert len(library.entries()) == 1


def test_without_uploads_there_is_only_reading(library: Library) -> None:
    with served(library, uploads=False) as client:
        files = [("files", ("b.txt", b"x"))]
        for reply in (client.post("/api/documents", files=files), client.delete("/api/documents/报告.txt")):
            status, detail = problem(reply)
            assert (status, "--no-upload" in detail) == (403, True)
        assert client.get("/api/documents").status_code == 200
        paths = client.get("/api/openapi.json").json()["paths"]
    assert list(paths["/api/documents"]) == ["get"]
    assert list(paths["/api/documents/{name}"]) == ["get"]
    assert [path.name for path in library.config.corpus.iterdir()] == ["报告.txt"]


def test_health_and_version(client: TestClient) -> None:
    health = client.get("/api/health").json()
    assert [health[key] for key in ("status", "documents", "passages", "generation")] == ["ok", 1, 1, 1]
    assert client.get("/api/version").json() == {"version": __version__}


def test_another_address_or_method_is_a_problem(client: TestClient) -> None:
    assert problem(client.get("/api/nothing"))[0] == 404
    reply = client.put("/api/ask")
    assert problem(reply) == (405, "PUT is not among GET, POST")
    assert reply.headers["allow"] == "GET, POST"


def test_a_full_line_says_when_to_come_again(
    client: TestClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_turns", Turns(waiting=0, at_once=0))
    reply = client.get("/api/ask", params={"question": QUESTION})
    assert problem(reply)[0] == 503
    assert reply.headers["retry-after"] == "5"


def test_what_nobody_foresaw_is_logged_and_not_told(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: Any) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Library, "ask", breaks)
    status, detail = problem(client.get("/api/ask", params={"question": QUESTION}))
    assert status == 500
    assert "secret" not in detail
    assert "ZeroDivisionError: secret" in caplog.text

    def damaged(*_: Any) -> None:
        raise IndexFileError("index: damaged; rebuild")

    monkeypatch.setattr(Library, "ask", damaged)
    assert problem(client.get("/api/ask", params={"question": QUESTION})) == (500, "index: damaged; rebuild")


def test_the_description_has_every_route_and_its_errors(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()["paths"]
    assert {path: sorted(methods) for path, methods in described.items()} == {
        "/api/ask": ["get", "post"],
        "/api/search": ["get", "post"],
        "/api/documents": ["get", "post"],
        "/api/documents/{name}": ["delete", "get"],
        "/api/health": ["get"],
        "/api/version": ["get"],
    }
    for methods in described.values():
        for operation in methods.values():
            assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"]
            assert operation["summary"]
            assert "422" not in operation["responses"]


def test_the_page_of_the_api_needs_nothing_from_anywhere(client: TestClient) -> None:
    reply = client.get("/api/docs")
    assert reply.headers["content-type"].startswith("text/html")
    for words in ("GET /api/ask", "POST /api/documents", "DELETE /api/documents/{name}", "&quot;citations&quot;"):
        assert words in reply.text
    for reference in ("http:", "https:", "src=", "<script", "<link"):
        assert reference not in reply.text
    assert 'href="openapi.json"' in reply.text


def test_a_language_model_writes_the_answer_up_where_that_is_asked(library: Library) -> None:
    with serving(Played(whole("捐赠图书三", "百册[1]。"))) as played:
        model = LanguageModel(f"{played.url}/chat/completions", "m")
        with served(library, model=model) as client:
            plain = client.get("/api/ask", params={"question": QUESTION}).json()
            got = client.get("/api/ask", params={"question": QUESTION, "write": "true"}).json()
            posted = client.post("/api/ask", json={"question": QUESTION, "write": True}).json()
        assert "written" not in plain
        assert got["written"] == posted["written"] == {"text": "捐赠图书三百册[1]。", "by_model": True, "note": ""}
        assert got["answer"] == "三百册"
        assert list(models.Written.model_fields) == list(got["written"])
        assert list(models.Reply.model_fields) == list(got)
        assert len(played.requests) == 2


def test_where_the_model_fails_the_answer_is_given_with_a_note(library: Library) -> None:
    with served(library, model=LanguageModel("http://127.0.0.1:9/v1/chat/completions", "m")) as client:
        reply = client.get("/api/ask", params={"question": QUESTION, "write": "true"})
    assert reply.status_code == 200
    written = reply.json()["written"]
    assert (written["text"], written["by_model"], "127.0.0.1:9" in written["note"]) == ("三百册", False, True)


def test_without_a_model_nothing_is_written_and_the_cure_is_named(client: TestClient) -> None:
    status, detail = problem(client.post("/api/ask", json={"question": QUESTION, "write": True}))
    assert (status, "--llm URL --llm-model NAME" in detail) == (422, True)
    assert client.post("/api/ask", json={"question": QUESTION, "write": False}).status_code == 200
    assert problem(client.get("/api/search", params={"question": QUESTION, "write": "true"}))[0] == 422


def test_the_description_says_how_an_answer_is_written_up(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    (write,) = [p for p in described["paths"]["/api/ask"]["get"]["parameters"] if p["name"] == "write"]
    assert "--llm URL --llm-model NAME" in write["description"]
    assert not write["required"]
    assert set(described["components"]["schemas"]["Written"]["properties"]) == {"text", "by_model", "note"}
    page = client.get("/api/docs").text
    assert "&quot;written&quot;: {" in page
    assert "&quot;by_model&quot;: &quot;boolean&quot;" in page
