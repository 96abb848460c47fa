"""A server of the page over a real library with fake models, for lists of questions: `batch_server.py PORT FOLDER`.

A question with 慢 takes a third of a second more and is printed; one with 坏 breaks.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from openpyxl import Workbook

from tests.fake_encoder import FakeEncoder
from tests.fake_library import a_library, build_here
from tests.fake_reader import FakeReader
from wenju.arrays import Vectors
from wenju.library.library import Library
from wenju.server import Server, make_app
from wenju.ui.page import Page

SECONDS = 0.3
# What the reader finds, wherever it stands.
ANSWERS = ("三百册", "七座石桥", "李明")
BRIDGES = "桥梁志\n\n" + "\n".join(f"第{n}段说的是河流和村庄的来历，与别处没有不同。" * 3 for n in range(60))
BRIDGES += "\n丙丙丙镇建成七座石桥，都能走车。\n" + "\n".join(f"后记第{n}段。" * 20 for n in range(30)) + "\n"
TEACHERS = [["姓名", "学校"], ["王芳", "第一小学"], ["李明", "丁丁丁中学"]]


class SlowEncoder(FakeEncoder):
    """Embeds as the fake does, some questions later and one never."""

    def encode_query(self, text: str) -> Vectors:
        if "坏" in text:
            raise RuntimeError("broken on purpose")
        if "慢" in text:
            print(text, flush=True)
            time.sleep(SECONDS)
        return super().encode_query(text)


def batch_library(folder: Path) -> Library:
    """Three documents: 报告.txt, the long 桥梁志.txt, and 名单.xlsx, a table of teachers."""
    config = a_library(folder).config
    (config.corpus / "桥梁志.txt").write_text(BRIDGES, encoding="utf-8")
    book = Workbook()
    book.worksheets[0].title = "教师"
    for row in TEACHERS:
        book.worksheets[0].append(row)
    book.save(config.corpus / "名单.xlsx")
    build_here(config, None)
    return Library(config, SlowEncoder(), FakeReader(dict.fromkeys(ANSWERS, 99.0)), build_here)


if __name__ == "__main__":
    page = Page(batch_library(Path(sys.argv[2])), ["捐赠了多少图书"])
    server = Server(make_app(page), page, "127.0.0.1", int(sys.argv[1]))
    server.start()
    server.wait()
