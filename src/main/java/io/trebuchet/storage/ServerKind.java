package io.trebuchet.storage;

import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The servers that can be written to; told apart by what they answer. */
public enum ServerKind {
  /** A QuestDB, which answers as InfluxDB 2 does, but SQL too. */
  QUESTDB,
  /** InfluxDB before version 2: a database instead of organisation and bucket. */
  INFLUXDB_1,
  /** InfluxDB 2 or later. */
  INFLUXDB_2;

  private static final Pattern VERSION_ONE = Pattern.compile("v?[01]\\.");
  private static final Pattern SQL_ANSWER =
      Pattern.compile("\"name\":\"trebuchet\".*\"dataset\":\\[\\[42\\]\\]");

  /** The word in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Asks a server what it is.
   *
   * @throws StoreException if it does not answer or will not have us
   */
  static ServerKind ask(HttpCalls calls) throws StoreException {
    HttpResponse<String> ping = calls.get("/ping");
    if (ping.statusCode() >= 400) {
      throw calls.refused("/ping", ping.statusCode(), ping.body());
    }
    if (ping.headers().firstValue("Server").orElse("").startsWith("questDB")) {
      return QUESTDB;
    }
    String version = ping.headers().firstValue("X-Influxdb-Version").orElse("");
    if (VERSION_ONE.matcher(version).lookingAt()) {
      return INFLUXDB_1;
    }
    // A proxy puts its own name into the header: only a QuestDB answers SQL.
    return answersSql(calls) ? QUESTDB : INFLUXDB_2;
  }

  private static boolean answersSql(HttpCalls calls) throws StoreException {
    HttpResponse<String> answer =
        calls.get(HttpCalls.path("/exec", Map.of("query", "SELECT 42 trebuchet")));
    return answer.statusCode() == 200 && SQL_ANSWER.matcher(answer.body()).find();
  }
}
