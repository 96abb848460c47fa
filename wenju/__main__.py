"""`python -m wenju`: the same as the command `wenju`."""

from wenju.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
