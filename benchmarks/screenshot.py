"""The picture in the README, taken of the real page: `python benchmarks/screenshot.py` writes docs/page.png.

It starts `qa_app.py`, asks the first example, opens the source at the cited place and takes what a 1280 x 900 window
shows. With `--all` it also writes page-mobile.png, page-dark.png and page-en.png, for a look at what changed.
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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from wenju.ui.app import free_port  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SWITCHES = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
LARGEST = 400_000  # bytes; a README is read on slow lines too


@dataclass(frozen=True)
class View:
    """One picture: the window, the colours, the browser's language, whether the source is open beside the result."""

    name: str
    width: int = 1280
    height: int = 900
    scheme: Literal["light", "dark"] = "light"
    locale: str = "zh-CN"
    source: bool = True


VIEWS = (
    View("page"),
    View("page-mobile", 390, 844, source=False),
    View("page-dark", scheme="dark"),
    View("page-en", locale="en-US", source=False),
)


def main() -> int:
    """0 where every picture is written and small enough."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=ROOT / "index", metavar="DIR")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", metavar="DIR")
    parser.add_argument("--url", help="take pictures of this running page, start none")
    parser.add_argument("--all", action="store_true", help="mobile, dark and English as well")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with served(options.index) if options.url is None else given(options.url) as url:
        sizes = photograph(url, VIEWS if options.all else VIEWS[:1], options.out)
    for path, size in sizes.items():
        print(f"{path}: {size / 1000:.0f} kB" + (", too large" if size > LARGEST else ""))
    return int(any(size > LARGEST for size in sizes.values()))


@contextmanager
def given(url: str) -> Iterator[str]:
    """A page that somebody else started and will stop."""
    yield url


@contextmanager
def served(index: Path) -> Iterator[str]:
    """`qa_app.py` on a free port, stopped afterwards."""
    port = free_port("127.0.0.1", 0)
    command = [sys.executable, str(ROOT / "qa_app.py"), "--index", str(index), "--port", str(port)]
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
    """Ask the first example and take the window as it then looks."""
    size = {"width": view.width, "height": view.height}
    page = browser.new_page(viewport=size, color_scheme=view.scheme, locale=view.locale)  # type: ignore[arg-type]
    page.goto(url)
    page.wait_for_selector(".wj-chip")
    page.wait_for_timeout(800)  # the greeting in the browser's language
    page.click(".wj-chip >> nth=0")
    page.wait_for_selector(".wj-card:not(.wj-busy)")
    if view.source:
        page.click(".wj-card .wj-open")
        page.wait_for_selector(".wj-reading .wj-here")
    page.mouse.move(2, 2)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(400)
    page.screenshot(path=str(path))
    page.close()
    shrink(path)
    return path


def shrink(path: Path) -> None:
    """256 colours are plenty for a page of text and a third of the bytes. Pillow comes with gradio."""
    from PIL import Image

    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
