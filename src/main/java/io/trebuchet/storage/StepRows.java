package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of one trial, which come in order, into blocks of bounded size. */
final class StepRows {
  /** Where the metrics begin in the rows that are asked for. */
  static final int METRICS_FROM = 5;

  private static final int BLOCK_ROWS = 1000;

  private final List<Metric> metrics;
  private final Consumer<MetricBlock> reader;
  private final @Nullable Consumer<String> flaws;
  private @Nullable Series series;
  private MetricBlock.@Nullable Builder rows;

  private StepRows(
      List<Metric> metrics, Consumer<MetricBlock> reader, @Nullable Consumer<String> flaws) {
    this.metrics = metrics;
    this.reader = reader;
    this.flaws = flaws;
  }

  /** Gathers rows with the given metrics; the series is that of the first of them. */
  static StepRows create(List<Metric> metrics, Consumer<MetricBlock> reader) {
    return new StepRows(metrics, reader, null);
  }

  /** Gathers whole rows: another series begins another block, contradictions are told. */
  static StepRows audited(
      List<Metric> metrics, Consumer<MetricBlock> reader, Consumer<String> flaws) {
    return new StepRows(metrics, reader, flaws);
  }

  /** A row of a store. */
  interface Row {
    long timestamp();

    /** The step; {@link Long#MIN_VALUE} if the row has none. */
    long step();

    Series series();

    /** The value of a metric, by its position among those asked for; NaN if there is none. */
    double value(int metric);

    /** NaN if there is none; only an audit asks for it. */
    double log10Loss();

    /** False if there is none; only an audit asks for it. */
    boolean finite();
  }

  void add(Row row) {
    MetricBlock.Builder into = rows;
    if (into == null || (flaws != null && !row.series().equals(series))) {
      flush();
      series = row.series();
      into = MetricBlock.Builder.create(series, BLOCK_ROWS, metrics);
      rows = into;
    } else if (into.full()) {
      reader.accept(into.build());
    }
    into.row(row.step(), row.timestamp());
    for (int i = 0; i < metrics.size(); i++) {
      into.set(metrics.get(i), row.value(i));
    }
    if (flaws != null) {
      audit(row, flaws);
    }
  }

  /** What is stored twice over has to agree; an absent boolean is false in some stores. */
  private void audit(Row row, Consumer<String> told) {
    double loss = value(row, Metric.LOSS);
    if (!sameNumber(row.log10Loss(), StrictMath.log10(loss))) {
      told.accept(
          String.format(Locale.ROOT, "step %d: log10_loss is not that of its loss", row.step()));
    }
    boolean finite =
        Double.isFinite(loss)
            && Double.isFinite(value(row, Metric.WEIGHT_NORM_SQ))
            && Double.isFinite(value(row, Metric.LAMBDA_MAX));
    if (row.finite() != finite) {
      told.accept(
          String.format(
              Locale.ROOT,
              "step %d: finite is %s, its numbers are%s",
              row.step(),
              row.finite(),
              finite ? "" : " not"));
    }
  }

  private double value(Row row, Metric metric) {
    int position = metrics.indexOf(metric);
    return position < 0 ? Double.NaN : row.value(position);
  }

  /** Bit for bit, where all that is not finite is absent. */
  private static boolean sameNumber(double a, double b) {
    return (!Double.isFinite(a) && !Double.isFinite(b))
        || Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }

  /** Hands over the rest. */
  void flush() {
    if (rows != null && rows.size() > 0) {
      reader.accept(rows.build());
    }
  }

  /**
   * A row of texts: timestamp, step, name, seed, c, the metrics, and in an audit finite and, where
   * the store has it, log10_loss.
   *
   * @param sweep the run id
   * @param metrics how many there are
   */
  record Texts(String sweep, String trial, List<String> fields, int metrics) implements Row {
    @Override
    public long timestamp() {
      return Long.parseLong(fields.getFirst());
    }

    @Override
    public long step() {
      return integer(fields.get(1));
    }

    @Override
    public Series series() {
      return new Series(
          sweep, fields.get(2), trial, integer(fields.get(3)), Csv.number(fields.get(4)));
    }

    @Override
    public double value(int metric) {
      return Csv.number(fields.get(METRICS_FROM + metric));
    }

    @Override
    public boolean finite() {
      return Boolean.parseBoolean(fields.get(METRICS_FROM + metrics));
    }

    @Override
    public double log10Loss() {
      int at = METRICS_FROM + metrics + 1;
      return at < fields.size() ? Csv.number(fields.get(at)) : Double.NaN;
    }

    private static long integer(String field) {
      return field.isEmpty() ? Long.MIN_VALUE : Long.parseLong(field);
    }
  }
}
