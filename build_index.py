"""Build or update index/ from corpus/:  python build_index.py [--corpus DIR] [--index DIR] [--model NAME] [--full]

Only passages whose content is new are embedded. Whatever stops a build, the index that was there still answers.
"""

from __future__ import annotations

import argparse
import sys

from wenju.cli import add_build_options, reporting, run_build


def main() -> int:
    """Exit code 0 where the index is built, 1 with the reason on stderr."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_build_options(parser)
    return reporting(run_build, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
