package org.scr4j.dataset.describe;

/** The kinds of file that SCR 3.1 and its parts keep, and those of older versions. */
public enum StateFileType {
  /** {@code cindex.scrinfo}: the datasets in one node's cache. */
  CACHE_INDEX("cache-index", "cache index"),
  /** {@code filemap_R}: one rank's files in a dataset. */
  FILE_MAP("file-map", "file map"),
  /** {@code reddesc.er.R.redset}: places of ranks in redundancy sets. */
  REDUNDANCY_DESCRIPTOR("redundancy-descriptor", "redundancy descriptor"),
  /** {@code reddesc.er.R.KIND.grp_G_of_N.mem_M_of_S.redset}: a header and redundancy bytes. */
  REDUNDANCY_FILE("redundancy-file", "redundancy file"),
  /** {@code reddesc.er.er}: whether a node's files are encoded. */
  ENCODING_STATE("encoding-state", "encoding state"),
  /** {@code reddesc.er.shuffile}: which files on a node belong to which rank. */
  SHUFFLE_FILE("shuffle-file", "list of files by rank"),
  /** {@code flush.scr}: what is in cache and what in the prefix. */
  FLUSH("flush", "flush file"),
  /** {@code halt.scr}: conditions that stop the job. */
  HALT("halt", "halt file"),
  /** {@code nodes.scr}: how many nodes the last run used. */
  NODES("nodes", "nodes file"),
  /** {@code index.scr}: the datasets in a prefix. */
  INDEX("index", "index"),
  /** {@code summary.scr}: one dataset in a prefix. */
  SUMMARY("summary", "summary"),
  /** {@code scr_summary.txt}, or {@code summary.scr} of version 5 and older. */
  OLD_SUMMARY("old-summary", "summary of an old version"),
  /** {@code rank2file} and its parts: the files of each rank in the prefix. */
  RANK_TO_FILE("rank-to-file", "rank-to-file map"),
  /** {@code rank_R.state_file}: AXL's record of a transfer. */
  TRANSFER_STATE("transfer-state", "transfer state"),
  /** {@code transfer.scrinfo}: orders to SCR's transfer daemon. */
  TRANSFER_FILE("transfer-file", "transfer file"),
  /** {@code .scr/log}: the event log. */
  EVENT_LOG("event-log", "event log"),
  /** A key-value file of some other kind. */
  KEY_VALUE("key-value", "key-value file");

  private final String id;
  private final String title;

  StateFileType(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** A word for programs, the same for ever. */
  public String id() {
    return id;
  }

  /** What people call it. */
  public String title() {
    return title;
  }
}
