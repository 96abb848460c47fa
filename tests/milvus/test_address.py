from __future__ import annotations

from pathlib import Path

import pytest

from wenju.errors import ConfigError
from wenju.milvus.address import Address, parse


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("milvus://db:19531/reports", Address("milvus://db:19531/reports", "http://db:19531", "reports")),
        ("milvus://db/reports", Address("milvus://db:19530/reports", "http://db:19530", "reports")),
        ("milvus+tls://db/r_1", Address("milvus+tls://db:19530/r_1", "https://db:19530", "r_1")),
        ("milvus:///data/部/a.db/reports", Address("milvus:///data/部/a.db/reports", "/data/部/a.db", "reports")),
    ],
)
def test_addresses(url: str, address: Address) -> None:
    assert parse(url) == address
    assert parse(parse(url).url) == address
    assert address.is_file == url.startswith("milvus:///")


def test_a_file_is_named_by_its_whole_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse("milvus://a.db/reports").url == f"milvus://{tmp_path}/a.db/reports"


@pytest.mark.parametrize(
    "url", ["", "db:19530/reports", "http://db/reports", "milvus://db", "milvus://db/", "milvus://db/re-ports",
            "milvus://user:secret@db/reports", "milvus://db/a/b", "milvus:///data/a.db"]
)  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ConfigError, match=r"expected milvus://HOST:19530/COLLECTION.*WENJU_MILVUS_TOKEN"):
        parse(url)
