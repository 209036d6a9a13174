package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps export as Parquet, which QuestDB writes itself: the columns of {@link StepsCsv} in
 * their order. Sorting the table by trial would take memory for every row, so the trials are copied
 * one after the other into a table of its own, which keeps the order of insertion and is dropped.
 */
public final class QuestDbParquet {
  private static final int BUFFER = 1 << 16;

  /** A statement answers only when it has copied a trial, or made the file. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final HttpCalls calls;
  private final QuestDbHttpSteps steps;
  private final String sweep;
  private final List<Metric> observables;
  private final String table = "export_" + UUID.randomUUID().toString().replace("-", "");

  private QuestDbParquet(
      HttpCalls calls, QuestDbHttpSteps steps, String sweep, List<Metric> observables) {
    this.calls = calls;
    this.steps = steps;
    this.sweep = sweep;
    this.observables = observables;
  }

  /**
   * Writes the steps of the given trials, one trial after the other. The disk of the server needs
   * room for a copy of them.
   *
   * @param progress is told of rows as they are gathered
   * @throws StoreException if the server is no QuestDB or refuses
   */
  public static void write(
      InfluxSettings settings,
      String sweep,
      List<String> trials,
      List<Metric> observables,
      OutputStream out,
      LongConsumer progress)
      throws IOException {
    try (HttpCalls asking = HttpCalls.to(settings)) {
      if (ServerKind.ask(asking) != ServerKind.QUESTDB) {
        throw new StoreException(
            String.format(
                Locale.ROOT,
                "%s is no QuestDB, and only that writes Parquet: use --format csv",
                settings.url()),
            null);
      }
    }
    HttpCalls calls = HttpCalls.to(settings.withTimeout(PATIENCE));
    try (QuestDbHttpSteps steps = QuestDbHttpSteps.open(calls, sweep)) {
      QuestDbParquet export = new QuestDbParquet(calls, steps, sweep, observables);
      export.execute(
          String.format(Locale.ROOT, "CREATE TABLE %s (%s)", export.table, export.columns()));
      try {
        export.gather(trials, progress);
        export.send(out);
      } finally {
        export.execute("DROP TABLE " + export.table);
      }
    }
  }

  private Stream<Metric> metrics() {
    return Stream.concat(Metric.always().stream(), observables.stream());
  }

  private String columns() {
    return Stream.of(
            Stream.of("trial VARCHAR", "c DOUBLE", "step LONG"),
            Metric.fixed().stream().map(metric -> metric.column() + " DOUBLE"),
            Stream.of(Schema.FINITE + " BOOLEAN"),
            Metric.further(observables).stream().map(metric -> metric.column() + " DOUBLE"))
        .flatMap(columns -> columns)
        .collect(Collectors.joining(", "));
  }

  private void gather(List<String> trials, LongConsumer progress) throws StoreException {
    Map<String, LastStored> ends = steps.last();
    // An observable without a value has no column in the source, and stays empty.
    List<Metric> stored = steps.stored();
    String names =
        Stream.concat(
                Stream.of("trial", "c", "step", Schema.FINITE),
                metrics().filter(stored::contains).map(Metric::column))
            .collect(Collectors.joining(", "));
    Map<String, Long> distinct = steps.distinct();
    for (String trial : trials) {
      String interval = steps.interval(trial);
      LastStored end = ends.get(trial);
      if (interval != null && end != null) {
        // Within a trial, time order is the order of steps.
        String rows =
            String.format(
                Locale.ROOT,
                "SELECT %s, timestamp FROM step WHERE %s AND %s",
                names,
                interval,
                QuestDbQueries.of(sweep, trial));
        String once = end.rows() == distinct.getOrDefault(trial, 0L) ? rows : onePerStep(rows);
        execute(
            String.format(
                Locale.ROOT, "INSERT INTO %s (%s) SELECT %s FROM (%s)", table, names, names, once));
        progress.accept(end.rows());
      }
    }
  }

  /** A step is one row, also where it stands twice. */
  private static String onePerStep(String rows) {
    return "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY step ORDER BY timestamp) nth"
        + String.format(Locale.ROOT, " FROM (%s)) WHERE nth = 1 ORDER BY step", rows);
  }

  private void send(OutputStream out) throws IOException {
    HttpResponse<InputStream> answer =
        calls.stream(HttpCalls.path("/exp", Map.of("fmt", "parquet", "query", table)));
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != 200) {
        String said = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        throw calls.refused(table, answer.statusCode(), said);
      }
      byte[] buffer = new byte[BUFFER];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
  }

  private void execute(String statement) throws StoreException {
    HttpResponse<String> answer = calls.get(HttpCalls.path("/exec", Map.of("query", statement)));
    if (answer.statusCode() != 200) {
      throw calls.refused(statement, answer.statusCode(), answer.body());
    }
  }
}
