# shellcheck shell=bash
# How the scripts speak: a line a step with its time, the details in a log file.

log_directory=target/logs
cache_directory=${XDG_CACHE_HOME:-$HOME/.cache}/lenet-wasm
# The logs are plain text.
export NO_COLOR=1

# fail MESSAGE...: ends the build with a message, a line an argument.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# step NAME LABEL COMMAND...: runs the command with its output in a log named NAME; if it fails, shows the log's end and
# gives up. The command runs in a subshell, so that `set -e` holds inside it.
step() {
  local log=$log_directory/$1.log label=$2 began=$SECONDS status
  shift 2
  mkdir -p "$log_directory"
  printf '  %-44s' "$label"
  set +e
  (
    set -e
    "$@"
  ) </dev/null >"$log" 2>&1
  status=$?
  set -e
  if [[ $status -ne 0 ]]; then
    printf 'failed after %d s\n\n' $((SECONDS - began))
    tail -n 40 "$log" >&2
    fail "" "The whole log: $log"
  fi
  printf '%d s\n' $((SECONDS - began))
}

# has COMMAND...: whether all of them are on the PATH.
has() {
  local command
  for command; do
    command -v "$command" >/dev/null || return 1
  done
}

# as_root COMMAND...: runs it as root, by sudo where that is needed.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    fail "This needs root and there is no sudo. Run as root:" "  $*"
  fi
}

# install_packages PACKAGE...: installs Debian packages, asking nothing, after whoever else is installing some.
install_packages() {
  as_root apt-get update || echo "Not all package lists could be refreshed; trying with those that are there."
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=600 install --yes --no-install-recommends "$@"
}
