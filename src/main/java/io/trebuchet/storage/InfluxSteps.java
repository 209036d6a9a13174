package io.trebuchet.storage;

import com.fasterxml.jackson.databind.JsonNode;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one sweep from an InfluxDB; its JSON has the digits that give back the same double. */
final class InfluxSteps implements StoredSteps {
  private static final int METRICS_FROM = 5;

  private final HttpCalls calls;
  private final String database;
  private final String sweep;

  private InfluxSteps(HttpCalls calls, String database, String sweep) {
    this.calls = calls;
    this.database = database;
    this.sweep = sweep;
  }

  static InfluxSteps create(HttpCalls calls, String database, String sweep) {
    return new InfluxSteps(calls, database, sweep);
  }

  @Override
  public Map<String, Extent> extents() throws StoreException {
    Map<String, Extent> extents = new TreeMap<>();
    InfluxQl.read(
        calls,
        database,
        "SELECT count(step), max(step) FROM step WHERE %s GROUP BY trial".formatted(ours()),
        series ->
            extents.put(
                series.path("tags").path("trial").asText(),
                new Extent(
                    series.path("values").path(0).path(1).asLong(),
                    series.path("values").path(0).path(2).asLong())));
    return extents;
  }

  @Override
  public long events() throws StoreException {
    return count("SELECT count(step) FROM trial WHERE " + ours());
  }

  @Override
  public long samples() throws StoreException {
    return count("SELECT count(credits) FROM engine WHERE " + ours());
  }

  private long count(String query) throws StoreException {
    List<List<String>> rows = InfluxQl.values(calls, database, query);
    return rows.isEmpty() ? 0 : Long.parseLong(rows.getFirst().get(1));
  }

  private String ours() {
    return "sweep = " + InfluxQl.literal(sweep);
  }

  @Override
  public void read(String trial, Consumer<MetricBlock> reader) throws StoreException {
    List<Metric> metrics = stored();
    Parts parts = new Parts(trial, metrics, reader);
    InfluxQl.read(
        calls,
        database,
        // "name" and "time" are words of the language.
        "SELECT \"step\", \"name\", \"seed\", \"c\"%s FROM \"step\" WHERE %s AND trial = %s"
            .formatted(
                metrics.stream()
                    .map(metric -> ", " + InfluxQl.name(metric.column()))
                    .collect(Collectors.joining()),
                ours(),
                InfluxQl.literal(trial)),
        parts::read);
    parts.flush();
  }

  /** A field that no row has cannot be asked for among others. */
  private List<Metric> stored() throws StoreException {
    Set<String> fields = new HashSet<>();
    for (List<String> row : InfluxQl.values(calls, database, "SHOW FIELD KEYS FROM step")) {
      fields.add(row.getFirst());
    }
    return Metric.all().stream().filter(metric -> fields.contains(metric.column())).toList();
  }

  @Override
  public void close() {
    calls.close();
  }

  private final class Parts {
    private final String trial;
    private final List<Metric> metrics;
    private final Consumer<MetricBlock> reader;
    private @Nullable StepRows rows;

    Parts(String trial, List<Metric> metrics, Consumer<MetricBlock> reader) {
      this.trial = trial;
      this.metrics = metrics;
      this.reader = reader;
    }

    void read(JsonNode series) {
      for (JsonNode row : series.path("values")) {
        StepRows gathered = rows;
        if (gathered == null) {
          gathered =
              StepRows.create(
                  new Series(
                      sweep,
                      row.path(2).asText(),
                      trial,
                      row.path(3).asLong(),
                      number(row.path(4))),
                  metrics,
                  reader);
          rows = gathered;
        }
        gathered.add(
            row.path(1).asLong(),
            row.path(0).asLong(),
            metric -> number(row.path(METRICS_FROM + metric)));
      }
    }

    void flush() {
      if (rows != null) {
        rows.flush();
      }
    }
  }

  private static double number(JsonNode value) {
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }
}
