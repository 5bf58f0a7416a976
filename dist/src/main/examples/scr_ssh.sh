#!/bin/sh
#
# Runs a program under scr_run on hosts without a scheduler; ssh starts it. With a host to spare:
#
#   SCR_HOSTS=node[1-5] scr_ssh.sh -N4 -n8 ./app
#
# ssh must reach the hosts without a password. SCR_HOSTS is a list of hosts, or a file with one on each
# line. The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system
# that all hosts share; without it, the directory that this is called in is taken.

if [ -z "$SCR_HOSTS" ]; then
  echo "${0##*/}: name the hosts to run on: SCR_HOSTS=node[1-5]" >&2
  exit 64
fi
export SCR_HOSTS SCR_RESOURCE_MANAGER=HOSTS
export SCR_RUNS="${SCR_RUNS:-5}"
exec scr_run ssh "$@"
