package org.scr4j.cluster.flux;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scr4j.cluster.StepMark;

/** The mark of a step in the specification of its job. */
final class FluxMarks {

  private static final Pattern MARK = Pattern.compile("\"scr_step_mark\": *\"([^\"\\\\]*)\"");

  private FluxMarks() {}

  /**
   * Finds it.
   *
   * @param specification JSON of RFC 25
   * @return nothing where the job is none of ours
   */
  static Optional<StepMark> in(String specification) {
    Matcher mark = MARK.matcher(specification);
    return mark.find() ? StepMark.parse(mark.group(1)) : Optional.empty();
  }
}
