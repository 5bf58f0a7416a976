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

  /** Makes a checkpoint the one to restart from; whether there is one of this name. */
  boolean current(String name);

  /** Removes a dataset from the index of the prefix; whether that has one of this name. */
  boolean drop(String name);

  /** Deletes a dataset from cache and prefix; whether there is one of this name. */
  boolean delete(String name);

  void finish();

  /** Ends what goes on in the background; makes no call to other ranks. */
  void close();

  /** Whether the process is to be ended now, because a halt condition holds. */
  boolean exits();
}
