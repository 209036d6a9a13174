package io.trebuchet.web;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request to its answer: who asks, what is asked, and the headers that go with it. */
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final String SCHEME = "Bearer ";

  /** A list of trials is all that anybody has to send, and only its owner is heard. */
  private static final long BODY_MILLIS = 5000;

  private static final String TOO_LONG = "a request of this kind has at most 65536 bytes";

  /** What asks for something has a line of JSON. */
  private static final long MOST_BODY = 1 << 16;

  /** Of which a proxy and a server may each believe another one. */
  private static final Set<String> SINGLE = Set.of("host", "origin", "authorization");

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

  private final Admission admission;
  private final List<Endpoint> endpoints;
  private final Optional<StaticFiles> files;
  private final ActorSystem<?> system;
  private final Map<Standing, Executor> readers;
  private final Executor control;

  private Gate(
      Admission admission,
      List<Endpoint> endpoints,
      Optional<StaticFiles> files,
      ActorSystem<?> system) {
    this.admission = admission;
    this.endpoints = endpoints;
    this.files = files;
    this.system = system;
    Executor others = dispatcher(Answers.OTHERS);
    // What others read, however slowly, holds up neither the owner's reading nor anybody's stop.
    readers =
        Map.of(
            Standing.STRANGER,
            others,
            Standing.READER,
            others,
            Standing.OWNER,
            dispatcher(Answers.OWNER));
    control = dispatcher("trebuchet.control-dispatcher");
  }

  private Executor dispatcher(String name) {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig(name));
  }

  /**
   * A gate before an API.
   *
   * @param files of the page; empty if it is withheld
   */
  static Gate create(
      Admission admission,
      List<Endpoint> endpoints,
      Optional<StaticFiles> files,
      ActorSystem<?> system) {
    return new Gate(admission, endpoints, files, system);
  }

  CompletionStage<HttpResponse> answer(HttpRequest request, Connections.Connection connection) {
    return passed(request, connection).thenApply(response -> response.addHeaders(SAFETY));
  }

  private CompletionStage<HttpResponse> passed(
      HttpRequest request, Connections.Connection connection) {
    Admission.Caller caller = caller(request);
    Optional<Admission.Refused> refused =
        repeats(request)
            ? Optional.of(new Admission.Refused(400, "a header that belongs there once came twice"))
            : admission.check(caller);
    if (refused.isPresent()) {
      return refuse(request, refused.get());
    }
    String path = request.getUri().path();
    String method = request.method().name();
    boolean reads = method.equals("GET") || method.equals("HEAD");
    Standing standing = admission.standing(caller);
    if (standing == Standing.OWNER && !connection.admit(standing)) {
      return refuse(request, tooMany());
    }
    if (reads && files.isPresent()) {
      Optional<HttpResponse> file = files.get().answer(path, header(request, "if-none-match"));
      if (file.isPresent()) {
        request.discardEntityBytes(system);
        return done(file.get());
      }
    }
    return asked(request, caller, connection, method.equals("HEAD") ? "GET" : method);
  }

  private CompletionStage<HttpResponse> asked(
      HttpRequest request,
      Admission.Caller caller,
      Connections.Connection connection,
      String method) {
    String path = request.getUri().path();
    List<String> segments = new ArrayList<>();
    request.getUri().pathSegments().forEach(segments::add);
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
      Optional<Admission.Refused> refused = admission.check(caller, endpoint.wanted());
      if (refused.isPresent()) {
        return refuse(request, refused.get());
      }
      if (!connection.admit(endpoint.wanted())) {
        return refuse(request, tooMany());
      }
      if (endpoint.wanted() == Standing.OWNER
          && request.entity().getContentLengthOption().orElse(0) > MOST_BODY) {
        return refuse(request, new Admission.Refused(413, TOO_LONG));
      }
      return body(request, endpoint)
          .thenCompose(body -> answer(endpoint, parts.get(), request, caller, body))
          .exceptionally(error -> failed(endpoint, request, error));
    }
    String what =
        otherMethod
            ? method + " is not a method of " + path
            : "there is nothing at " + path + ": see /api/openapi.json";
    return refuse(request, new Admission.Refused(otherMethod ? 405 : 404, what));
  }

  private CompletionStage<ByteString> body(HttpRequest request, Endpoint endpoint) {
    if (endpoint.wanted() != Standing.OWNER) {
      request.discardEntityBytes(system);
      return CompletableFuture.completedFuture(ByteString.emptyByteString());
    }
    return request
        .entity()
        .toStrict(BODY_MILLIS, MOST_BODY, system)
        .thenApply(strict -> strict.getData());
  }

  private CompletionStage<HttpResponse> answer(
      Endpoint endpoint,
      Map<String, String> parts,
      HttpRequest request,
      Admission.Caller caller,
      ByteString body) {
    Standing standing = admission.standing(caller);
    Executor executor =
        endpoint.wanted() == Standing.OWNER ? control : readers.getOrDefault(standing, control);
    return CompletableFuture.supplyAsync(
            () -> handle(endpoint, parts, request, body, standing), executor)
        .thenCompose(answer -> answer)
        .exceptionally(error -> failed(endpoint, request, error));
  }

  private static CompletionStage<HttpResponse> handle(
      Endpoint endpoint,
      Map<String, String> parts,
      HttpRequest request,
      ByteString body,
      Standing standing) {
    try {
      RequestParameters query =
          RequestParameters.of(
              request.getUri().query().toList().stream().map(Gate::entry).toList());
      return endpoint.handler().answer(new Endpoint.Asked(parts, query, body, standing));
    } catch (Exception e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static HttpResponse failed(Endpoint endpoint, HttpRequest request, Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null
        && (cause instanceof CompletionException || cause instanceof UncheckedIOException)) {
      cause = cause.getCause();
    }
    if (cause instanceof BadRequest bad) {
      return Answers.error(bad.status(), String.valueOf(bad.getMessage()));
    }
    if (cause instanceof EntityStreamSizeException) {
      return Answers.error(413, TOO_LONG);
    }
    LOG.warn("{} {} failed", endpoint.method(), request.getUri().path(), cause);
    return Answers.error(500, "this failed, see the log: " + cause.getMessage());
  }

  private CompletionStage<HttpResponse> refuse(HttpRequest request, Admission.Refused refused) {
    request.discardEntityBytes(system);
    HttpResponse response = Answers.error(refused.status(), refused.why());
    return done(
        refused.status() == 401
            ? response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer"))
            : response);
  }

  private static Admission.Refused tooMany() {
    return new Admission.Refused(503, "too many connections are open: close some");
  }

  private static Map.Entry<String, String> entry(Pair<String, String> pair) {
    return Map.entry(pair.first(), pair.second());
  }

  private static Admission.Caller caller(HttpRequest request) {
    String shown = header(request, "authorization").orElse("");
    return new Admission.Caller(
        header(request, "host").orElse(""),
        header(request, "origin").orElse(""),
        header(request, "sec-fetch-site").orElse(""),
        !request.method().isSafe(),
        shown.startsWith(SCHEME) ? shown.substring(SCHEME.length()) : "");
  }

  private static boolean repeats(HttpRequest request) {
    Set<String> seen = new HashSet<>();
    for (HttpHeader header : request.getHeaders()) {
      if (SINGLE.contains(header.lowercaseName()) && !seen.add(header.lowercaseName())) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> header(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
