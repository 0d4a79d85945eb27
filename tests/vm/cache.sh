# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced. Where tests/vm keeps what it fetched, how it is run, and which kernels there are.
#
#   CACHE/tools/      QEMU, busybox and kmod with the libraries that this machine lacks, unpacked
#   CACHE/kernels/K/  vmlinuz, version (of the package), boot/ (modules in the order in which the initramfs loads
#                     them), root/ (usr/lib/modules; the guest sees it merged into its file system)
# A folder is there only when it is complete: it is filled under another name and renamed.

# Read by the scripts that source this file.
# shellcheck disable=SC2034
vm_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Fetched and tested unless others are named.
# shellcheck disable=SC2034
readonly vm_default_kernels=(6.1 6.12)

# The Debian suites whose newest linux-image-amd64 is kernel $1; fails for a name that is none. "newest" is the
# newest that Debian builds for a stable release; it is fetched only when it is named.
vm_kernel_suites() {
  case $1 in
    6.1) echo bookworm bookworm-security ;;
    6.12) echo bookworm-backports ;;
    newest) echo trixie-backports ;;
    *) return 1 ;;
  esac
}

vm_cache_dir() {
  if [[ -n ${SHUNT_VM_CACHE:-} ]]; then
    echo "$SHUNT_VM_CACHE"
  elif [[ -n ${XDG_CACHE_HOME:-} ]]; then
    echo "$XDG_CACHE_HOME/shunt-vm"
  elif ((EUID == 0)); then
    echo /var/cache/shunt-vm
  else
    echo "$HOME/.cache/shunt-vm"
  fi
}

# The value of LD_LIBRARY_PATH for programs of the cache: its libraries stand in for those that the machine lacks.
vm_library_path() {
  echo "/usr/lib/x86_64-linux-gnu:/lib/x86_64-linux-gnu:$(vm_cache_dir)/tools/usr/lib/x86_64-linux-gnu"
}

# Whether the QEMU $1 has `igb`, which came with QEMU 8: 0 yes, 1 no, 2 it does not run.
vm_qemu_has_igb() {
  local devices
  devices=$(LD_LIBRARY_PATH=$(vm_library_path) "$1" -device help 2>/dev/null) || return 2
  grep -q '"igb"' <<<"$devices"
}

# The QEMU that runs the guests: the cache's, or else the machine's own. Fails if there is none.
vm_qemu() {
  local qemu
  qemu=$(vm_cache_dir)/tools/usr/bin/qemu-system-x86_64
  if [[ -x $qemu ]]; then echo "$qemu"; else command -v qemu-system-x86_64; fi
}

# Says why nothing was tested, and ends with the status by which ctest knows a skipped test.
vm_skip() {
  echo "SKIPPED: $*" >&2
  exit 77
}
