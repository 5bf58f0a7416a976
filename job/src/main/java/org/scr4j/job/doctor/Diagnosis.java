package org.scr4j.job.doctor;

import java.util.List;

/**
 * All that was found.
 *
 * @param findings by area
 * @param values every parameter, in the order of their declaration
 */
public record Diagnosis(List<Finding> findings, List<Value> values) {

  /** Copies the lists. */
  public Diagnosis {
    findings = List.copyOf(findings);
    values = List.copyOf(values);
  }

  /** How many findings are of {@code level}. */
  public long count(Finding.Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }
}
