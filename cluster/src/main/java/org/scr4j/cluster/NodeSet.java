package org.scr4j.cluster;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An ordered set of node names. (Signatures; the bodies follow.) */
public final class NodeSet implements Iterable<String> {
  private NodeSet() {}

  public static NodeSet parse(String text) {
    throw new UnsupportedOperationException();
  }

  /** Plain names, in their order; brackets are refused (see {@link #parse}). */
  public static NodeSet of(String... names) {
    throw new UnsupportedOperationException();
  }

  public static NodeSet of(Collection<String> names) {
    throw new UnsupportedOperationException();
  }

  public static NodeSet empty() {
    throw new UnsupportedOperationException();
  }

  public long size() {
    throw new UnsupportedOperationException();
  }

  public boolean isEmpty() {
    throw new UnsupportedOperationException();
  }

  public boolean contains(String name) {
    throw new UnsupportedOperationException();
  }

  /** Slurm style; the same as {@link #toString()}. */
  public String compressed() {
    throw new UnsupportedOperationException();
  }

  public Stream<String> stream() {
    throw new UnsupportedOperationException();
  }

  public List<String> toList() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterator<String> iterator() {
    throw new UnsupportedOperationException();
  }

  /** The name at {@code index}, from 0. */
  public Optional<String> get(long index) {
    throw new UnsupportedOperationException();
  }

  public NodeSet first(long count) {
    throw new UnsupportedOperationException();
  }

  /** The names from {@code from} inclusive to {@code to} exclusive. */
  public NodeSet slice(long from, long to) {
    throw new UnsupportedOperationException();
  }

  public NodeSet union(NodeSet other) {
    throw new UnsupportedOperationException();
  }

  public NodeSet minus(NodeSet other) {
    throw new UnsupportedOperationException();
  }

  public NodeSet intersection(NodeSet other) {
    throw new UnsupportedOperationException();
  }
}
