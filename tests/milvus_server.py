"""A real Milvus server from the wheel `milvus`, on free ports, in a folder of its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = (
    "etcd etcd_peer root_coord proxy proxy_internal query_coord query_node index_coord index_node data_coord data_node"
)
# The etcd inside would take ports 2379 and 2380, so that there could be but one server on a machine.
ETCD = """name: default
listen-client-urls: http://127.0.0.1:{client}
advertise-client-urls: http://127.0.0.1:{client}
listen-peer-urls: http://127.0.0.1:{peer}
initial-advertise-peer-urls: http://127.0.0.1:{peer}
initial-cluster: default=http://127.0.0.1:{peer}
"""


def free_ports(names: list[str]) -> dict[str, int]:
    """A free port for each name; all are held until the last is found, so that no two are the same."""
    with ExitStack() as stack:
        probes = {f"{name}_port": stack.enter_context(socket.socket()) for name in names}
        for probe in probes.values():
            probe.bind(("127.0.0.1", 0))
        return {name: int(probe.getsockname()[1]) for name, probe in probes.items()}


class MilvusProcess:
    """A server that can be killed, and started again with what it had kept."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._ports = folder, free_ports(NAMES.split())
        self._server: Any = None
        self.start()

    @property
    def url(self) -> str:
        return f"milvus://127.0.0.1:{self._ports['proxy_port']}"

    def start(self) -> None:
        from milvus import MilvusServer, MilvusServerConfig

        self._folder.mkdir(parents=True, exist_ok=True)
        etcd = self._folder / "etcd.yaml"
        etcd.write_text(ETCD.format(client=self._ports["etcd_port"], peer=self._ports["etcd_peer_port"]))

        class Config(MilvusServerConfig):  # type: ignore[misc]
            def try_bind_port(self, port: int) -> socket.socket | None:
                """As it was, but for a port that a killed server has left a moment ago as well."""
                probe = socket.socket()
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                    probe.listen()
                except OSError:
                    probe.close()
                    return None
                return probe

        self._server = MilvusServer(Config(data_dir=str(self._folder), **self._ports))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ETCD_CONFIG_PATH", str(etcd))
            self._server.start()

    def kill(self) -> None:
        """As a machine that loses its power."""
        self._server.server_proc.kill()
        self._server.server_proc.wait()

    def stop(self) -> None:
        self._server.stop()


@contextmanager
def running(folder: Path) -> Iterator[MilvusProcess]:
    """A server until the test is done; skipped where the wheel is not installed."""
    pytest.importorskip("milvus", reason="the Milvus server is not installed (pip install 'wenju[test]')")
    server = MilvusProcess(folder)
    try:
        yield server
    finally:
        server.stop()
