package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;

/** Results as JSON, one document a call, ended by a newline. */
final class Json {

  /** Writes the document. */
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private Json() {}

  /** Prints what {@code body} writes. */
  static void print(PrintStream out, Body body) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      body.write(json);
    }
    out.print(text);
    out.print('\n');
  }
}
