/**
 * Redundancy over the files of many ranks: Single, Partner, XOR and Reed-Solomon, in the formats
 * and with the set placement of LLNL's redset, and the layers that use it in a cached dataset, er
 * and shuffile.
 */
package org.scr4j.redundancy;
