package org.scr4j.config;

import java.util.OptionalLong;

/**
 * A base directory that every node must have, for node checks.
 *
 * @param base absolute path on the node
 * @param bytes least capacity, where a {@code CNTLDIR} or {@code CACHEDIR} line gives one
 */
public record SizedDirectory(String base, OptionalLong bytes) {}
