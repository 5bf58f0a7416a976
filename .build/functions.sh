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

# Puts the assembled tree in $1 in place of what an earlier build left there, and notes what it has put there for
# lib/scr4j/uninstall.
install_tree() {
  tree=${SCR4J_TREE:-dist/target/scr4j}
  [ -d "$tree/bin" ] || fail 70 "the build left no tree in $tree"
  mkdir -p "$1" || fail 73 "cannot create $1"
  rm -rf "$1/lib/scr4j" || fail 73 "cannot replace $1/lib/scr4j"
  for part in "$tree"/*; do
    [ "$part" = "$tree/etc" ] || cp -R "$part" "$1/" || fail 73 "cannot install into $1"
  done
  # An archive holds for the place where it was made.
  rm -rf "$1/lib/scr4j/archive"
  # What an administrator has written stays.
  mkdir -p "$1/etc"
  [ -e "$1/etc/scr.conf" ] || cp "$tree/etc/scr.conf" "$1/etc/" || fail 73 "cannot install into $1/etc"
  (cd -- "$tree" && find . -type f ! -path './lib/scr4j/archive/*' ! -path ./etc/scr.conf | sort) \
    >"$1/lib/scr4j/installed" || fail 73 "cannot install into $1/lib/scr4j"
  cp "$tree/etc/scr.conf" "$1/lib/scr4j/scr.conf.installed"
}

# Has short commands start sooner with the Java that they find now; not worth a failure.
make_archive() {
  java=${SCR_JAVA_HOME:-${JAVA_HOME:-}}
  if [ -n "$java" ]; then java=$java/bin/java; else java=$(command -v java) || return 0; fi
  "$1/lib/scr4j/make-archive" "$java" || true
}

version() {
  sed -n 's|^  <version>\(.*\)</version>|\1|p' pom.xml
}

# Packs the tree, as scr4j-VERSION, into the file $1.
make_tarball() {
  pack=$(mktemp -d) || fail 73 'no temporary directory'
  (install_tree "$pack/scr4j-$(version)") || exit
  tar -C "$pack" --owner=0 --group=0 --numeric-owner -czf "$1" "scr4j-$(version)" || fail 73 "cannot write $1"
  rm -rf "$pack"
}

# member FILE NAME: a file as a part of an ar archive.
member() {
  size=$(wc -c <"$1")
  printf '%-16s%-12s%-6s%-6s%-8s%-10s`\n' "$2" 0 0 0 100644 "$((size))"
  cat "$1"
  [ $((size % 2)) -eq 0 ] || echo
}

# Links the files of share/$1 of the tree in $pack from usr/share/$2.
link_pages() {
  mkdir -p "$pack/data/usr/share/$2"
  for page in "$pack/data/opt/scr4j/share/$1"/*; do
    ln -s "/opt/scr4j/share/$1/${page##*/}" "$pack/data/usr/share/$2/${page##*/}"
  done
}

# Packs the tree as a package for Debian into the file $1: in /opt/scr4j, its commands linked from /usr/bin.
make_deb() {
  pack=$(mktemp -d) || fail 73 'no temporary directory'
  (install_tree "$pack/data/opt/scr4j") || exit
  mkdir -p "$pack/data/usr/bin" "$pack/control"
  for command in "$pack"/data/opt/scr4j/bin/*; do
    ln -s "../../opt/scr4j/bin/${command##*/}" "$pack/data/usr/bin/${command##*/}"
  done
  link_pages man/man1 man/man1
  link_pages man/man5 man/man5
  link_pages bash-completion/completions bash-completion/completions
  link_pages zsh/site-functions zsh/vendor-completions
  link_pages fish/vendor_completions.d fish/vendor_completions.d
  sed -e "s/@VERSION@/$(version | sed 's/-SNAPSHOT/~snapshot/')/" \
    -e "s/@SIZE@/$(du -sk "$pack/data" | cut -f 1)/" dist/src/main/deb/control >"$pack/control/control"
  echo /opt/scr4j/etc/scr.conf >"$pack/control/conffiles"
  cp dist/src/main/deb/postinst dist/src/main/deb/prerm "$pack/control/"
  chmod 755 "$pack/control/postinst" "$pack/control/prerm"
  for part in control data; do
    tar -C "$pack/$part" --owner=0 --group=0 --numeric-owner -czf "$pack/$part.tar.gz" . || fail 73 "cannot pack $1"
  done
  echo 2.0 >"$pack/debian-binary"
  {
    printf '!<arch>\n'
    member "$pack/debian-binary" debian-binary
    member "$pack/control.tar.gz" control.tar.gz
    member "$pack/data.tar.gz" data.tar.gz
  } >"$1" || fail 73 "cannot write $1"
  rm -rf "$pack"
}
