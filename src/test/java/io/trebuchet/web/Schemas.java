package io.trebuchet.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The part of JSON Schema that our document uses. */
final class Schemas {
  private Schemas() {}

  static JsonNode resolve(JsonNode document, JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** What of a value is not as its schema says. */
  static List<String> faults(JsonNode document, JsonNode reference, JsonNode value, String at) {
    JsonNode schema = resolve(document, reference);
    List<String> faults = new ArrayList<>();
    if (schema.isMissingNode()) {
      faults.add(at + " has no schema");
      return faults;
    }
    if (schema.has("type") && !isOneOf(schema.get("type"), value)) {
      faults.add(at + " is " + value.getNodeType() + ", not " + schema.get("type"));
      return faults;
    }
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        faults.add(at + " lacks " + name.asText());
      }
    }
    for (var property : schema.path("properties").properties()) {
      JsonNode child = value.get(property.getKey());
      if (child != null) {
        faults.addAll(faults(document, property.getValue(), child, at + "." + property.getKey()));
      }
    }
    if (schema.has("additionalProperties")) {
      for (var child : value.properties()) {
        if (!schema.path("properties").has(child.getKey())) {
          faults.addAll(
              faults(
                  document,
                  schema.get("additionalProperties"),
                  child.getValue(),
                  at + "." + child.getKey()));
        }
      }
    }
    if (schema.has("items")) {
      for (JsonNode item : value) {
        faults.addAll(faults(document, schema.get("items"), item, at + "[]"));
      }
    }
    if (schema.has("enum") && !schema.get("enum").toString().contains(value.toString())) {
      faults.add(at + " is " + value + ", none of " + schema.get("enum"));
    }
    return faults;
  }

  private static boolean isOneOf(JsonNode types, JsonNode value) {
    if (types.isArray()) {
      for (JsonNode type : types) {
        if (is(type.asText(), value)) {
          return true;
        }
      }
      return false;
    }
    return is(types.asText(), value);
  }

  private static boolean is(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException("type " + type);
    };
  }
}
