package org.scr4j.cluster.lsf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ToolText;

/** The variables that LSF sets in a job. */
final class LsfVariables {

  static final String JOB_ID = "LSB_JOBID";

  private static final String ARRAY_INDEX = "LSB_JOBINDEX";

  /** Each of them changes what a command prints. */
  private static final List<String> FORMATS =
      List.of(
          "LSB_BJOBS_FORMAT",
          "LSB_BHOSTS_FORMAT",
          "LSB_HMS_TIME_FORMAT",
          "LSB_SHORT_HOSTLIST",
          "LSB_BJOBS_PENDREASON_LEVEL",
          "LSF_LSLOAD_FORMAT");

  private LsfVariables() {}

  /** What shows that a process with these variables is in a job of LSF. */
  static Optional<String> evidence(Map<String, String> environment) {
    return find(JOB_ID, environment).map(id -> JOB_ID + "=" + ToolText.shown(id));
  }

  /**
   * The id of the job. All elements of an array have the same one.
   *
   * @throws ClusterException if there is none
   */
  static String jobId(Map<String, String> environment) throws ClusterException {
    String id =
        find(JOB_ID, environment)
            .orElseThrow(
                () ->
                    new ClusterException(
                        "not in a job of LSF (LSB_JOBID is not set); start one with bsub -env"
                            + " \"all, LSB_DJOB_COMMFAIL_ACTION=KILL_TASKS\" ..."));
    if (!id.matches("[0-9]{1,18}")) {
      throw new ClusterException("LSB_JOBID=" + ToolText.shown(id) + " is not the id of a job");
    }
    return id;
  }

  /**
   * The job as {@code bjobs} is asked for it: {@code 748}, or {@code 105[2]} for an element of an
   * array.
   */
  static String queryId(Map<String, String> environment) throws ClusterException {
    String id = jobId(environment);
    String index = find(ARRAY_INDEX, environment).orElse("0");
    return index.matches("[1-9][0-9]{0,9}") ? id + "[" + index + "]" : id;
  }

  static Optional<String> find(String name, Map<String, String> environment) {
    return Optional.of(environment.getOrDefault(name, "").strip()).filter(text -> !text.isEmpty());
  }

  /**
   * The variables for a command whose output is read: in the C locale, with no format of a site's.
   */
  static Map<String, String> forTools(Map<String, String> environment) {
    Map<String, String> clean = new HashMap<>(environment);
    FORMATS.forEach(clean::remove);
    clean.put("LC_ALL", "C");
    return clean;
  }
}
