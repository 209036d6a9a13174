package io.trebuchet.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/**
 * One thing that the API can be asked. All of them stand in one table, so that the OpenAPI document
 * can be held against it.
 *
 * @param method {@code GET} or {@code POST}
 * @param template the path, with names in braces for its variable parts
 * @param wanted what whoever asks must have shown
 */
record Endpoint(String method, String template, Standing wanted, Handler handler) {
  /** Answers a request; may block, and may throw {@link BadRequest}. */
  interface Handler {
    CompletionStage<HttpResponse> answer(Asked asked) throws Exception;
  }

  /** Answers a request at once. */
  interface Reading {
    HttpResponse answer(Asked asked) throws Exception;
  }

  /** What anybody may read. */
  static Endpoint open(String template, Reading reading) {
    return get(template, Standing.STRANGER, reading);
  }

  /** What speaks of the data. */
  static Endpoint reading(String template, Reading reading) {
    return get(template, Standing.READER, reading);
  }

  private static Endpoint get(String template, Standing standing, Reading reading) {
    return new Endpoint(
        "GET",
        template,
        standing,
        asked -> CompletableFuture.completedFuture(reading.answer(asked)));
  }

  /** What changes the course of a sweep. */
  static Endpoint control(String template, Handler handler) {
    return new Endpoint("POST", template, Standing.OWNER, handler);
  }

  /** The variable parts of the path, the parameters, the body, and what the caller has shown. */
  record Asked(
      Map<String, String> parts, RequestParameters query, ByteString body, Standing standing) {
    String part(String name) {
      String value = parts.get(name);
      if (value == null) {
        throw new IllegalArgumentException("the path has no part " + name);
      }
      return value;
    }

    boolean byOwner() {
      return standing == Standing.OWNER;
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
