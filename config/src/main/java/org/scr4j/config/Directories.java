package org.scr4j.config;

import java.util.List;

/**
 * The directories of one job on each of its nodes: {@code <base>/<user>/scr.<job id>}. Paths are as
 * they are called on the node; {@link NodeStorage} says where that is.
 *
 * @param controlBase base of the control directory
 * @param cacheBases bases of the cache directories, each one once
 */
public record Directories(String controlBase, List<String> cacheBases, String user, String jobId) {

  /** Copies the list. */
  public Directories {
    cacheBases = List.copyOf(cacheBases);
  }

  /** The control directory. */
  public String control() {
    return below(controlBase);
  }

  /** The cache directories, in the order of their bases. */
  public List<String> caches() {
    return cacheBases.stream().map(this::below).toList();
  }

  /** The cache directory in {@code store}. */
  public String cacheFor(StoreDescriptor store) {
    return below(store.base());
  }

  /** The cache directory of checkpoints that {@code descriptor} describes. */
  public String cacheFor(CheckpointDescriptor descriptor) {
    return below(descriptor.store());
  }

  private String below(String base) {
    return (base.endsWith("/") ? base : base + "/") + user + "/scr." + jobId;
  }
}
