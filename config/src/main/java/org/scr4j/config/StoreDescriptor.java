package org.scr4j.config;

/**
 * A STORE line: one class of storage.
 *
 * @param base directory on each node, which is the name of the store too
 * @param group who shares one such device: NODE, WORLD, or a group of the GROUPS lines
 * @param count the most datasets that it may hold; 0 for the control directory's
 * @param enabled whether it may be used
 * @param mkdir whether directories can be made in it
 * @param flush transfer type for flushes from it
 * @param view PRIVATE, or GLOBAL where all nodes see the same files
 */
public record StoreDescriptor(
    String base,
    String group,
    int count,
    boolean enabled,
    boolean mkdir,
    String flush,
    String view) {}
