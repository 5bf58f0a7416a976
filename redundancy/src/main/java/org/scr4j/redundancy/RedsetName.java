package org.scr4j.redundancy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a redundancy file: {@code reddesc.er.3.xor.grp_2_of_2.mem_2_of_4.redset}.
 *
 * @param prefix what comes before the rank, without the dot: {@code reddesc.er}
 * @param rank the rank in the job
 * @param type the method in lower case
 * @param group the set's number, from 0 (the name counts from 1)
 * @param groups number of sets
 * @param member the rank's place in its set, from 0 (the name counts from 1)
 * @param size ranks in the set
 */
public record RedsetName(
    String prefix, int rank, String type, int group, int groups, int member, int size) {

  private static final String NUMBER = "(0|[1-9][0-9]{0,8})";
  private static final Pattern FORM =
      Pattern.compile(
          "(.+)\\."
              + NUMBER
              + "\\.([a-z]+)\\.grp_"
              + NUMBER
              + "_of_"
              + NUMBER
              + "\\.mem_"
              + NUMBER
              + "_of_"
              + NUMBER
              + "\\.redset",
          Pattern.DOTALL);

  /** Reads a file's name, without directories; nothing where it has another form. */
  public static Optional<RedsetName> parse(String fileName) {
    Matcher form = FORM.matcher(fileName);
    if (!form.matches()) {
      return Optional.empty();
    }
    RedsetName name =
        new RedsetName(
            form.group(1),
            Integer.parseInt(form.group(2)),
            form.group(3),
            Integer.parseInt(form.group(4)) - 1,
            Integer.parseInt(form.group(5)),
            Integer.parseInt(form.group(6)) - 1,
            Integer.parseInt(form.group(7)));
    boolean sound =
        name.group >= 0 && name.group < name.groups && name.member >= 0 && name.member < name.size;
    return sound ? Optional.of(name) : Optional.empty();
  }

  /** The name of the file. */
  public String fileName() {
    return prefix
        + "."
        + rank
        + "."
        + type
        + ".grp_"
        + (group + 1)
        + "_of_"
        + groups
        + ".mem_"
        + (member + 1)
        + "_of_"
        + size
        + ".redset";
  }

  /** Whether the name says of a file what its descriptor says. */
  boolean fits(Descriptor descriptor) {
    return equals(descriptor.fileName(prefix));
  }
}
