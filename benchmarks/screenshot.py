"""The pictures in the README, taken of the real page: `python benchmarks/screenshot.py` writes them to docs/.

It starts `qa_app.py` over the shipped report and three documents of the tests and takes what a window shows of the
three tabs: an answer with its source beside it, the documents, a batch. With `--all` it also takes each of them on a
telephone, in dark and in English, for a look at what changed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from wenju.ui.app import free_port  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SWITCHES = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
LARGEST = 400_000  # bytes; a README is read on slow lines too


@dataclass(frozen=True)
class View:
    """One picture: which tab, the window, the colours, the browser's language."""

    name: str
    tab: Literal["ask", "documents", "batch"] = "ask"
    width: int = 1280
    height: int = 900
    scheme: Literal["light", "dark"] = "light"
    locale: str = "zh-CN"


VIEWS = (View("page"), View("documents", "documents"), View("batch", "batch"))
OTHERS = tuple(
    other
    for view in VIEWS
    for other in (
        replace(view, name=f"{view.name}-mobile", width=390, height=844),
        replace(view, name=f"{view.name}-dark", scheme="dark"),
        replace(view, name=f"{view.name}-en", locale="en-US"),
    )
)
QUESTIONS = """杨浦派了多少教师去遵义
杨浦2017年累计投入了多少专项经费
浦东新区派了多少老师去遵义支教
支教工作室是哪一年成立的
急诊和门诊一年看了多少人次
校车超载怎么处罚
红烧肉怎么做
"""


def main() -> int:
    """0 where every picture is written and small enough."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs", metavar="DIR")
    parser.add_argument("--url", help="take pictures of this running page, start none")
    parser.add_argument("--all", action="store_true", help="on a telephone, in dark and in English as well")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with served() if options.url is None else given(options.url) as url:
        sizes = photograph(url, VIEWS + OTHERS if options.all else VIEWS, options.out)
    for path, size in sizes.items():
        print(f"{path}: {size / 1000:.0f} kB" + (", too large" if size > LARGEST else ""))
    return int(any(size > LARGEST for size in sizes.values()))


@contextmanager
def given(url: str) -> Iterator[str]:
    """A page that somebody else started and will stop."""
    yield url


@contextmanager
def served() -> Iterator[str]:
    """`qa_app.py` over several documents on a free port, stopped and forgotten afterwards."""
    port = free_port("127.0.0.1", 0)
    with TemporaryDirectory(prefix="wenju-pictures-") as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        shutil.copytree(ROOT / "corpus", corpus)
        for path in (ROOT / "tests" / "golden" / "other").iterdir():
            if path.suffix in (".txt", ".md"):
                shutil.copy(path, corpus)
        command = [sys.executable, "qa_app.py", "--corpus", str(corpus), "--index", str(index), "--port", str(port)]
        yield from running(command, port)


def running(command: list[str], port: int) -> Iterator[str]:
    """The address of a page, once it answers."""
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        url = f"http://127.0.0.1:{port}/"
        while not answers(url):
            if process.poll() is not None:
                raise SystemExit("qa_app.py did not start; its reason stands above")
            time.sleep(0.3)
        yield url
    finally:
        process.terminate()
        process.wait()


def answers(url: str) -> bool:
    """Whether something answers there."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


def photograph(url: str, views: tuple[View, ...], out: Path) -> dict[Path, int]:
    """The pictures' paths and their sizes in bytes."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no browser found: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(SWITCHES))
        paths = [take(browser, url, view, out / f"{view.name}.png") for view in views]
        browser.close()
    return {path: path.stat().st_size for path in paths}


def take(browser: Browser, url: str, view: View, path: Path) -> Path:
    """Do what a person does on the tab, and take the window as it then looks."""
    size = {"width": view.width, "height": view.height}
    page = browser.new_page(viewport=size, color_scheme=view.scheme, locale=view.locale)  # type: ignore[arg-type]
    page.goto(url)
    page.wait_for_selector(".wj-chip")
    page.wait_for_timeout(800)  # the greeting in the browser's language
    {"ask": ask, "documents": look, "batch": ask_many}[view.tab](page, view)
    page.mouse.move(2, 2)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(400)
    page.screenshot(path=str(path))
    page.close()
    shrink(path)
    return path


def ask(page: Page, view: View) -> None:
    """The first question answered, and its source open where there is room for both."""
    page.fill("#wj-question textarea", QUESTIONS.split()[0])
    page.press("#wj-question textarea", "Enter")
    page.wait_for_selector(".wj-card:not(.wj-busy)")
    if view.width > 1000:
        page.click(".wj-card .wj-open")
        page.wait_for_selector(".wj-reading .wj-here")


def look(page: Page, view: View) -> None:
    """The documents, one that was sent and refused, and the headings of another."""
    page.click("#wj-tabs button[role=tab] >> nth=1")
    page.wait_for_selector(".wj-row")
    page.set_input_files("#wj-drop input[type=file]", {"name": "计划.doc", "mimeType": "", "buffer": b"old"})
    page.wait_for_selector("#wj-done li")
    page.click(".wj-row-open >> nth=1")
    page.wait_for_selector(".wj-row-details")


def ask_many(page: Page, view: View) -> None:
    """A few questions and their answers."""
    page.click("#wj-tabs button[role=tab] >> nth=2")
    page.fill("#wj-batch-questions textarea", QUESTIONS)
    page.click("#wj-batch-start")
    page.wait_for_selector("#wj-batch-xlsx:visible", timeout=120_000)


def shrink(path: Path) -> None:
    """256 colours are plenty for a page of text and a third of the bytes. Pillow comes with gradio."""
    from PIL import Image

    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
