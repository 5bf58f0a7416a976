package org.scr4j.dataset;

/**
 * What the files of a job are called on a node; all results are absolute paths as they stand in
 * state files, to be found through {@link org.scr4j.config.NodeStorage#physical}.
 *
 * @param controlDir {@code <SCR_CNTL_BASE>/<user>/scr.<jobid>}
 * @param cacheDir {@code <cache base>/<user>/scr.<jobid>}
 */
public record CacheLayout(String controlDir, String cacheDir) {

  /** The layout of a job under the given bases; SCR's default for both is {@code /dev/shm}. */
  public static CacheLayout of(String controlBase, String cacheBase, String user, String jobId) {
    return new CacheLayout(jobDir(controlBase, user, jobId), jobDir(cacheBase, user, jobId));
  }

  /** The directory of a job below one base. */
  public static String jobDir(String base, String user, String jobId) {
    return base + "/" + user + "/scr." + jobId;
  }

  /** The cache index in this control directory. */
  public String cacheIndex() {
    return cacheIndex(controlDir);
  }

  /** The cache index in {@code controlDir}. */
  public static String cacheIndex(String controlDir) {
    return controlDir + "/cindex.scrinfo";
  }

  /** The directory of dataset {@code id}. */
  public String datasetDir(int id) {
    return cacheDir + "/scr.dataset." + id;
  }

  /** The hidden directory in a dataset directory. */
  public static String hiddenDir(String datasetDir) {
    return datasetDir + "/.scr";
  }

  /** The file map of {@code rank}. */
  public static String fileMap(String datasetDir, int rank) {
    return hiddenDir(datasetDir) + "/filemap_" + rank;
  }

  /** Name prefix of the redundancy files that protect the application's files. */
  public static String redundancyPrefix(String datasetDir) {
    return hiddenDir(datasetDir) + "/reddesc.er";
  }

  /** Name prefix of the redundancy files that protect the file maps. */
  public static String mapRedundancyPrefix(String datasetDir) {
    return hiddenDir(datasetDir) + "/reddescmap.er";
  }
}
