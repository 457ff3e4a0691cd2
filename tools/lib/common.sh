# What the scripts of tools/ share. Sourced, never run; the caller has set ROOT.

# A build without a terminal goes on after a failure, so that one run shows all that is wrong, up to
# this many failures.
readonly kMostBuildFailures=10

# say TEXT...: one line of progress, on stderr so that stdout stays the answer.
say() { printf '%s\n' "$*" >&2; }

# heading TEXT: opens a section of a long output.
heading() { printf '\n== %s\n' "$*"; }

# fail TEXT...: one sentence that says what to do, then the end.
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# node_bin: the Node that package-lock.json pins, as a path; empty before tools/setup.
node_bin() {
  local candidate
  for candidate in "$ROOT"/node_modules/node-linux-{x64,arm64}/bin/node; do
    if [[ -x $candidate ]] && "$candidate" --version >/dev/null 2>&1; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  return 1
}

# use_node: puts the pinned Node first on the PATH, with the tools of node_modules.
use_node() {
  local node
  node="$(node_bin)" || fail "the pinned Node is missing; run tools/setup"
  export PATH="${node%/node}:$ROOT/node_modules/.bin:$PATH"
}

# jobs: how many processes to use.
jobs_count() { printf '%s' "${WITAN_JOBS:-$(nproc)}"; }

# seconds_since START: whole seconds since START (a value of $SECONDS).
seconds_since() { printf '%s' "$((SECONDS - $1))"; }

# configure PRESET: runs CMake for a preset unless its build folder is there already (Ninja runs
# CMake again by itself when a CMakeLists.txt changed). The output is shown only when it failed.
configure() {
  local preset=$1 log="$ROOT/build/$1-configure.log"
  [[ -f $ROOT/build/$preset/build.ninja ]] && return 0
  mkdir -p "$ROOT/build"
  if ! (cd "$ROOT" && cmake --preset "$preset") >"$log" 2>&1; then
    cat "$log" >&2
    fail "CMake could not configure preset $preset; its output stands above"
  fi
}

# build PRESET TARGET...: builds targets ("all" too) and shows how far it is: Ninja's own line on a
# terminal, else a line each time another tenth is done. On failure shows what the compiler said.
build() {
  local preset=$1
  shift
  configure "$preset"
  local log="$ROOT/build/$preset-build.log"
  if [[ -t 1 && -z ${CI:-} ]]; then
    nice ninja -C "$ROOT/build/$preset" -j "$(jobs_count)" "$@" ||
      fail "the build of preset $preset failed; the compiler's words stand above"
    return 0
  fi
  if ! nice ninja -C "$ROOT/build/$preset" -j "$(jobs_count)" -k "$kMostBuildFailures" "$@" 2>&1 | tee "$log" |
    awk '/^\[[0-9]+\/[0-9]+\]/ {
           split(substr($1, 2), n, /[\/\]]/); tenth = int(10 * n[1] / n[2]);
           if (tenth > last) { last = tenth; printf "   %3d %% (%d of %d)\n", tenth * 10, n[1], n[2]; fflush(); }
         }'; then
    grep -v '^\[[0-9]*/[0-9]*\]' "$log" | tail -n 80 >&2
    fail "the build of preset $preset failed; the compiler's words stand above"
  fi
}
