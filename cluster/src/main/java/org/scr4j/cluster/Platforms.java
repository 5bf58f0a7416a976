package org.scr4j.cluster;

import java.util.Map;
import java.util.Optional;

/** Finds the platform that this process runs on. (Signatures; the bodies follow.) */
@SuppressWarnings("DoNotCallSuggester")
public final class Platforms {
  private Platforms() {}

  public static Platform detect(Map<String, String> environment, Optional<String> launcher)
      throws ClusterException {
    throw new ClusterException("nothing is supported yet");
  }
}
