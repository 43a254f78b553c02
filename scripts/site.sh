# shellcheck shell=bash
# From the sources to the finished site: data, npm packages, WebAssembly module, bundle.

# once NAME COMMAND PATH...: runs the command unless the files at the paths, its sources and its result alike, are
# what they were after its last run.
once() {
  local stamp=target/stamps/$1 command=$2
  shift 2
  if [[ -e $stamp && $(<"$stamp") == "$(node scripts/fingerprint.mjs "$@")" ]]; then return; fi
  rm -f "$stamp"
  "$command"
  mkdir -p "${stamp%/*}"
  node scripts/fingerprint.mjs "$@" >"$stamp"
}

check_node() {
  if has node npm && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major >= 24 || minor >= { 20: 19, 22: 13 }[major] ? 0 : 1);'; then return; fi
  fail "Node 20.19, 22.13, 24 or newer, with npm, is missing. Install it, then run this again:" \
    "  macOS          brew install node" \
    "  Debian 13      sudo apt-get install nodejs npm" \
    "  Ubuntu         sudo snap install node --classic" \
    "  anything else  https://nodejs.org/"
}

set_up_packages() {
  once packages install_npm_packages package.json package-lock.json www/package.json tests/e2e/package.json \
    benches/package.json node_modules/.package-lock.json
}

install_npm_packages() {
  npm ci --no-audit --no-fund
}

build_module() {
  once module compile_module src Cargo.toml Cargo.lock .cargo docs/package.md LICENSE package-lock.json scripts/site.sh pkg
}

# wasm-pack's own pass of wasm-opt is off in Cargo.toml: the one from npm has its version in the lock file.
compile_module() {
  # Paths of this machine are none of the module's readers' business, and would make it another one on each.
  local registry=${CARGO_HOME:-$HOME/.cargo}/registry/src/
  wasm-pack build --release --target web --out-dir pkg -- --locked \
    --config "target.wasm32-unknown-unknown.rustflags = ['--remap-path-prefix=$registry=']"
  optimise_module pkg/lenet_bg.wasm
  cp docs/package.md pkg/README.md
}

# optimise_module FILE: in place. Functions of one room lie together, and outside of the layers and their kernels none is put
# into another once more: what is alike in them is then alike to gzip as well. Low memory is the far end of the stack, which
# nobody reaches: what is added to an address may then be a part of the load, which is one instruction less.
optimise_module() {
  local apart=() name
  for name in 'core*' 'alloc*' 'std*' 'serde*' 'lenet::*' '<core*' '<alloc*' '<serde*' '<&*'; do
    apart+=("--no-inline=$name")
  done
  node_modules/.bin/wasm-opt --reorder-functions-by-name "${apart[@]}" --low-memory-unused -O3 --converge \
    --strip-debug --strip-producers --strip-target-features --enable-simd --enable-bulk-memory \
    --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals --enable-reference-types \
    --enable-multivalue "$1" -o "$1.optimised"
  mv "$1.optimised" "$1"
}

build_bundle() {
  once bundle bundle_site package.json package-lock.json pkg www dist
}

bundle_site() {
  npm run build
}

# The toolchain, the packages and the data that the site is made from.
set_up() {
  check_node
  step wasm-target "Rust with the WebAssembly target" set_up_wasm_target
  step wasm-pack "wasm-pack $wasm_pack_version (compiled once)" set_up_wasm_pack
  step wasm-bindgen "wasm-bindgen $wasm_bindgen_version (compiled once)" set_up_wasm_bindgen
  step packages "npm packages" set_up_packages
  step mnist "MNIST, verified, and its shards" node scripts/mnist.mjs
}

build_site() {
  step module "WebAssembly module" build_module
  step bundle "Site" build_bundle
}
