package org.scr4j.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Allocation;
import org.scr4j.cluster.Detected;
import org.scr4j.cluster.Platform;
import org.scr4j.cluster.Platforms;
import org.scr4j.cluster.ThisHost;
import org.scr4j.cluster.Wanted;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.EventLog;
import org.scr4j.dataset.PrefixLayout;
import org.scr4j.job.JobContext;
import org.scr4j.job.JobLog;
import org.scr4j.job.Limits;
import org.scr4j.job.Messages;
import org.scr4j.job.Settings;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** Puts together what commands work with, from options and environment. */
final class Jobs {

  private Jobs() {}

  /** The parameters, as they hold for this prefix. */
  static Configuration configuration(Context context, Optional<String> prefix)
      throws ConfigException {
    return Configuration.load(context.environment(), prefix.map(Path::of), context.directory());
  }

  /** Files under the prefix. */
  static PrefixLayout layout(Configuration configuration) {
    return new PrefixLayout(configuration.prefix());
  }

  /** A mistyped directory must not become one with state files in it. */
  static void requireDirectory(Path prefix) throws FileSystemException {
    if (!Files.isDirectory(prefix)) {
      throw Files.exists(prefix)
          ? new NotDirectoryException(prefix.toString())
          : new NoSuchFileException(prefix.toString());
    }
  }

  /** Access to state files, locked as the configuration says. */
  static StateFiles files(Context context, Configuration configuration) throws ConfigException {
    LockKind lock = LockKind.parse(configuration.get(Parameters.FILE_LOCK).toString());
    return new StateFiles(
        lock, warning -> context.err().println(context.command() + ": warning: " + warning));
  }

  /** The job in whose allocation this command runs. */
  static JobContext open(
      Context context, Optional<String> prefix, Optional<String> launcher, boolean verbose)
      throws IOException {
    Configuration configuration = configuration(context, prefix);
    Settings settings = Settings.of(configuration);
    boolean loud = verbose || configuration.get(Parameters.DEBUG) > 0;
    Messages messages =
        new Messages(
            context.command(), context.err(), context.clock(), loud, () -> Displays.of(context));
    Platform platform = detect(context, configuration, launcher).platform();
    Allocation allocation = platform.resourceManager().allocation();
    Optional<EventLog> log =
        settings.log()
            ? Optional.of(
                new EventLog(
                    layout(configuration).log(),
                    context.clock(),
                    hostName(context),
                    allocation.jobId()))
            : Optional.empty();
    return new JobContext(
        settings,
        platform,
        allocation,
        home(),
        Limits.DEFAULT,
        context.clock(),
        messages,
        new JobLog(log, messages));
  }

  /**
   * Resource manager, launcher and remote shell, found or chosen by parameters.
   *
   * @param launcher as the command names it
   */
  static Detected detect(Context context, Configuration configuration, Optional<String> launcher)
      throws IOException {
    Map<String, String> environment = new HashMap<>(context.environment());
    // The list of hosts may stand in a configuration file.
    String hosts = configuration.find(Parameters.HOSTS).orElse("");
    if (!hosts.isBlank()) {
      environment.put(Parameters.HOSTS.toString(), hosts);
    }
    return Platforms.detect(
        environment,
        new Wanted(
            launcher,
            configuration.find(Parameters.RESOURCE_MANAGER),
            configuration.find(Parameters.LAUNCHER),
            configuration.find(Parameters.REMOTE_SHELL)));
  }

  /** The id of the allocation that this command runs in. */
  static String jobId(Context context, Configuration configuration) throws IOException {
    return detect(context, configuration, Optional.empty()).platform().resourceManager().jobId();
  }

  /** The node that this process is on, as logs call it; asks no name server. */
  static String hostName(Context context) throws IOException {
    String virtual = context.environment().get("SCR_LOCAL_NODE");
    if (virtual != null) {
      return virtual;
    }
    return ThisHost.name();
  }

  /** The installed tree: what the start script says, else where this class's archive is. */
  static Path home() {
    String told = System.getProperty("scr4j.home");
    if (told != null) {
      return Path.of(told).toAbsolutePath();
    }
    try {
      Path archive =
          Path.of(Jobs.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      // <home>/lib/scr4j/<archive>
      return archive.toAbsolutePath().getParent().getParent().getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("set scr4j.home to where scr4j is installed", e);
    }
  }
}
