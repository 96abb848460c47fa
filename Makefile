# wenju 问据. `make` alone says what there is to do.
#
#   PYTHON=python3.12   the Python that .venv is made from (3.11 or newer)
#   ARGS='...'          more options for the command behind a target
#   LAWS=FILE           passages for the speed part of `make bench`: JSON lines with title and text, may be .gz
#   BESIDE='...'        more options for benchmarks/beside.py, behind `make bench` and `make bench-quick`
#   PIP_ARGS='...'      more options for pip

PYTHON ?= python3
ARGS ?=
LAWS ?=
BESIDE ?=
PIP_ARGS ?=
Q ?=
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-bench
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# Through the environment, so that the shell does not read quotes and the like in a question as its own.
export Q

.DEFAULT_GOAL := help
.PHONY: help run install install-dev ask test fix bench bench-quick bench-peers clean check-question

help:
	@echo '  make run          open the web page over corpus/ at http://127.0.0.1:7860   (ARGS="--port 8080")'
	@echo '  make test         check style and types, then run all tests                 (ARGS="-k headings")'
	@echo '  make ask Q=...    ask one question:  make ask Q=杨浦派了多少教师去遵义      (ARGS=--json)'
	@echo '  make install      only make .venv; the commands are then .venv/bin/wenju and .venv/bin/python build_index.py'
	@echo '  make fix          mend style and format'
	@echo '  make bench        measure quality and speed, and set others beside it       (ARGS="FILE.squad.json.gz ..." LAWS=...)'
	@echo '  make bench-quick  the same table from small samples, in some minutes'
	@echo '  make bench-peers  only install what wenju is measured against, into .venv-bench'
	@echo '  make clean        remove .venv, .venv-bench and caches; corpus/, index/ and .bench/ stay'
	@echo
	@echo '  The first of them installs everything into .venv, once; it takes some minutes.'

run: $(VENV)/.installed
	@$(BIN)/python qa_app.py $(ARGS)

ask: check-question $(VENV)/.installed
	@$(BIN)/python build_index.py --if-stale
	@$(BIN)/python -m wenju ask $(ARGS) -- "$$Q"

check-question:
	@test -n "$$Q" || { echo 'Ask something: make ask Q=杨浦派了多少教师去遵义' >&2; exit 2; }

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

test: $(VENV)/.installed-dev
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest $(ARGS)

fix: $(VENV)/.installed-dev
	$(BIN)/python -m ruff check --fix
	$(BIN)/python -m ruff format

bench: $(VENV)/.installed $(PEERS)/.installed
	$(BIN)/python benchmarks/quality.py $(ARGS)
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/beside.py $(ARGS) $(if $(LAWS),--laws '$(LAWS)') $(BESIDE)

QUICK := .bench/quick
bench-quick: $(VENV)/.installed $(PEERS)/.installed
	@mkdir -p $(QUICK)
	$(BIN)/python benchmarks/beside.py --again --keep $(QUICK) --out $(QUICK)/beside.json --questions 40 \
		--sets-too --sizes 240 --own 100 --real 60 --cold-starts 1 $(BESIDE)

bench-peers: $(VENV)/.installed $(PEERS)/.installed

# The peers see what is in .venv (torch and sentence-transformers are then the same to the byte) and have what they need
# in another version in a place of their own, which comes first.
$(PEERS)/.installed: benchmarks/requirements.txt $(VENV)/.installed
	rm -rf $(PEERS)
	$(BIN)/python -m venv $(PEERS)
	@$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > \
		"$$($(PEERS)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/beside.pth"
	$(PEERS)/bin/python -m pip install $(PIP_ARGS) --no-deps -r benchmarks/requirements.txt
	@touch $@

clean:
	rm -rf $(VENV) $(PEERS) .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# torch goes first and alone: it is most of the download, and the pinned version is then there before anything asks for
# it. The stamp is made last and `.installing` is removed last: what was interrupted is never taken for good, because
# pip itself believes in a package whose files it had only begun to write.
define install
	@command -v $(PYTHON) >/dev/null || { \
		echo 'There is no $(PYTHON). Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.12 ...' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is $$($(PYTHON) --version 2>&1). wenju needs 3.11 or newer; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo '$(PYTHON) cannot make a .venv here. On Debian and Ubuntu: sudo apt-get install python3-venv' >&2; exit 1; }
	@if [ -e $(VENV)/.installing ]; then echo 'An earlier installation did not finish: making $(VENV) anew.'; rm -rf $(VENV); fi
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		rm -rf $(VENV) && mkdir $(VENV) && touch $(VENV)/.installing && $(PYTHON) -m venv $(VENV); }
	@touch $(VENV)/.installing
	$(BIN)/python -m pip install $(PIP_ARGS) -c constraints.txt "$$(grep '^torch==' constraints.txt)"
	$(BIN)/python -m pip install $(PIP_ARGS) -c constraints.txt -e '$(1)'
	@rm $(VENV)/.installing
	@touch $@
endef

$(VENV)/.installed: pyproject.toml constraints.txt
	$(call install,.)

$(VENV)/.installed-dev: pyproject.toml constraints.txt
	$(call install,.[test])
	@touch $(VENV)/.installed
