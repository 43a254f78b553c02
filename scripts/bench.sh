# shellcheck shell=bash
# What the benchmarks need: the native program, the machine's limit as a module, and the peers that can be had.

bench_directory=target/bench
# What the benchmark's page finds beside its bundle.
bench_public=$bench_directory/public
peer_directory=$cache_directory/peers
PADDLE_PYTHON=$peer_directory/paddle/bin/python
PYTORCH_PYTHON=$peer_directory/pytorch/bin/python
export PADDLE_PYTHON PYTORCH_PYTHON

build_bench() {
  cargo build --release --locked --package lenet-bench
  build_bench_module benches/native limit lenet_bench
  ln -sfn "$PWD/www/public/mnist" "$bench_public/mnist"
}

# build_bench_module CRATE NAME MODULE: a crate as a module in the page's folder NAME, made as the engine's is.
build_bench_module() {
  local directory=$PWD/$bench_public/$2
  mkdir -p "$bench_public"
  wasm-pack build "$1" --release --target web --no-typescript --no-pack --out-dir "$directory" -- --locked
  optimise_module "$directory/$3_bg.wasm"
}

# attempt NAME LABEL COMMAND...: a step that may fail; the report then says what was left out.
attempt() {
  local status
  set +e
  (step "$@") 2>/dev/null
  status=$?
  set -e
  [[ $status -eq 0 ]] || echo "    left out; $log_directory/$1.log says why"
}

# set_up_python_peer NAME: a virtual environment with what the peer's list names, made anew when the list changes.
set_up_python_peer() {
  local directory=$peer_directory/$1 list=benches/peers/$1/requirements.txt
  if cmp --silent "$list" "$directory/requirements.txt"; then return; fi
  rm -rf "$directory"
  python3 -m venv "$directory"
  "$directory/bin/pip" install --requirement "$list"
  cp "$list" "$directory/requirements.txt"
}

# TensorFlow.js and its backend as one module, by its own lock file.
set_up_tfjs_peer() {
  local peer=benches/peers/tfjs
  npm ci --prefix "$peer" --no-audit --no-fund --ignore-scripts
  benches/node_modules/.bin/vite build "$peer"
  cp "$peer"/node_modules/@tensorflow/tfjs-backend-wasm/dist/*.wasm "$bench_public/tfjs/"
}

# burn by its own lock file, optimised as the engine is.
set_up_burn_peer() {
  CARGO_TARGET_DIR=$PWD/target/burn build_bench_module benches/peers/burn burn burn_peer
  cp benches/peers/burn/peer.js "$bench_public/burn/"
}

set_up_peers() {
  attempt peer-paddle "Peer: Paddle" set_up_python_peer paddle
  attempt peer-pytorch "Peer: PyTorch" set_up_python_peer pytorch
  attempt peer-tfjs "Peer: TensorFlow.js" once peer-tfjs set_up_tfjs_peer benches/peers/tfjs "$bench_public/tfjs"
  attempt peer-burn "Peer: burn" once peer-burn set_up_burn_peer benches/peers/burn "$bench_public/burn"
}

# run_benchmarks [--quick] [--write]
run_benchmarks() {
  step bench-build "Benchmarks" build_bench
  set_up_peers
  keep_temporary_files_apart
  trap remove_temporary_files EXIT
  node benches/run.mjs "$@"
}
