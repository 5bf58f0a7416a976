/**
 * What SCR records about datasets, and the operations on them.
 *
 * <p>State: halt, nodes, flush, index, cache index, file maps, summary, rank-to-file tree, event
 * log, all in the formats of LLNL's SCR 3.1. Operations: collect from cache, build and index,
 * verify, flush, fetch.
 *
 * <p>State files name files by the paths that they have for the application; {@link
 * org.scr4j.dataset.PrefixLayout} and {@link org.scr4j.config.NodeStorage} say where those are.
 */
package org.scr4j.dataset;
