package org.scr4j.library;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What {@link Scr} does, once it has checked that the call is in its place. */
interface Engine {

  boolean needCheckpoint();

  void startOutput(String name, Set<Scr.Flag> flags);

  /** Where a file of the dataset that is being written goes. */
  Path routeOutput(String file);

  boolean completeOutput(boolean valid);

  /** The name of the checkpoint to restart from. */
  Optional<String> haveRestart();

  /** The name of the checkpoint that is being read from now on. */
  String startRestart();

  /** Where a file of the checkpoint that is being read is. */
  Path routeRestart(String file);

  boolean completeRestart(boolean valid);

  boolean shouldExit();

  void finish();
}
