package io.trebuchet.cli;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements for a database of an InfluxDB 1.x, past everything of ours. */
final class InfluxQuery {
  private static final Pattern TIME = Pattern.compile("\\[(\\d{19}),");

  private final URI server;
  private final String database;

  InfluxQuery(URI server, String database) {
    this.server = server;
    this.database = database;
  }

  /** What the server answers. */
  String ask(String statement) throws Exception {
    String address =
        server
            + "/query?epoch=ns&db="
            + database
            + "&q="
            + URLEncoder.encode(statement, StandardCharsets.UTF_8);
    try (HttpClient client = HttpClient.newHttpClient()) {
      String answer =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(address))
                      .POST(HttpRequest.BodyPublishers.noBody())
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      if (answer.contains("\"error\"")) {
        throw new IllegalStateException(answer);
      }
      return answer;
    }
  }

  /** Deletes the steps of a trial from one to another, both included; the answer is how many. */
  int lose(String trial, long from, long to) throws Exception {
    String found =
        ask(
            "SELECT step FROM step WHERE trial = '%s' AND step >= %d AND step <= %d"
                .formatted(trial, from, to));
    List<String> times = new ArrayList<>();
    Matcher matcher = TIME.matcher(found);
    while (matcher.find()) {
      times.add(matcher.group(1));
    }
    if (!times.isEmpty()) {
      ask(
          "DELETE FROM step WHERE trial = '%s' AND time >= %s AND time <= %s"
              .formatted(trial, times.getFirst(), times.getLast()));
    }
    return times.size();
  }
}
