package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.PlainText;
import io.trebuchet.metrics.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the columns of a {@code step.csv} are, by the names in its first line. */
final class StepColumns {
  private static final String TIMESTAMP = "timestamp";
  private static final String SWEEP = "sweep";
  private static final String TRIAL = "trial";

  private final List<String> names;
  private final List<Metric> metrics;
  private final int[] ofMetrics;
  private final Map<String, Integer> positions = new HashMap<>();

  private StepColumns(List<String> names) {
    this.names = names;
    for (int i = 0; i < names.size(); i++) {
      positions.putIfAbsent(names.get(i), i);
    }
    this.metrics = Metric.all().stream().filter(metric -> names.contains(metric.column())).toList();
    this.ofMetrics = metrics.stream().mapToInt(metric -> names.indexOf(metric.column())).toArray();
  }

  /** Those of a first line. */
  static StepColumns of(String header) {
    return new StepColumns(List.copyOf(Csv.split(header)));
  }

  /** The metrics that there are; a file of an earlier version lacks some. */
  List<Metric> metrics() {
    return metrics;
  }

  /** How many fields a row has. */
  int count() {
    return names.size();
  }

  /**
   * Complains of a column that is missing, stands twice or is not ours.
   *
   * @throws StoreException with its name
   */
  void check() throws StoreException {
    List<String> ours =
        Stream.concat(
                Stream.of(TIMESTAMP, SWEEP, TRIAL), Schema.step().stream().map(Schema.Field::name))
            .toList();
    List<String> faults = new ArrayList<>();
    for (String name : ours) {
      boolean optional = Metric.named(name).isPresent();
      if (!optional && !names.contains(name)) {
        faults.add("lacks the column " + name);
      }
    }
    HashSet<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        faults.add("has the column " + name + " twice");
      } else if (!ours.contains(name)) {
        faults.add("has a column " + name + ", which is none of ours");
      }
    }
    if (!faults.isEmpty()) {
      throw new StoreException(
          String.format(
              Locale.ROOT,
              "step.csv %s; its first line has to be %s, in any order, where an earlier version"
                  + " lacks some of the metrics",
              String.join(", ", faults),
              CsvStore.STEP_HEADER),
          null);
    }
  }

  /** A line that is no row lies among those of the trial before, where reading it fails. */
  String trial(String line, String before) {
    String trial = first(line, TRIAL);
    return trial == null ? before : PlainText.unescaped(trial);
  }

  /** A line that is no row has no time. */
  long time(String line) {
    String time = first(line, TIMESTAMP);
    try {
      return time == null ? Long.MAX_VALUE : Long.parseLong(time);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** A field of a line of which no more is read than leads there; null if it has none. */
  private @Nullable String first(String line, String name) {
    Integer at = positions.get(name);
    List<String> fields = at == null ? List.of() : Csv.split(line, at + 1);
    return at == null || fields.size() <= at ? null : fields.get(at);
  }

  /** A row of as many fields as there are columns. */
  StepRows.Row row(List<String> fields) {
    return new Fields(fields);
  }

  private final class Fields implements StepRows.Row {
    private final List<String> fields;

    Fields(List<String> fields) {
      this.fields = fields;
    }

    private String field(String name) {
      return fields.get(Objects.requireNonNull(positions.get(name)));
    }

    @Override
    public long timestamp() {
      return Long.parseLong(field(TIMESTAMP));
    }

    @Override
    public long step() {
      return Long.parseLong(field(Schema.STEP));
    }

    @Override
    public Series series() {
      return new Series(
          field(SWEEP),
          field("name"),
          field(TRIAL),
          Long.parseLong(field("seed")),
          Csv.number(field("c")));
    }

    @Override
    public double value(int metric) {
      return Csv.number(fields.get(ofMetrics[metric]));
    }

    @Override
    public double log10Loss() {
      return Csv.number(field(Schema.LOG10_LOSS));
    }

    @Override
    public boolean finite() {
      return Boolean.parseBoolean(field(Schema.FINITE));
    }
  }
}
