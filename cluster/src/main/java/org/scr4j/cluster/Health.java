package org.scr4j.cluster;

/**
 * What a check found of one node. Unknown is a finding of its own: it means neither up nor down.
 */
public sealed interface Health {

  /** The node can be used. */
  record Healthy() implements Health {}

  /**
   * The node cannot be used.
   *
   * @param reason one line, without the node's name
   */
  record Failed(String reason) implements Health {}

  /**
   * The check came to no result, such as for want of an answer in time.
   *
   * @param reason one line, without the node's name
   */
  record Unknown(String reason) implements Health {}
}
