package org.scr4j.job.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Origin;
import org.scr4j.config.Parameter;
import org.scr4j.config.Parameters;

/** Every parameter: whether its value can be used, and where it comes from. */
final class ConfigurationChecks {

  private static final Finding.Area AREA = Finding.Area.CONFIGURATION;

  private final Configuration configuration;

  ConfigurationChecks(Configuration configuration) {
    this.configuration = configuration;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    for (Parameter<?> parameter : Parameters.all()) {
      try {
        configuration.find(parameter);
      } catch (ConfigException e) {
        findings.add(bad(e));
      }
    }
    if (findings.isEmpty()) {
      try {
        configuration.check();
      } catch (ConfigException e) {
        findings.add(bad(e));
      }
    }
    try {
      for (String odd : configuration.warnings()) {
        findings.add(
            Finding.warning(AREA, "oddity", odd, "correct or remove it; it has no effect now"));
      }
    } catch (ConfigException e) {
      if (findings.isEmpty()) {
        findings.add(bad(e));
      }
    }
    if (findings.isEmpty()) {
      long set = values().stream().filter(Value::set).count();
      findings.add(Finding.ok(AREA, "parameters", set + " are set, and all values can be used"));
    }
    return findings;
  }

  private static Finding bad(ConfigException e) {
    return Finding.bad(AREA, "parameters", Doctor.message(e), "correct the value where it is set");
  }

  /** All of them as they hold, in the order of their declaration. */
  List<Value> values() {
    List<Value> values = new ArrayList<>();
    Parameters.all().forEach(parameter -> values.add(value(parameter)));
    return values;
  }

  private <T> Value value(Parameter<T> parameter) {
    Origin origin = configuration.origin(parameter);
    String text;
    try {
      text = configuration.find(parameter).map(parameter.kind()::write).orElse("");
    } catch (ConfigException e) {
      text = "cannot be used";
    }
    boolean secret = parameter.name().toUpperCase(Locale.ROOT).endsWith("_PASS");
    return new Value(
        parameter.name(),
        secret && !text.isEmpty() ? "(not shown)" : text,
        origin.toString(),
        !(origin instanceof Origin.Default));
  }
}
