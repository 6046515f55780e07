#!/bin/sh
# Makes .venv with the product and what its tests need, at the versions of constraints.txt.
# Needs Python >= 3.11; uses uv where it is installed, else pip. PYTHON=… chooses the Python.
set -eu
cd "$(dirname "$0")/.."

# A name on PATH may be a shim that fails, or an older Python: only running it tells.
usable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3.13 python3.12 python3.11 python3 python
    fi
    for name in "$@"; do
        if usable "$name"; then
            echo "$name"
            return
        fi
    done
}

refuse() {
    echo "set-up: $1" >&2
    exit 1
}

python=$(find_python)
if [ -z "$python" ]; then
    refuse "Python 3.11 or newer is needed, and ${PYTHON:-python3} is not one.
Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python), or name one: make PYTHON=/path/to/python3.12 …"
fi

if ! usable .venv/bin/python; then
    rm -rf .venv
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --python "$python" .venv
    else
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            refuse "$python cannot make virtual environments. Install its venv (Debian, Ubuntu: apt install python3-venv), or uv."
        "$python" -m venv .venv
    fi
fi

echo "set-up: installing into .venv (once; again when pyproject.toml or constraints.txt change) …" >&2
if command -v uv >/dev/null 2>&1; then
    VIRTUAL_ENV="$PWD/.venv" uv pip install --quiet --constraint constraints.txt --editable '.[dev]'
else
    # An environment that uv made has no pip.
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
fi
