package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one sweep from an InfluxDB; its JSON has the digits that give back the same double. */
record InfluxSteps(HttpCalls calls, String database, String sweep) implements StoredSteps {

  @Override
  public Map<String, LastStored> last() throws StoreException {
    Map<String, Long> timestamps = new HashMap<>();
    // Together with other functions last() would not tell its time.
    InfluxQl.read(
        calls,
        database,
        String.format(Locale.ROOT, "SELECT last(step) FROM step WHERE %s GROUP BY trial", ours()),
        (tags, row) ->
            timestamps.put(String.valueOf(tags.get("trial")), Long.parseLong(row.getFirst())));
    Map<String, LastStored> last = new TreeMap<>();
    InfluxQl.read(
        calls,
        database,
        String.format(
            Locale.ROOT, "SELECT max(step), count(step) FROM step WHERE %s GROUP BY trial", ours()),
        (tags, row) -> {
          String trial = String.valueOf(tags.get("trial"));
          last.put(
              trial,
              new LastStored(
                  Long.parseLong(row.get(1)),
                  timestamps.getOrDefault(trial, 0L),
                  Long.parseLong(row.get(2))));
        });
    return last;
  }

  @Override
  public KeptEvents events() throws StoreException {
    KeptEvents.Builder events = new KeptEvents.Builder();
    InfluxQl.read(
        calls,
        database,
        "SELECT \"state\" FROM \"trial\" WHERE " + ours() + " GROUP BY \"trial\"",
        (tags, row) -> events.add(String.valueOf(tags.get("trial")), row.get(1), 1));
    return events.build();
  }

  @Override
  public long samples() throws StoreException {
    return count("SELECT count(credits) FROM engine WHERE " + ours());
  }

  private long count(String query) throws StoreException {
    long[] count = {0};
    InfluxQl.read(calls, database, query, (tags, row) -> count[0] = Long.parseLong(row.get(1)));
    return count[0];
  }

  private String ours() {
    return "sweep = " + InfluxQl.literal(sweep);
  }

  @Override
  public void read(String trial, Consumer<MetricBlock> reader) throws StoreException {
    List<Metric> metrics = stored(fields());
    read(trial, metrics, List.of(), StepRows.create(metrics, reader));
  }

  @Override
  public void audit(String trial, Consumer<MetricBlock> reader, Consumer<String> flaws)
      throws StoreException {
    Set<String> fields = fields();
    List<Metric> metrics = stored(fields);
    // Where no loss was above zero there is no field of its logarithm.
    List<String> more =
        fields.contains(Schema.LOG10_LOSS)
            ? List.of(Schema.FINITE, Schema.LOG10_LOSS)
            : List.of(Schema.FINITE);
    read(trial, metrics, more, StepRows.audited(metrics, reader, flaws));
  }

  private void read(String trial, List<Metric> metrics, List<String> more, StepRows rows)
      throws StoreException {
    InfluxQl.read(
        calls,
        database,
        // "name" and "time" are words of the language.
        String.format(
            Locale.ROOT,
            "SELECT \"step\", \"name\", \"seed\", \"c\"%s FROM \"step\" WHERE %s AND trial = %s",
            Stream.concat(metrics.stream().map(Metric::column), more.stream())
                .map(field -> ", " + InfluxQl.name(field))
                .collect(Collectors.joining()),
            ours(),
            InfluxQl.literal(trial)),
        (tags, row) -> rows.add(new StepRows.Texts(sweep, trial, row, metrics.size())));
    rows.flush();
  }

  /** A field that no row has cannot be asked for among others. */
  private Set<String> fields() throws StoreException {
    Set<String> fields = new HashSet<>();
    InfluxQl.read(
        calls, database, "SHOW FIELD KEYS FROM step", (tags, row) -> fields.add(row.getFirst()));
    return fields;
  }

  private static List<Metric> stored(Set<String> fields) {
    return Metric.all().stream().filter(metric -> fields.contains(metric.column())).toList();
  }

  @Override
  public void close() {
    calls.close();
  }
}
