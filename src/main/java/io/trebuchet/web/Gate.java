package io.trebuchet.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request to its answer: who asks, what is asked, and the headers that go with it. */
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final String TOKEN = "token";
  private static final String COOKIE = "trebuchet-token";
  private static final List<HttpHeader> SAFETY =
      List.of(
          RawHeader.create(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                  + " img-src 'self' data: blob:; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'"),
          RawHeader.create("X-Content-Type-Options", "nosniff"),
          RawHeader.create("Referrer-Policy", "no-referrer"),
          RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"),
          RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"));

  private final Guard guard;
  private final List<Endpoint> endpoints;
  private final ActorSystem<?> system;
  private final Executor blocking;
  private final StaticFiles files = new StaticFiles();

  private Gate(Guard guard, List<Endpoint> endpoints, ActorSystem<?> system) {
    this.guard = guard;
    this.endpoints = endpoints;
    this.system = system;
    this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
  }

  static Gate create(Guard guard, List<Endpoint> endpoints, ActorSystem<?> system) {
    return new Gate(guard, endpoints, system);
  }

  CompletionStage<HttpResponse> answer(HttpRequest request) {
    // No request needs a body; one above the limit ends its connection.
    request.discardEntityBytes(system);
    Optional<Guard.Refused> refused = guard.check(caller(request));
    CompletionStage<HttpResponse> answer =
        refused.isPresent()
            ? done(Answers.error(refused.get().status(), refused.get().why()))
            : passed(request);
    return answer.thenApply(response -> response.addHeaders(SAFETY));
  }

  private CompletionStage<HttpResponse> passed(HttpRequest request) {
    String path = request.getUri().path();
    String method = request.method().name();
    Optional<String> token = request.getUri().query().get(TOKEN);
    if (guard.asksForToken() && token.isPresent() && method.equals("GET") && path.equals("/")) {
      return done(
          HttpResponse.create()
              .withStatus(303)
              .addHeader(RawHeader.create("Location", "/"))
              .addHeader(
                  RawHeader.create(
                      "Set-Cookie",
                      COOKIE + "=" + token.get() + "; Path=/; HttpOnly; SameSite=Strict")));
    }
    boolean reads = method.equals("GET") || method.equals("HEAD");
    if (reads) {
      Optional<HttpResponse> file = files.answer(path, header(request, "if-none-match"));
      if (file.isPresent()) {
        return done(file.get());
      }
    }
    return asked(request, path, method.equals("HEAD") ? "GET" : method);
  }

  private CompletionStage<HttpResponse> asked(HttpRequest request, String path, String method) {
    List<String> segments = List.copyOf(toList(request.getUri().pathSegments()));
    boolean otherMethod = false;
    for (Endpoint endpoint : endpoints) {
      Optional<Map<String, String>> parts = endpoint.match(segments);
      if (parts.isEmpty()) {
        continue;
      }
      if (!endpoint.method().equals(method)) {
        otherMethod = true;
        continue;
      }
      return CompletableFuture.supplyAsync(() -> answer(endpoint, parts.get(), request), blocking);
    }
    return done(
        otherMethod
            ? Answers.error(405, method + " is not a method of " + path)
            : Answers.error(404, "there is nothing at " + path + ": see /api/openapi.json"));
  }

  private static HttpResponse answer(
      Endpoint endpoint, Map<String, String> parts, HttpRequest request) {
    try {
      Query query =
          Query.of(
              request.getUri().query().toList().stream()
                  .filter(pair -> !pair.first().equals(TOKEN))
                  .map(Gate::entry)
                  .toList());
      return endpoint.handler().answer(new Endpoint.Asked(parts, query));
    } catch (BadRequest e) {
      return Answers.error(e.status(), String.valueOf(e.getMessage()));
    } catch (Exception e) {
      LOG.warn("{} {} failed", endpoint.method(), request.getUri().path(), e);
      return Answers.error(500, "this failed, see the log: " + e.getMessage());
    }
  }

  private static Map.Entry<String, String> entry(Pair<String, String> pair) {
    return Map.entry(pair.first(), pair.second());
  }

  private static Guard.Caller caller(HttpRequest request) {
    String bearer = header(request, "authorization").orElse("").replaceFirst("^Bearer ", "");
    String token =
        request
            .getUri()
            .query()
            .get(TOKEN)
            .orElseGet(() -> bearer.isEmpty() ? cookie(request) : bearer);
    return new Guard.Caller(
        header(request, "host").orElse(""),
        header(request, "origin").orElse(""),
        header(request, "sec-fetch-site").orElse(""),
        !request.method().isSafe(),
        token);
  }

  private static String cookie(HttpRequest request) {
    for (String pair : header(request, "cookie").orElse("").split(";", -1)) {
      String[] parts = pair.strip().split("=", 2);
      if (parts.length == 2 && parts[0].equals(COOKIE)) {
        return parts[1];
      }
    }
    return "";
  }

  private static Optional<String> header(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  private static List<String> toList(Iterable<String> segments) {
    java.util.ArrayList<String> list = new java.util.ArrayList<>();
    segments.forEach(list::add);
    return list;
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
