package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads one sweep from a QuestDB of another process, as CSV over HTTP. */
final class QuestDbHttpSteps extends QuestDbReading {
  private final HttpCalls calls;
  private final Map<String, String> intervals = new ConcurrentHashMap<>();

  private QuestDbHttpSteps(HttpCalls calls, String sweep, boolean complete) {
    super(sweep, complete);
    this.calls = calls;
  }

  /** A reader of everything that was acknowledged before; waits until it is applied. */
  static QuestDbHttpSteps open(HttpCalls calls, String sweep) throws StoreException {
    QuestDbHttpSteps steps = new QuestDbHttpSteps(calls, sweep, true);
    steps.awaitApplied();
    return steps;
  }

  /** A reader of a sweep that is still written, of as much as is applied when it is asked. */
  static QuestDbHttpSteps growing(HttpCalls calls, String sweep) {
    return new QuestDbHttpSteps(calls, sweep, false);
  }

  @Override
  public Map<String, LastStored> last() throws StoreException {
    Map<String, LastStored> last = new TreeMap<>();
    query(
        QuestDbQueries.last(sweep),
        row ->
            last.put(
                row.getFirst(),
                new LastStored(
                    Long.parseLong(row.get(1)),
                    Long.parseLong(row.get(2)),
                    Long.parseLong(row.get(3)))));
    return last;
  }

  @Override
  public KeptEvents events() throws StoreException {
    KeptEvents.Builder events = new KeptEvents.Builder();
    query(
        QuestDbQueries.events(sweep),
        row -> events.add(row.getFirst(), row.get(1), Long.parseLong(row.get(2))));
    return events.build();
  }

  @Override
  long count(String query) throws StoreException {
    long[] count = {0};
    query(query, row -> count[0] = Long.parseLong(row.getFirst()));
    return count[0];
  }

  @Override
  void query(String sql, String trial, int metrics, StepRows rows) throws StoreException {
    query(sql, row -> rows.add(new StepRows.Texts(sweep, trial, row, metrics)));
  }

  @Override
  List<Metric> stored() throws StoreException {
    Set<String> columns = new HashSet<>();
    query(QuestDbQueries.COLUMNS, row -> columns.add(row.getFirst()));
    return QuestDbQueries.stored(columns);
  }

  /** How many different steps each trial has. */
  Map<String, Long> distinct() throws StoreException {
    Map<String, Long> distinct = new TreeMap<>();
    query(
        QuestDbQueries.distinct(sweep),
        row -> distinct.put(row.getFirst(), Long.parseLong(row.get(1))));
    return distinct;
  }

  @Override
  @Nullable String interval(String trial) throws StoreException {
    if (!intervals.containsKey(trial)) {
      query(
          QuestDbQueries.intervals(sweep),
          row ->
              intervals.put(
                  row.getFirst(),
                  QuestDbQueries.between(Long.parseLong(row.get(1)), Long.parseLong(row.get(2)))));
    }
    return intervals.get(trial);
  }

  private void awaitApplied() throws StoreException {
    QuestDbQueries.AppliedCheck check = QuestDbQueries.AppliedCheck.start(calls.address());
    do {
      check.begin();
      query(
          QuestDbQueries.WAL_TABLES,
          row ->
              check.table(
                  row.getFirst(),
                  Boolean.parseBoolean(row.get(1)),
                  Long.parseLong(row.get(3)) - Long.parseLong(row.get(2)),
                  ""));
    } while (check.isBehind());
  }

  /** Takes the fields of a row. */
  private interface RowReader {
    void read(List<String> fields) throws StoreException;
  }

  private void query(String sql, RowReader reader) throws StoreException {
    HttpResponse<InputStream> answer = calls.stream(HttpCalls.path("/exp", Map.of("query", sql)));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      String header = lines.readLine();
      if (answer.statusCode() != 200) {
        throw calls.refused(sql, answer.statusCode(), String.valueOf(header));
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty()) {
          reader.read(Csv.split(line));
        }
      }
    } catch (StoreException e) {
      throw e;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | NoSuchElementException e) {
      throw calls.garbled(sql, e);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Fault.UNREACHABLE,
          String.format(Locale.ROOT, "the answer to %s broke off (%s)", sql, e),
          e);
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
