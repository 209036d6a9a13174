package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is asked of a QuestDB, in this process or another. */
final class QuestDbQueries {
  /** The columns that {@code step} has: observables get theirs with the first value. */
  static final String COLUMNS = "SELECT \"column\" FROM table_columns('step')";

  /** How far the write-ahead log of each table is applied. */
  static final String WAL_TABLES =
      "SELECT name, suspended, writerTxn, sequencerTxn FROM wal_tables()";

  /** The condition of no interval, for a table that still grows. */
  static final String ALWAYS = "timestamp IS NOT NULL";

  /** What an audit looks at beside the metrics. */
  static final List<String> AUDITED = List.of(Schema.FINITE, Schema.LOG10_LOSS);

  private static final int FINITE_BY = 3;

  private QuestDbQueries() {}

  /** Trial, largest step, largest timestamp and number of rows of each trial. */
  static String last(String sweep) {
    return ofSweep("SELECT trial, max(step), max(timestamp)::long, count()", Schema.STEP, sweep)
        + " ORDER BY trial";
  }

  /** Trial and number of different steps of each trial. */
  static String distinct(String sweep) {
    return ofSweep("SELECT trial, count_distinct(step)", Schema.STEP, sweep);
  }

  /** Trial, state and number of rows of each state change. */
  static String events(String sweep) {
    return ofSweep("SELECT trial, state, count()", Schema.TRIAL, sweep);
  }

  static String count(String table, String sweep) {
    return ofSweep("SELECT count()", table, sweep);
  }

  private static String ofSweep(String select, String table, String sweep) {
    return select + " FROM " + table + " WHERE sweep = " + QuestDbTables.literal(sweep);
  }

  /** Trial, and when its rows begin and end, in nanoseconds, of each trial. */
  static String intervals(String sweep) {
    return ofSweep("SELECT trial, min(timestamp)::long, max(timestamp)::long", Schema.STEP, sweep);
  }

  /** The condition of an interval, which spares QuestDB the rest of the table. */
  static String between(long first, long last) {
    return String.format(
        Locale.ROOT, "timestamp BETWEEN %d::timestamp_ns AND %d::timestamp_ns", first, last);
  }

  /**
   * Timestamp, step, name, seed, c and the metrics of a trial's rows in an interval, in order.
   *
   * @param more columns
   */
  static String steps(
      String sweep, String trial, List<Metric> metrics, List<String> more, String interval) {
    return String.format(
        Locale.ROOT,
        "SELECT timestamp::long, step, name, seed, c, %s FROM step WHERE %s AND %s",
        Stream.concat(metrics.stream().map(Metric::column), more.stream())
            .collect(Collectors.joining(", ")),
        interval,
        of(sweep, trial));
  }

  /** A further condition: steps from one to another, both included. */
  static String steps(long from, long to) {
    return String.format(Locale.ROOT, " AND step BETWEEN %d AND %d", from, to);
  }

  /** The condition of a trial. */
  static String of(String sweep, String trial) {
    return String.format(
        Locale.ROOT,
        "sweep = %s AND trial = %s",
        QuestDbTables.literal(sweep),
        QuestDbTables.literal(trial));
  }

  /** The metrics that have a column. */
  static List<Metric> stored(Set<String> columns) {
    return Metric.all().stream().filter(metric -> columns.contains(metric.column())).toList();
  }

  /**
   * The stored metrics of those wanted, with the first ones, which tell whether a row is finite.
   */
  static List<Metric> chosen(List<Metric> wanted, List<Metric> stored) {
    List<Metric> first = Metric.always().subList(0, FINITE_BY);
    return stored.stream().filter(m -> first.contains(m) || wanted.contains(m)).toList();
  }

  /** Looks again and again at how far a database has applied its log. */
  static final class AppliedCheck {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final String where;
    private final long deadline = System.nanoTime() + TIMEOUT.toNanos();
    private long behind;
    private boolean first = true;

    private AppliedCheck(String where) {
      this.where = where;
    }

    static AppliedCheck start(String where) {
      return new AppliedCheck(where);
    }

    /** Begins a look, after a pause if it is not the first. */
    void begin() throws StoreException {
      if (!first) {
        if (System.nanoTime() > deadline) {
          throw new StoreException(
              String.format(
                  Locale.ROOT,
                  "QuestDB has not applied all writes to %s within %d s: try again later",
                  where,
                  TIMEOUT.toSeconds()),
              null);
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
      first = false;
      behind = 0;
    }

    /** Takes what one table says; why it is suspended may be unknown. */
    void table(String name, boolean suspended, long transactionsBehind, String why)
        throws StoreException {
      if (suspended) {
        throw new StoreException(
            String.format(
                Locale.ROOT,
                "QuestDB has suspended the table %s of %s with %d writes not applied (%s): %s, then"
                    + " run ALTER TABLE %s RESUME WAL",
                name,
                where,
                transactionsBehind,
                why.isEmpty() ? "why is in its log" : why,
                OpenFiles.saysSo(why)
                    ? OpenFiles.ADVICE
                    : StoreException.saysDiskFull(why)
                        ? "free some space"
                        : "put that right, such as a full disk",
                name),
            null);
      }
      behind += transactionsBehind;
    }

    boolean isBehind() {
      return behind > 0;
    }
  }
}
