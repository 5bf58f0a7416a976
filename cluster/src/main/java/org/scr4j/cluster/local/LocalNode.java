package org.scr4j.cluster.local;

import java.time.Instant;
import org.scr4j.config.NodeStorage;

/**
 * One virtual node as it is now.
 *
 * @param name {@code node3}
 * @param up whether it can be used
 * @param reason why it is down, in one line; empty where it is up
 * @param since when it came up or went down (milliseconds)
 * @param storage its own storage
 */
public record LocalNode(
    String name, boolean up, String reason, Instant since, NodeStorage storage) {}
