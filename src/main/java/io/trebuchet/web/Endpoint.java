package io.trebuchet.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One thing that the API can be asked. All of them stand in one table, so that the OpenAPI document
 * can be held against it.
 *
 * @param method {@code GET} or {@code POST}
 * @param template the path, with names in braces for its variable parts
 */
record Endpoint(String method, String template, Handler handler) {
  /** Answers a request; may block, and may throw {@link BadRequest}. */
  interface Handler {
    HttpResponse answer(Asked asked) throws Exception;
  }

  /** The variable parts of the path and the parameters. */
  record Asked(Map<String, String> parts, Query query) {
    String part(String name) {
      String value = parts.get(name);
      if (value == null) {
        throw new IllegalArgumentException("the path has no part " + name);
      }
      return value;
    }
  }

  /** The variable parts of a path, decoded; empty if it is another endpoint's. */
  Optional<Map<String, String>> match(List<String> segments) {
    List<String> names = segments(template);
    if (names.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> parts = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.startsWith("{")) {
        parts.put(name.substring(1, name.length() - 1), segments.get(i));
      } else if (!name.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parts);
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
    segments.removeFirst();
    return segments;
  }
}
