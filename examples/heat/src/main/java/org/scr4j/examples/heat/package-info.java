/**
 * A two-dimensional heat equation whose runs survive losing a node, and that knows nothing of it.
 */
package org.scr4j.examples.heat;
