"""The reliability plot: how often answers of a given probability are right, on titles nothing was learnt on.

    python benchmarks/reliability.py        # benchmarks/reliability.svg, from wenju/models/reader/calibration.json

`training/calibrate.py` measures; this draws. On the diagonal a probability means what it says; a dot's area is
the number of questions. Niculescu-Mizil and Caruana, ICML 2005.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from wenju.calibration import read_calibration
from wenju.config import SHIPPED_READER

ROOT = Path(__file__).parents[1]
SIZE, EDGE = 360, 48


def plot(curve: list[list[float]], threshold: float, ece: float) -> str:
    """An SVG of (mean probability, share right, count) rows."""
    scale = SIZE - 2 * EDGE
    most = max(count for _, _, count in curve)

    def at(x: float, y: float) -> tuple[float, float]:
        return EDGE + scale * x, SIZE - EDGE - scale * y

    def line(a: tuple[float, float], b: tuple[float, float], style: str) -> str:
        return f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" {style}/>'

    def text(x: float, y: float, words: str, anchor: str = "middle", turn: str = "") -> str:
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{turn}>{words}</text>'

    parts = [f'<rect width="{SIZE}" height="{SIZE}" fill="white"/>']
    parts.append(line(at(0, 0), at(1, 1), 'stroke="#bbb" stroke-dasharray="4"'))
    parts += [line(at(0, 0), at(1, 0), 'stroke="#333"'), line(at(0, 0), at(0, 1), 'stroke="#333"')]
    parts.append(line(at(threshold, 0), at(threshold, 1), 'stroke="#b5502f"'))
    for tick in (0.0, 0.5, 1.0):
        parts.append(text(at(tick, 0)[0], SIZE - EDGE + 16, f"{tick:g}"))
        parts.append(text(EDGE - 8, at(0, tick)[1] + 4, f"{tick:g}", "end"))
    for probability, right, count in curve:
        x, y = at(probability, right)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + 9 * (count / most) ** 0.5:.1f}" fill="#2f6f8f"/>')
    parts.append(text(SIZE / 2, SIZE - 10, "probability that the answer is right"))
    parts.append(text(14, SIZE / 2, "share that is right", turn=f' transform="rotate(-90 14 {SIZE / 2:.0f})"'))
    parts.append(text(SIZE / 2, 24, f"ECE {ece:.3f}; an answer is given right of the line"))
    box = f'viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}"'
    style = 'font-family="sans-serif" font-size="12" fill="#222"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} {style}>\n' + "\n".join(parts) + "\n</svg>\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "reliability.svg")
    args = parser.parse_args()
    record = read_calibration(SHIPPED_READER)
    args.out.write_text(plot(record["curve"], record["threshold"], record["measured"]["ECE"]), encoding="utf-8")
    print(f"{args.out}: ECE {record['measured']['ECE']}")


if __name__ == "__main__":
    main()
