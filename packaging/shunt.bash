# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion of `shunt` for bash. Interfaces and files are looked up; nothing is asked of the controller.

_shunt_options() {
  local common="--socket --pin-dir --help"
  case $1 in
    run) echo "--config --on-stop --log-level $common" ;;
    check | reload | status) echo "--json $common" ;;
    stats) echo "--per-cpu --json $common" ;;
    attach) echo "--mode --json $common" ;;
    detach | unload) echo "$common" ;;
    decap) echo "--from --vip --to --gue-port --mode --stats --off --json $common" ;;
    *) echo "--json --version $common" ;;
  esac
}

# The first word that is no option and no option's value.
_shunt_command() {
  local i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      --socket | --pin-dir) ((++i)) ;;
      -*) ;;
      *) echo "${COMP_WORDS[i]}" && return ;;
    esac
  done
}

_shunt_interfaces() {
  local path
  for path in /sys/class/net/*; do echo "${path##*/}"; done
}

_shunt() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command words=""
  command=$(_shunt_command)
  case $before in
    --config | --socket) mapfile -t COMPREPLY < <(compgen -f -- "$word") && return ;;
    --pin-dir) mapfile -t COMPREPLY < <(compgen -d -- "$word") && return ;;
    --on-stop) words="detach keep" ;;
    --log-level) words="debug info warning error" ;;
    --mode) words="auto native generic" ;;
    *)
      case $command in
        "") words="run check reload status stats attach detach decap unload" ;;
        check) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
        attach | detach | decap) words=$(_shunt_interfaces) ;;
      esac
      [[ $word == -* ]] && words=$(_shunt_options "$command")
      ;;
  esac
  [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o filenames -F _shunt shunt
