package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import java.util.List;
import java.util.Locale;

/**
 * Emissions as InfluxDB line protocol, one line a row, written from the columns into one reused
 * buffer. A number is written with the digits that give back the same double; one that is not
 * finite is left out. Thread-safe.
 */
final class LineProtocol {
  private static final int INITIAL_CAPACITY = 1 << 20;

  private final StringBuilder text = new StringBuilder(INITIAL_CAPACITY);
  private final StringBuilder head = new StringBuilder();

  private LineProtocol() {}

  static LineProtocol create() {
    return new LineProtocol();
  }

  /**
   * Encodes emissions in the order given.
   *
   * @throws IllegalArgumentException if a sweep or trial id cannot be a tag
   */
  synchronized Batch encode(List<Emission> emissions) {
    text.setLength(0);
    for (Emission emission : emissions) {
      switch (emission) {
        case MetricBlock block -> block(block);
        case TrialEvent event -> event(event);
        case EngineSample sample -> sample(sample);
      }
    }
    return Batch.of(text.toString(), emissions);
  }

  private void block(MetricBlock block) {
    // Everything up to the step number is the same in all lines of a block.
    head(Schema.STEP, block.series());
    Field[] fields = block.metrics().stream().map(Field::of).toArray(Field[]::new);
    for (int row = 0; row < block.rows(); row++) {
      text.append(head).append(",step=").append(block.step(row)).append('i');
      for (Field field : fields) {
        double value = block.value(field.metric(), row);
        if (Double.isFinite(value)) {
          text.append(field.start()).append(value);
        }
      }
      // log10(0) is −∞ and log10 of a negative number NaN, so both leave the field out.
      number(text, Schema.LOG10_LOSS, StrictMath.log10(block.value(Metric.LOSS, row)));
      text.append(",finite=").append(block.finite(row));
      text.append(' ').append(block.timestamp(row)).append('\n');
    }
  }

  /** A metric's field up to its value. */
  private record Field(Metric metric, String start) {
    static Field of(Metric metric) {
      return new Field(metric, "," + metric.column() + "=");
    }
  }

  private void event(TrialEvent event) {
    head(Schema.TRIAL, event.series());
    text.append(head);
    string(text, "state", event.state().word());
    TrialResult result = event.result();
    if (result != null) {
      string(text, "outcome", result.outcome().word());
    }
    string(text, "reason", event.reason());
    text.append(",step=").append(event.step()).append('i');
    if (result != null) {
      for (TrialColumn column : TrialColumn.all()) {
        if (Schema.isResultField(column)) {
          resultField(column, column.text().apply(result));
        }
      }
    }
    StopRecord stop = event.stop();
    if (stop != null) {
      string(text, "rule", stop.rule());
      string(text, "certificate", stop.certificate());
      string(text, "evidence", stop.evidence());
      text.append(",censored=").append(stop.censored());
    }
    text.append(' ').append(event.timestamp()).append('\n');
  }

  private void sample(EngineSample sample) {
    text.append(Schema.ENGINE);
    tag(text, "sweep", sample.sweep());
    text.append(" active_trials=").append(sample.activeTrials()).append('i');
    number(text, "points_per_second", sample.pointsPerSecond());
    text.append(",queue_depth=").append(sample.queueDepth()).append('i');
    text.append(",spool_bytes=").append(sample.spoolBytes()).append('i');
    text.append(",credits=").append(sample.credits()).append('i');
    text.append(",heap_bytes=").append(sample.heapBytes()).append('i');
    text.append(",off_heap_bytes=").append(sample.offHeapBytes()).append('i');
    text.append(' ').append(sample.timestamp()).append('\n');
  }

  private void resultField(TrialColumn column, String value) {
    switch (column.kind()) {
      case TEXT -> string(text, column.name(), value);
      case INTEGER -> text.append(',').append(column.name()).append('=').append(value).append('i');
      case NUMBER -> {
        if (!value.isEmpty()) {
          text.append(',').append(column.name()).append('=').append(value);
        }
      }
    }
  }

  private void head(String measurement, Series series) {
    head.setLength(0);
    head.append(measurement);
    tag(head, "sweep", series.sweep());
    tag(head, "trial", series.trial());
    head.append(" name=");
    quoted(head, series.name());
    head.append(",seed=").append(series.seed()).append('i');
    number(head, "c", series.c());
  }

  /** Java writes doubles with a point always, so that they never look like integers. */
  private static void number(StringBuilder out, String field, double value) {
    if (Double.isFinite(value)) {
      out.append(',').append(field).append('=').append(value);
    }
  }

  private static void string(StringBuilder out, String field, String value) {
    out.append(',').append(field).append('=');
    quoted(out, value);
  }

  static void tag(StringBuilder out, String key, String value) {
    out.append(',').append(key).append('=');
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the tag " + key + " is empty");
    }
    for (int i = 0; i < value.length(); i++) {
      char ch = value.charAt(i);
      if (ch < ' ' || ch == '\\') {
        // Line protocol has no way to write these in a tag that all servers read alike.
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the tag %s cannot hold a backslash or control character: %s",
                key,
                value));
      }
      if (ch == ' ' || ch == ',' || ch == '=') {
        out.append('\\');
      }
      out.append(ch);
    }
  }

  static void quoted(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char ch = value.charAt(i);
      if (ch == '"' || ch == '\\') {
        out.append('\\');
      }
      // InfluxDB takes a line break as it is, QuestDB only behind a backslash: a space suits both.
      out.append(ch < ' ' ? ' ' : ch);
    }
    out.append('"');
  }
}
