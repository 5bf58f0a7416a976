/**
 * The key-value tree that every SCR state file is made of: the tree, its packed form, and its file.
 *
 * <p>Source of the formats: LLNL's KVTree, file version 1.
 */
package org.scr4j.kvtree;
