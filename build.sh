#!/usr/bin/env bash
# Builds, serves and tests the project, from a fresh clone on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source scripts/steps.sh
source scripts/toolchain.sh
source scripts/browsers.sh
source scripts/site.sh
source scripts/tests.sh
source scripts/bench.sh

usage() {
  cat <<'END'
Usage: ./build.sh COMMAND

  serve   builds the site and serves it; PORT=n picks the port (default 8080)
  test    runs the lints and every test
  build   builds the site in dist/ and the npm package in pkg/
  bench   measures, here and now, and prints a report; --quick for a short round, --write to put it into
          docs/performance.md
  setup   installs what the other commands need, and nothing else

Each installs what it needs and is missing, and skips what is current.
END
}

case ${1-} in
  serve)
    set_up
    build_site
    exec node scripts/serve.mjs "${PORT:-8080}"
    ;;
  test)
    set_up
    set_up_tests
    run_tests
    ;;
  build)
    set_up
    build_site
    ;;
  bench)
    set_up
    set_up_tests
    build_site
    run_benchmarks "${@:2}"
    ;;
  setup)
    set_up
    set_up_tests
    ;;
  help | --help | -h)
    usage
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac
