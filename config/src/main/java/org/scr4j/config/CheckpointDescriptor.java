package org.scr4j.config;

/**
 * A CKPT line: how some of the checkpoints are kept.
 *
 * @param id its number, from 0
 * @param interval applies to checkpoints whose number it divides; the largest one wins
 * @param group failure group: NODE, WORLD, or a group of the GROUPS lines
 * @param store {@link StoreDescriptor#base} of its store
 * @param type redundancy scheme, never FILE
 * @param bypass whether files are written straight to the prefix directory
 * @param setSize least number of members of a redundancy set (XOR, RS)
 * @param setFailures losses that a set survives (RS)
 * @param output whether output datasets use this one
 * @param enabled whether it may be used
 */
public record CheckpointDescriptor(
    int id,
    int interval,
    String group,
    String store,
    CopyType type,
    boolean bypass,
    int setSize,
    int setFailures,
    boolean output,
    boolean enabled) {}
