package org.scr4j.config;

/** What processes on virtual nodes find in their environment; part of {@link Parameters}. */
final class VirtualNodeParameters {

  private static final Section LOCAL =
      new Section("Set for processes on virtual nodes").newIn("0.1");

  static final Parameter<String> STORAGE_ROOT =
      LOCAL
          .environment("STORAGE_ROOT", Kind.PATH)
          .means("Directory that stands for the node's own root directory. Unset on a real node.");

  static final Parameter<String> LOCAL_CLUSTER =
      LOCAL.environment("LOCAL_CLUSTER", Kind.TEXT).means("Id of the virtual cluster.");

  static final Parameter<String> LOCAL_NODE =
      LOCAL.environment("LOCAL_NODE", Kind.TEXT).means("Name of the virtual node.");

  static final Parameter<String> LOCAL_NODES =
      LOCAL.environment("LOCAL_NODES", Kind.TEXT).means("Node set of the job step.");

  static final Parameter<Integer> LOCAL_RANK =
      LOCAL
          .environment("LOCAL_RANK", Kind.integer(0))
          .means("Rank of the process in its job step.");

  static final Parameter<Integer> LOCAL_SIZE =
      LOCAL.environment("LOCAL_SIZE", Kind.integer(1)).means("Number of ranks in the job step.");

  static final Parameter<Integer> LOCAL_RANK_ON_NODE =
      LOCAL
          .environment("LOCAL_RANK_ON_NODE", Kind.integer(0))
          .means("Rank of the process among those on its node.");

  static final Parameter<String> LOCAL_STEP =
      LOCAL.environment("LOCAL_STEP", Kind.TEXT).means("Id of the job step, JOBID.NUMBER.");

  private VirtualNodeParameters() {}
}
