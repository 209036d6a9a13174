package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.metrics.TrialColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The fields of the measurements, in the one order that all stores share. */
final class Schema {
  static final String STEP = "step";
  static final String TRIAL = "trial";
  static final String ENGINE = "engine";
  static final String RUN = "run";
  static final String LOG10_LOSS = "log10_loss";
  static final String FINITE = "finite";

  /** Columns of trials.csv that an event carries under a name of its own. */
  private static final Set<String> CARRIED_BY_EVENT =
      Set.of("trial", "seed", "c", "outcome", "stop_reason");

  /** A field and its type. */
  record Field(String name, Type type) {}

  /** The types that both InfluxDB and QuestDB know. */
  enum Type {
    STRING("VARCHAR"),
    /** A string of few values. */
    LABEL("SYMBOL"),
    INTEGER("LONG"),
    NUMBER("DOUBLE"),
    BOOLEAN("BOOLEAN");

    private final String sql;

    Type(String sql) {
      this.sql = sql;
    }

    /** Its name in QuestDB. */
    String sql() {
      return sql;
    }
  }

  private static final Set<String> OBSERVABLES =
      Metric.all().stream()
          .filter(metric -> !metric.observable().isEmpty())
          .map(Metric::column)
          .collect(Collectors.toSet());

  private static final List<Field> ENGINE_FIELDS =
      List.of(
          new Field("active_trials", Type.INTEGER),
          new Field("points_per_second", Type.NUMBER),
          new Field("queue_depth", Type.INTEGER),
          new Field("spool_bytes", Type.INTEGER),
          new Field("credits", Type.INTEGER),
          new Field("heap_bytes", Type.INTEGER),
          new Field("off_heap_bytes", Type.INTEGER));

  private static final List<Field> RUN_FIELDS =
      List.of(new Field("attempt", Type.INTEGER), new Field("directory", Type.STRING));

  private static final List<Field> STEP_FIELDS = stepFields();
  private static final List<Field> TRIAL_FIELDS = trialFields();

  private Schema() {}

  /** Fields of the measurement {@code step}; its tags are {@code sweep} and {@code trial}. */
  static List<Field> step() {
    return STEP_FIELDS;
  }

  /** Those of every run; a database that adds columns by itself need not carry the others. */
  static List<Field> stepAlways() {
    return STEP_FIELDS.stream().filter(field -> !OBSERVABLES.contains(field.name())).toList();
  }

  /** Fields of the measurement {@code trial}; its tags are the same. */
  static List<Field> trial() {
    return TRIAL_FIELDS;
  }

  /** Fields of the measurement {@code engine}; its tag is {@code sweep}. */
  static List<Field> engine() {
    return ENGINE_FIELDS;
  }

  /** Fields of the measurement {@code run}; its tag is {@code sweep}, see {@link RunMarker}. */
  static List<Field> run() {
    return RUN_FIELDS;
  }

  /** Columns of a trial's result that become fields as they are. */
  static boolean isResultField(TrialColumn column) {
    return !CARRIED_BY_EVENT.contains(column.name());
  }

  /** What a row of line protocol counts as, which begins at a place in a text. */
  static RowCounts rowOf(String text, int at) {
    if (text.startsWith(STEP + ",", at)) {
      return RowCounts.STEP;
    }
    return text.startsWith(TRIAL + ",", at) ? RowCounts.EVENT : RowCounts.SAMPLE;
  }

  private static List<Field> stepFields() {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("name", Type.LABEL));
    fields.add(new Field("seed", Type.INTEGER));
    fields.add(new Field("c", Type.NUMBER));
    fields.add(new Field("step", Type.INTEGER));
    for (Metric metric : Metric.all()) {
      fields.add(new Field(metric.column(), Type.NUMBER));
    }
    fields.add(new Field(LOG10_LOSS, Type.NUMBER));
    fields.add(new Field(FINITE, Type.BOOLEAN));
    return List.copyOf(fields);
  }

  private static List<Field> trialFields() {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("name", Type.LABEL));
    fields.add(new Field("seed", Type.INTEGER));
    fields.add(new Field("c", Type.NUMBER));
    fields.add(new Field("state", Type.STRING));
    fields.add(new Field("outcome", Type.STRING));
    fields.add(new Field("reason", Type.STRING));
    fields.add(new Field("step", Type.INTEGER));
    for (TrialColumn column : TrialColumn.all()) {
      if (isResultField(column)) {
        fields.add(new Field(column.name(), type(column.kind())));
      }
    }
    fields.add(new Field("rule", Type.STRING));
    fields.add(new Field("certificate", Type.STRING));
    fields.add(new Field("evidence", Type.STRING));
    fields.add(new Field("censored", Type.BOOLEAN));
    return List.copyOf(fields);
  }

  private static Type type(TrialColumn.Kind kind) {
    return switch (kind) {
      case TEXT -> Type.STRING;
      case INTEGER -> Type.INTEGER;
      case NUMBER -> Type.NUMBER;
    };
  }
}
