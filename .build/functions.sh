# Shared by build, demo and check; read with '.', from the root of the project.

fail() {
  status=$1
  shift
  echo "${0##*/}: $*" >&2
  exit "$status"
}

# A JDK 17 or newer and Maven, or one line that says how to get them.
need_toolchain() {
  if [ -n "${JAVA_HOME:-}" ]; then
    javac=$JAVA_HOME/bin/javac
  else
    javac=$(command -v javac || true)
  fi
  [ -n "$javac" ] && [ -x "$javac" ] ||
    fail 69 "no JDK found: install one (Debian: apt-get install openjdk-17-jdk-headless) or set JAVA_HOME to it"
  release=$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ "${release:-0}" -ge 17 ] ||
    fail 69 "$javac is Java ${release:-?}, and 17 or newer is needed: set JAVA_HOME to such a JDK"
  command -v mvn >/dev/null 2>&1 ||
    fail 69 "Maven is missing: install it (Debian: apt-get install maven)"
}

# Puts the assembled tree in $1 in place of what an earlier build left there.
install_tree() {
  tree=dist/target/scr4j
  [ -d "$tree/bin" ] || fail 70 "the build left no tree in $tree"
  mkdir -p "$1" || fail 73 "cannot create $1"
  rm -rf "$1/lib/scr4j" || fail 73 "cannot replace $1/lib/scr4j"
  for part in "$tree"/*; do
    [ "$part" = "$tree/etc" ] || cp -R "$part" "$1/" || fail 73 "cannot install into $1"
  done
  # What an administrator has written stays.
  mkdir -p "$1/etc"
  [ -e "$1/etc/scr.conf" ] || cp "$tree/etc/scr.conf" "$1/etc/" || fail 73 "cannot install into $1/etc"
}
