# Common part of the emulated commands.

state=${EMULATED_LSF:?names the state of the emulation}
tool=${0##*/}
launch=$(sed -n '1s/ .*//p' "$state/hosts")
printf '%s\n' "$*" >> "$state/calls.$tool"

if [ -f "$state/mode.$tool" ]; then
  read -r mode status text < "$state/mode.$tool"
  case $mode in
    hang) exec sleep 600 ;;
    fail) printf '%s\n' "$text" >&2; exit "$status" ;;
    garbage) head -c 5000 /dev/urandom; exit 0 ;;
    locale) printf '%s\n' 'ジョブ <748> は見つかりません' 'Échec : hôte injoignable'; exit 0 ;;
  esac
fi

# The hosts on which tasks can run.
compute_hosts() { sed 1d "$state/hosts" | cut -d' ' -f1; }

# alive PID
alive() { kill -0 "$1" 2>/dev/null; }

# kill_tasks SIGNAL STEP: the processes of a step's tasks, each with what it has started
kill_tasks() {
  for file in "$state/tasks/$2."*; do
    [ -f "$file" ] && read -r pid host < "$file" && kill -s "$1" -- "-$pid" 2>/dev/null
  done
  return 0
}

# as_host NAME: from here on, this process is on that host
as_host() {
  EMULATED_NODE=$1 SCR_LOCAL_NODE=$1 SCR_STORAGE_ROOT=$state/storage/$1
  export EMULATED_NODE SCR_LOCAL_NODE SCR_STORAGE_ROOT
  mkdir -p "$SCR_STORAGE_ROOT"
}
