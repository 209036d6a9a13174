package io.trebuchet.storage;

import java.net.http.HttpResponse;
import java.util.Map;

/** A store on a server that somebody else runs. */
public final class ExternalStore {
  private ExternalStore() {}

  /**
   * Finds out what the server is and makes it ready for our measurements.
   *
   * @throws StoreException if it does not answer or will not have us
   */
  public static MetricStore open(InfluxSettings settings) throws StoreException {
    HttpCalls calls = HttpCalls.to(settings);
    try {
      return switch (ServerKind.ask(calls)) {
        case QUESTDB -> {
          createTables(calls);
          yield InfluxStore.external(settings, calls);
        }
        case INFLUXDB_1 -> {
          createDatabase(calls, settings.bucket());
          yield InfluxOneStore.create(settings, calls);
        }
        // The bucket and its retention are made with the token, by whoever runs the server.
        case INFLUXDB_2 -> InfluxStore.external(settings, calls);
      };
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
        case INFLUXDB_1, INFLUXDB_2 -> InfluxSteps.create(calls, settings.bucket(), sweep);
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
        "CREATE DATABASE %s WITH DURATION INF REPLICATION 1 NAME \"autogen\""
            .formatted(InfluxQl.name(name));
    boolean exists =
        InfluxQl.values(calls, "", "SHOW DATABASES").stream()
            .anyMatch(row -> row.getFirst().equals(name));
    if (!exists) {
      InfluxQl.execute(calls, statement);
    }
  }
}
