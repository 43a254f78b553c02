# shellcheck shell=bash
# The Rust side of the set-up: a toolchain with the wasm32 target, and the tools around it.

wasm_target=wasm32-unknown-unknown
wasm_pack_version=0.15.1
geckodriver_version=0.37.1
# The command must have exactly the version of the crate that is linked into the module.
wasm_bindgen_version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock)

wasm_pack_directory=$cache_directory/wasm-pack-$wasm_pack_version
wasm_bindgen_directory=$cache_directory/wasm-bindgen-cli-$wasm_bindgen_version
geckodriver_directory=$cache_directory/geckodriver-$geckodriver_version

cargo_commands=${CARGO_HOME:-$HOME/.cargo}/bin
# A shell that was open before Rust was installed does not know its commands yet.
has rustup || PATH=$cargo_commands:$PATH
# In front, so that the versions are the right ones whatever else is installed.
export PATH=$wasm_pack_directory/bin:$wasm_bindgen_directory/bin:$PATH:$geckodriver_directory/bin

# Whether the compiler in use has the target; a library that names another compiler is of no use to this one.
has_wasm_target() {
  local library
  library=$(rustc --print sysroot)/lib/rustlib/$wasm_target/lib
  [[ -d $library ]] || return 1
  [[ ! -e $library/compiler-version || $(<"$library/compiler-version") == "$(rustc --version)" ]]
}

# Chooses a toolchain that compiles to wasm32: rustup's own target where its server can be reached, else Debian's
# compiler with a standard library built from Debian's sources.
set_up_wasm_target() {
  has rustup cargo rustc ||
    fail "Rust is missing. Install it, then run this again:" \
      "  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
  if has_wasm_target; then return; fi
  if RUSTUP_MAX_RETRIES=1 RUSTUP_DOWNLOAD_TIMEOUT=20 rustup target add "$wasm_target"; then return; fi
  has apt-get ||
    fail "The Rust toolchain lacks the $wasm_target target and it could not be downloaded. Install it with:" \
      "  rustup target add $wasm_target"
  source scripts/debian-toolchain.sh
  set_up_debian_toolchain
}

# has_version COMMAND VERSION: whether the command on the PATH reports that version.
has_version() {
  has "$1" && "$1" --version 2>/dev/null | grep -qwF "$2"
}

# install_tool DIRECTORY CRATE VERSION [CARGO OPTION...]: compiles a tool into its directory in the user's cache.
install_tool() {
  local directory=$1 crate=$2 version=$3
  shift 3
  # Away from the checkout, whose toolchain and settings are nothing to the tools. Barely optimised, they compile a
  # third faster and are quick enough.
  (
    cd /
    export CARGO_TARGET_DIR=$directory/target CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off
    cargo install "$crate" --version "$version" --root "$directory" "$@"
  )
  rm -rf "$directory/target"
}

# link_commands DIRECTORY: links a cached tool's commands into cargo's own directory where it has none, so that
# `wasm-pack test` works from any shell. Replaces links to the cache, but not what the user installed.
link_commands() {
  local command link
  [[ -d $1/bin && -d $cargo_commands ]] || return 0
  for command in "$1"/bin/*; do
    # wasm-pack keeps a note of its last look for a newer version there.
    [[ -x $command ]] || continue
    link=$cargo_commands/${command##*/}
    if [[ ! -e $link || $(readlink "$link") == "$cache_directory"/* ]]; then ln -sf "$command" "$link"; fi
  done
}

set_up_wasm_pack() {
  has_version wasm-pack "$wasm_pack_version" ||
    install_tool "$wasm_pack_directory" wasm-pack "$wasm_pack_version" --locked
  link_commands "$wasm_pack_directory"
}

# Without --locked: this crate's lock file names versions that not every registry serves.
set_up_wasm_bindgen() {
  if ! has_version wasm-bindgen "$wasm_bindgen_version" || ! has wasm-bindgen-test-runner; then
    install_tool "$wasm_bindgen_directory" wasm-bindgen-cli "$wasm_bindgen_version"
  fi
  link_commands "$wasm_bindgen_directory"
}

# Any version will do: one that is there came with its Firefox.
set_up_geckodriver() {
  has geckodriver || install_tool "$geckodriver_directory" geckodriver "$geckodriver_version" --locked
  link_commands "$geckodriver_directory"
}
