"""The web page: `python qa_app.py`, then open the address it prints; `--help` teaches the rest."""

import sys

from wenju.ui.app import main

if __name__ == "__main__":
    sys.exit(main())
