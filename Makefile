# make reports | test | verify | lab | data | lock: each sets up .venv from requirements.lock by itself.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
INSTALLED := $(VENV)/installed
LOCK_TOOL := uv==0.13.9

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: reports test verify lab data lock

reports: $(INSTALLED)
	$(BIN)/disparity build --fresh

test: $(INSTALLED)
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

verify: $(INSTALLED)
	$(BIN)/disparity verify

lab: $(INSTALLED)
	$(BIN)/jupyter lab notebooks

data: $(INSTALLED)
	$(BIN)/disparity data

lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet $(LOCK_TOOL)
	.venv-lock/bin/uv pip compile pyproject.toml --extra test --extra pdf --extra build --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade \
		--quiet --output-file requirements.lock

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=python3.11')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(INSTALLED)
