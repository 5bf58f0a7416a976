package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.scr4j.cluster.Detected;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.job.ExitCode;
import org.scr4j.job.JobContext;
import org.scr4j.job.doctor.Diagnosis;
import org.scr4j.job.doctor.DiagnosisText;
import org.scr4j.job.doctor.Doctor;
import org.scr4j.job.doctor.Finding;
import org.scr4j.job.doctor.Value;
import org.scr4j.job.terminal.Style;
import org.scr4j.job.terminal.Terminal;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks installation, configuration, allocation and prefix. */
@picocli.CommandLine.Command(
    description = {
      "Checks this installation, the configuration, the allocation with its nodes, and",
      "the prefix, and says what to do about each finding. Changes nothing.",
      "Outside an allocation it checks what can be checked there.",
      "Exit status 0: nothing bad; 1: something is bad."
    })
final class ScrDoctor implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @Option(
      names = {"-j", "--joblauncher"},
      paramLabel = "LAUNCHER",
      description = "The job's launcher; default: the platform's own.")
  String launcher;

  @Option(
      names = {"-a", "--all"},
      description = "List every parameter, also those that are set nowhere.")
  boolean all;

  @Option(names = "--json", description = "Print a JSON object.")
  boolean json;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Diagnosis found = new Doctor(context.environment(), Jobs.home(), new Access(context)).examine();
    if (json) {
      Json.print(context.out(), out -> write(out, found));
    } else {
      Terminal terminal = Terminal.of(Terminal.OUT, context.environment());
      int columns = terminal.size(context.environment()).columns();
      new DiagnosisText(found, columns, new Style(terminal.colour()))
          .lines(all)
          .forEach(context.out()::println);
    }
    return found.count(Finding.Level.BAD) == 0 ? ExitCode.DONE : ExitCode.NO;
  }

  private final class Access implements Doctor.Access {
    private final Context context;

    private Access(Context context) {
      this.context = context;
    }

    @Override
    public Configuration configuration() throws ConfigException {
      return Jobs.configuration(context, prefix.value());
    }

    @Override
    public Detected detected(Configuration configuration) throws IOException {
      return Jobs.detect(context, configuration, Optional.ofNullable(launcher));
    }

    @Override
    public JobContext job() throws IOException {
      return Jobs.open(context, prefix.value(), Optional.ofNullable(launcher), standard.verbose);
    }
  }

  private static void write(JsonGenerator json, Diagnosis found) throws IOException {
    json.writeStartObject();
    json.writeNumberField("bad", found.count(Finding.Level.BAD));
    json.writeNumberField("warnings", found.count(Finding.Level.WARNING));
    json.writeArrayFieldStart("findings");
    for (Finding finding : found.findings()) {
      json.writeStartObject();
      json.writeStringField("area", finding.area().name().toLowerCase(Locale.ROOT));
      json.writeStringField("check", finding.check());
      json.writeStringField("level", finding.level().name().toLowerCase(Locale.ROOT));
      json.writeStringField("text", finding.text());
      json.writeStringField("remedy", finding.remedy());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("parameters");
    for (Value value : found.values()) {
      json.writeStartObject();
      json.writeStringField("name", value.name());
      json.writeStringField("value", value.value());
      json.writeStringField("origin", value.origin());
      json.writeBooleanField("set", value.set());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
