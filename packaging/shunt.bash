# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion of `shunt` for bash. Interfaces and files are looked up; nothing is asked of the controller.

_shunt_options() {
  local common="--socket --pin-dir --help"
  case $1 in
    run) echo "--config --state-file --forget-flows --on-stop --log-level $common" ;;
    reload) echo "--force --json $common" ;;
    "backend drain") echo "--for --force --json $common" ;;
    "backend disable" | "backend weight") echo "--force --json $common" ;;
    "backend "*) echo "--json $common" ;;
    backend) echo "--for --force --json $common" ;;
    check | plan | status | log) echo "--json $common" ;;
    doctor) echo "--config --json $common" ;;
    capture) echo "-w --service --backend --client --verdict --reason --all --full --bytes --sample --rate --count --for $common" ;;
    explain) echo "--from --to --proto --established --length --packet --frame --interface --if-reloaded --json $common" ;;
    flows) echo "--backend --client --proto --idle-over --limit --all --sort --count --json $common" ;;
    top) echo "--interval --count --sort --filter --json $common" ;;
    stats) echo "--per-cpu --json $common" ;;
    attach) echo "--mode --json $common" ;;
    detach | unload) echo "$common" ;;
    password) echo "--token $common" ;;
    decap) echo "--from --vip --to --gue-port --mode --stats --off --json $common" ;;
    *) echo "--json --version $common" ;;
  esac
}

# The words before the cursor that are no option and no option's value, one a line.
_shunt_words() {
  local i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      --socket | --pin-dir | --for | --backend | --client | --proto | --idle-over | --limit | --sort | --count | \
        --interval | --filter | --token | --verdict | --reason | --service | -w | --bytes | --sample | --rate) ((++i)) ;;
      -*) ;;
      *) echo "${COMP_WORDS[i]}" ;;
    esac
  done
}

# As in bpf/include/shunt/reasons.h.
_shunt_reasons=(no_backend next_hop_unresolved too_big ttl_expired ipv4_header_invalid ipv6_header_invalid
  tcp_header_invalid udp_header_invalid fragment no_headroom egress_missing inconsistent later_fragment icmp_error
  extension_limit)

# _shunt_list WORD NAME...: the names that may follow what WORD has up to its last comma, with that in front.
_shunt_list() {
  local begun="" name
  [[ $1 != *,* ]] || begun=${1%,*},
  for name in "${@:2}"; do
    [[ ,$begun == *,"$name",* ]] || echo "$begun$name"
  done
}

_shunt_interfaces() {
  local path
  for path in /sys/class/net/*; do echo "${path##*/}"; done
}

_shunt() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command words="" given
  mapfile -t given < <(_shunt_words)
  command=${given[0]:-}
  [[ $command != backend || -z ${given[1]:-} ]] || command="backend ${given[1]}"
  case $before in
    --config | --socket | --state-file | --packet | --if-reloaded | -w | --token) mapfile -t COMPREPLY < <(compgen -f -- "$word") && return ;;
    --pin-dir) mapfile -t COMPREPLY < <(compgen -d -- "$word") && return ;;
    --on-stop) words="detach keep" ;;
    --log-level) words="debug info warning error" ;;
    --mode) words="auto native generic" ;;
    --proto) words="tcp udp" ;;
    --verdict) words=$(_shunt_list "$word" forwarded dropped passed) ;;
    --reason) words=$(_shunt_list "$word" "${_shunt_reasons[@]}") ;;
    --interface) words=$(_shunt_interfaces) ;;
    --for) words="30s 5m 10m 1h" ;;
    --idle-over) words="30s 1m 5m" ;;
    --interval) words="500ms 1s 2s 5s 10s" ;;
    --limit) words="10 100 2000" ;;
    --sort) [[ $command == top ]] && words="name packets bits drops flows slots passed transmitted redirected share" ||
      words="idle client backend service slot" ;;
    --count) [[ $command == top ]] && words="1 10" || words="backend client client/24 client/16 client/48" ;;
    *)
      case $command in
        "") words="run check plan reload backend status stats attach detach decap unload doctor explain capture log flows top password" ;;
        log) words="debug info warning error" ;;
        backend) words="drain enable disable weight" ;;
        check | plan) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
        attach | detach | decap) words=$(_shunt_interfaces) ;;
      esac
      [[ $word == -* ]] && words=$(_shunt_options "$command")
      ;;
  esac
  [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o filenames -F _shunt shunt
