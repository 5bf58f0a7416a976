package org.scr4j.dataset;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rank's part of a dataset, whole in the cache of a node.
 *
 * @param dataset the dataset's id
 * @param rank the rank in the job
 * @param type the method in redset's spelling, {@code XOR}
 * @param groups number of redundancy sets
 * @param group the rank's set, from 0
 * @param size ranks in that set
 * @param member the rank's place in it, from 0
 * @param files how many files the rank has
 * @param failures PARTNER's copies, RS's encodings; else what the method survives
 * @param maps whether the redundancy of its file map is whole too, without which no other file map
 *     can be rebuilt from it
 */
public record CachedPart(
    int dataset,
    int rank,
    String type,
    int groups,
    int group,
    int size,
    int member,
    int files,
    int failures,
    boolean maps) {

  private static final String NUMBER = "=([0-9]{1,9})";
  private static final Pattern LINE =
      Pattern.compile(
          "DSET"
              + NUMBER
              + " RANK"
              + NUMBER
              + " TYPE=(\\w{1,32}) GROUPS"
              + NUMBER
              + " GROUP_ID"
              + NUMBER
              + " GROUP_SIZE"
              + NUMBER
              + " GROUP_RANK"
              + NUMBER
              + " FILES"
              + NUMBER
              + " FAILURES"
              + NUMBER
              + " MAPS=([01])");

  /** As LLNL's {@code scr_inspect_cache} prints it; the last two words are ours. */
  public String line() {
    return "DSET="
        + dataset
        + " RANK="
        + rank
        + " TYPE="
        + type
        + " GROUPS="
        + groups
        + " GROUP_ID="
        + group
        + " GROUP_SIZE="
        + size
        + " GROUP_RANK="
        + member
        + " FILES="
        + files
        + " FAILURES="
        + failures
        + " MAPS="
        + (maps ? 1 : 0);
  }

  /** Reads such a line; nothing where it is none, or says what cannot be. */
  public static Optional<CachedPart> parse(String line) {
    Matcher form = LINE.matcher(line.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    CachedPart part =
        new CachedPart(
            Integer.parseInt(form.group(1)),
            Integer.parseInt(form.group(2)),
            form.group(3),
            Integer.parseInt(form.group(4)),
            Integer.parseInt(form.group(5)),
            Integer.parseInt(form.group(6)),
            Integer.parseInt(form.group(7)),
            Integer.parseInt(form.group(8)),
            Integer.parseInt(form.group(9)),
            form.group(10).equals("1"));
    return part.group < part.groups && part.member < part.size
        ? Optional.of(part)
        : Optional.empty();
  }
}
