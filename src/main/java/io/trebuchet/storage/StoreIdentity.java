package io.trebuchet.storage;

import io.trebuchet.storage.StoreException.Fault;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a client write to the server that it was opened on, and to no other that took its address:
 * over each new connection, and so after each outage, the server is first asked for the run's
 * {@link RunMarker}. Not thread-safe, but for what the client calls.
 */
final class StoreIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(StoreIdentity.class);

  /** How long a QuestDB may take to show what it has acknowledged. */
  private static final Duration SHOWN_WITHIN = Duration.ofSeconds(20);

  private static final long POLL_NANOS = 10_000_000;

  /** A bucket that forgets must not forget this while the run goes on; none keeps less. */
  private static final Duration RENEWED_AFTER = Duration.ofMinutes(15);

  private final RunMarker marker;
  private final String address;
  private final String question;
  private final long attempt;
  private final boolean renewing;
  private final Set<Connection> proven =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private volatile boolean pass;
  private @Nullable OkHttpClient client;
  private long renewed = System.nanoTime();

  private StoreIdentity(
      RunMarker marker, String address, String question, long attempt, boolean renewing) {
    this.marker = marker;
    this.address = address;
    this.question = question;
    this.attempt = attempt;
    this.renewing = renewing;
  }

  /** That of a database in this process, which has the marker already. */
  static StoreIdentity embedded(RunMarker marker, InfluxSettings settings) {
    return new StoreIdentity(marker, settings.url().toString(), sql(marker), 0, false);
  }

  /**
   * Introduces a run to a server.
   *
   * @return null if it cannot be asked, as with a token that may only write; then whatever is at
   *     its address is believed
   */
  static @Nullable StoreIdentity introduce(
      RunMarker marker, HttpCalls calls, ServerKind kind, InfluxSettings settings)
      throws StoreException {
    return switch (kind) {
      case QUESTDB -> questDb(marker, calls);
      case INFLUXDB_1 -> influx(marker, calls, settings, InfluxOneStore.path(settings));
      case INFLUXDB_2 -> influx(marker, calls, settings, InfluxStore.path(settings));
    };
  }

  private static StoreIdentity questDb(RunMarker marker, HttpCalls calls) throws StoreException {
    String question = sql(marker);
    marker.check(last(calls, HttpCalls.path("/exec", Map.of("query", marker.sqlWhere()))));
    long attempt = ask(calls, question).orElse(0) + 1;
    String insertion = marker.insertion(attempt, nanos());
    HttpResponse<String> inserted = calls.get(HttpCalls.path("/exec", Map.of("query", insertion)));
    if (inserted.statusCode() != 200) {
      throw calls.refused("INSERT INTO run", inserted.statusCode(), inserted.body());
    }
    long deadline = System.nanoTime() + SHOWN_WITHIN.toNanos();
    while (ask(calls, question).orElse(0) < attempt) {
      if (System.nanoTime() > deadline) {
        throw new StoreException(
            Fault.UNREACHABLE,
            String.format(
                Locale.ROOT,
                "%s does not apply what is written to it: see wal_tables() there",
                calls.address()),
            null);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return new StoreIdentity(marker, calls.address(), question, attempt, false);
  }

  private static @Nullable StoreIdentity influx(
      RunMarker marker, HttpCalls calls, InfluxSettings settings, String writePath)
      throws StoreException {
    String question =
        HttpCalls.path("/query", Map.of("db", settings.bucket(), "q", marker.influxQuestion()));
    marker.check(
        last(
            calls,
            HttpCalls.path("/query", Map.of("db", settings.bucket(), "q", marker.influxWhere()))));
    long attempt = ask(calls, question).orElse(0) + 1;
    HttpResponse<String> written =
        calls.post(writePath, marker.line(attempt, nanos()).getBytes(StandardCharsets.UTF_8));
    if (written.statusCode() != Refusal.STORED || ask(calls, question).isEmpty()) {
      LOG.warn(
          "{} cannot be asked for what it was given, so nothing tells it from another server at"
              + " its address",
          calls.address());
      return null;
    }
    return new StoreIdentity(marker, calls.address(), question, attempt, true);
  }

  private static String sql(RunMarker marker) {
    return HttpCalls.path("/exec", Map.of("query", marker.sqlQuestion()));
  }

  private static OptionalLong ask(HttpCalls calls, String question) throws StoreException {
    HttpResponse<String> answer = calls.get(question);
    return answer.statusCode() == 200 ? RunMarker.attempt(answer.body()) : OptionalLong.empty();
  }

  private static Optional<String> last(HttpCalls calls, String question) throws StoreException {
    HttpResponse<String> answer = calls.get(question);
    try {
      return answer.statusCode() == 200 ? RunMarker.directory(answer.body()) : Optional.empty();
    } catch (IOException e) {
      throw new StoreException(
          Fault.UNREACHABLE,
          String.format(Locale.ROOT, "the answer of %s is none: %s", calls.address(), e),
          e);
    }
  }

  private static long nanos() {
    return System.currentTimeMillis() * 1_000_000;
  }

  /** Stands between the client and its connections. */
  void watch(OkHttpClient.Builder builder) {
    builder.addNetworkInterceptor(this::intercept);
  }

  /** Tells the client that is watched. */
  void of(OkHttpClient watched) {
    client = watched;
  }

  /** A request that writes. */
  @FunctionalInterface
  interface Writing {
    void write() throws IOException;
  }

  /**
   * Writes over a connection whose other end has shown that it holds the run.
   *
   * @throws IOException of the request, or because another server answers
   */
  void write(Writing request) throws IOException {
    if (proven.isEmpty()) {
      prove();
    }
    try {
      request.write();
    } catch (UnprovenException e) {
      // The earlier connection was closed, be it only for being idle, perhaps as this began: rows
      // that came twice are stored once.
      prove();
      request.write();
    }
  }

  /** A text of lines, with the marker's where it is time for it. */
  String renewed(String lines) {
    long now = System.nanoTime();
    if (!renewing || now - renewed < RENEWED_AFTER.toNanos()) {
      return lines;
    }
    renewed = now;
    return lines + marker.line(attempt, nanos());
  }

  private void prove() throws IOException {
    OkHttpClient asking = client;
    if (asking == null) {
      throw new IllegalStateException("no client is watched");
    }
    Proof proof = new Proof();
    Request request = new Request.Builder().url(address + question).tag(Proof.class, proof).build();
    try (Response answer = asking.newCall(request).execute()) {
      String said = answer.body() == null ? "" : answer.body().string();
      if (answer.code() == 429 || answer.code() >= 500) {
        throw new StoreException(
            Fault.UNREACHABLE,
            String.format(Locale.ROOT, "%s answers with status %d", address, answer.code()),
            null);
      }
      if (answer.code() != 200 || RunMarker.attempt(said).isEmpty()) {
        throw new StoreException(
            Fault.UNREACHABLE,
            String.format(
                    Locale.ROOT,
                    "another server answers at %s than the one this run writes to (it does not hold"
                        + " the run",
                    address)
                + String.format(
                    Locale.ROOT,
                    " %s, status %d): nothing is written to it",
                    marker.run(),
                    answer.code()),
            null);
      }
      Connection connection = proof.connection;
      if (connection != null) {
        proven.add(connection);
      }
      pass = "close".equalsIgnoreCase(answer.header("Connection"));
    }
  }

  private Response intercept(Interceptor.Chain chain) throws IOException {
    Connection connection = chain.connection();
    Proof proof = chain.request().tag(Proof.class);
    if (proof != null) {
      proof.connection = connection;
      return chain.proceed(chain.request());
    }
    // A server that closes each connection after an answer can show it only on the one before.
    if (connection == null || (!proven.contains(connection) && !pass)) {
      throw new UnprovenException();
    }
    pass = false;
    return chain.proceed(chain.request());
  }

  /** The tag of a question, which learns what it went over. */
  private static final class Proof {
    private volatile @Nullable Connection connection;
  }

  /** A request over a connection that nothing is known of; the client does not try it again. */
  static final class UnprovenException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    UnprovenException() {
      super("a new connection, over which nothing is written yet");
    }
  }
}
