# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Runs scenarios of tests/e2e for what they measure. Source it in the top folder of the checkout.
. tools/sh/say.sh
. tools/sh/install.sh
. tools/sh/build.sh

# measure_scenarios TABLE USAGE [--build FOLDER] [ARGUMENT...]: runs the program TABLE, in place of this shell, with a folder
# that holds a build, the release preset's by default, and the arguments.
measure_scenarios() {
  local table=$1 usage=$2 folder=
  shift 2
  case "${1-}" in
  -h | --help)
    echo "$usage"
    exit 0
    ;;
  --build)
    folder=${2:?$usage}
    shift 2
    ;;
  esac
  need_root "to make network namespaces and load BPF programs"
  if [ -z "$folder" ]; then
    install_packages build demo test
    build_preset release "${release_targets[@]}"
    folder=build
  fi
  stage "measuring"
  exec /usr/bin/python3 "$table" "$folder" "$@"
}
