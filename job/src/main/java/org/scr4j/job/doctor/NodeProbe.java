package org.scr4j.job.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scr4j.config.SizedDirectory;
import org.scr4j.job.JobContext;
import org.scr4j.job.terminal.Words;

/**
 * A POSIX sh script that looks at the node it runs on, and what it answers. It changes nothing but
 * for a directory in the prefix that it makes and removes.
 */
final class NodeProbe {

  /** What a part of the answer says where all is well. */
  static final String GOOD = "good";

  private static final String UNKNOWN = "was not looked at";
  private static final int MOST_LEFT = 5;

  private static final String SCRIPT =
      """
      prefix=$1 copy=$2 user=$3 own=$4 lock=$5
      shift 5
      root=${SCR_STORAGE_ROOT%/}
      echo "began $(date +%s)"
      if [ ! -x "$copy" ]; then
        echo "copy is not there or cannot be executed"
      elif said=$("$copy" --version 2>&1 </dev/null); then
        echo "copy good"
      else
        echo "copy fails: $(printf '%s' "$said" | head -n 1)"
      fi
      if [ ! -d "$prefix" ]; then
        echo "prefix is not there"
      elif try=$(mktemp -d "$prefix/.scr_doctor.XXXXXX" 2>/dev/null); then
        rmdir "$try"
        echo "prefix good"
      else
        echo "prefix cannot be written"
      fi
      if [ -n "$lock" ] && command -v flock >/dev/null 2>&1; then
        flock -n -x "$lock" true 2>/dev/null
        case $? in
          0) echo "lock free" ;;
          1) echo "lock held" ;;
        esac
      fi
      for base in "$@"; do
        near=$root$base
        while [ ! -d "$near" ] && [ -n "$near" ]; do near=${near%/*}; done
        set -- $(df -Pk "${near:-/}" 2>/dev/null | tail -n 1)
        case $4 in
          '' | *[!0-9]*) ;;
          *) echo "free $4 $base" ;;
        esac
        for left in "$root$base/$user"/scr.*; do
          if [ -d "$left" ] && [ "${left##*/}" != "scr.$own" ]; then
            set -- $(du -sk "$left" 2>/dev/null)
            echo "left ${1:-0} ${left#"$root"}"
          fi
        done
      done
      echo "ended $(date +%s)"
      """;

  private final JobContext job;
  private final Optional<Path> lock;

  NodeProbe(JobContext job, Optional<Path> lock) {
    this.job = job;
    this.lock = lock;
  }

  /**
   * What a node said.
   *
   * @param began its time when the probe began, in seconds since 1970
   * @param ended its time when the probe ended
   * @param copy {@link #GOOD}, or what is wrong with scr_copy
   * @param prefix {@link #GOOD}, or what is wrong with the prefix directory
   * @param lock {@code held} where it sees the lock, {@code free} where not, else nothing
   * @param free KiB that are free, by base directory
   * @param left directories of other jobs, with their size
   */
  record Answer(
      Optional<Long> began,
      Optional<Long> ended,
      String copy,
      String prefix,
      String lock,
      Map<String, Long> free,
      List<String> left) {}

  List<String> command() {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "scr_doctor"));
    command.add(job.settings().prefix().toString());
    command.add(job.home().resolve("libexec").resolve("scr_copy").toString());
    command.add(job.settings().user());
    command.add(job.allocation().jobId());
    command.add(lock.map(Path::toString).orElse(""));
    Set<String> bases = new LinkedHashSet<>();
    bases.add(job.settings().storage().control().base());
    for (SizedDirectory cache : job.settings().storage().caches()) {
      bases.add(cache.base());
    }
    command.addAll(bases);
    return command;
  }

  static Answer parse(String out) {
    Map<String, String> said = new LinkedHashMap<>();
    Map<String, Long> free = new LinkedHashMap<>();
    List<String> left = new ArrayList<>();
    int more = 0;
    for (String line : out.lines().toList()) {
      String[] words = Words.printable(line).split(" ", 2);
      if (words.length < 2) {
        continue;
      }
      String[] rest = words[1].split(" ", 2);
      Optional<Long> number = number(rest[0]);
      if (words[0].equals("free") && rest.length == 2 && number.isPresent()) {
        free.put(rest[1], number.get());
      } else if (words[0].equals("left") && rest.length == 2 && number.isPresent()) {
        if (left.size() < MOST_LEFT) {
          left.add(rest[1] + " (" + Words.bytes(number.get() * 1024.0) + ")");
        } else {
          more++;
        }
      } else {
        said.putIfAbsent(words[0], words[1]);
      }
    }
    if (more > 0) {
      left.add("and " + more + " more");
    }
    return new Answer(
        number(said.getOrDefault("began", "")),
        number(said.getOrDefault("ended", "")),
        said.getOrDefault("copy", UNKNOWN),
        said.getOrDefault("prefix", UNKNOWN),
        said.getOrDefault("lock", ""),
        free,
        left);
  }

  private static Optional<Long> number(String text) {
    return text.matches("[0-9]{1,15}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }
}
