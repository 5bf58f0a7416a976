package org.scr4j.job.doctor;

import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;

/** What scr_doctor's script says on a node. */
public final class DoctorTargets {

  private DoctorTargets() {}

  /** Its answer. */
  public static void probe(Input input) {
    NodeProbe.Answer answer = NodeProbe.parse(input.text());
    answer.left().forEach(Holds::oneLine);
  }
}
