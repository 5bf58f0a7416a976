package org.scr4j.cluster.lsf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.NodeSet;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Target;

/** What LSF and JSM print, LSF's variables and the arguments of jsrun and lrun. */
public final class LsfTargets {

  private LsfTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("lsf-bjobs", LsfTargets::job),
        new Target("lsf-hosts", LsfTargets::hosts),
        new Target("lsf-variables", LsfTargets::variables),
        new Target("jsm-steps", LsfTargets::steps),
        new Target("jsrun-arguments", input -> arguments(JsmDialect.JSRUN, input)),
        new Target("lrun-arguments", input -> arguments(JsmDialect.LRUN, input)));
  }

  private static void job(Input input) throws Exception {
    LsfJob.isUnknown(input.text());
    Holds.orDocumented(ClusterException.class, () -> LsfJob.parse(input.text()));
  }

  private static void hosts(Input input) {
    NodeSet asked = NodeSet.parse("n[1-4]");
    Map<String, String> states = LsfHost.parse(input.text(), asked);
    states.values().forEach(LsfHost::health);
    Holds.same(asked.size(), (long) LsfStateCheck.judge(asked, states).size());
  }

  private static void variables(Input input) throws Exception {
    Map<String, String> variables = new HashMap<>(input.variables());
    variables.remove(LsfHostList.HOST_FILE);
    LsfVariables.evidence(variables).ifPresent(Holds::oneLine);
    LsfAdvice.of(variables).forEach(Holds::oneLine);
    Holds.orDocumented(ClusterException.class, () -> LsfVariables.jobId(variables));
    Holds.orDocumented(ClusterException.class, () -> LsfVariables.queryId(variables));
    Holds.orDocumented(ClusterException.class, () -> LsfHostList.nodes(variables));
  }

  private static void steps(Input input) {
    JsmStep.parse(input.text());
  }

  private static void arguments(JsmDialect dialect, Input input) throws Exception {
    Holds.orDocumented(ClusterException.class, () -> JsmArguments.parse(dialect, input.words()));
  }
}
