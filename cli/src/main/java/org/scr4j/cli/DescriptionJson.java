package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.scr4j.dataset.describe.FileDescription;
import org.scr4j.dataset.describe.Value;

/** A description of a file as one JSON object; what is not known is null. */
final class DescriptionJson {

  private DescriptionJson() {}

  static void write(JsonGenerator json, FileDescription description) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", description.type().id());
    json.writeStringField("title", description.type().title());
    json.writeStringField("description", description.headline());
    for (FileDescription.Fact fact : description.facts()) {
      json.writeFieldName(key(fact.name()));
      write(json, fact.value());
    }
    for (FileDescription.Table table : description.tables()) {
      json.writeArrayFieldStart(key(table.name()));
      for (List<Value> row : table.rows()) {
        json.writeStartObject();
        for (int i = 0; i < row.size(); i++) {
          json.writeFieldName(key(table.columns().get(i)));
          write(json, row.get(i));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeArrayFieldStart("problems");
    for (String problem : description.problems()) {
      json.writeString(problem);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** {@code set size} becomes {@code set_size}. */
  private static String key(String words) {
    return words.toLowerCase(Locale.ROOT).replace(' ', '_');
  }

  private static void write(JsonGenerator json, Value value) throws IOException {
    if (value instanceof Value.Text text) {
      json.writeString(text.text());
    } else if (value instanceof Value.Count count) {
      json.writeNumber(count.number());
    } else if (value instanceof Value.Flag flag) {
      json.writeBoolean(flag.yes());
    } else {
      json.writeNull();
    }
  }
}
