package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * As much of JSON Schema as docs/schemas uses: type, properties, required, additionalProperties,
 * items, enum. A schema with another keyword is refused.
 */
final class JsonSchema {

  private static final Object NULL = new Object();
  private static final Set<String> KNOWN =
      Set.of(
          "$schema",
          "title",
          "description",
          "type",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "enum");

  private final Map<?, ?> schema;

  private JsonSchema(Map<?, ?> schema) {
    this.schema = schema;
  }

  static JsonSchema read(Path file) throws IOException {
    return new JsonSchema((Map<?, ?>) parse(Files.readString(file)));
  }

  /** What of {@code json} does not fit, one line each. */
  List<String> faults(String json) throws IOException {
    List<String> faults = new ArrayList<>();
    check("$", schema, parse(json), faults);
    return faults;
  }

  private static void check(String at, Map<?, ?> schema, Object value, List<String> faults) {
    if (!KNOWN.containsAll(schema.keySet())) {
      faults.add(at + ": the schema has a keyword that is not one of " + KNOWN);
    }
    if (schema.containsKey("type")
        && !types(schema.get("type")).contains(type(value))
        && !(type(value).equals("integer") && types(schema.get("type")).contains("number"))) {
      faults.add(at + " is of type " + type(value) + ", not " + schema.get("type"));
      return;
    }
    if (schema.get("enum") instanceof List<?> allowed && !allowed.contains(value)) {
      faults.add(at + " is " + value + ", not one of " + allowed);
    }
    if (value instanceof Map<?, ?> object) {
      checkObject(at, schema, object, faults);
    } else if (value instanceof List<?> list && schema.get("items") instanceof Map<?, ?> items) {
      for (int i = 0; i < list.size(); i++) {
        check(at + "[" + i + "]", items, list.get(i), faults);
      }
    }
  }

  private static void checkObject(
      String at, Map<?, ?> schema, Map<?, ?> object, List<String> faults) {
    if (schema.get("required") instanceof List<?> required) {
      required.stream()
          .filter(name -> !object.containsKey(name))
          .forEach(name -> faults.add(at + " lacks " + name));
    }
    Map<?, ?> known = schema.get("properties") instanceof Map<?, ?> named ? named : Map.of();
    object.forEach(
        (name, value) -> {
          String below = at + "." + name;
          if (known.get(name) instanceof Map<?, ?> one) {
            check(below, one, value, faults);
          } else if (schema.get("additionalProperties") instanceof Map<?, ?> any) {
            check(below, any, value, faults);
          } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
            faults.add(below + " is not in the schema");
          }
        });
  }

  private static List<?> types(Object type) {
    return type instanceof List<?> several ? several : List.of(type);
  }

  private static String type(Object value) {
    if (value == NULL) {
      return "null";
    }
    if (value instanceof BigInteger) {
      return "integer";
    }
    if (value instanceof Double) {
      return "number";
    }
    return value instanceof String
        ? "string"
        : value instanceof Boolean ? "boolean" : value instanceof List ? "array" : "object";
  }

  private static Object parse(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("more than one document");
      }
      return value;
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NULL;
      default -> throw new IOException("not JSON at " + parser.currentLocation());
    };
  }
}
