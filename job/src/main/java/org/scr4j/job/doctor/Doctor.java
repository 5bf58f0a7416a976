package org.scr4j.job.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.cluster.Detected;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.job.JobContext;
import org.scr4j.job.JobException;

/** Makes all checks. What cannot be checked is a finding too, never an error. */
public final class Doctor {

  /**
   * How to get at what is checked.
   *
   * @see Doctor#Doctor
   */
  public interface Access {
    /** The configuration. */
    Configuration configuration() throws ConfigException;

    /** Resource manager, launcher and remote shell. */
    Detected detected(Configuration configuration) throws IOException;

    /** The job of this allocation. */
    JobContext job() throws IOException, JobException;
  }

  private final Map<String, String> environment;
  private final Path home;
  private final Access access;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * A doctor.
   *
   * @param environment that of this process
   * @param home where this software is installed
   * @param access to what is checked; what it throws becomes a finding
   */
  public Doctor(Map<String, String> environment, Path home, Access access) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.access = access;
  }

  /** Makes the checks. */
  public Diagnosis examine() throws InterruptedException {
    findings.clear();
    findings.addAll(new InstallationChecks(environment, home).run());
    Configuration configuration;
    try {
      configuration = access.configuration();
    } catch (ConfigException e) {
      findings.add(
          Finding.bad(
              Finding.Area.CONFIGURATION,
              "files",
              message(e),
              "correct that file; nothing else can be checked before"));
      return new Diagnosis(findings, List.of());
    }
    ConfigurationChecks parameters = new ConfigurationChecks(configuration);
    findings.addAll(parameters.run());
    Optional<JobContext> job = job(configuration);
    PrefixChecks prefix = new PrefixChecks(configuration, job);
    List<Finding> ofPrefix = new ArrayList<>();
    List<Finding> ofNodes = new ArrayList<>();
    if (job.isPresent()) {
      findings.addAll(new AllocationChecks(job.get()).run());
      // The nodes are asked while a lock is held, to see whether they see it.
      ofPrefix.addAll(prefix.run(lock -> ofNodes.addAll(new NodeFindings(job.get(), lock).run())));
    } else {
      ofPrefix.addAll(prefix.run(lock -> {}));
    }
    findings.addAll(ofNodes);
    findings.addAll(ofPrefix);
    return new Diagnosis(findings, parameters.values());
  }

  private Optional<JobContext> job(Configuration configuration) {
    Finding.Area area = Finding.Area.ALLOCATION;
    try {
      Detected found = access.detected(configuration);
      findings.addAll(new PlatformChecks(environment, found).run());
    } catch (IOException e) {
      findings.add(
          Finding.skipped(area, "allocation", "not in one, so nodes are not checked", message(e)));
      return Optional.empty();
    }
    try {
      return Optional.of(access.job());
    } catch (ConfigException e) {
      findings.add(
          Finding.skipped(
              area, "allocation", "not looked at: a parameter cannot be used", message(e)));
    } catch (IOException | JobException e) {
      findings.add(
          Finding.bad(
              area,
              "allocation",
              "the resource manager tells of none: " + message(e),
              "call scr_doctor inside an allocation, such as in the job script before scr_run"));
    }
    return Optional.empty();
  }

  static String message(Exception e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.toString());
  }
}
