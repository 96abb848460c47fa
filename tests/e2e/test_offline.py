"""With every socket but loopback shut, it builds, asks and serves the page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys

def shut(event, args):
    if event == "socket.connect":
        host = args[1][0] if isinstance(args[1], tuple) else "local"
        if host not in ("127.0.0.1", "::1", "localhost", "local"):
            print("CONNECT", args[1], flush=True)
            raise OSError(f"no network: {args[1]}")
    look_up = event in ("socket.getaddrinfo", "socket.gethostbyname")
    if look_up and args[0] not in ("127.0.0.1", "::1", "localhost", None):
        print("LOOK-UP", args[0], flush=True)
        raise OSError(f"no network: {args[0]}")

sys.addaudithook(shut)
import urllib.request
from pathlib import Path
from wenju import Config, Engine, build_index

index = Path(sys.argv[2])
print(build_index(Config(corpus=Path(sys.argv[1]), index=index)))
engine = Engine.load(index)
print(engine.ask("杨浦派了多少教师去遵义").hits[0].passage.text)

from wenju.library.library import Library
from wenju.ui.app import free_port
from wenju.server import Server, make_app
from wenju.ui.page import Page

port = free_port("127.0.0.1", 0)
library = Library.open(Config(corpus=Path(sys.argv[1]), index=index))
page = Page(library, ["杨浦派了多少教师去遵义"], "zh")
server = Server(make_app(page), page, "127.0.0.1", port)
server.start()
print(len(urllib.request.urlopen(f"http://127.0.0.1:{port}/").read()) > 1000)
server.stop()
"""


def test_no_socket_leaves_the_machine(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(ROOT / "corpus"), str(tmp_path / "index")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=500, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    assert "CONNECT" not in run.stdout
    assert "LOOK-UP" not in run.stdout
    lines = run.stdout.splitlines()
    assert lines[0].startswith("1 document: 1 new")
    assert "2014—2016年累计派出6批45位教师赴贵州遵义支教" in lines[1]
    assert lines[2] == "True"
