package org.scr4j.library;

import java.nio.file.Path;
import java.time.Clock;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.kvtree.StateFiles;
import org.scr4j.redundancy.Exchange;

/**
 * What one rank of a run works with.
 *
 * @param ranks the ranks of the run
 * @param exchange the same ranks, as redundancy schemes want them
 * @param settings the parameters
 * @param protection how datasets are protected on the nodes of the run
 * @param files how state files are read and written
 * @param prefix where things are in the prefix directory
 * @param console where messages go
 * @param journal the event log
 * @param phases times what is done
 * @param clock the time of day
 */
record Site(
    Ranks ranks,
    Exchange exchange,
    Settings settings,
    Protection protection,
    StateFiles files,
    PrefixLayout prefix,
    Console console,
    Journal journal,
    Phases phases,
    Clock clock) {

  /** Where the file is that is called {@code logical} on this rank's node. */
  Path physical(String logical) {
    return settings.storage().physical(logical);
  }
}
