# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Configures and builds a preset. Source it after say.sh, in the top folder of the checkout, with pipefail set.

# What a person runs: the binary, and the XDP_PASS object for the far ends of the lab's links.
# shellcheck disable=SC2034 # for those who source this file
release_targets=(shunt pass_bpf_files)

# build_folder PRESET: where CMakePresets.json puts it.
build_folder() {
  case "$1" in
  release) echo build ;;
  *) echo "build-$1" ;;
  esac
}

# build_preset PRESET [TARGET...]: all targets if none is named. ccache is used if it is there.
build_preset() {
  local preset=$1 log
  shift
  if [ -z "${CMAKE_CXX_COMPILER_LAUNCHER:-}" ] && command -v ccache >/dev/null; then
    export CMAKE_CXX_COMPILER_LAUNCHER=ccache
  fi
  mkdir -p "$(build_folder "$preset")"
  log=$(build_folder "$preset")/last-build.log
  stage "configuring $(build_folder "$preset")/"
  cmake --preset "$preset" >"$log" 2>&1 || {
    cat "$log" >&2
    die "cannot configure the preset $preset"
  }
  stage "building $(build_folder "$preset")/: ${*:-everything}"
  local -a targets=()
  [ $# -eq 0 ] || targets=(--target "$@")
  cmake --build --preset "$preset" "${targets[@]}" 2>&1 | tee "$log" | progress || {
    sed -n '/^FAILED/,/^\[/p' "$log" >&2 # ninja's word for a failed step, which lasts until the next one
    die "the build of preset $preset failed; all of it is in $log"
  }
}
