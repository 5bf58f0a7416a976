package org.scr4j.cluster;

/** An ordered set of node names. */
public final class NodeSet {
  private NodeSet() {}
}
