# One word for each thing that whoever works on huren does; `make` alone lists them.
PYTHON = .venv/bin/python
.DEFAULT_GOAL = verbs
.PHONY: verbs demo test test-all quick check docs web bench coverage pictures release

verbs: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile

demo: .venv/.dev ## the example world, verified and served at http://127.0.0.1:8000
	.venv/bin/huren demo

test: .venv/.dev ## the tests but for the long groups; one room, whole: make test ROOM=tests/verifier
	$(PYTHON) -m pytest $(ROOM)

test-all: .venv/.dev ## all that CI runs: the long groups too, but for the one that is left to .ci/night
	$(PYTHON) -m pytest -m "not night"

quick: .venv/.dev ## after each change: the pure floors, and the tests that the imports tie to what was changed
	$(PYTHON) -m tests.harness.selection.quick $(SINCE)

check: .venv/.dev ## style, types, floors, the image's recipe: what CI runs before the wheel
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	.venv/bin/hadolint deploy/Containerfile

docs: .venv/.dev ## what is written from the code: examples, OpenAPI, the tables of web/; then docs/ as a site, build/site/index.html
	$(PYTHON) -m tools.docs.build
	$(PYTHON) -c "import furo, myst_parser" || .venv/bin/pip install -q -c constraints.txt -e '.[docs]'
	$(PYTHON) -m sphinx -q -W --keep-going -d build/doctrees -c tools/docs/site docs build/site

web: .venv/.dev ## the libraries and tables of the page, then the browser side: rooms, tsc, eslint, parity, Chromium
	.venv/bin/pip install -q --no-deps -c constraints.txt -e .
	$(PYTHON) -m tools.docs.build
	$(PYTHON) -m pytest tests/contract/test_browser_*.py tests/parity tests/verify_page

bench: .venv/.dev ## the numbers of the design; some of them: make bench NAME="verify qr"
	$(PYTHON) -m bench $(NAME)

coverage: .venv/.dev ## the lines of the pure floors that their own tests do not reach, by number
	$(PYTHON) -m coverage erase
	$(PYTHON) -m coverage run -m pytest -q tests/signing tests/credentials tests/verifier
	$(PYTHON) -m coverage combine -q
	$(PYTHON) -m coverage report

pictures: .venv/.dev ## the pictures of the README, made anew
	$(PYTHON) -m tools.pictures

release: .venv/.dev ## dist/ of this commit: wheel and sdist, built twice and compared, lock file, bill of materials, sums
	$(PYTHON) -c "import cyclonedx, uv" || .venv/bin/pip install -q -c constraints.txt -e '.[release]'
	$(PYTHON) -m tools.release

.venv/.dev: pyproject.toml constraints.txt
	python3 -m venv .venv
	.venv/bin/pip install -q -c constraints.txt -e '.[dev]'
	touch $@
