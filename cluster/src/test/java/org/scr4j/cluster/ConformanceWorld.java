package org.scr4j.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A system of one kind, real or emulated, on which {@link PlatformConformance} is run. */
public interface ConformanceWorld extends AutoCloseable {

  /** What may be wrong with the scheduler's commands. */
  enum Fault {
    /** They end with a message on standard error and status 1. */
    FAILS,
    /** They never end. */
    HANGS,
    /** They are not in PATH. */
    MISSING,
    /** They print what has no meaning, and end with status 0. */
    GARBAGE,
    /** They print in another language where the environment lets them. */
    LOCALE
  }

  /** Variables of a process in the allocation. */
  Map<String, String> environment();

  /** What is to be asked for; nothing where all is to be found. */
  default Wanted wanted() {
    return Wanted.NOTHING;
  }

  /** The resource manager's name as {@code scr_env} prints it: {@code SLURM}. */
  String manager();

  /** Id of the allocation. */
  String jobId();

  /** Its nodes, four at least, in the scheduler's order. */
  NodeSet nodes();

  /** When it ends. */
  Optional<Instant> end();

  /** The launcher's arguments for one rank on each of {@code nodes} nodes. */
  List<String> arguments(int nodes, List<String> program);

  /** Words of POSIX sh that print the name of the node on which they run. */
  String nodeName();

  /** {@code node} dies with all that runs on it, and the scheduler learns of it. */
  void kill(String node) throws Exception;

  /** Whether somebody besides the checks of scr_run itself knows the state of nodes. */
  default boolean hasScheduler() {
    return true;
  }

  /** What can be made wrong here. */
  Set<Fault> faults();

  /** Makes it wrong from now on. */
  void inject(Fault fault) throws Exception;

  /** Whether nobody has ended the allocation as a whole. */
  boolean isAllocationAlive() throws Exception;
}
