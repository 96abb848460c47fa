"""A server of the page over a real library with fake models: `python shelf_server.py PORT FOLDER [SECONDS] [closed]`.

It reads what is put on the shelf as the real one does. A rebuild takes SECONDS more than it needs, in ten steps, and
with a document 坏了.txt it fails. With `closed` nobody can upload.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.fake_encoder import FakeEncoder
from tests.fake_library import a_library, build_here
from tests.fake_reader import FakeReader
from wenju.build import Progress
from wenju.config import Config
from wenju.errors import ConfigError
from wenju.library.library import Build, Library
from wenju.report import BuildReport
from wenju.server import Server, make_app
from wenju.ui.page import Page

STEPS = 10


def slow(seconds: float) -> Build:
    def build(config: Config, progress: Progress | None) -> BuildReport:
        for step in range(1, STEPS + 1):
            time.sleep(seconds / STEPS)
            if progress:
                progress("embed", step, STEPS)
        if (config.corpus / "坏了.txt").exists():
            raise ConfigError("the dictionary is damaged on purpose; mend it")
        return build_here(config, progress)

    return build


if __name__ == "__main__":
    port, folder, *rest = sys.argv[1:]
    uploads = "closed" not in rest
    config = a_library(Path(folder)).config
    words = dict.fromkeys(("三百册", "七座石桥"), 99.0)
    library = Library(config, FakeEncoder(), FakeReader(words), slow(float(rest[0]) if rest else 0))
    page = Page(library, ["捐赠了多少图书"], uploads=uploads)
    server = Server(make_app(page), page, "127.0.0.1", int(port))
    server.start()
    server.wait()
