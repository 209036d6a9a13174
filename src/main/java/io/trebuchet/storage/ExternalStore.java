package io.trebuchet.storage;

import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store on a server that somebody else runs. */
public final class ExternalStore {
  private ExternalStore() {}

  /**
   * Finds out what the server is and makes it ready for our measurements.
   *
   * @throws StoreException if it does not answer or will not have us
   */
  public static MetricStore open(InfluxSettings settings) throws StoreException {
    return open(settings, null);
  }

  /**
   * The same for a run, which writes to this server and to no other that takes its address.
   *
   * @param marker null for no run
   */
  public static MetricStore open(InfluxSettings settings, @Nullable RunMarker marker)
      throws StoreException {
    HttpCalls calls = HttpCalls.to(settings);
    try {
      ServerKind kind = ServerKind.ask(calls);
      switch (kind) {
        case QUESTDB -> createTables(calls);
        case INFLUXDB_1 -> createDatabase(calls, settings.bucket());
        // The bucket and its retention are made with the token, by whoever runs the server.
        case INFLUXDB_2 -> {}
      }
      StoreIdentity identity =
          marker == null ? null : StoreIdentity.introduce(marker, calls, kind, settings);
      return kind == ServerKind.INFLUXDB_1
          ? InfluxOneStore.create(settings, calls, identity)
          : InfluxStore.external(settings, calls, identity);
    } catch (StoreException | RuntimeException e) {
      calls.close();
      throw e;
    }
  }

  /**
   * A reader of one sweep on such a server.
   *
   * @throws StoreException if it does not answer or will not have us
   */
  public static StoredSteps read(InfluxSettings settings, String sweep) throws StoreException {
    return read(settings, sweep, QuestDbHttpSteps::open);
  }

  /**
   * The same of a sweep that is still written to it: of what it gives back by the time it is asked.
   */
  public static StoredSteps readGrowing(InfluxSettings settings, String sweep)
      throws StoreException {
    return read(settings, sweep, QuestDbHttpSteps::growing);
  }

  /** Opens a reader. */
  private interface Opening {
    StoredSteps open(HttpCalls calls, String sweep) throws StoreException;
  }

  private static StoredSteps read(InfluxSettings settings, String sweep, Opening questDb)
      throws StoreException {
    HttpCalls calls = HttpCalls.to(settings);
    try {
      return switch (ServerKind.ask(calls)) {
        case QUESTDB -> questDb.open(calls, sweep);
        case INFLUXDB_1, INFLUXDB_2 -> new InfluxSteps(calls, settings.bucket(), sweep);
      };
    } catch (StoreException | RuntimeException e) {
      calls.close();
      throw e;
    }
  }

  /** With our types and keys, so that it keeps nanoseconds and stores a repeated batch once. */
  private static void createTables(HttpCalls calls) throws StoreException {
    for (String statement : QuestDbTables.creation()) {
      HttpResponse<String> created = calls.get(HttpCalls.path("/exec", Map.of("query", statement)));
      if (created.statusCode() != 200) {
        throw calls.refused(statement, created.statusCode(), created.body());
      }
    }
  }

  /** A database that exists keeps its retention; a new one keeps everything. */
  private static void createDatabase(HttpCalls calls, String name) throws StoreException {
    String statement =
        String.format(
            Locale.ROOT,
            "CREATE DATABASE %s WITH DURATION INF REPLICATION 1 NAME \"autogen\"",
            InfluxQl.name(name));
    boolean exists =
        InfluxQl.values(calls, "", "SHOW DATABASES").stream()
            .anyMatch(row -> row.getFirst().equals(name));
    if (!exists) {
      InfluxQl.execute(calls, statement);
    }
  }
}
