# shellcheck shell=bash
# Lints and tests. The tests' logs are named test-<kind>; the summary counts what they say.

# What the tests need beyond what the site does.
set_up_tests() {
  step firefox "Firefox" set_up_firefox
  step chrome "Chrome and chromedriver" set_up_chrome
  step webkit "WebKit" set_up_webkit
  step geckodriver "geckodriver (compiled once)" set_up_geckodriver
}

# The formatter of the default toolchain, where the checkout's own has none (Debian's).
lint_format() {
  local toolchain
  if cargo fmt --version 2>/dev/null; then
    cargo fmt --all --check
  else
    toolchain=$(rustup default | cut -d ' ' -f 1)
    RUSTUP_TOOLCHAIN=$toolchain cargo fmt --all --check
  fi
}

lint_rust() {
  cargo clippy --locked --workspace --all-targets -- -D warnings
  cargo clippy --locked --lib --tests --target "$wasm_target" -- -D warnings
  cargo clippy --locked --lib --no-default-features --target "$wasm_target" -- -D warnings
  cargo clippy --locked --package lenet-bench --lib --target "$wasm_target" -- -D warnings
}

lint_documents() {
  RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps
}

# Firefox now and then fails to start; that, and nothing else, is tried once more.
test_in_firefox() {
  local log=$log_directory/test-firefox.log
  if wasm-pack test --headless --firefox -- --locked; then return; fi
  grep -q 'status code 500' "$log" || return 1
  echo "Firefox did not start; trying once more"
  wasm-pack test --headless --firefox -- --locked
}

test_in_chrome() {
  wasm-pack test --headless --chrome -- --locked
}

run_lints() {
  step lint-format "Lint: rustfmt" lint_format
  step lint-rust "Lint: clippy, native and WebAssembly" lint_rust
  step lint-documents "Lint: rustdoc" lint_documents
  step lint-page "Lint: eslint, prettier" npm run lint
}

# end_tests STATUS
end_tests() {
  remove_temporary_files
  node scripts/count-tests.mjs "$log_directory" "$1"
}

run_tests() {
  rm -f "$log_directory"/test-*.log
  keep_temporary_files_apart
  trap 'end_tests $?' EXIT
  run_lints
  step test-rust "Tests: Rust" cargo test --locked
  # A build with other optimisations and no debug assertions has the same weights.
  step test-release "Tests: Rust, released: one seed, one result" cargo test --locked --release --test determinism
  step test-firefox "Tests: Rust in Firefox" test_in_firefox
  grep 'trying once more' "$log_directory/test-firefox.log" || true
  step test-chrome "Tests: Rust in Chrome" test_in_chrome
  step module "WebAssembly module" build_module
  step check "Lint: types" npm run check
  step test-unit "Tests: TypeScript" npm run test:unit
  step bundle "Site" build_bundle
  step test-page "Tests: the page in Firefox, Chrome and WebKit" npm run test:e2e
}
