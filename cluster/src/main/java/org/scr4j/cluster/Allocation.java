package org.scr4j.cluster;

import java.time.Instant;
import java.util.Optional;

/**
 * What the resource manager granted, read once.
 *
 * @param jobId the allocation's id, as the scheduler prints it
 * @param user who owns it
 * @param nodes all nodes it was granted, dead ones included, in the scheduler's order
 * @param endTime when it expires; nothing where it has no limit or none is known
 */
public record Allocation(String jobId, String user, NodeSet nodes, Optional<Instant> endTime) {}
