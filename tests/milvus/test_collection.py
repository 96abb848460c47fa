from __future__ import annotations

from typing import Any

from wenju.milvus.address import parse
from wenju.milvus.collection import Collection


class Losing(Collection):
    """Loses its connection as soon as somebody has looked at it, as where another thread's call fails just then."""

    @property
    def _client(self) -> Any:  # type: ignore[override]
        return self.__dict__.pop("kept", None)

    @_client.setter
    def _client(self, client: Any) -> None:
        self.__dict__["kept"] = client


def test_a_call_keeps_the_connection_it_began_with() -> None:
    collection = Losing(parse("milvus://nowhere/reports"), "reports", 5, {})
    client = collection._client = object()
    assert collection._ready() is client
