package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps of a sweep as Parquet, which QuestDB writes itself, in order of time. */
public final class QuestDbParquet {
  private static final int BUFFER = 1 << 16;

  private QuestDbParquet() {}

  /**
   * Copies what the server sends.
   *
   * @param progress is told of bytes as they come
   * @throws StoreException if the server is no QuestDB or refuses
   */
  public static void write(
      InfluxSettings settings,
      String sweep,
      List<Metric> observables,
      OutputStream out,
      LongConsumer progress)
      throws IOException {
    String columns =
        Stream.of(
                Stream.of("timestamp", "trial", "c", "step"),
                Metric.always().stream().map(Metric::column),
                Stream.of(Schema.FINITE),
                observables.stream().map(Metric::column))
            .flatMap(names -> names)
            .collect(Collectors.joining(", "));
    String query =
        "SELECT %s FROM step WHERE sweep = %s".formatted(columns, QuestDbTables.literal(sweep));
    try (HttpCalls calls = HttpCalls.to(settings)) {
      if (ServerKind.ask(calls) != ServerKind.QUESTDB) {
        throw new StoreException(
            "%s is no QuestDB, and only that writes Parquet: use --format csv"
                .formatted(settings.url()),
            null);
      }
      HttpResponse<InputStream> answer =
          calls.stream(HttpCalls.path("/exp", Map.of("fmt", "parquet", "query", query)));
      try (InputStream body = answer.body()) {
        if (answer.statusCode() != 200) {
          String said = new String(body.readAllBytes(), StandardCharsets.UTF_8);
          throw calls.refused(query, answer.statusCode(), said);
        }
        byte[] buffer = new byte[BUFFER];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
          out.write(buffer, 0, read);
          progress.accept(read);
        }
      }
    }
  }
}
