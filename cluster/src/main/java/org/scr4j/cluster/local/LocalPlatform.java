package org.scr4j.cluster.local;

import java.util.Map;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.Platform;

/** Everything of platform local. (Signatures; the bodies follow.) */
@SuppressWarnings("DoNotCallSuggester")
public final class LocalPlatform {
  private LocalPlatform() {}

  /** The cluster that {@code environment} points to; throws with the remedy where none is up. */
  public static Platform create(Map<String, String> environment) throws ClusterException {
    throw new UnsupportedOperationException();
  }
}
