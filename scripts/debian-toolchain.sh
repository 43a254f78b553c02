# shellcheck shell=bash
# The way to wasm32 without rustup's server: Debian's compiler, and its standard library built once from Debian's
# sources. It becomes a rustup toolchain that only this checkout uses.

debian_toolchain=debian-wasm
debian_library=/usr/lib/rustlib/$wasm_target/lib
# Names the compiler that built the library: another one could not read it.
debian_library_compiler=$debian_library/compiler-version

set_up_debian_toolchain() {
  install_packages rustc-web cargo-web rust-web-src rust-web-clippy
  local llvm host
  llvm=$(/usr/bin/rustc --version --verbose | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  host=$(/usr/bin/rustc --version --verbose | sed -n 's/^host: //p')
  has "lld-$llvm" || install_packages "lld-$llvm"
  as_root mkdir -p "/usr/lib/rustlib/$host/bin"
  as_root ln -sf "$(command -v "lld-$llvm")" "/usr/lib/rustlib/$host/bin/rust-lld"
  if ! has_current_debian_library; then build_debian_library; fi
  rustup toolchain link "$debian_toolchain" /usr
  rustup override set "$debian_toolchain"
}

has_current_debian_library() {
  [[ -e $debian_library_compiler && $(<"$debian_library_compiler") == "$(/usr/bin/rustc --version)" ]]
}

# Builds the standard library as a dependency of an empty crate and takes the libraries from there.
build_debian_library() {
  local scratch
  scratch=$(mktemp -d)
  mkdir "$scratch/src"
  touch "$scratch/src/lib.rs"
  printf '[package]\nname = "scratch"\nedition = "2024"\n' >"$scratch/Cargo.toml"
  (
    cd "$scratch" || exit
    RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc CARGO_TARGET_DIR=$scratch/target /usr/bin/cargo build --release \
      --target "$wasm_target" -Zbuild-std=core,alloc,std,panic_abort,panic_unwind,proc_macro,test
  )
  rm "$scratch/target/$wasm_target"/release/deps/libscratch-*
  as_root rm -rf "$debian_library"
  as_root mkdir -p "$debian_library"
  as_root cp "$scratch/target/$wasm_target"/release/deps/*.rlib "$debian_library/"
  /usr/bin/rustc --version | as_root tee "$debian_library_compiler"
  rm -rf "$scratch"
}
