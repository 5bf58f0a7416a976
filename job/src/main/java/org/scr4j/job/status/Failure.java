package org.scr4j.job.status;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that went wrong.
 *
 * @param at when, where known
 * @param what one line
 */
public record Failure(Optional<Instant> at, String what) {}
